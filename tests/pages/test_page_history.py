"""{page-history}: what changed on each page, for readers."""

import json
import tomllib
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

CONF = """
extensions = ["myst_parser", "citations", "pages.page_history", "website.structured_data"]
bibtex_bibfiles = ["references.bib"]
html_permalinks = False
copyright, version = "2026", "1"
bibtex_default_style, bibtex_reference_style = "medical", "author_year_round"
"""
CONCERN = "---\ncertainty: low\nchecked: 2026-11-23\n---\n# {}\n\n## In short\n\nPerhaps.\n"
PAGES = {
    "index": "# Home\n\n```{toctree}\nfaq/safety\nfaq/cost\nchanges\nreferences\n```\n",
    "faq__safety": CONCERN.format("Is it safe?"),
    "faq__cost": CONCERN.format("What does it cost?"),
    "changes": "# What changed\n\n```{page-history}\n```\n",
    "references": "# References\n\nAs {cite:t}`dore2019`.\n\n```{bibliography}\n```\n",
    "references_bib": "@article{dore2019, author = {Dore, J.}, title = {KAP}, year = {2019}}\n",
}
CHANGES = """
[[change]]
date = 2026-11-24
pages = ["faq/safety"]
what = "First version."
why = "People ask."

[[change]]
date = 2027-02-03
pages = ["faq/safety"]
what = "Harms come first."
why = "A new study."
sources = ["dore2019"]
"""


@pytest.fixture
def written(project):
    def write(changes=CHANGES, **pages):
        project.write(conf=CONF, **{**PAGES, **pages})
        (project.source / "changes.toml").write_text(changes, encoding="utf-8")
        return project

    return write


def history(built, page="safety"):
    return [p.get_text() for p in built.page("changes").find("section", id=page).find_all("p")]


def test_each_change_says_when_what_why_and_from_which_source_newest_first(written):
    assert history(written().build()) == [
        "3 February 2027. Harms come first.",
        "Why: A new study. (Dore, 2019)",
        "24 November 2026. First version.",
        "Why: People ask.",
    ]


def test_the_heading_leads_to_the_page_and_the_source_to_its_reference(written):
    section = written().build().page("changes").find("section", id="safety")
    assert section.h2.a["href"] == "faq/safety.html"
    assert section.h2.get_text() == "Is it safe?"
    assert section.find("a", href="references.html#ref-dore2019")


def test_the_history_is_no_citation(written):
    entry = written().build().page("references").find(id="ref-dore2019").get_text()
    assert "Cited in" in entry
    assert "What changed" not in entry


def test_a_concern_without_a_change_says_so(written):
    assert history(written().build(), "cost") == ["No change is recorded yet."]


def test_a_new_change_is_shown_though_no_page_was_edited(written, project):
    written().build(jobs=2)
    (project.source / "changes.toml").write_text(CHANGES.replace("People ask.", "We asked."), encoding="utf-8")
    assert history(project.build(jobs=2))[-1] == "Why: We asked."


def test_a_new_title_is_shown_though_the_history_was_not_edited(written):
    written().build()
    built = written(faq__safety=CONCERN.format("Is it dangerous?")).build()
    assert built.page("changes").find("section", id="safety").h2.get_text() == "Is it dangerous?"


def test_programs_read_the_day_of_the_last_change(written):
    data = json.loads(written().build().page("faq/safety").find("script", type="application/ld+json").string)
    assert data["dateModified"] == "2027-02-03"
    assert data["lastReviewed"] == "2026-11-23"


@pytest.mark.parametrize("builder", ["epub", "latex", "text"])
def test_it_reads_in_other_forms_too(written, builder):
    built = written().build(builder)
    text = "".join(p.read_text("utf-8") for p in built.outdir.rglob("*") if p.suffix in (".xhtml", ".tex", ".txt"))
    assert "Harms come first." in text


@pytest.mark.parametrize(
    ("wrong", "right", "line", "message"),
    [
        ('"2027"', "2027-02-03", 9, "`date` cannot be shown: write date = a day without quotes"),
        ("", 'why = "A new study."', 8, "`why` is missing: write why = why, in one or two sentences"),
        ('["faq/safty"]', '["faq/safety"]', 4, "there is no page 'faq/safty': did you mean faq/safety?"),
        ('["dore"]', '["dore2019"]', 13, "there is no reference 'dore': did you mean dore2019?"),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_hides_nothing_else(written, wrong, right, line, message):
    built = written(CHANGES.replace(right, wrong, 1)).build(warns=True)
    (warning,) = built.warnings
    assert f"changes.toml:{line}: WARNING: {message}" in warning
    assert len(history(built)) >= 2


def test_a_file_that_is_no_toml_is_named_with_the_line(written):
    (warning,) = written(CHANGES + "what = First\n").build(warns=True).warnings
    assert "changes.toml:14: WARNING: this change cannot be read" in warning
    assert "write each field as name" in warning


def test_each_concern_of_ours_has_a_history(website):
    page = BeautifulSoup((website / "changes.html").read_text(encoding="utf-8"), "html.parser")
    ours = tomllib.loads(Path(__file__).parents[2].joinpath("changes.toml").read_text(encoding="utf-8"))["change"]
    assert "No change is recorded yet." not in page.get_text()
    for change in ours:
        assert change["what"] in page.get_text()
    for name in ("safety", "addiction", "control", "duration", "quick-fix", "conclusion"):
        assert page.find("section", id=name)
