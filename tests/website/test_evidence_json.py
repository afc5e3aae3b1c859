"""evidence.json: what others can build on, and the schema that says what it holds."""

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError, validate
from shared.vocabulary import CERTAINTY, CHECKS, DESIGNS

SCHEMA = json.loads((Path(__file__).parents[2] / "_ext/website/evidence_json/evidence.schema.json").read_text("utf-8"))
CONF = """
extensions = ["myst_parser", "citations", "website.evidence_json"]
bibtex_bibfiles = ["references.bib"]
project, release = "KAP", "1.2.0"
text_licence = "https://creativecommons.org/licenses/by/4.0/"
"""
BIB = r"""
@article{dore2019, author = {Dore, Jennifer and others}, title = {KAP}, journal = {J. Drugs}, year = {2019},
  doi = {10.1000/a\_b}, design = {cohort}, participants = {235 people}, finding = {47\% felt better.},
  funding = {The clinic}, check = {verified}}
@misc{other, title = {Not cited}}
"""
PAGES = {
    "index": "# Home\n\n```{toctree}\nfaq/safety\nconclusion\nmethods\n```\n\n```{bibliography}\n```\n",
    "faq__safety": """---
certainty: low
checked: 2026-11-23
---
# Is it safe?

## In short

It can do harm {cite:p}`dore2019`.
Nobody knows more.
""",
    "conclusion": "---\ncertainty: low\nchecked: 2026-11-23\n---\n# How to decide\n\nTake your time.\n",
    "methods": "# Methods\n\nWe read.\n",
}


def read(folder):
    return json.loads((folder / "evidence.json").read_text(encoding="utf-8"))


def test_a_concern_has_its_question_answer_certainty_date_address_and_works(project):
    evidence = read(project.write(conf=CONF, references_bib=BIB, **PAGES).build().outdir)
    assert evidence["concerns"] == [
        {
            "id": "safety",
            "question": "Is it safe?",
            "answer": "It can do harm.",
            "short_answer": "It can do harm. Nobody knows more.",
            "certainty": "low",
            "outcomes": [],
            "checked": "2026-11-23",
            "url": "faq/safety.html",
            "references": [
                {
                    "key": "dore2019",
                    "citation": "Dore J, et al. 2019. KAP. J. Drugs. doi:10.1000/a_b",
                    "authors": ["Jennifer Dore"],
                    "year": "2019",
                    "doi": "10.1000/a_b",
                    "title": "KAP",
                    "design": "cohort",
                    "participants": "235 people",
                    "finding": "47% felt better.",
                    "funding": "The clinic",
                    "check": "verified",
                }
            ],
        }
    ]
    assert evidence["review"] == "Not yet reviewed by a clinician"


def test_addresses_are_whole_where_the_site_has_one(project):
    conf = CONF + 'html_baseurl = "https://example.org/en"\n'
    evidence = read(project.write(conf=conf, references_bib=BIB, **PAGES).build().outdir)
    assert evidence["url"] == "https://example.org/en/"
    assert evidence["concerns"][0]["url"] == "https://example.org/en/faq/safety.html"


def test_an_edit_of_a_page_changes_it(project):
    project.write(conf=CONF, references_bib=BIB, **PAGES).build(jobs=2)
    page = PAGES["faq__safety"].replace("It can do harm {cite:p}`dore2019`", "It is safe").replace("low", "high")
    (concern,) = read(project.write(faq__safety=page).build(jobs=2).outdir)["concerns"]
    assert (concern["answer"], concern["certainty"], concern["references"]) == ("It is safe.", "high", [])


def test_it_is_as_its_schema_says_and_the_schema_lies_beside_it(project):
    built = project.write(conf=CONF, references_bib=BIB, **PAGES).build()
    evidence = read(built.outdir)
    assert json.loads((built.outdir / evidence["$schema"]).read_text("utf-8")) == SCHEMA
    validate(evidence, SCHEMA)


def test_the_schema_is_one_and_knows_our_levels():
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$defs"]["concern"]["properties"]["certainty"]["enum"] == [*CERTAINTY]


@pytest.mark.parametrize(("field", "value"), [("certainty", "middling"), ("question", ""), ("reviewer", "Dr Who")])
def test_the_schema_refuses_what_is_wrong(project, field, value):
    evidence = read(project.write(conf=CONF, references_bib=BIB, **PAGES).build().outdir)
    evidence["concerns"][0][field] = value
    with pytest.raises(ValidationError):
        validate(evidence, SCHEMA)


def test_an_e_book_has_no_such_file(project):
    conf = CONF + 'copyright, version = "2026", "1"\n'
    assert not (project.write(conf=conf, references_bib=BIB, **PAGES).build("epub").outdir / "evidence.json").exists()


def test_ours_is_valid_and_uses_our_words_alone(website):
    evidence = read(website)
    validate(evidence, SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
    listed = re.findall(
        r"^faq/([\w-]+)$", Path(__file__).parents[2].joinpath("index.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert [one["id"] for one in evidence["concerns"]] == listed
    works = [work for concern in evidence["concerns"] for work in concern["references"]]
    assert {work["design"] for work in works} <= {*DESIGNS}
    assert {work["check"] for work in works} <= {*CHECKS}
    for concern in evidence["concerns"]:
        assert (website / concern["url"]).is_file()
