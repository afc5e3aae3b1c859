"""What programs read of a page: schema.org data, valid against schema.org's own vocabulary."""

import json

import pytest
from bs4 import BeautifulSoup
from schema_org import registry

CONF = """
extensions = ["myst_parser", "citations", "website.structured_data"]
bibtex_bibfiles = ["references.bib"]
project, author, copyright, version, release = "KAP", "The contributors", "2026", "1.2", "1.2.0"
text_licence = "https://creativecommons.org/licenses/by/4.0/"
html_baseurl = "https://example.org/en/latest"
"""
BIB = r"""
@article{dore2019,
  author = {Dore, Jennifer and Turnipseed, Brent and others}, title = {{KAP}: 47\% \& more}, journal = {J. Drugs},
  year = {2019}, doi = {10.1000/dore}, pmid = {30917760}}
@misc{fda2023, author = {{U.S. Food and Drug Administration}}, title = {A warning}, year = {2023},
  url = {https://example.org/fda}, note = {A news report of the notice}}
@book{kolp2014, author = {Kolp, Eli}, title = {A book}, publisher = {Press}, year = {2014}}
"""
INDEX = "# Home\n\nWelcome {cite:p}`kolp2014`.\n\n```{toctree}\nfaq/safety\n```\n\n```{bibliography}\n```\n"
SAFETY = """---
certainty: low
checked: 2026-11-23
---
# Is it <safe>?

## In short

It can do harm {cite:p}`dore2019,fda2023`.
Nobody knows </script> more.
"""


def data(page):
    return json.loads(page.find("script", type="application/ld+json").string)


@pytest.fixture
def built(project):
    return project.write(conf=CONF, references_bib=BIB, index=INDEX, faq__safety=SAFETY).build()


def test_a_concern_is_a_medical_page_with_a_question_and_its_answer(built):
    page = data(built.page("faq/safety"))
    assert page["@type"] == "MedicalWebPage"
    assert page["lastReviewed"] == "2026-11-23"
    assert page["url"] == "https://example.org/en/latest/faq/safety.html"
    assert page["mainEntity"]["name"] == page["name"] == "Is it <safe>?"
    answer = "It can do harm. Nobody knows </script> more."
    assert page["mainEntity"]["acceptedAnswer"]["text"] == page["description"] == answer


def test_a_retracted_work_is_called_retracted(project):
    bib = BIB.replace("doi = {10.1000/dore}", "doi = {10.1000/dore}, retraction = {The journal took it back in 2026.}")
    cited = data(
        project.write(conf=CONF, references_bib=bib, index=INDEX, faq__safety=SAFETY).build().page("faq/safety")
    )
    assert [work.get("creativeWorkStatus") for work in cited["citation"]] == ["Retracted", None]


def test_no_reviewer_is_claimed(built):
    assert "reviewedBy" not in data(built.page("faq/safety"))


def test_a_paper_is_a_scholarly_article_with_its_doi_and_a_notice_a_web_page(built):
    article, notice = data(built.page("faq/safety"))["citation"]
    assert article == {
        "@type": "ScholarlyArticle",
        "name": "KAP: 47% & more",
        "author": {"@type": "Person", "name": "Jennifer Dore"},
        "datePublished": "2019",
        "isPartOf": {"@type": "Periodical", "name": "J. Drugs"},
        "sameAs": "https://doi.org/10.1000/dore",
    }
    assert notice == {
        "@type": "WebPage",
        "name": "A warning",
        "description": "A news report of the notice",
        "author": {"@type": "Organization", "name": "U.S. Food and Drug Administration"},
        "datePublished": "2023",
        "url": "https://example.org/fda",
    }


def test_any_other_page_is_a_web_page_described_by_its_first_paragraph(built):
    page = data(built.page())
    assert (page["@type"], page["description"]) == ("WebPage", "Welcome.")
    assert page["citation"]["@type"] == "Book"
    assert "mainEntity" not in page


def test_no_address_is_made_up_where_the_site_has_none(project):
    conf = CONF.replace("https://example.org/en/latest", "")
    page = data(
        project.write(conf=conf, references_bib=BIB, index=INDEX, faq__safety=SAFETY).build().page("faq/safety")
    )
    assert "url" not in page
    assert "url" not in page["isPartOf"]


def test_a_record_set_right_in_the_bibliography_is_right_on_the_page_that_cites_it(built):
    page = data(built.write(references_bib=BIB.replace("A warning", "Two warnings")).build(jobs=2).page("faq/safety"))
    assert page["citation"][1]["name"] == "Two warnings"


def test_an_e_book_has_no_such_data(project):
    built = project.write(conf=CONF, references_bib=BIB, index=INDEX, faq__safety=SAFETY).build("epub")
    assert "ld+json" not in (built.outdir / "faq" / "safety.xhtml").read_text(encoding="utf-8")


def faults(thing, at="page"):
    """Each type and property that schema.org does not have, or not in that place."""
    kind = thing["@type"]
    if kind not in registry.CLASS_METADATA:
        return [f"{at}: no type {kind}"]
    found = []
    kinds = {kind, *registry.ancestry(kind)}
    for name, value in thing.items():
        if name.startswith("@"):
            continue
        if name not in registry.PROPERTY_BY_SCHEMA or not kinds & {*registry.PROPERTY_BY_SCHEMA[name].domains}:
            found.append(f"{at}: a {kind} has no {name}")
            continue
        wanted = set(registry.PROPERTY_BY_SCHEMA[name].ranges)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                if not wanted & {one["@type"], *registry.ancestry(one["@type"])}:
                    found.append(f"{at}: {name} is no {one['@type']}")
                found += faults(one, f"{at}.{name}")
            elif not wanted & {"Text", "URL", "Date"}:
                found.append(f"{at}: {name} is no text")
    return found


def test_the_check_against_schema_org_finds_what_is_wrong():
    assert faults({"@type": "MedicalPage"})
    assert faults({"@type": "WebPage", "acceptedAnswer": "Yes"})
    assert faults({"@type": "MedicalWebPage", "citation": {"@type": "Person", "name": "Dore"}})
    assert faults({"@type": "MedicalWebPage", "mainEntity": {"@type": "Question", "answers": "Yes"}})


def test_every_page_of_ours_is_valid_against_schema_org(website):
    pages = {}
    for path in website.rglob("*.html"):
        script = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").find(
            "script", type="application/ld+json"
        )
        if script:
            pages[path.relative_to(website).as_posix()] = json.loads(script.string)
    assert {name: faults(page) for name, page in pages.items() if faults(page)} == {}
    assert pages["faq/safety.html"]["@type"] == "MedicalWebPage"
    assert len(pages["faq/safety.html"]["citation"]) > 20
