"""The account of the original text: every reference and every claim of it has a row that can be checked."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from pybtex.database import parse_file

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "sources.md").read_text(encoding="utf-8")
ENTRIES = parse_file(str(ROOT / "references.bib"), "bibtex").entries
VERDICTS = ("Kept", "Qualified", "Corrected")


def rows(table: str) -> list[list[str]]:
    """The cells of each row of a list-table, without its heading row."""
    return [re.split(r"\n  - ", row) for row in re.split(r"\n\* - ", table)[2:]]


REFERENCES, *CLAIMS = (rows(table) for table in re.findall(r"```\{list-table\}.*?\n```", PAGE, re.DOTALL))
CLAIM_ROWS = [row for table in CLAIMS for row in table]


def keys(text: str) -> list[str]:
    return [key for group in re.findall(r"\{cite:[pt]\}`([^`]+)`", text) for key in group.split(",")]


def test_all_eleven_references_are_accounted_for():
    assert len(REFERENCES) == 11
    assert all(len(row) == 3 and keys(row[2]) for row in REFERENCES)


def test_five_references_were_not_found_and_the_page_says_by_which_search():
    not_found = [row for row in REFERENCES if "**Not found**" in row[1]]
    assert len(not_found) == 5
    assert all("[methods](methods.md)" in row[1] for row in not_found)


def test_the_five_concerns_and_the_conclusion_each_have_a_table_of_claims():
    assert len(CLAIMS) == 6


@pytest.mark.parametrize("row", CLAIM_ROWS, ids=[row[0] for row in CLAIM_ROWS])
def test_a_claim_has_one_verdict_its_evidence_and_a_page_that_answers_it(row):
    claim, evidence, where = row
    assert keys(claim) == [], "the claim is told in our words; the evidence cites"
    assert re.findall(r"\*\*(\w+)\.\*\*", evidence)[0] in VERDICTS
    assert evidence.count("**") == 2
    assert re.search(r"\]\((faq/[a-z-]+|conclusion)\.md\)", where)


@pytest.mark.parametrize("row", CLAIM_ROWS, ids=[row[0] for row in CLAIM_ROWS])
def test_a_verdict_never_rests_on_partly_checked_records_alone(row):
    assert "verified" in {ENTRIES[key].fields["check"] for key in keys(row[1])}


def test_the_page_counts_its_own_verdicts_right():
    seen = Counter(re.search(r"\*\*(\w+)\.\*\*", row[1])[1] for row in CLAIM_ROWS)
    verdicts = f"{seen['Kept']} are kept, {seen['Qualified']} qualified and {seen['Corrected']} corrected."
    assert f"Of {len(CLAIM_ROWS)} claims {verdicts}" in PAGE
