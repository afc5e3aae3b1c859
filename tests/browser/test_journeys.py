"""What readers come for, from the first tap to the answer."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.site_under_test import HTML, ROOT, pages, serve

WITH_AND_WITHOUT_JAVASCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["JavaScript", "no JavaScript"])


def in_view(page: Page, selector: str) -> None:
    expect(page.locator(selector).first).to_be_in_viewport()


@WITH_AND_WITHOUT_JAVASCRIPT
def test_a_worried_reader_on_a_small_phone_finds_the_answer_about_addiction_with_its_certainty_in_two_taps(
    visit, javascript
):
    page = visit("index.html", width=PHONE, javascript=javascript)
    page.get_by_role("button", name="Menu").tap()
    page.locator("#site-menu").get_by_role("link", name="Is ketamine addictive?").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Is ketamine addictive?")
    expect(page.get_by_text("Very low certainty").first).to_be_in_viewport()
    in_view(page, "#in-short p")


def test_the_first_screen_of_a_phone_has_help_in_a_crisis_and_a_box_to_search_with(visit):
    page = visit("index.html", width=390)
    expect(page.get_by_text("call or text 988")).to_be_in_viewport()
    box = page.locator("article").get_by_role("searchbox")
    expect(box).to_be_in_viewport()
    box.fill("bladder")
    box.press("Enter")
    expect(page.locator("ul.search a").first).to_have_text("Will ketamine hurt my bladder?")


@WITH_AND_WITHOUT_JAVASCRIPT
def test_the_cards_on_the_landing_page_lead_to_the_answer_in_one_tap(visit, javascript):
    page = visit("index.html", width=PHONE, javascript=javascript)
    page.locator("#furo-main-content").get_by_role("link", name="Is ketamine addictive?").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Is ketamine addictive?")


@WITH_AND_WITHOUT_JAVASCRIPT
def test_a_clinician_follows_a_citation_to_the_foot_of_the_page_and_comes_back(visit, javascript):
    page = visit("faq/addiction.html", javascript=javascript)
    citation = page.get_by_role("link", name="Winstock et al., 2012").first
    citation.click()
    expect(page).to_have_url(re.compile("#ref-winstock2012"))
    reference = page.locator("#ref-winstock2012")
    expect(reference).to_be_in_viewport()
    expect(reference).to_contain_text("BJU International")
    reference.locator("a[href^='#']").first.click()
    expect(citation).to_be_in_viewport()


def test_a_reader_is_at_the_reference_and_back_at_once_however_long_the_page(visit):
    page = visit("faq/addiction.html")
    for link in ("a[href='#ref-winstock2012']", "#ref-winstock2012 .reference-links a[href^='#']"):
        top = page.locator(link).first.evaluate(
            """link => new Promise(found => {
              link.click();
              requestAnimationFrame(() => found(document.querySelector(link.hash).getBoundingClientRect().top));
            })"""
        )
        assert 0 <= top < page.viewport_size["height"], link


@WITH_AND_WITHOUT_JAVASCRIPT
def test_from_a_reference_one_link_leads_to_its_place_in_the_whole_bibliography(visit, javascript):
    page = visit("faq/addiction.html", javascript=javascript)
    page.locator("#ref-winstock2012 a[href*='references.html#']").click()
    expect(page.locator("#ref-winstock2012")).to_be_in_viewport()
    expect(page.locator("#ref-winstock2012")).to_contain_text("Is ketamine addictive?")


def test_a_citation_shows_its_reference_beside_it_and_escape_puts_it_away(visit):
    page = visit("faq/addiction.html")
    page.get_by_role("link", name="Winstock et al., 2012").first.focus()
    shown = page.locator(".citation-popover:visible")
    expect(shown).to_contain_text("BJU International")
    page.keyboard.press("Escape")
    expect(shown).to_have_count(0)


def test_on_a_touch_screen_the_first_tap_shows_the_reference_and_the_second_leads_to_it(visit):
    page = visit("faq/addiction.html", width=PHONE)
    citation = page.get_by_role("link", name="Winstock et al., 2012").first
    citation.tap()
    shown = page.locator(".citation-popover:visible")
    expect(shown).to_contain_text("BJU International")
    expect(shown).to_be_in_viewport(ratio=1)
    assert "#" not in page.url, "the place in the text is kept"
    citation.tap()
    expect(page).to_have_url(re.compile("#ref-winstock2012"))
    expect(shown).to_have_count(0)


def partial_record() -> tuple[str, str]:
    """A page that cites a record that is confirmed only in part, and the words of that citation."""
    for page in pages():
        soup = BeautifulSoup((HTML / page).read_text(encoding="utf-8"), "html.parser")
        for link in soup.select(".bibtex-citation a[href^='#ref-']"):
            if "†" in link.get_text():
                return page, link["href"]
    raise AssertionError("no page cites a partial record")


EXPLAINED = re.compile("† Confirmed only in part. Not enough sources agree on the record")


def test_what_the_dagger_means_is_read_with_the_keyboard_alone(visit):
    """The link carries the mark in its name, and the explanation in the popover and in its description."""
    address, target = partial_record()
    page = visit(address)
    citation = page.locator(f".bibtex-citation a[href='{target}']").first
    citation.evaluate("one => { const stop = document.createElement('button'); one.before(stop); stop.focus() }")
    page.keyboard.press("Tab")
    expect(citation).to_be_focused()
    expect(citation).to_have_accessible_name(re.compile(r"†\s*, confirmed only in part"))
    expect(citation).to_have_accessible_description(EXPLAINED)
    shown = page.locator(".citation-popover:visible")
    expect(shown).to_contain_text(EXPLAINED)
    expect(shown).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(shown).to_have_count(0)
    expect(citation).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(f"{target} .reference-check")).to_be_in_viewport()


def test_what_the_dagger_means_is_read_with_one_tap(visit):
    address, target = partial_record()
    page = visit(address, width=PHONE)
    page.locator(f".bibtex-citation a[href='{target}']").first.tap()
    shown = page.locator(".citation-popover:visible")
    expect(shown).to_contain_text(EXPLAINED)
    expect(shown).to_be_in_viewport(ratio=1)
    assert "#" not in page.url, "the place in the text is kept"


def test_what_the_dagger_means_is_read_without_javascript(visit):
    address, target = partial_record()
    page = visit(address, javascript=False)
    page.locator(f".bibtex-citation a[href='{target}']").first.click()
    expect(page.locator(f"{target} .reference-check")).to_be_in_viewport()


def test_a_tap_beside_it_puts_the_reference_away(visit):
    page = visit("faq/addiction.html", width=PHONE)
    page.get_by_role("link", name="Winstock et al., 2012").first.tap()
    page.locator("#what-the-research-shows > h2").tap()
    expect(page.locator(".citation-popover:visible")).to_have_count(0)


def test_a_screen_reader_hears_the_reference_once_as_the_description_of_the_citation(visit):
    page = visit("faq/addiction.html")
    citation = page.get_by_role("link", name="Winstock et al., 2012").first
    expect(citation).to_have_accessible_description(re.compile("BJU International"))
    citation.focus()
    expect(page.locator(".citation-popover:visible")).to_have_attribute("aria-hidden", "true")


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the element that fits the selector has the focus; every stop on the way can be seen."""
    for _ in range(150):
        page.keyboard.press("Tab")
        focus = page.locator(":focus")
        outline = focus.evaluate("one => parseFloat(getComputedStyle(one).outlineWidth)")
        assert outline >= 2, focus.evaluate("one => one.outerHTML")
        if focus.evaluate("(one, wanted) => one.matches(wanted)", wanted):
            expect(focus).to_be_in_viewport()
            return
    raise AssertionError(f"Tab does not lead to {wanted}")


@WITH_AND_WITHOUT_JAVASCRIPT
def test_a_reader_with_only_a_keyboard_finds_an_answer_follows_a_citation_and_comes_back(visit, javascript):
    page = visit("index.html", javascript=javascript)
    tab_to(page, ".concern-cards a[href='faq/addiction.html']")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Is ketamine addictive?")
    tab_to(page, ".skip-to-content")
    page.keyboard.press("Enter")
    tab_to(page, "a[href='#ref-winstock2012']")
    page.keyboard.press("Enter")
    expect(page.locator("#ref-winstock2012")).to_be_in_viewport()
    tab_to(page, "#ref-winstock2012 .reference-links a")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Winstock et al., 2012").first).to_be_in_viewport()


def test_a_reader_with_only_a_keyboard_searches_and_reads_what_was_found(visit):
    page = visit("faq/safety.html")
    tab_to(page, "input[name=q]")
    page.keyboard.type("bladder")
    page.keyboard.press("Enter")
    expect(page.locator("ul.search li").first).to_be_visible()
    tab_to(page, "ul.search a")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("faq/bladder.html#"))
    in_view(page, ":target h2, :target h3")


def test_a_reader_with_only_a_keyboard_changes_the_colours(visit):
    page = visit("faq/safety.html")
    tab_to(page, ".theme-toggle")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Colours: dark")).to_be_visible()


def test_dark_stays_dark_on_the_next_page_and_at_the_next_visit(visit):
    page = visit("index.html")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Colours: automatic").click()
    expect(page.get_by_role("button", name="Colours: dark")).to_be_visible()
    dark = page.evaluate(paper)
    assert dark != light
    page.locator("#site-menu").get_by_role("link", name="Is ketamine addictive?").click()
    expect(page.get_by_role("button", name="Colours: dark")).to_be_visible()
    page.reload()
    assert page.evaluate(paper) == dark


def test_a_device_set_to_dark_gets_dark_pages_without_asking_even_without_javascript(visit):
    page = visit("faq/safety.html", dark=True, javascript=False)
    expect(page.locator("body")).to_have_css("background-color", "rgb(20, 32, 31)")


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@WITH_AND_WITHOUT_JAVASCRIPT
def test_a_clinician_downloads_the_pdf_to_hand_out(visit, width, javascript):
    page = visit("faq/safety.html", width=width, javascript=javascript)
    if width == PHONE:
        page.get_by_role("button", name="Menu").tap()
    link = page.get_by_role("link", name="Download as PDF").first
    expect(link).to_be_visible()
    answer = page.request.get(
        link.evaluate("link => link.href")
        if javascript
        else page.url.replace("faq/safety.html", link.get_attribute("href").removeprefix("../"))
    )
    assert answer.ok
    assert answer.body().startswith(b"%PDF-")


@pytest.fixture(scope="module")
def with_repository(tmp_path_factory) -> Path:
    """The site as it is built where the address of its repository is known, as on Read the Docs."""
    folder = tmp_path_factory.mktemp("hosted")
    known = {"READTHEDOCS_GIT_CLONE_URL": "https://example.org/kap.git"}
    build = [sys.executable, "-m", "sphinx", "-q", "-d", folder / "doctrees", "-b", "html", ROOT, folder / "html"]
    subprocess.run(build, check=True, env=os.environ | known)
    return folder / "html"


@WITH_AND_WITHOUT_JAVASCRIPT
def test_a_reader_reports_a_mistake_in_two_taps(with_repository, visit, javascript):
    with serve(with_repository) as hosted:
        page = visit("faq/safety.html", width=PHONE, javascript=javascript, of=hosted)
        report = page.locator("#in-short").get_by_role("link", name="Report a mistake")  # below the answer
        expect(report).to_be_visible()
        assert report.get_attribute("href").startswith("https://example.org/kap/")


class TestKeyboardAlone:
    """Tab, Enter, Space and Escape, and always a visible focus."""

    def test_the_first_stop_skips_to_the_text(self, visit):
        page = visit("faq/addiction.html")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
        expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('article') !== null")

    def test_the_menu_of_a_phone_opens_leads_on_and_closes(self, visit):
        page = visit("index.html", width=PHONE)
        menu = page.get_by_role("button", name="Menu")
        menu.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#site-menu")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#site-menu")).to_be_hidden()
        expect(menu).to_be_focused()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('#site-menu') !== null")

    @pytest.mark.parametrize("width", [PHONE, DESKTOP])
    def test_every_stop_on_the_way_through_a_concern_shows_where_it_is(self, visit, width):
        page = visit("faq/addiction.html", width=width, reduced_motion="reduce")  # so that no stop is still on its way
        unseen = []
        for _ in range(400):
            page.keyboard.press("Tab")
            stop = page.evaluate(
                """() => {
                  const it = document.activeElement;
                  if (it === document.body) return null;
                  const {outlineStyle, outlineWidth} = getComputedStyle(it);
                  const box = it.getBoundingClientRect();
                  return {
                    name: it.outerHTML.slice(0, 90),
                    seen: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && box.width > 0
                      && box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight,
                  };
                }"""
            )
            if stop is None:
                break
            if not stop["seen"]:
                unseen.append(stop["name"])
        else:
            pytest.fail("the way through the page never ends")
        assert not unseen


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_studies_and_references_are_folded_on_a_phone_alone(visit, width):
    page = visit("faq/legal.html", width=width)
    for part in ("#the-studies", "#references"):
        expect(page.locator(f"{part} h2")).to_be_visible()
        expect(page.locator(f"{part} details")).to_have_js_property("open", width == DESKTOP)


def test_without_javascript_nothing_is_folded_on_a_phone(visit):
    page = visit("faq/legal.html", width=PHONE, javascript=False)
    expect(page.locator("#references li").first).to_be_visible()


def test_a_link_into_a_folded_part_opens_it(visit):
    page = visit("faq/legal.html", width=PHONE)
    page.locator("article a[href^='#ref-']").first.evaluate("link => link.click()")
    expect(page.locator("#references li:target")).to_be_in_viewport()
    other = visit("faq/legal.html#the-studies", width=PHONE)
    expect(other.locator("#the-studies table")).to_be_visible()
    expect(other.locator("#references details")).to_have_js_property("open", False)


def test_paper_has_what_a_phone_folds(visit):
    page = visit("faq/legal.html", width=PHONE)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator("#references li").first).to_be_visible()


def test_the_way_to_the_menu_stays_in_sight_on_a_phone(visit):
    page = visit("faq/legal.html", width=PHONE)
    page.mouse.wheel(0, 5000)
    expect(page.get_by_role("button", name="Menu")).to_be_in_viewport()


def test_two_groups_stand_side_by_side_on_the_smallest_phone(visit):
    page = visit("faq/suicidal-thoughts.html", width=PHONE)
    one, other = (picture.bounding_box() for picture in page.locator(".icon-array svg").all()[:2])
    assert one["y"] == other["y"]
    assert one["x"] + one["width"] < other["x"]
    assert one["width"] > 100
