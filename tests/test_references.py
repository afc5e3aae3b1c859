"""Our own bibliography: each entry says what it is, how many it studied, what it found, and where to find it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from pybtex.database import BibliographyData, parse_file
from vocabulary import CHECKS, DESIGNS

ROOT = Path(__file__).parent.parent
BIBLIOGRAPHY: BibliographyData = parse_file(str(ROOT / "references.bib"), "bibtex")
SOURCE = (ROOT / "references.bib").read_text(encoding="utf-8")


@pytest.fixture(params=BIBLIOGRAPHY.entries)
def entry(request):
    """Each entry in turn: a failing test names its key."""
    return BIBLIOGRAPHY.entries[request.param]


def test_the_reader_finds_every_entry_that_is_written():
    assert len(BIBLIOGRAPHY.entries) == SOURCE.count("\n@") > 80


def test_an_entry_has_authors_a_title_and_a_year(entry):
    assert entry.persons["author"]
    assert entry.fields["title"]
    assert entry.fields["year"].isdigit()


def test_its_design_and_check_are_words_that_the_reader_can_look_up(entry):
    assert entry.fields["design"] in DESIGNS
    assert entry.fields["check"] in CHECKS


def test_it_says_how_many_and_who(entry):
    people = entry.fields["participants"]
    counted = any(character.isdigit() for character in people) or people.startswith("one ")
    assert counted or "not " in people or entry.fields["design"] == "preclinical", people


def test_its_finding_is_one_plain_sentence(entry):
    finding = entry.fields["finding"]
    assert finding[0].isupper()
    assert finding.endswith(".")
    assert ". " not in finding, "one sentence"
    assert len(finding.split()) <= 45


def test_it_can_be_looked_up(entry):
    assert {"doi", "pmid", "url"} & set(entry.fields), "add its DOI, its PMID or the address where it was seen"


def test_a_web_page_says_when_it_was_seen(entry):
    if "url" in entry.fields:
        assert date.fromisoformat(entry.fields["urldate"])


def test_no_character_of_a_field_is_read_as_latex_by_mistake(entry):
    """A bare % would hide the rest of the sentence from the reader, without a word."""
    addresses = {"doi", "url"}
    bare = {
        name: text
        for name, text in entry.fields.items()
        if name not in addresses and re.search(r"(?<!\\)[%&#$_]", text)
    }
    assert not bare, "write a backslash before it"


def test_entries_are_sorted_by_key():
    assert list(BIBLIOGRAPHY.entries) == sorted(BIBLIOGRAPHY.entries)


@pytest.mark.parametrize("identifier", ["doi", "pmid", "pmcid", "url"])
def test_no_publication_stands_there_twice(identifier):
    entries = BIBLIOGRAPHY.entries.values()
    seen = Counter(entry.fields[identifier].lower() for entry in entries if identifier in entry.fields)
    assert [value for value, times in seen.items() if times > 1] == []
