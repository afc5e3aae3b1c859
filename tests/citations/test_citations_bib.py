"""A broken .bib names file and line and what to write, and every entry that can be read is still there."""

import pytest
from shared import bib

CONF = """
extensions = ["citations", "myst_parser"]
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "medical"
bibtex_reference_style = "author_year_round"
"""
GOOD = "\n@article{feder2014, author = {Feder, Adriana}, title = {Four}, year = 2014}\n"
INDEX = "# Start\n\nA claim {cite:p}`dore2019,feder2014`.\n\n```{bibliography}\n```\n"

BROKEN = {
    "a missing comma": (
        "@article{dore2019,\n  author = {Dore, Jennifer},\n  title = {One}\n  year = 2019\n}\n",
        [("references.bib:3", "a comma is missing at the end of this line of 'dore2019'")],
    ),
    "a missing brace": (
        "@article{dore2019,\n  author = {Dore, Jennifer},\n  year = 2019,\n  title = {One,\n  journal = {JAMA}\n}\n",
        [("references.bib:4", "a closing brace is missing in this field")],
    ),
    "a missing last brace": (
        "@article{dore2019,\n  author = {Dore, Jennifer},\n  year = 2019\n",
        [("references.bib:3", "a closing brace is missing at the end of this entry")],
    ),
    "a brace too many": (
        "@article{dore2019,\n  author = {Dore, Jennifer},\n  year = 2019},\n  title = {One}\n}\n",
        [("references.bib:3", "a closing brace too many on this line: delete it")],
    ),
    "an entry without its @": (
        "@article{dore2019, author = {Dore, Jennifer}, year = 2019}\n\narticle{lost, year = 2020}\n",
        [("references.bib:3", "outside of any entry: a brace too many before this, or an @ missing")],
    ),
    "a key used twice": (
        "@book{dore2019, author = {Dore, Jennifer}, year = 2019}\n@book{Dore2019, author = {Other}}\n",
        [("references.bib:2", "the key 'Dore2019' is taken by the entry on line 1")],
    ),
    "a field used twice": (
        "@book{dore2019, author = {Dore, Jennifer},\n year = 2019, year = 2020}\n",
        [("references.bib:2", "'dore2019' has the field 'year' twice: delete one of the two")],
    ),
    "a word without braces": (
        "@book{dore2019,\n author = {Dore, Jennifer}, year = 2019,\n month = soon}\n",
        [("references.bib:3", "put braces around a word: {soon}")],
    ),
    "CRLF and a missing comma": (
        "@article{dore2019,\r\n  author = {Dore, Jennifer},\r\n  title = {One}\r\n  year = 2019\r\n}\r\n",
        [("references.bib:3", "a comma is missing at the end of this line of 'dore2019'")],
    ),
    "a brace missing in the last field": (
        "@article{dore2019,\n  author = {Dore, Jennifer},\n  year = 2019,\n  finding = {It helped.\n}\n",
        [("references.bib:4", "a closing brace is missing in this field: write it at the end of this line")],
    ),
    "a brace missing behind a text that looks like a field": (
        "@article{dore2019,\n  abstract = {Better,\n  p = 0.03, again},\n  title = {One,\n  year = {2019},\n"
        "  author = {Dore, J}\n}\n",
        [("references.bib:4", "a closing brace is missing in this field")],
    ),
    "a missing quotation mark": (
        '@article{dore2019,\n  title = "One,\n  year = 2019,\n  author = {Dore, J}\n}\n',
        [("references.bib:2", "a closing quotation mark is missing in this field")],
    ),
    "a note inside an entry": (
        "@article{dore2019,\n  author = {Dore, J}, % who else?\n  year = 2019\n}\n",
        [("references.bib:2", "'% who else?' is no field: write name = {text}; notes stand between entries")],
    ),
    "several faults in one entry": (
        "@article{dore2019,\n  author = {Dore, J}\n  title {One},\n  doi = ,\n  year = 2019\n",
        [
            ("references.bib:3", "is no field"),
            ("references.bib:4", "nothing stands behind the ="),
            ("references.bib:5", "a closing brace is missing at the end of this entry"),
        ],
    ),
    "an entry without a key": (
        "@article{dore2019, author = {Dore, J}, year = 2019}\n\n@article{, title = {Lost}}\n",
        [("references.bib:3", "write an entry as @article{dean2021, title = {...}}")],
    ),
}  # fmt: skip

READ_ALIKE = {
    "in parentheses": '@article(dore2019, author = "Dore, J", title = {One) two}, year = 2019)\n',
    "a quoted value over lines": '@article{dore2019, author = "Dore, J", note = "better,\np = 0.03, again", year = 2019}\n',
    "an address that looks like an entry": (
        "@article{dore2019, author = {Dore, J}, note = {write to\n@home{x, y}, or see\n@misc{z, title = {A}}}, year = 2019}\n"
    ),
    "joined parts and names": '@string{w = "Dore, "}\n@article{dore2019, author = w # {J}, month = jan # " 3", year = 2019}',
    "an entry behind another": "@misc{x, title = {X}}@article{dore2019, author = {Dore, J}, year = 2019}",
    "an entry noted away": "%@article{dore2019,\n% title = {Old},\n%}\n@article{dore2019, author = {Dore, J}, year = 2019}\n",
    "a byte order mark": "\N{BYTE ORDER MARK}@article{dore2019, author = {Dore, J}, year = 2019}\n",
    "CRLF": "@article{dore2019,\r\n  author = {Dore, J},\r\n  year = 2019\r\n}\r\n",
    "what is inherited": (
        "@incollection{dore2019, author = {Dore, J}, crossref = {Book2019}}\n@book{book2019, title = {B}, year = 2019}\n"
    ),
}


@pytest.mark.parametrize("text", READ_ALIKE.values(), ids=READ_ALIKE)
def test_whatever_bibtex_allows_is_read_without_a_word(project, text):
    project.write(conf=CONF, index=INDEX, references_bib=text + GOOD).build()
    assert "(Dore, 2019; Feder, 2014)" in project.page().p.get_text()


def test_a_chapter_shows_what_it_has_from_its_book(project):
    chapter = "@incollection{dore2019, author = {Dore, J}, title = {C}, crossref = {b}}\n"
    book = "@book{b, editor = {Roe, A}, title = {The Book}, publisher = {Press}, year = 2019}\n"
    project.write(conf=CONF, index=INDEX, references_bib=chapter + book + GOOD).build()
    shown = project.page().find(id="ref-dore2019").get_text()
    assert "The Book" in shown
    assert "Press" in shown


@pytest.mark.parametrize("fault", BROKEN)
def test_a_fault_is_named_and_hides_no_other_entry(project, fault):
    entry, expected = BROKEN[fault]
    project.write(conf=CONF, index=INDEX, references_bib=entry + GOOD).build(warns=True)
    assert len(project.warnings) == len(expected), project.warnings
    for warning, (place, message) in zip(project.warnings, expected, strict=True):
        assert f"{place}: WARNING: " in warning
        assert message in warning
        assert "[bibtex.bibfile_data_error]" in warning
    assert "(Dore, 2019; Feder, 2014)" in project.page().p.get_text()


def test_another_encoding_is_named_by_line_and_read_as_well_as_can_be(project):
    project.write(conf=CONF, index=INDEX)
    latin = "@book{dore2019,\n author = {Doré, Jennifer},\n year = 2019}\n" + GOOD
    (project.source / "references.bib").write_bytes(latin.encode("latin-1"))
    project.build(warns=True)
    (warning,) = project.warnings
    assert "references.bib:2: WARNING: not UTF-8 on line 2: save the file as UTF-8" in warning
    assert "(Doré, 2019; Feder, 2014)" in project.page().p.get_text()


def test_a_file_saved_as_utf_16_is_read(project):
    project.write(conf=CONF, index=INDEX)
    (project.source / "references.bib").write_text("@book{dore2019, author = {Dore, J}, year = 2019}" + GOOD, "utf-16")
    project.build(warns=True)
    assert len(project.warnings) == 1
    assert "(Dore, 2019; Feder, 2014)" in project.page().p.get_text()


def test_a_missing_file_is_named(project):
    project.write(conf=CONF, index="# Start\n").build(warns=True)
    (warning,) = project.warnings
    assert "references.bib:1: WARNING: there is no such file; bibtex_bibfiles in conf.py names it" in warning


def test_a_fault_is_said_again_until_it_is_mended(project):
    project.write(conf=CONF, index=INDEX, references_bib=BROKEN["a missing comma"][0] + GOOD).build(warns=True)
    assert len(project.build(warns=True).warnings) == 1
    project.write(references_bib=BROKEN["a missing comma"][0].replace("{One}", "{One},") + GOOD).build()


def test_notes_between_entries_and_strings_are_no_fault(project):
    bib = """
% A comment = {with signs}
@string{jama = "JAMA"}
@comment{nothing}
@article{dore2019, author = "Dore, Jennifer", title = "On {PTSD} \\{ and \\}", journal = jama # " Open", month = jan,
  year = 2019, abstract = {One line
  a = b, and an address: me@example.org}, }
Notes between entries.
"""
    project.write(conf=CONF, index=INDEX, references_bib=bib + GOOD).build()
    assert "JAMA Open" in project.page().find(id="ref-dore2019").get_text()


def test_a_bibliography_is_read_once_whatever_its_encoding_is_called():
    """Rules and citations name it in two ways, and to read a large one takes longest of all."""
    data = GOOD.encode()
    assert bib.read(data) is bib.read(data, "utf-8-sig") is bib.read(bytes(bytearray(data)), "UTF-8")
