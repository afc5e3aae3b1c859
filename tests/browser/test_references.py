"""Finding one of the many references: by words, design, page and year, with a link, with the browser's own search."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.test_accessibility import STANDARDS

PAGE = "references.html"


def found(page: Page) -> int:
    """How many entries are in the tree that a screen reader reads."""
    return page.locator("ul.references > li:not([aria-hidden])").count()


def told(page: Page) -> int:
    """The number that is said aloud, once it is fewer than all."""
    expect(page.get_by_role("status")).to_contain_text(" of ")
    return int(page.get_by_role("status").inner_text().split()[0])


@pytest.mark.parametrize("width", [PHONE, 1440])
def test_words_design_page_and_year_narrow_the_list_and_the_number_is_said(visit, width):
    page = visit(PAGE, width=width)
    everything = found(page)
    expect(page.get_by_role("status")).to_have_text(f"{everything} references.")
    page.get_by_label("Design").select_option(label=page.locator("select[name=design] option").nth(1).inner_text())
    by_design = told(page)
    assert by_design == found(page) < everything
    page.get_by_label("Cited in").select_option("Is ketamine safe for mental health treatment?")
    expect(page.get_by_role("status")).not_to_have_text(f"{by_design} of {everything} references.")
    assert told(page) == found(page) < by_design
    page.get_by_role("button", name="Show all").click()
    expect(page.get_by_role("status")).to_have_text(f"{everything} references.")
    page.get_by_label("Year").select_option("y2021")
    assert 0 < told(page) == found(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_words_are_found_whatever_their_accents_and_capitals_and_in_any_order(visit):
    page = visit(PAGE)
    page.get_by_label("Words").fill("ABBAR  randomised")
    assert told(page) == 1
    expect(page.locator("#ref-abbar2022")).to_be_in_viewport()
    page.get_by_label("Words").fill("no such words at all")
    expect(page.get_by_role("status")).to_have_text("No reference has all of this. Take a word or a choice away.")


def test_with_only_a_keyboard_and_enter_sends_nothing(visit):
    page = visit(PAGE)
    page.get_by_label("Words").focus()
    page.keyboard.type("bladder")
    page.keyboard.press("Enter")
    assert 0 < told(page) < 100
    assert page.url.endswith(PAGE)
    for name in ("design", "page", "year"):
        page.keyboard.press("Tab")
        expect(page.locator(f"select[name={name}]")).to_be_focused()


def test_an_entry_that_a_link_leads_to_is_shown_though_it_was_filtered_out(visit):
    page = visit(PAGE)
    page.get_by_label("Words").fill("abbar")
    assert told(page) == 1
    page.evaluate("location.hash = 'ref-short2018'")
    expect(page.locator("#ref-short2018 p").first).to_be_in_viewport()
    expect(page.locator("#ref-short2018:not([aria-hidden])")).to_have_count(1)


def test_the_browsers_own_search_finds_what_was_filtered_out(visit):
    page = visit(PAGE)
    page.get_by_label("Words").fill("abbar")
    assert told(page) == 1
    out = page.locator("#ref-short2018")
    assert out.get_attribute("hidden") == "until-found"
    assert out.evaluate("item => getComputedStyle(item).contentVisibility") == "hidden"
    assert out.bounding_box()["height"] == 0, "it takes no room"


def test_going_to_a_page_and_back_keeps_what_was_found(visit):
    page = visit(PAGE)
    page.get_by_label("Words").fill("abbar")
    assert told(page) == 1
    page.locator("#ref-abbar2022 .cited-in a").first.click()
    page.wait_for_url("**/faq/**")
    page.go_back()
    assert told(page) == 1
    assert found(page) == 1


def test_axe_finds_nothing_in_a_filtered_list(visit):
    page = visit(PAGE, width=PHONE)
    page.get_by_label("Words").fill("bladder")
    told(page)
    broken = Axe().run(page, options=STANDARDS).response["violations"]
    assert not [f"{rule['id']}: {node['html'][:160]}" for rule in broken for node in rule["nodes"]]


def test_without_javascript_every_entry_and_the_letters_are_there(visit):
    page = visit(PAGE, javascript=False)
    expect(page.get_by_label("Words")).to_be_hidden()
    page.get_by_role("navigation", name="Letters").get_by_role("link", name="S", exact=True).click()
    first = page.locator(":target")
    expect(first).to_be_in_viewport()
    assert first.inner_text().startswith("S")
