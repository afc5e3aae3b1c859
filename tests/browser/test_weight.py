"""What a first visit costs on a slow connection."""

from __future__ import annotations

import pytest
from conftest import DESKTOP, PHONE
from site_under_test import HTML, pages

CONCERNS = sorted(f"faq/{path.name}" for path in (HTML / "faq").glob("*.html"))
LIMIT = 40_000
"""Bytes of HTML, CSS and JavaScript after gzip (an empty page of furo's: 25,000)."""

LONGER = {"faq/quick-fix.html": 50_000, "faq/safety.html": 41_000}
"""Pages that hold several concerns still: PTSD and suicidal thoughts get pages of their own, and then these are too many."""


@pytest.mark.parametrize("address", CONCERNS)
def test_a_concern_needs_at_most_40_kilobytes(visit, site, address):
    site.forget()
    visit(address).wait_for_load_state("networkidle")
    needed = {path: size for path, size in site.requested.items() if path.endswith((".html", ".css", ".js"))}
    assert sum(needed.values()) <= LONGER.get(address, LIMIT), needed


@pytest.mark.parametrize("address", pages())
def test_only_the_search_page_loads_the_search(visit, site, address):
    site.forget()
    visit(address).wait_for_load_state("networkidle")
    searching = {"searchindex.js", "_static/searchtools.js", "_static/doctools.js"}
    assert searching.isdisjoint(site.requested) == (address != "search.html")


@pytest.mark.parametrize("address", pages())
def test_no_script_of_a_file_holds_up_the_drawing_of_the_page(visit, address):
    page = visit(address)
    waiting = page.locator("head script[src]:not([defer]):not([async]):not([type=module])")
    assert [script.get_attribute("src") for script in waiting.all()] == []


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("address", pages())
def test_nothing_moves_while_the_page_loads(visit, address, width):
    page = visit(address, width=width)
    page.wait_for_load_state("networkidle")
    shift = page.evaluate(
        """() => new Promise(done => {
          let sum = 0;
          new PerformanceObserver(list => list.getEntries().forEach(entry => { sum += entry.value; }))
            .observe({type: "layout-shift", buffered: true});
          requestAnimationFrame(() => setTimeout(() => done(sum), 50));
        })"""
    )
    assert shift == 0


@pytest.mark.parametrize("address", pages())
def test_every_picture_says_its_size_beforehand(visit, address):
    page = visit(address)
    assert page.locator("img:not([width]), img:not([height])").count() == 0
