"""Who shares a link to a concern shares a picture of its question, its answer and how sure we are."""

import struct

import pytest

from tests.conftest import ROOT

CONF = f"""
extensions = ["website.link_preview", "website.link_picture", "myst_parser"]
html_baseurl = "https://example.org/tea"
typst_font_paths = ["{ROOT}/_typst/fonts"]
link_picture_template = "{ROOT}/_typst/preview.typ"
"""
INDEX = "# Start\n\n```{toctree}\nfaq/tea\n```\n"
TEA = """---
certainty: low
checked: 2026-11-23
outcomes:
  - falling asleep: low (few people)
---
# Does tea "disturb" <sleep> & rest?

## In short

It may, #strong if you drink it late. Nobody knows how long.
"""


@pytest.fixture
def book(project):
    return project.write(conf=CONF, index=INDEX, faq__tea=TEA)


def pictures(project):
    return sorted((project.outdir / "_previews").glob("*.png"))


def named(project):
    page = project.page("faq/tea")
    return {tag["property"]: tag["content"] for tag in page.select("meta[property^='og:image']")}


def test_the_page_names_its_picture_with_its_size_and_its_words(book):
    tags = named(book.build())
    [picture] = pictures(book)
    assert tags["og:image"] == f"https://example.org/tea/_previews/{picture.name}"
    assert struct.unpack(">II", picture.read_bytes()[16:24]) == (
        int(tags["og:image:width"]),
        int(tags["og:image:height"]),
    )
    assert tags["og:image:alt"].startswith("Does tea “disturb” <sleep> & rest? It may, #strong if you drink it late.")


def test_a_picture_is_small_enough_for_a_message(book):
    [picture] = pictures(book.build())
    assert picture.stat().st_size < 60_000


def test_the_same_words_give_the_same_bytes(book):
    [first] = pictures(book.build())
    before = first.read_bytes()
    first.unlink()
    [again] = pictures(book.write(index=INDEX + "\nMore.\n").build())
    assert (again.name, again.read_bytes()) == (first.name, before)


@pytest.mark.parametrize("jobs", [1, 2])
def test_another_answer_gives_another_picture_and_the_old_one_goes(book, jobs):
    [before] = pictures(book.build(jobs=jobs))
    built = book.write(faq__tea=TEA.replace("It may", "It does not")).build(jobs=jobs)
    [after] = pictures(built)
    assert after.name != before.name
    assert named(built)["og:image"].endswith(after.name)


def test_a_page_that_is_no_concern_has_none(book):
    assert book.build().page().select("meta[property^='og:image']") == []


def test_without_an_address_of_the_site_nothing_is_drawn(book):
    built = book.write(conf=CONF.replace("https://example.org/tea", "")).build()
    assert named(built) == {}
    assert pictures(built) == []
