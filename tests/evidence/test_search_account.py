"""{search-account}: for each page when it was searched, with which question, and how many were found, cited and set aside."""

from __future__ import annotations

import pytest

CONF = """
extensions = ["myst_parser", "citations", "evidence.search_account"]
bibtex_bibfiles = ["references.bib"]
bibtex_default_style, bibtex_reference_style = "medical", "author_year_round"
"""
CONCERN = """---
certainty: low
checked: 2026-11-23
search: (ketamine[tiab] OR esketamine[tiab]) AND bladder[tiab]
---
# Is it safe?

## In short

Perhaps {cite:p}`dore2019,dean2021`.
"""
PAGES = {
    "index": "# Home\n\n```{toctree}\nfaq/safety\nmethods\nreferences\n```\n",
    "faq__safety": CONCERN,
    "methods": "# How we work\n\n```{search-account}\n```\n",
    "references": "# References\n\n```{bibliography}\n```\n",
    "references_bib": "@article{dore2019, author = {Dore, J.}, title = {KAP}, year = {2019}}\n\n"
    "@article{dean2021, author = {Dean, R.}, title = {More}, year = {2021}}\n",
}
ASIDE = '[[aside]]\nid = "1"\ndate = 2026-12-01\nreason = "Animals."\npages = ["faq/{}"]\n'
FOUND = '[[search]]\npage = "faq/safety"\nasked = 2026-12-07\nsince = 2026-11-23\nfound = 12\n'


@pytest.fixture
def written(project):
    def write(aside="", searches=None, warns=False, **pages):
        project.write(conf=CONF, **{**PAGES, **pages})
        (project.source / "set-aside.toml").write_text(aside, encoding="utf-8")
        if searches is not None:
            (project.source / "searches.toml").write_text(searches, encoding="utf-8")
        return project.build(jobs=2, warns=warns)

    return write


def account(built):
    """Question and what is said of it, as read."""
    page = built.page("methods")
    return {term.get_text(): [p.get_text() for p in term.find_next("dd").find_all("p")] for term in page.find_all("dt")}


def test_each_page_says_when_with_which_question_and_how_many(written):
    built = written(ASIDE.format("safety") + ASIDE.format("cost").replace('"1"', '"2"'), FOUND)
    assert account(built) == {
        "Is it safe?": [
            "Searched on 23 November 2026. "
            "PubMed was asked on 7 December 2026 what was added since 23 November 2026: 12 found. "
            "The page cites 2; 1 set aside.",
            "(ketamine[tiab] OR esketamine[tiab]) AND bladder[tiab]",
        ]
    }
    assert built.page("methods").find("a", string="Is it safe?")["href"] == "faq/safety.html"


def test_what_was_not_counted_is_said(written):
    [said, _] = account(written())["Is it safe?"]
    assert (
        said
        == "Searched on 23 November 2026. How many records it found was not counted. The page cites 2; none set aside."
    )


def test_an_edit_of_a_page_or_a_file_is_shown_though_the_account_was_not_edited(written):
    written()
    assert "cites 1" in account(written(faq__safety=CONCERN.replace(",dean2021", "")))["Is it safe?"][0]
    assert "1 set aside" in account(written(ASIDE.format("safety")))["Is it safe?"][0]
    assert "12 found" in account(written(searches=FOUND))["Is it safe?"][0]


@pytest.mark.parametrize("searches", ["[[search", '[[search]]\npage = "faq/safety"\n', "search = 1\n"])
def test_counts_that_cannot_be_read_are_named_and_hide_nothing(written, searches):
    built = written(searches=searches, warns=True)
    [warning] = built.warnings
    assert "searches.toml:1: WARNING: cannot be read" in warning
    assert "write it anew with make news ARGS=--record" in warning
    assert "not counted" in account(built)["Is it safe?"][0]


@pytest.mark.parametrize("builder", ["epub", "latex", "text"])
def test_it_reads_in_other_forms_too(written, project, builder):
    written()
    built = project.build(builder, warns=True)
    text = "".join(p.read_text("utf-8") for p in built.outdir.rglob("*") if p.suffix in (".xhtml", ".tex", ".txt"))
    assert "Searched on 23 November 2026" in text
