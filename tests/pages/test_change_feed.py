"""changes.toml as Atom feeds (RFC 4287): one for all pages and one for each, linked from the pages."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

CONF = """
extensions = ["myst_parser", "citations", "pages.change_feed"]
bibtex_bibfiles = ["references.bib"]
bibtex_default_style, bibtex_reference_style = "medical", "author_year_round"
project, author, copyright = "A book", "The contributors", "2026"
"""
ADDRESS = {"html_baseurl": "https://example.org/en/latest/"}
CONCERN = "---\ncertainty: low\nchecked: 2026-11-23\n---\n# {}\n\n## In short\n\nPerhaps.\n"
PAGES = {
    "index": "# Home\n\n```{toctree}\nfaq/safety\nfaq/cost\nreferences\n```\n",
    "faq__safety": CONCERN.format("Is it safe?"),
    "faq__cost": CONCERN.format("What does it cost?"),
    "references": "# References\n\nAs {cite:t}`dore2019`.\n\n```{bibliography}\n```\n",
    "references_bib": "@article{dore2019, author = {Dore, J.}, title = {{KAP} & more}, year = {2019}, doi = {10.5555/one}}\n",
}
FIRST = '[[change]]\ndate = 2026-11-24\npages = ["faq/safety"]\nwhat = "First <version>."\nwhy = "People ask."\n'
SECOND = """
[[change]]
date = 2027-02-03
pages = ["faq/safety", "faq/cost"]
what = "Harms come first."
why = "A new study."
sources = ["dore2019"]
"""
NAMES = {"": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def written(project):
    def write(changes=FIRST + SECOND, conf=None, **pages):
        project.write(conf=CONF, **{**PAGES, **pages})
        (project.source / "changes.toml").write_text(changes, encoding="utf-8")
        return project.build(jobs=2, conf=ADDRESS if conf is None else conf)

    return write


def feed(built, name="changes"):
    return ElementTree.parse(built.outdir / f"{name}.atom").getroot()


def texts(root, path):
    return [found.text for found in root.findall(path, NAMES)]


def links(root, rel):
    return [link.get("href") for link in root.findall("link", NAMES) if link.get("rel") == rel]


def linked(built, page):
    return {link["title"]: link["href"] for link in built.page(page).find_all("link", type="application/atom+xml")}


def test_each_change_says_which_page_what_why_and_from_which_source_newest_first(written):
    root = feed(written())
    assert texts(root, "entry/title") == ["Is it safe?; What does it cost?", "Is it safe?"]
    newest, first = (BeautifulSoup(text, "html.parser") for text in texts(root, "entry/content"))
    assert [p.get_text() for p in newest.find_all("p")] == [
        "Harms come first.",
        "Why: A new study.",
        "Source: KAP & more",
    ]
    assert newest.a["href"] == "https://doi.org/10.5555/one"
    assert first.p.get_text() == "First <version>."


def test_one_feed_a_page_holds_its_own_changes(written):
    built = written()
    assert len(feed(built, "faq/safety").findall("entry", NAMES)) == 2
    assert len(feed(built, "faq/cost").findall("entry", NAMES)) == 1
    assert texts(feed(built, "faq/cost"), "title") == ["What changed: What does it cost?"]


@pytest.mark.parametrize("name", ["changes", "faq/safety", "faq/cost"])
def test_the_feeds_are_as_rfc_4287_asks(written, name):
    root = feed(written(), name)
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    for part in (root, *root.findall("entry", NAMES)):
        for needed in ("id", "title", "updated"):
            [text] = texts(part, needed)
            assert text
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", part.findtext("id", None, NAMES))
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", part.findtext("updated", None, NAMES))
        assert len(links(part, "alternate")) == 1
    assert texts(root, "author/name") == ["The contributors"]
    assert texts(root, "updated") == texts(root, "entry/updated")[:1]
    ids = [root.findtext("id", None, NAMES), *texts(root, "entry/id")]
    assert len(set(ids)) == len(ids)


def test_identifiers_stay_when_others_are_added_and_when_the_site_moves(written):
    first = texts(feed(written(FIRST)), "entry/id")
    built = written(SECOND + FIRST, conf={"html_baseurl": "https://elsewhere.example/"})
    assert texts(feed(built), "entry/id")[1:] == first
    assert texts(feed(built, "faq/safety"), "entry/id")[1:] == first


def test_links_are_whole_where_the_site_has_an_address(written):
    built = written()
    assert links(feed(built, "faq/safety"), "self") == ["https://example.org/en/latest/faq/safety.atom"]
    assert links(feed(built, "faq/safety"), "alternate") == ["https://example.org/en/latest/faq/safety.html"]
    entry = feed(built).find("entry", NAMES)
    assert links(entry, "alternate") + links(entry, "related") == [
        "https://example.org/en/latest/faq/safety.html",
        "https://example.org/en/latest/faq/cost.html",
    ]


def test_without_an_address_they_lead_to_the_pages_beside_the_feed(written):
    built = written(conf={})
    assert links(feed(built).find("entry", NAMES), "alternate") == ["faq/safety.html"]
    assert links(feed(built, "faq/cost").find("entry", NAMES), "related") == ["cost.html"]
    assert links(feed(built), "self") == []


def test_every_page_leads_to_the_feed_of_all_and_to_its_own(written):
    built = written()
    assert linked(built, "faq/safety") == {
        "What changed on this page": "safety.atom",
        "What changed on all pages": "../changes.atom",
    }
    assert linked(built, "index") == {"What changed on all pages": "changes.atom"}


def test_a_page_that_gets_its_first_change_leads_to_its_feed_though_it_was_not_edited(written):
    assert "What changed on this page" not in linked(written(FIRST), "faq/cost")
    assert "What changed on this page" in linked(written(), "faq/cost")


def test_the_feed_of_changes_that_are_gone_goes_too(written):
    written()
    built = written("")
    assert list(built.outdir.rglob("*.atom")) == []
    assert linked(built, "faq/safety") == {}


@pytest.mark.parametrize("builder", ["epub", "text"])
def test_other_forms_have_no_feed(written, project, builder):
    written()
    built = project.build(builder, warns=True)
    assert list(built.outdir.rglob("*.atom")) == []
