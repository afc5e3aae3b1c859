"""The bibliography to take away, as BibTeX and as CSL-JSON."""

import json
from pathlib import Path

import pytest
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from pybtex.database import parse_string
from website.reference_downloads import FIELDS, IDENTIFIERS, TYPES, csl

CONF = """
extensions = ["myst_parser", "citations", "website.reference_downloads"]
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "medical"
"""
INDEX = "# Home\n\nAs {cite:t}`dore2019` says.\n\n```{bibliography}\n```\n"
BIB = "% Our own note.\n@article{dore2019, author = {Dore, J.}, title = {KAP}, year = {2019}, finding = {It is.}}\n"

CSL_TYPES = """article article-journal article-magazine article-newspaper bill book broadcast chapter classic
    collection dataset document entry entry-dictionary entry-encyclopedia figure graphic hearing interview legal_case
    legislation manuscript map motion_picture musical_score pamphlet paper-conference patent performance periodical
    personal_communication post post-weblog regulation report review review-book software song speech standard thesis
    treaty webpage""".split()  # csl-data.json of the CSL schema, version 1.0.2


def item(text):
    return csl("key", parse_string(text, "bibtex").entries["key"])


def test_an_article_in_all_its_parts():
    assert item(
        r"""@article{key, author = {van Loo, Jan and Zarate, Jr., Carlos A. and others}, title = {{KAP}: 47\% \& more},
        journal = {J. Drugs}, year = 2019, month = {October}, volume = 51, number = 2, pages = {189--198},
        doi = {10.1/a\_b}, pmid = 30917760, design = {cohort}}"""
    ) == {
        "id": "key",
        "type": "article-journal",
        "author": [
            {"family": "Loo", "given": "Jan", "non-dropping-particle": "van"},
            {"family": "Zarate", "given": "Carlos A.", "suffix": "Jr."},
            {"literal": "others"},
        ],
        "title": "KAP: 47% & more",
        "container-title": "J. Drugs",
        "issued": {"date-parts": [[2019, 10]]},
        "volume": "51",
        "issue": "2",
        "page": "189-198",
        "DOI": "10.1/a_b",
        "PMID": "30917760",
    }


def test_a_chapter_of_a_book_names_the_book_its_series_and_its_editor():
    assert item(
        r"""@incollection{key, author = {Dore, J}, editor = {Mu, A}, title = {\textit{In vivo}}, booktitle = {Book},
        chapter = 3,
        series = {Old Series}, edition = {2}, address = {Berlin}, publisher = {Springer}, year = 2019}"""
    ) == {
        "id": "key",
        "type": "chapter",
        "author": [{"family": "Dore", "given": "J"}],
        "editor": [{"family": "Mu", "given": "A"}],
        "title": "<i>In vivo</i>",
        "container-title": "Book",
        "collection-title": "Old Series",
        "chapter-number": "3",
        "edition": "2",
        "publisher": "Springer",
        "publisher-place": "Berlin",
        "issued": {"date-parts": [[2019]]},
    }


def test_a_preprint_has_the_address_of_its_archive():
    work = item("@misc{key, title = {A}, eprint = {2101.00001}, archiveprefix = {arXiv}}")
    assert work["URL"] == "https://arxiv.org/abs/2101.00001"


def test_a_notice_on_the_web_by_an_authority():
    assert item(
        "@misc{key, author = {{U.S. FDA}}, title = {A}, url = {https://e.org/a\\_b}, urldate = {2026-11-24}}"
    ) == {
        "id": "key",
        "type": "webpage",
        "author": [{"literal": "U.S. FDA"}],
        "title": "A",
        "URL": "https://e.org/a_b",
        "accessed": {"date-parts": [[2026, 11, 24]]},
    }


@pytest.mark.parametrize("fields", ["year = {in press}", "year = {n.d.}, urldate = {yesterday}", "month = {May}"])
def test_a_date_that_is_none_is_left_out(fields):
    assert not {"issued", "accessed"} & item(f"@misc{{key, {fields}}}").keys()


def test_each_type_and_variable_is_one_of_csl():
    assert {*TYPES.values(), "webpage", "document"} <= {*CSL_TYPES}
    variables = {*FIELDS.values(), *IDENTIFIERS.values()}
    CiteProcJSON([{"id": "a", "type": "book", **dict.fromkeys(variables, "x")}])  # warns of a variable that CSL has not


def test_both_files_lie_at_the_root_of_the_site(project):
    built = project.write(conf=CONF, references_bib=BIB, index=INDEX).build()
    assert (built.outdir / "references.bib").read_text(encoding="utf-8") == BIB
    assert [one["id"] for one in json.loads((built.outdir / "references.json").read_text("utf-8"))] == ["dore2019"]


def test_they_follow_the_bibliography(project):
    built = project.write(conf=CONF, references_bib=BIB, index=INDEX).build()
    built.write(references_bib=BIB.replace("{KAP}", "{KAT}")).build(jobs=2)
    assert json.loads((built.outdir / "references.json").read_text("utf-8"))[0]["title"] == "KAT"
    assert "{KAT}" in (built.outdir / "references.bib").read_text("utf-8")


def test_a_citation_processor_sets_each_of_our_references(website: Path):
    items = json.loads((website / "references.json").read_text(encoding="utf-8"))
    source = CiteProcJSON(items)
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    works = CitationStylesBibliography(style, source, formatter.plain)
    for one in items:
        works.register(Citation([CitationItem(one["id"])]))
    printed = dict(zip(works.keys, map(str, works.bibliography()), strict=True))
    assert len(printed) == len(items) > 50
    assert "Ketamine versus ECT" in printed["anand2023"]
    assert "New England Journal of Medicine, 388(25)" in printed["anand2023"]
