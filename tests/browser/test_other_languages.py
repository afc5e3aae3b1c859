"""A book whose words are longer, or read from right to left, fits a phone and a desktop, and shows all that it has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page
from sphinx.testing.util import SphinxTestApp

from tests import pseudo_book
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.site_under_test import Site, pages, serve
from tests.conftest import Project

pytestmark = pytest.mark.filterwarnings(
    "ignore:'tags' will become a required"
)  # furo's call, which the next furo mends

BEYOND = """() => [...document.querySelectorAll("body *")].filter(it => {
  const box = it.getBoundingClientRect();
  for (let at = it.parentElement; at; at = at.parentElement)
    if (getComputedStyle(at).overflowX !== "visible") return false;
  return box.width && it.checkVisibility() && (box.left < -1 || box.right > document.documentElement.clientWidth + 1);
}).map(it => it.outerHTML.slice(0, 120))"""
"""What stands beyond the edge of the screen, and in no part that scrolls by itself."""

CUT = """() => [...document.querySelectorAll("svg text")].filter(it => {
  const word = it.getBoundingClientRect(), drawing = it.ownerSVGElement.getBoundingClientRect();
  return word.left < drawing.left - 1 || word.right > drawing.right + 1;
}).map(it => it.textContent)"""
"""The words of a drawing that its edge cuts off."""

OVER = """() => [...document.querySelectorAll("button, .certainty")].filter(it => it.checkVisibility()
  && (it.scrollWidth > it.clientWidth + 1 || it.scrollHeight > it.clientHeight + 1)).map(it => it.textContent)"""
"""The buttons and marks that are too small for their words."""


@pytest.fixture(scope="module", params=[pseudo_book.LANGUAGE, pseudo_book.FROM_RIGHT])
def book(request, tmp_path_factory) -> Iterator[Site]:
    project = pseudo_book.write(Project(tmp_path_factory.mktemp("pseudo"), SphinxTestApp), request.param)
    folder = project.build(warns=True).outdir  # docutils has no words of its own in Pashto
    with serve(folder) as site:
        site.pages = pages(folder)
        site.language = request.param
        yield site


def every_page(book: Site, visit, width: int) -> Iterator[Page]:
    for address in book.pages:
        page = visit(address, of=book, width=width)
        page.wait_for_load_state("networkidle")
        yield page


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_nothing_leaves_the_screen_a_drawing_or_a_button(book, visit, width):
    found = {}
    for page in every_page(book, visit, width):
        beyond = page.evaluate(BEYOND) + page.evaluate(CUT) + page.evaluate(OVER)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            beyond.append("the page is wider than the screen")
        found[page.url.removeprefix(book.url)] = beyond
    assert len(found) >= 8
    assert {address: beyond for address, beyond in found.items() if beyond} == {}


def test_a_page_is_read_from_the_side_on_which_its_language_begins(book, visit):
    page = visit("faq/xa.html", of=book, width=DESKTOP)
    from_right = book.language == pseudo_book.FROM_RIGHT
    assert page.evaluate("getComputedStyle(document.documentElement).direction") == ("rtl" if from_right else "ltr")
    menu, article = (page.locator(part).bounding_box()["x"] for part in ("#site-menu", "article"))
    assert (menu > article) == from_right
