"""Search knows each section, its words and its everyday words; _static/search.js ranks them (tests/browser/test_search.py)."""

import json

import pytest
from bs4 import BeautifulSoup

CONF = """
extensions = ["citations", "myst_parser", "website.section_search"]
html_theme = "furo"
templates_path = ["templates"]
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "medical"
bibtex_reference_style = "author_year_round"
myst_enable_extensions = ["colon_fence"]
search_weights = {"other": 0.5}
search_help_class = "crisis"
search_help_words = ["end my life"]
"""
BIB = "@article{dore2019, author = {Dore, Jennifer}, title = {One}, journal = {J}, year = 2019}\n"
INDEX = """# Is it safe?

Mostly {cite:p}`dore2019`.

:::{important}
:class: crisis
Call 999.
:::

## Bladder

```{index} ! pee, ! urine
```

Heavy use **harms** it.
Some men had pain {cite:p}`dore2019`.

### In men

- One.
- Two.

```{page-references}
```

```{toctree}
other
```
"""
OTHER = "# Other\n\n```{glossary}\nunicorn\n  A horse with a horn.\n```\n"


@pytest.fixture
def book(project):
    project.write(conf=CONF, references_bib=BIB, index=INDEX, other=OTHER)
    folder = project.source / "templates"
    folder.mkdir()
    page = "{% extends '!page.html' %}{% block content %}<p id='help'>{{ search_help }}</p>{{ search_sections }}{% endblock %}"
    (folder / "search.html").write_text(page, encoding="utf-8")
    return project


def data(project):
    text = (project.outdir / "searchsections.js").read_text(encoding="utf-8")
    return json.loads(text.partition("window.searchSections = ")[2].rstrip(";\n"))


def sections(project):
    """``(page, anchor) -> (heading, everyday words, text)``"""
    found = data(project)
    return {(found["pages"][page][0], anchor): tuple(rest) for page, anchor, *rest in found["sections"]}


def test_each_section_has_its_heading_its_everyday_words_and_its_text_without_citations(book):
    assert sections(book.build()) == {
        ("index.html", ""): ("", "", "Mostly. Call 999."),
        ("index.html", "bladder"): ("Bladder", "pee, urine", "Heavy use harms it. Some men had pain."),
        ("index.html", "in-men"): ("In men", "", "One. Two."),
        ("other.html", ""): ("", "", ""),
        ("other.html", "term-unicorn"): ("unicorn", "", "A horse with a horn."),
    }


def test_pages_weigh_what_conf_says_and_the_rest_one(book):
    assert data(book.build())["pages"] == [["index.html", "Is it safe?", 1], ["other.html", "Other", 0.5]]


def test_a_page_that_asks_not_to_be_searched_is_not(book):
    built = book.write(other="---\nnosearch: true\n---\n" + OTHER).build()
    assert {page for page, _ in sections(built)} == {"index.html"}


@pytest.mark.parametrize("first", ["html", "epub"])
def test_what_another_output_alone_has_is_not_found(book, first):
    page = INDEX + "\n````{only} epub\nOn paper.\n````\n\n````{only} html\nOn screens.\n````\n"
    conf = CONF + 'copyright = "nobody"\nversion = "1"\nepub_show_urls = "no"\n'
    text = str(sections(book.write(index=page, conf=conf).build(first).build()))
    assert "On screens." in text
    assert "On paper." not in text


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_edit_a_deleted_page_and_one_added_back_are_found_as_after_a_build_from_nothing(book, jobs):
    first = sections(book.build(jobs=jobs))
    edited = sections(book.write(index=INDEX.replace("pee", "wee").replace("Heavy", "Long")).build(jobs=jobs))
    assert edited["index.html", "bladder"] == ("Bladder", "wee, urine", "Long use harms it. Some men had pain.")
    (book.source / "other.md").unlink()
    book.write(index=INDEX.replace("other\n", ""))
    assert {page for page, _ in sections(book.build(jobs=jobs))} == {"index.html"}
    assert sections(book.write(index=INDEX, other=OTHER).build(jobs=jobs)) == first


def test_the_search_page_asks_for_the_state_of_the_file_by_its_digest(book):
    before = book.build().page("search").get_text()
    after = book.write(other=OTHER + "\nMore.\n").build().page("search").get_text()
    assert "searchsections.js?v=" in before
    assert before != after


def test_sphinx_makes_no_index_of_its_own(book):
    assert not (book.build().outdir / "searchindex.js").exists()


def test_help_in_a_crisis_is_at_hand_on_the_search_page(book):
    page: BeautifulSoup = book.build().page("search")
    assert "Call 999." in page.find(id="help").get_text()
    assert data(book)["helpWords"] == ["end my life"]


def test_a_link_in_the_help_leads_on_from_the_search_page(book):
    index = INDEX.replace(":class: crisis\n", "").replace("other\n```", "other\nparts/help\n```")
    box = ":::{important}\n:class: crisis\nCall 999, or see [the other page](/other.md).\n:::\n"
    page = book.write(index=index, parts__help=f"# Help\n\n{box}").build().page("search")
    assert [link["href"] for link in page.find(id="help").select("a[href]")] == ["other.html"]


def test_a_box_for_help_that_no_page_has_is_named(book):
    built = book.write(index=INDEX.replace(":class: crisis\n", "")).build(warns=True)
    assert "no page has a box of the class 'crisis': write `:class: crisis`" in built.warnings[0]
    assert "[search.help]" in built.warnings[0]


def test_another_language_brings_its_own_stemmer(book):
    assert "EnglishStemmer" in (book.build().outdir / "searchsections.js").read_text()
    assert "GermanStemmer" in (book.build(conf={"language": "de"}).outdir / "searchsections.js").read_text()


def test_a_box_on_a_page_leads_to_the_search_from_any_folder_and_is_left_out_where_nothing_can_search(book):
    book.write(faq__one="---\norphan: true\n---\n# One\n\n```{search-box}\n```\n").build()
    form = book.page("faq/one").find("form", role="search")
    assert form["action"] == "../search.html"
    assert form.find("input")["name"] == "q"
    assert form.find("input")["aria-label"]
    assert "search" not in (book.build("text").outdir / "faq/one.txt").read_text().lower()
