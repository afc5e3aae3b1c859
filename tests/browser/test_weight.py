"""What a first visit costs on a slow connection."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import DESKTOP, PHONE, every_page
from tests.browser.site_under_test import HTML

READ = [*sorted(f"faq/{path.name}" for path in (HTML / "faq").glob("*.html")), "comparison.html", "clinicians.html"]
"""The pages that people are sent to: each concern, and the two that gather them."""

EACH_KIND = [
    f"{name}.html" for name in ("404", "comparison", "conclusion", "faq/quick-fix", "faq/safety", "genindex", "index")
]
EACH_KIND += [f"{name}.html" for name in ("methods", "questions", "references", "search", "sources")]
"""A page of each kind of layout."""

LIMIT = 40_000
"""Bytes of HTML, CSS and JavaScript after gzip (an empty page of furo's: 25,000)."""


@every_page(found=READ)
def test_a_page_of_answers_needs_at_most_40_kilobytes(seen):
    needed = {path: size for path, size in seen.requested.items() if path.endswith((".html", ".css", ".js"))}
    assert sum(needed.values()) <= LIMIT, needed


@every_page()
def test_only_the_search_page_loads_the_search(seen):
    searching = {"searchsections.js", "_static/search.js", "_static/minisearch.js"}
    assert searching.isdisjoint(seen.requested) == (seen.address != "search.html")


@every_page()
def test_no_script_of_a_file_holds_up_the_drawing_of_the_page(seen):
    waiting = seen.page.locator("head script[src]:not([defer]):not([async]):not([type=module])")
    assert [script.get_attribute("src") for script in waiting.all()] == []


@every_page(PHONE, DESKTOP)
def test_nothing_moves_while_the_page_loads(seen):
    assert seen.shift == 0


BIT_BY_BIT = (Path(__file__).parent / "bit_by_bit.js").read_text(encoding="utf-8")
"""Writes the page again, a bit at a time; gives what moved after it was in sight."""


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("address", EACH_KIND)
def test_what_has_arrived_stays_in_its_place_when_more_arrives(visit, address, width):
    """As on a slow connection or a slow phone, where a browser draws a page before it has all of it."""
    assert visit(address, width=width).evaluate(BIT_BY_BIT) == []


@every_page()
def test_every_picture_says_its_size_beforehand(seen):
    assert seen.page.locator("img:not([width]), img:not([height])").count() == 0
