"""Our own pages, as a reader gets them: complete, in order, cited, and honest about who has not checked them.

What is asked of what a page says is a rule (`_ext/rules/`), so that `make check` tells it; here is what the build made of it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pybtex.database import parse_file
from shared import book
from shared.vocabulary import CERTAINTY, DESIGNS

ROOT = Path(__file__).parent.parent
BOOK, _ = book.of(ROOT)
ORIGINAL = {"safety", "addiction", "control", "duration", "quick-fix"}
CONCERNS = tuple(re.findall(r"^faq/([\w-]+)$", (ROOT / "index.md").read_text(encoding="utf-8"), re.MULTILINE))
CITING = (*(f"faq/{name}" for name in CONCERNS), "comparison", "conclusion", "clinicians", "methods", "sources")


@cache
def read(website: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((website / f"{name}.html").read_text(encoding="utf-8"), "html.parser").article


def section(page: BeautifulSoup, heading: str) -> BeautifulSoup:
    found = next(h2 for h2 in page.find_all("h2") if h2.get_text().startswith(heading))
    return found.find_parent("section")


@pytest.fixture(params=CONCERNS)
def concern(request, website):
    """Each page that answers a concern, in turn."""
    return read(website, f"faq/{request.param}")


@pytest.fixture(params=CITING)
def citing(request, website):
    """Each page that cites, in turn."""
    return read(website, request.param)


def test_the_site_answers_the_five_concerns_of_the_original_and_lists_all_in_their_groups(website):
    assert {*CONCERNS} >= ORIGINAL
    page = BeautifulSoup((website / "index.html").read_text(encoding="utf-8"), "html.parser")
    links = [link["href"] for link in page.find(class_="sidebar-tree").find_all("a")]
    assert [link for link in links if link.startswith("faq/")] == [f"faq/{name}.html" for name in CONCERNS]


def test_the_landing_page_shows_each_concern_with_its_answer_and_certainty(website):
    cards = read(website, "index").select(".concern-cards > li")
    assert [card.a["href"] for card in cards] == [f"faq/{name}.html" for name in CONCERNS]
    for card in cards:
        assert card.find_all("p")[1].get_text(), "the answer in one sentence"
        assert card.find(class_="certainty").get_text() in CERTAINTY.values()


def test_a_concern_has_every_part_in_order_and_none_is_empty(concern):
    headings = [h2.get_text().rstrip("¶#") for h2 in concern.find_all("h2")]
    assert headings == [
        heading for part, heading in BOOK.headings.items() if heading in headings or part not in BOOK.optional_headings
    ]
    for heading in headings:
        assert len(section(concern, heading).get_text(" ", strip=True)) > len(heading), heading


def test_a_concern_says_how_sure_it_is_and_that_no_clinician_has_reviewed_it(concern):
    text = concern.get_text(" ", strip=True)
    assert any(words in text for words in CERTAINTY.values())
    assert re.search(r"Evidence checked \d{1,2} [A-Z][a-z]+ 20\d\d", text)
    assert "ot yet reviewed by a clinician" in text


def test_every_citation_leads_to_a_reference_on_the_same_page(citing):
    targets = {link["href"] for link in citing.select("a[href^='#ref-']")}
    assert targets, "the page cites"
    for target in targets:
        assert citing.find(id=target[1:]), target


def test_the_bibliography_holds_every_record_under_a_lasting_anchor(website):
    page = read(website, "references")
    for key in parse_file(str(ROOT / "references.bib")).entries:
        assert page.find(id=f"ref-{key}"), key


def test_every_record_of_the_bibliography_is_cited(website):
    cited = {link["href"][1:] for name in CITING for link in read(website, name).select("a[href^='#ref-']")}
    assert cited == {f"ref-{key}" for key in parse_file(str(ROOT / "references.bib")).entries}


def test_crisis_lines_come_first_where_suicide_is_a_subject(website):
    page = read(website, "faq/suicidal-thoughts")
    box = page.find(class_="important")
    lines = box.get_text().replace("\N{NO-BREAK SPACE}", " ")
    assert "988" in lines
    assert "116 123" in lines
    assert box.sourceline < page.h2.sourceline


def test_each_reference_and_claim_of_the_original_text_is_accounted_for(website):
    references, *claims = read(website, "sources").find_all("table")
    assert len(references.tbody.find_all("tr")) == 11
    assert "Not found by the search" in references.get_text()
    assert len(claims) == len(ORIGINAL) + 1, "a table for each concern of the original and one for the conclusion"


def test_the_methods_page_explains_the_designs_by_the_words_of_the_tables(website):
    table = next(t for t in read(website, "methods").find_all("table") if "Design" in t.thead.get_text())
    rows = [[cell.get_text().replace("’", "'") for cell in row.find_all("td")] for row in table.tbody.find_all("tr")]
    assert rows == [[design.capitalize(), meaning] for design, meaning in DESIGNS.items()]
