"""Our own pages, as a reader gets them: complete, in order, cited, and honest about who has not checked them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pybtex.database import parse_file
from vocabulary import CERTAINTY, DESIGNS, HEADINGS, OPTIONAL_HEADINGS

ROOT = Path(__file__).parent.parent
ORIGINAL = ("safety", "addiction", "control", "duration", "quick-fix")  # in the order of the original text
CONCERNS = tuple(re.findall(r"^faq/([\w-]+)$", (ROOT / "index.md").read_text(encoding="utf-8"), re.MULTILINE))
CITING = (*(f"faq/{name}" for name in CONCERNS), "conclusion", "methods", "sources")


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


def test_the_site_answers_the_five_concerns_of_the_original_in_their_order(website):
    assert tuple(name for name in CONCERNS if name in ORIGINAL) == ORIGINAL
    page = BeautifulSoup((website / "index.html").read_text(encoding="utf-8"), "html.parser")
    links = [link["href"] for link in page.find(class_="sidebar-tree").find_all("a")]
    assert [link for link in links if link.startswith("faq/")] == [f"faq/{name}.html" for name in CONCERNS]


def test_the_landing_page_shows_each_concern_with_its_answer_and_certainty(website):
    cards = read(website, "index").find(class_="concern-cards").find_all("li")
    assert [card.a["href"] for card in cards] == [f"faq/{name}.html" for name in CONCERNS]
    for card in cards:
        assert len(card.find_all("p")[1].get_text()) > 40, "the answer in one sentence"
        assert card.find(class_="certainty").get_text() in CERTAINTY.values()


def test_a_concern_asks_a_question(concern):
    assert concern.h1.get_text().rstrip("¶#").endswith("?")


def test_a_concern_has_every_part_in_order_and_none_is_empty(concern):
    headings = [h2.get_text().rstrip("¶#") for h2 in concern.find_all("h2")]
    assert headings == [name for name in HEADINGS if name in headings or name not in OPTIONAL_HEADINGS]
    for heading in headings:
        assert len(section(concern, heading).get_text(" ", strip=True)) > len(heading) + 40, heading


def test_the_short_answer_is_short(concern):
    words = " ".join(p.get_text() for p in section(concern, "In short").find_all("p", recursive=False)).split()
    assert len(words) <= 80


def test_every_paragraph_of_the_research_cites(concern):
    research = section(concern, "What the research shows")
    for paragraph in research.find_all("p"):
        following = paragraph.find_next_sibling()
        is_led_into = following is not None and (
            following.name == "ul" or "table-wrapper" in following.get("class", [])
        )
        assert (
            paragraph.select("a[href*='#ref-']")
            or (is_led_into and following.select("a[href^='#ref-']"))
            or paragraph.find_parent(["figure", "li", "table"])
        ), paragraph.get_text()


def test_a_concern_owns_up_to_what_is_not_known_and_helps_to_ask(concern):
    assert len(section(concern, "What we do not know").find_all("li")) >= 2
    assert len(section(concern, "Questions to ask your clinic").find_all("li")) >= 3


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
    page = read(website, "faq/quick-fix")
    box = page.find(class_="important")
    assert "988" in box.get_text()
    assert "116 123" in box.get_text()
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
