"""A retracted work is never cited as if it stood: the build refuses, or the reader is told wherever it is named."""

from __future__ import annotations

import pytest
from evidence.retractions import matches

from tests.conftest import ROOT
from tests.pdf_reading import text as text_of

CONF = f"""
extensions = ["citations", "evidence.evidence_table", "myst_parser", "evidence.retractions", "typst_pdf"]
copyright = version = "1"
typst_template = "{ROOT}/_typst/template.typ"
typst_font_paths = ["{ROOT}/_typst/fonts"]
typst_filename = "book.pdf"
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "medical"
bibtex_reference_style = "author_year_round"
"""
ENTRY = r"""
@article{fine2019, author = {Fine, Ada}, title = {It Stands}, journal = {Examples}, year = 2019, doi = {10.5555/fine},
  design = {case series}, participants = {9 people}, finding = {It found a little.}}

@article{gone2020, author = {Gone, Bo}, title = {It Fell}, journal = {Examples}, year = 2020,
  doi = {https://doi.org/10.5555/GONE}, pmid = 901,EXTRA
  design = {case series}, participants = {8 people}, finding = {It found much.}}
"""
SAID = ENTRY.replace("EXTRA", r" retraction = {The journal took it back in 2026: 100\% of its data were copied.},")
UNSAID = ENTRY.replace("EXTRA", "")
RECORD = '[[retracted]]\nkey = "gone2020"\ndoi = "10.5555/gone"\nnotice = "https://doi.org/10.5555/notice"\n'
INDEX = """
# Start

```{toctree}
one
references
```
"""
ONE = """
# One

It helps {cite:p}`fine2019,gone2020`, say {cite:t}`gone2020`.

## The studies

```{evidence}
```

## References

```{page-references}
```
"""
REFERENCES = "# References\n\n```{bibliography}\n```\n"
SENTENCE = "This work has been retracted. The journal took it back in 2026: 100% of its data were copied."


@pytest.fixture
def site(project):
    return project.write(conf=CONF, references_bib=SAID, index=INDEX, one=ONE, references=REFERENCES)


def record(site, text=RECORD):
    (site.source / "retractions.toml").write_text(text, encoding="utf-8")
    return site


# The reader is told ------------------------------------------------------------------------------------------------


def test_each_citation_says_retracted_in_words(site):
    text = site.build().page("one").p.get_text()
    assert text == "It helps (Fine, 2019; Gone, 2020, retracted), say Gone (2020, retracted)."


def test_the_list_of_the_page_and_the_bibliography_say_why(site):
    site.build()
    for name in ("one", "references"):
        item = site.page(name).find(id="ref-gone2020")
        assert item.find(class_="retraction").get_text() == SENTENCE
        assert not site.page(name).find(id="ref-fine2019").find(class_="retraction")


def test_the_sentence_stands_before_what_the_work_claimed(site):
    text = site.build().page("references").find(id="ref-gone2020").get_text()
    assert text.index("has been retracted") < text.index("It found much")


def test_the_table_of_studies_says_retracted_beside_the_name(site):
    table = site.build().page("one").find("table", "evidence")
    names = [row.find(["th", "td"]).get_text() for row in table.tbody.find_all("tr")]
    assert sorted(name.strip() for name in names) == ["Fine, 2019", "Gone, 2020, retracted"]


def test_the_pdf_says_retracted_in_the_text_in_the_table_and_in_the_references(site):
    written = text_of(site.build("typst").outdir / "book.pdf")
    assert "(Fine, 2019; Gone, 2020, retracted), say Gone (2020, retracted)" in written
    assert SENTENCE in written
    assert written.count("retracted") == 4  # twice in the text, in the table, and in the sentence


@pytest.mark.parametrize("builder", ["latex", "text", "epub"])
def test_other_outputs_say_it_too(site, builder):
    site.build(builder)
    written = " ".join(
        " ".join(path.read_text(encoding="utf-8").split())
        for path in site.outdir.rglob("*")
        if path.suffix in (".tex", ".txt", ".xhtml")
    )
    assert "This work has been retracted" in written
    assert "retracted" in written.replace("has been retracted", "")


def test_a_site_without_retractions_says_nothing(site):
    site.write(references_bib=UNSAID).build()
    assert "retracted" not in site.page("one").get_text()


def test_a_page_tells_of_a_retraction_that_came_after_it_was_written(site):
    site.write(references_bib=UNSAID).build()
    site.write(references_bib=SAID).build()
    assert "Gone, 2020, retracted" in site.page("one").get_text()
    assert SENTENCE in site.page("references").get_text()


def test_pages_written_in_parallel_tell_it(site):
    for number in range(12):
        site.write(**{f"more{number}": f"---\norphan: true\n---\n# {number}\n\nSo {{cite:p}}`gone2020`.\n"})
    site.build(jobs=2)
    assert all("Gone, 2020, retracted" in site.page(f"more{number}").get_text() for number in range(12))


# The build refuses -------------------------------------------------------------------------------------------------


def test_a_recorded_retraction_fails_the_build_until_the_entry_says_it(site):
    record(site).write(references_bib=UNSAID).build(warns=True)
    [warning] = site.warnings
    assert (
        "references.bib:5: WARNING: 'gone2020' is retracted (https://doi.org/10.5555/notice): stop citing it" in warning
    )
    assert "retraction = {one plain sentence" in warning
    assert "[retractions.unsaid]" in warning
    site.write(references_bib=SAID).build()


def test_it_fails_every_build_also_one_in_which_no_page_changed(site):
    site.write(references_bib=UNSAID).build()
    record(site).build(warns=True)
    assert "'gone2020' is retracted" in site.warnings[0]


@pytest.mark.parametrize(
    "line", ['doi = "10.5555/gone"', 'pmid = "901"'], ids=["by its DOI alone", "by its PMID alone"]
)
def test_a_new_key_does_not_hide_a_retracted_work(site, line):
    record(site, f'[[retracted]]\nkey = "gone2020"\n{line}\n')
    site.write(references_bib=UNSAID.replace("gone2020", "other2020"), one=ONE.replace("gone2020", "other2020"))
    assert "'other2020' is retracted" in site.build(warns=True).warnings[0]


@pytest.mark.parametrize("ours", ["10.5555/gone", "https://doi.org/10.5555/GONE", "doi:10.5555/Gone", r"10.5555\/gone"])
@pytest.mark.parametrize("theirs", ["10.5555/gone", "10.5555/GONE"])
def test_a_doi_is_the_same_in_any_letters_and_in_any_form(ours, theirs):
    assert matches({"key": "a", "doi": theirs}, "b", {"doi": ours})
    assert not matches({"key": "a", "doi": theirs}, "b", {"doi": ours + "1"})


def test_in_a_list_of_references_the_sentence_says_it_and_no_link_says_it_again(site):
    site.build()
    for page in ("one", "references"):
        [entry] = [item for item in site.page(page).select("ul.references > li") if "Gone" in item.get_text()]
        assert entry.get_text().count("retracted") == 1


def test_another_work_under_an_old_key_is_not_accused(site):
    record(site).write(references_bib=UNSAID.replace("GONE", "another").replace("901", "902")).build()


def test_a_work_that_has_only_a_key_is_known_by_it(site):
    record(site, '[[retracted]]\nkey = "gone2020"\n').write(references_bib=UNSAID)
    assert "'gone2020' is retracted" in site.build(warns=True).warnings[0]


@pytest.mark.parametrize("broken", ["[[retracted]\n", "retracted = 1\n", '[[retracted]]\ndoi = "10.5555/gone"\n'])
def test_a_broken_record_is_told_and_no_page_is_lost(site, broken):
    record(site, broken).build(warns=True)
    [warning] = site.warnings
    assert "retractions.toml:1: WARNING: cannot be read" in warning
    assert "make watch ARGS=--record" in warning
    assert site.page("one").h1
