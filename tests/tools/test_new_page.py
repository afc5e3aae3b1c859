"""`make new` begins a page from the template, lists it, and never touches what is there."""

from __future__ import annotations

import datetime
import shutil
import tomllib
from pathlib import Path

import pytest
from rules import Site, check

from tools.new_page import Refused, main, new_page

ROOT = Path(__file__).parents[2]
TODAY = datetime.date(2027, 3, 1)
QUESTION = "Can I drive after a session?"
INDEX = """# Start

```{toctree}
faq/safety
faq/quick-fix
conclusion
```
"""
CHANGES = """[[change]]
date = 2026-11-24
pages = ["faq/safety"]
what = "First version."
why = "The book began with it."
"""


@pytest.fixture
def book(tmp_path):
    """A small book of its own with two concerns, and with our page to copy."""
    (tmp_path / "faq").mkdir()
    shutil.copy(ROOT / "faq/_template.md", tmp_path / "faq")
    for name in ("faq/safety", "faq/quick-fix", "conclusion"):
        (tmp_path / f"{name}.md").write_text("# Is it safe?\n")
    (tmp_path / "index.md").write_text(INDEX)
    (tmp_path / "changes.toml").write_text(CHANGES)
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
        ("Driving 2", QUESTION, "use lower-case words with hyphens, as SLUG=driving-2$"),
        ("Under 18s", QUESTION, "use lower-case words with hyphens, as SLUG=under-18s$"),
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


@pytest.mark.parametrize("slug", ["under-18s", "covid-19", "24-hours-later", "driving"])
def test_a_name_may_hold_digits_and_the_check_lets_it_stand(book, slug):
    new_page(book, slug, QUESTION, TODAY)
    pages = [f"faq/{slug}.md", "index.md"]
    said = [finding for finding in check(Site.read(book, pages, [])) if finding.rule == "name-is-a-slug"]
    assert said == []
    assert f"\nfaq/{slug}\nconclusion" in (book / "index.md").read_text()


def test_the_check_names_each_line_that_is_still_to_write_in_the_front_matter_too(book):
    path = new_page(book, "driving", QUESTION, TODAY)
    waiting = [n for n, line in enumerate(path.read_text().splitlines(), 1) if "TO WRITE" in line and line[0] != "%"]
    said = [each for each in check(Site.read(book, ["faq/driving.md"], [])) if each.rule == "placeholders-are-replaced"]
    assert [finding.line for finding in said] == waiting
    assert waiting[0] < 9, "the question to PubMed"


def test_a_second_page_comes_after_the_first_whatever_its_name(book):
    new_page(book, "under-18s", QUESTION, TODAY)
    new_page(book, "24-hours", QUESTION, TODAY)
    assert "faq/quick-fix\nfaq/under-18s\nfaq/24-hours\nconclusion" in (book / "index.md").read_text()


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


def test_the_page_is_listed_under_the_caption_of_the_templates_group(tmp_path):
    """Not at the end of the contents, where the check would ask at once to move it."""
    lists = [f"```{{toctree}}\n:caption: {caption}\n\nfaq/{name}\n```\n" for caption, name in LISTS.items()]
    (tmp_path / "faq").mkdir()
    (tmp_path / "faq/_template.md").write_text("---\ngroup: before\nchecked: 2026-11-24\n---\n\n# Title?\n")
    (tmp_path / "changes.toml").write_text("")
    (tmp_path / "index.md").write_text("# Start\n\n" + "\n".join(lists))
    new_page(tmp_path, "driving", "Can I drive?", datetime.date(2026, 11, 27))
    assert "faq/safety\nfaq/driving\n```" in (tmp_path / "index.md").read_text()


LISTS = {"Before you decide": "safety", "Special situations": "old"}
