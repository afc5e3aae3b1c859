"""A page on paper, for whoever takes it to the clinic."""

from __future__ import annotations

import io
import re

import pdfplumber
import pytest
from playwright.sync_api import Page, expect

from tests.browser.site_under_test import HTML

CONCERNS = sorted(f"faq/{path.name}" for path in (HTML / "faq").glob("*.html"))


def on_paper(page: Page) -> Page:
    page.emulate_media(media="print")
    return page


@pytest.mark.parametrize("address", CONCERNS)
def test_only_the_text_is_printed(visit, address):
    page = on_paper(visit(address))
    for useless in ("#site-menu", "#page-contents", ".mobile-header", ".related-pages", ".drawer-button"):
        for part in page.locator(useless).all():
            expect(part).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    assert page.locator("article").bounding_box()["width"] > 0.9 * page.viewport_size["width"]


def test_no_link_of_the_page_itself_is_printed_that_leads_nowhere_on_paper(visit):
    page = on_paper(visit("faq/safety.html"))
    expect(page.get_by_text("Evidence checked")).to_be_visible()
    for words in (
        "What changed",
        "Print or send this page",
        "Add to my sheet",
        "Back to the text",
        "In the bibliography",
    ):
        for link in page.get_by_text(words).all():
            expect(link).to_be_hidden()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_paper_is_white_though_the_screen_is_dark(visit, dark):
    page = on_paper(visit("faq/safety.html", dark=dark))
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 253, 249)")
    expect(page.locator("body")).to_have_css("color", "rgb(35, 48, 47)")


@pytest.mark.parametrize("address", CONCERNS)
def test_a_reader_of_the_paper_can_type_in_the_address_of_every_reference(visit, address):
    page = on_paper(visit(address))
    references = page.locator("ul.references > li")
    assert references.count() > 5
    for reference in references.all():
        words = reference.inner_text()
        assert re.search(r"doi:10\.|https?://|PubMed", words), words


@pytest.mark.parametrize("address", ["faq/safety.html", "methods.html"])
def test_nothing_is_cut_in_two(visit, address):
    page = on_paper(visit(address))
    loose = page.evaluate(
        """() => [...document.querySelectorAll("article tr, article li, article figure, #in-short")]
          .filter(it => getComputedStyle(it).breakInside !== "avoid").map(it => it.outerHTML.slice(0, 80))"""
    )
    assert not loose
    heads = page.locator("article table thead").all()
    assert all(head.evaluate("it => getComputedStyle(it).display") == "table-header-group" for head in heads)


@pytest.mark.parametrize("sheet", ["A4", "Letter"])
@pytest.mark.parametrize("address", CONCERNS)
def test_a_concern_prints_on_pages_that_are_all_used(visit, address, sheet):
    with pdfplumber.open(io.BytesIO(visit(address).pdf(format=sheet))) as pdf:
        assert 5 < len(pdf.pages) < 20
        assert [page.page_number for page in pdf.pages if len(page.extract_words()) < 20] == []


def test_the_licence_takes_the_last_reference_along_to_a_new_sheet(visit):
    page = visit("conclusion.html")
    last_but_one = page.locator("#references li:nth-last-child(2)")
    last_but_one.evaluate("it => it.style.breakBefore = 'page'")
    end = last_sheet(page)
    left = (end.height - end.extract_words()[-1]["bottom"]) * 4 / 3  # under the licence, in pixels
    for above in range(int(left) - 80, int(left) + 20, 10):  # some of these push the licence off the sheet
        last_but_one.evaluate(f"it => it.style.paddingTop = '{above}px'")
        words = last_sheet(page).extract_text()
        assert "CC BY 4.0" in words
        assert "doi:10." in words


def last_sheet(page: Page) -> pdfplumber.page.Page:
    return pdfplumber.open(io.BytesIO(page.pdf(format="A4"))).pages[-1]


def test_groups_that_are_compared_stand_side_by_side_on_paper(visit):
    page = on_paper(visit("faq/quick-fix.html", width=700))  # as wide as a sheet
    one, other = (arm.bounding_box() for arm in page.locator(".icon-array .arm").all()[:2])
    assert one["y"] == other["y"]
    assert one["x"] + one["width"] <= other["x"]
