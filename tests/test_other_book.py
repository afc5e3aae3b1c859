"""A book about something else, with other headings, levels, paper and colours, is built by the same code, unchanged."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from bs4 import BeautifulSoup
from jsonschema import Draft202012Validator

from tests.conftest import once
from tests.pdf_reading import text
from tests.test_subject import found
from tools import start

BOOK = Path(__file__).parent / "other_book"
ENVIRONMENT = [f"VENV={sys.prefix}", "-o", f"{sys.prefix}/docs"]  # that of the tests, as it is
COLOUR = re.compile(rb"([\d.]+) ([\d.]+) ([\d.]+) (?:rg|scn|sc)\b")
CONCERNS = ("falling-asleep", "iced-tea", "waking")
HEADINGS = [
    "The short of it",
    "Why people ask",
    "What was seen",
    "Still open",
    "Ask at the tea shop",
    "Who looked",
    "Read more",
]


def begin(folder: Path) -> Path:
    """The made-up book in a folder of its own, with the code that all books have alike."""
    start.copy_code(folder)
    shutil.copytree(BOOK, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def make(book: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["make", *ENVIRONMENT, *words], cwd=book, capture_output=True, text=True)


def build(folder: Path) -> None:
    done = make(begin(folder), "all", "epub")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "tea", build) / "build"


def page(book: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((book / "html" / f"{name}.html").read_text(encoding="utf-8"), "html.parser")


def test_its_pages_have_its_headings_levels_and_words(book):
    asked = page(book, "faq/falling-asleep").article
    assert [h2.get_text() for h2 in asked.find_all("h2")] == HEADINGS
    assert {mark.get_text() for mark in asked.find_all(class_="certainty")} == {"Soft ground"}
    assert asked.find("a", class_="certainty-link")["href"] == "../making.html#three-levels"
    assert "Nobody has reviewed this, for it is made up" in asked.find(class_="status").get_text()
    assert asked.find("a", string="What changed")["href"] == "../log.html#falling-asleep"
    assert "@misc{tea-falling-asleep," in asked.find("details", class_="cite-this-page").get_text()
    assert asked.find("details", class_="fold", open=True) or asked.find("details").find_next(
        "table", class_="evidence"
    )


def test_its_first_page_has_its_concerns_in_its_groups(book):
    cards = page(book, "index").find_all(class_="concern-cards")
    assert [[card.a["href"] for card in group.find_all("li")] for group in cards] == [
        ["faq/falling-asleep.html", "faq/iced-tea.html"],
        ["faq/waking.html"],
    ]
    captions = [each.get_text() for each in page(book, "index").find_all("p", class_="caption")]
    assert captions == ["In the evening", "In the night", "About the book"]


def test_its_pages_have_its_colours_after_those_of_the_site(book):
    sheets = [
        Path(link["href"].partition("?")[0]).name for link in page(book, "index").find_all("link", rel="stylesheet")
    ]
    assert sheets.index("tea.css") > sheets.index("site.css")
    assert "#7a3e12" in (book / "html" / "_static" / "tea.css").read_text(encoding="utf-8")


def test_its_pdf_is_of_its_paper_in_its_colours_and_has_its_words(book):
    [path] = (book / "pdf").iterdir()
    assert path.name == "tea-and-sleep.pdf"
    with pikepdf.open(path) as pdf:
        assert [float(side) for side in pdf.pages[0].mediabox] == [0, 0, 612, 792]
        drawn = pdf.pages[0].Contents.read_bytes()
        assert pdf.docinfo["/Title"] == "Does tea disturb sleep?"
    drawn = [tuple(round(float(part) * 255) for part in each) for each in COLOUR.findall(drawn)]
    assert {(0x7A, 0x3E, 0x12), (0xF4, 0xEA, 0xD8)} <= {*drawn}
    assert (0x1F, 0x5F, 0x5B) not in drawn
    words = text(path)
    assert "Does tea disturb sleep? Version 0.1.0" in words
    assert "Soft ground: “may well disturb”" in words
    assert all(heading in words for heading in HEADINGS if heading not in {"Who looked", "Read more"})


def test_each_of_its_concerns_is_a_handout_with_questions_to_tick(book):
    assert sorted(path.stem for path in (book / "handouts").iterdir()) == [*CONCERNS]
    words = text(book / "handouts" / "falling-asleep.pdf")
    assert "Ask at the tea shop" in words
    assert "Why people ask" not in words
    source = (book / "doctrees" / "handouts" / "falling-asleep" / "main.typ").read_text(encoding="utf-8")
    assert '#part(("to-tick", "ask-at-the-tea-shop"' in source
    assert page(book, "faq/waking").find("a", href="../handouts/waking.pdf")


def test_its_e_book_has_its_pages(book):
    assert (book / "epub" / "tea-and-sleep.epub").is_file()
    pages = [BeautifulSoup((book / "epub" / "faq" / f"{name}.xhtml").read_text("utf-8"), "xml") for name in CONCERNS]
    assert [each.find("h2").get_text() for each in pages] == ["The short of it"] * 3


def test_its_data_have_its_levels_and_keep_to_their_schema(book):
    data = json.loads((book / "html" / "evidence.json").read_text(encoding="utf-8"))
    assert {each["certainty"] for each in data["concerns"]} == {"firm", "soft", "fog"}
    schema = json.loads((book / "html" / "evidence.schema.json").read_text(encoding="utf-8"))
    assert [each.message for each in Draft202012Validator(schema).iter_errors(data)] == []


def test_nothing_that_its_readers_get_names_our_subject(book):
    kinds = {".html", ".xhtml", ".json", ".js", ".css", ".atom", ".bib", ".opf"}
    files = [path for path in book.rglob("*") if path.suffix in kinds and path.parent.name != "doctrees"]
    assert len(files) > 30
    assert {
        path.name: found(path.read_text(encoding="utf-8")) for path in files if found(path.read_text("utf-8"))
    } == {}
    assert [found(text(path)) for path in book.glob("[hp]*/*.pdf") if found(text(path))] == []


@pytest.mark.parametrize(
    ("page", "before", "after", "said"),
    [
        ("falling-asleep", "Tea in the evening may", "Black tea reduces sleep. It may", "“may well disturb”"),
        ("falling-asleep", "certainty: soft", "certainty: low", "`low` is no level: write one of firm, soft, fog"),
        ("waking", "group: night", "group: after", "`after` is no group: write one of evening, night"),
        ("waking", "## What was seen", "## What the research shows", "the part “What was seen” is missing"),
        ("iced-tea", "- How large is a glass?\n", "", "“Ask at the tea shop” has 1 and needs 2 points"),
        ("iced-tea", "9 of 25", "8 of 25", "8"),
    ],
)
def test_its_pages_are_held_to_its_own_settings(tmp_path, page, before, after, said):
    asked = begin(tmp_path) / "faq" / f"{page}.md"
    assert make(tmp_path, "check").stdout == "nothing to mend\n"
    asked.write_text(asked.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    found = make(tmp_path, "check").stdout
    assert said in found
    assert f"faq/{page}.md:" in found


def test_it_is_plainly_made_up():
    entries = (BOOK / "references.bib").read_text(encoding="utf-8").split("\n@")[1:]
    assert len(entries) == 3
    assert all("{Made up: " in entry and "{10.5555/made-up-" in entry for entry in entries)
