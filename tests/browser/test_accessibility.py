"""What the machine can check of WCAG 2.2 AA, on every page, at two widths, light and dark."""

from __future__ import annotations

from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESKTOP, PHONE, every_page
from tests.browser.site_under_test import pages

EVERY_PAGE = pytest.mark.parametrize("address", pages())
BOTH_THEMES = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])

STANDARDS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # to hear of all that is well takes three times as long
}


@every_page(PHONE, DESKTOP, dark=(False, True))
def test_axe_finds_no_violation(seen):
    found = Axe().run(seen.page, options=STANDARDS).response["violations"]
    assert not [
        f"{rule['id']}: {rule['help']}: {node['html'][:160]} {node['any'][0]['message'] if node['any'] else ''}"
        for rule in found
        for node in rule["nodes"]
    ]


@BOTH_THEMES
@pytest.mark.parametrize("drawer", ["Menu", "Contents"])
def test_axe_finds_no_violation_in_an_open_drawer(visit, drawer, dark):
    page = visit("faq/addiction.html", width=PHONE, dark=dark)
    page.get_by_role("button", name=drawer).tap()
    found = Axe().run(page, options=STANDARDS).response["violations"]
    assert not [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


@every_page(PHONE)
def test_at_400_percent_zoom_nothing_needs_sideways_scrolling(seen):
    # Furo hides what juts out, so the boxes are measured, but for what scrolls by itself and has a keyboard stop.
    too_wide = seen.page.evaluate(
        """() => [...document.querySelectorAll("article *, footer *, header *")]
          .filter(it => it.checkVisibility() && !it.closest("[tabindex='0']") && !it.closest(".visually-hidden"))
          .map(it => [it, it.getBoundingClientRect()])
          .filter(([, box]) => box.width > 1 && (box.right > innerWidth + 1 || box.left < -1))
          .map(([it]) => it.outerHTML.slice(0, 120))"""
    )
    assert not too_wide
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= PHONE


@EVERY_PAGE
def test_with_the_readers_own_text_spacing_nothing_is_cut_off(visit, address):
    page = visit(address, width=PHONE)
    page.evaluate(
        """() => { const sheet = new CSSStyleSheet();
          sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; "
            + "word-spacing: .16em !important } p { margin-bottom: 2em !important }");
          document.adoptedStyleSheets.push(sheet); }"""
    )
    cut = page.evaluate(
        """() => [...document.querySelectorAll("article *, header *")]
          .filter(it => ["hidden", "clip"].includes(getComputedStyle(it).overflowX) && it.scrollWidth > it.clientWidth + 1
            && it.clientWidth > 1 && !it.closest("svg"))
          .map(it => it.outerHTML.slice(0, 120))"""
    )
    assert not cut
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


@every_page()
def test_headings_form_one_outline_under_one_title(seen):
    headings = seen.page.locator("h1, h2, h3, h4, h5, h6")
    levels = headings.evaluate_all("found => found.map(it => Number(it.tagName[1]))")
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))


@every_page()
def test_a_screen_reader_is_told_the_language_and_a_title_of_the_pages_own(seen):
    assert seen.page.locator("html").get_attribute("lang") == "en"
    heading = seen.page.locator("h1").inner_text()
    assert heading.split()[0] in seen.page.title() or seen.address == "index.html"


SMALL = """() => [...document.querySelectorAll("button, input:not([type=hidden]), nav a, header a, footer a")]
  .filter(it => it.checkVisibility()).map(it => [it, it.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24)
  .map(([it, box]) => `${it.outerHTML.slice(0, 120)} ${box.width}x${box.height}`)"""
"""What is smaller than WCAG 2.5.8 asks. It exempts links within a sentence; a list of links in the menus is none."""


@every_page(PHONE, DESKTOP)
def test_controls_are_large_enough_for_an_unsteady_finger(seen):
    assert not seen.page.evaluate(SMALL)


@EVERY_PAGE
def test_the_menu_of_a_phone_is_large_enough_for_an_unsteady_finger(visit, address):
    page = visit(address, width=PHONE)
    page.get_by_role("button", name="Menu").tap()
    assert not page.evaluate(SMALL)


@EVERY_PAGE
def test_whoever_asked_for_less_motion_sees_none(visit, address):
    page = visit(address, reduced_motion="reduce")
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter(it => {
          const {transitionDuration, animationName, scrollBehavior} = getComputedStyle(it);
          return transitionDuration.split(",").some(time => parseFloat(time) > 0)
            || animationName !== "none" || scrollBehavior === "smooth";
        }).map(it => it.outerHTML.slice(0, 80))"""
    )
    assert not moving


@EVERY_PAGE
def test_without_javascript_the_text_and_every_link_are_there(visit, address):
    with_scripts, without = visit(address), visit(address, javascript=False)
    if address != "search.html":
        with_scripts.locator(".with-javascript").evaluate_all("parts => parts.forEach((part) => part.remove())")
        words = with_scripts.locator("article").inner_text().split()
        assert without.locator("article").inner_text().split() == words
    assert without.locator("#site-menu a").count() == with_scripts.locator("#site-menu a").count()


@EVERY_PAGE
def test_in_forced_colours_the_current_page_and_the_focus_can_still_be_seen(visit, address):
    page = visit(address, forced_colors="active")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
