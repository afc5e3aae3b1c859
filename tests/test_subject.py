"""The code knows no subject: no word of this book stands in it, for a book about something else is built by the same code."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest
from docutils.nodes import make_id
from shared import book

ROOT = Path(__file__).parent.parent
CODE = ("_ext", "_templates", "_typst", "bench", "tools")
MEASURED = ("bench/results", "bench/environments")
"""What a run wrote, and lists of packages."""

OURS, _ = book.of(ROOT)
CONF = runpy.run_path(str(ROOT / "conf.py"))
BOOK = book.Book()


def words() -> set[str]:
    """The words that only this book has: its names, its number to call, and what it calls in its own way."""
    names = [OURS.name, OURS.crisis_number, *OURS.treatment]
    names += [word for name in names for word in re.findall(r"\w{9,}", name)]
    own = {*OURS.headings.values(), *OURS.groups.values()} - {*BOOK.headings.values(), *BOOK.groups.values()}
    return {*filter(None, names), *own, *map(make_id, own), CONF["project"], CONF["html_title"], CONF["epub_basename"]}


def found(text: str) -> list[str]:
    pattern = "|".join(map(re.escape, sorted(words(), key=len, reverse=True)))
    return re.findall(rf"(?<![a-z])(?:{pattern})(?![a-z])", text, re.IGNORECASE)


def test_the_words_looked_for_are_those_that_name_our_subject():
    assert {"ketamine", "psychotherapy", "kap", "questions-to-ask-your-clinic", CONF["project"]} <= words()
    assert found("A ketamine_dose, KAP-Z, and 988; kapok") == ["ketamine", "KAP", "988"]


@pytest.mark.parametrize("folder", CODE)
def test_no_word_of_this_book_stands_in_the_code(folder):
    files = [path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    texts = {path: path.read_text(encoding="utf-8") for path in files if path.suffix not in {".mo", ".otf", ".ttf"}}
    texts = {path.relative_to(ROOT).as_posix(): text for path, text in texts.items()}
    assert texts, folder
    assert {name: found(text) for name, text in texts.items() if not name.startswith(MEASURED) and found(text)} == {}
