"""`make new` begins a page from the template, lists it, and never touches what is there."""

from __future__ import annotations

import datetime
import shutil
import tomllib
from pathlib import Path

import pytest

from tools.new_page import Refused, main, new_page

ROOT = Path(__file__).parent.parent
TODAY = datetime.date(2027, 3, 1)
QUESTION = "Can I drive after a session?"


@pytest.fixture
def book(tmp_path):
    """A copy of our landing page and our concern pages."""
    shutil.copytree(ROOT / "faq", tmp_path / "faq")
    shutil.copy(ROOT / "index.md", tmp_path)
    shutil.copy(ROOT / "changes.toml", tmp_path)
    return tmp_path


def test_the_page_has_the_question_the_date_and_every_part_of_the_template(book):
    page = new_page(book, "driving", QUESTION, TODAY).read_text()
    template = (ROOT / "faq/_template.md").read_text()
    assert f"\n# {QUESTION}\n" in page
    assert "\nchecked: 2027-03-01\n" in page
    headings = [line for line in template.splitlines() if line.startswith("## ")]
    assert [line for line in page.splitlines() if line.startswith("## ")] == headings


def test_the_table_of_contents_names_it_after_the_last_concern_and_changes_in_nothing_else(book):
    before = (book / "index.md").read_text()
    new_page(book, "driving", QUESTION, TODAY)
    after = (book / "index.md").read_text()
    assert "faq/quick-fix\nfaq/driving\nconclusion\n" in after
    assert after.replace("faq/driving\n", "") == before


def test_the_history_that_readers_see_begins_with_it_and_keeps_what_it_had(book):
    before = tomllib.loads((book / "changes.toml").read_text())["change"]
    new_page(book, "driving", QUESTION, TODAY)
    *kept, first = tomllib.loads((book / "changes.toml").read_text())["change"]
    assert kept == before
    assert (first["date"], first["pages"], first["what"]) == (TODAY, ["faq/driving"], "First version.")


@pytest.mark.parametrize(
    ("slug", "title", "reason"),
    [
        ("", "", "say the page's name and its question: make new SLUG="),
        ("driving", " ", "say the page's name and its question"),
        ("Driving 2", QUESTION, "use lower-case words with hyphens, as SLUG=driving$"),
        ("../driving", QUESTION, "use lower-case words with hyphens, as SLUG=driving$"),
        ("_template", QUESTION, "use lower-case words with hyphens, as SLUG=template$"),
        ("driving", "Driving after a session", "is no question"),
        ("safety", QUESTION, r"faq/safety\.md exists: choose another SLUG"),
        ("index", QUESTION, r"index\.md exists"),
    ],
)
def test_what_cannot_be_a_page_is_refused_and_nothing_changes(book, slug, title, reason):
    before = {path: path.read_bytes() for path in book.rglob("*.*")}
    with pytest.raises(Refused, match=reason):
        new_page(book, slug, title, TODAY)
    assert {path: path.read_bytes() for path in book.rglob("*.*")} == before


def test_without_a_table_of_contents_nothing_is_written(book):
    (book / "index.md").write_text("# Welcome\n")
    with pytest.raises(Refused, match=r"index\.md has no table of contents"):
        new_page(book, "driving", QUESTION, TODAY)
    assert not (book / "faq/driving.md").exists()


def test_a_title_is_taken_to_the_letter_whatever_it_holds(book):
    title = r"Does \1 or `$(rm)` & \g<0> matter?"
    assert f"\n# {title}\n" in new_page(book, "odd", title, TODAY).read_text()


def test_the_command_says_what_comes_next(book, monkeypatch, capsys):
    monkeypatch.setenv("SLUG", "driving")
    monkeypatch.setenv("TITLE", QUESTION)
    assert main(book) == 0
    said = capsys.readouterr().out
    assert "faq/driving.md is there, index.md lists it, and changes.toml begins its history" in said
    assert "make check FILES=faq/driving.md" in said
    assert main(book) == 1
    assert "faq/driving.md exists" in capsys.readouterr().err
