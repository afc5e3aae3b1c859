"""Following a citation never loses the reader's place: in the text, at the foot of the page, in the bibliography."""

import re

import pdfplumber
import pytest

from tests.conftest import ROOT

CONF = """
extensions = ["citations", "myst_parser"]
copyright = version = "1"
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "medical"
bibtex_reference_style = "author_year_round"
"""
BIB = r"""
@article{dore2019, author = {Dore, Jennifer and Turnipseed, Brent and Dwyer, Shannon}, year = 2019,
  title = {Ketamine Assisted Psychotherapy (KAP)}, journal = {Journal of Psychoactive Drugs},
  volume = 51, number = 2, pages = {189--198},
  doi = {10.1080/02791072.2019.1587556}, pmid = 30917760, pmcid = {PMC123},
  design = {case series}, participants = {235 people}, check = {verified}, finding = {It was tolerated.}}
@article{dean2021, author = {Dean, Rebecca and others}, title = {Glutamate}, journal = {Cochrane}, year = 2021}
@article{feder2014, author = {Feder, Adriana and Charney, Dennis}, title = {PTSD}, journal = {JAMA}, year = 2014}
"""
INDEX = """
# Start

```{toctree}
one
two
references
```
"""
ONE = """
# Is it safe?

People tolerate it {cite:p}`dore2019,dean2021`, as {cite:t}`dore2019` say.

## References

```{page-references}
```
"""
TWO = "# Two\n\nAlso {cite:p}`dore2019`.\n"
REFERENCES = "# References\n\n```{bibliography}\n```\n"


@pytest.fixture
def site(project):
    return project.write(conf=CONF, references_bib=BIB, index=INDEX, one=ONE, two=TWO, references=REFERENCES)


def links(element):
    return {a.get_text(): a["href"] for a in element.find_all("a")}


def test_several_keys_stay_one_round_bracket_in_the_order_written(site):
    paragraph = site.build().page("one").p
    assert "tolerate it (Dore et al., 2019; Dean et al., 2021), as Dore et al. (2019) say." in paragraph.get_text()


def test_a_citation_leads_to_the_foot_of_its_own_page(site):
    page = site.build().page("one")
    assert links(page.p)["Dore et al., 2019"] == "#ref-dore2019"
    assert page.find(id="ref-dore2019").name == "li"


def test_a_page_without_a_list_leads_to_the_bibliography(site):
    assert links(site.build().page("two").p) == {"Dore et al., 2019": "references.html#ref-dore2019"}


def test_a_reference_leads_back_to_each_place_and_on_to_the_bibliography(site):
    page = site.build().page("one")
    back = links(page.find(id="ref-dore2019").find(class_="reference-links"))
    assert list(back) == ["a", "b", "In the bibliography"]
    assert "Dean et al., 2021" in page.find(id=back["a"][1:]).get_text()
    assert page.find(id=back["b"][1:]).get_text() == "Dore et al. (2019)"
    assert back["In the bibliography"] == "references.html#ref-dore2019"


def test_a_page_lists_what_it_cites_in_the_order_of_names_by_which_a_reader_looks_it_up(site):
    items = site.build().page("one").find("ul", class_="references").find_all("li")
    assert [item["id"] for item in items] == ["ref-dean2021", "ref-dore2019"]


def test_the_bibliography_says_what_an_entry_is_what_it_found_and_where_it_is_cited(site):
    page = site.build().page("references")
    entry = page.find(id="ref-dore2019")
    assert entry.find(class_="reference-finding").get_text() == "Case series, 235 people. It was tolerated."
    cited = links(entry.find(class_="cited-in"))
    assert list(cited) == ["Is it safe?", "Two"]
    file, _, place = cited["Is it safe?"].partition("#")
    assert (file, site.page("one").find(id=place).get_text()) == ("one.html", "(Dore et al., 2019; Dean et al., 2021)")
    assert page.find(id="ref-feder2014") is None, "nothing cites it"


def test_a_partial_record_has_a_dagger_that_is_read_out_and_explained_in_each_list(site):
    site.write(references_bib=BIB.replace("{verified}", "{partial}")).build()
    page = site.page("one")
    link = page.p.a
    assert link.get_text() == "Dore et al., 2019†, confirmed only in part"
    assert link.find(class_="visually-hidden").get_text() == ", confirmed only in part", "for a screen reader only"
    assert [other.get_text() for other in page.p.find_all("a")].count("Dean et al., 2021") == 1, (
        "a verified one has none"
    )
    for entry in page.find(id="ref-dore2019"), site.page("references").find(id="ref-dore2019"):
        assert "† Confirmed only in part. Not enough sources agree" in entry.p.get_text(), "what the popover shows"
    assert "†" not in page.find(id="ref-dean2021").get_text()


def test_a_partial_record_has_a_plain_dagger_where_no_stylesheet_hides_words(site):
    site.write(references_bib=BIB.replace("{verified}", "{partial}")).build("text")
    text = " ".join((site.outdir / "one.txt").read_text(encoding="utf-8").split())
    assert "(Dore et al., 2019†; Dean et al., 2021), as Dore et al. (2019†) say." in text


def test_a_reference_can_be_looked_up_by_doi_pmid_and_pmcid(site):
    entry = site.build().page("one").find(id="ref-dore2019")
    assert entry.p.get_text() == (
        "Dore J, Turnipseed B, Dwyer S. 2019. Ketamine Assisted Psychotherapy (KAP). Journal of Psychoactive Drugs "
        "51(2):189\N{EN DASH}198. doi:10.1080/02791072.2019.1587556 · PubMed 30917760 · free full text PMC123"
    )
    assert {a["href"] for a in entry.p.find_all("a")} == {
        "https://doi.org/10.1080/02791072.2019.1587556",
        "https://pubmed.ncbi.nlm.nih.gov/30917760/",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC123/",
    }


def test_a_page_that_cites_nothing_says_so(site):
    page = site.write(two="# Two\n\n```{page-references}\n```\n").build().page("two")
    assert "No publication is cited here." in page.get_text()


def test_a_verified_entry_with_nobody_in_it_says_neither(site):
    bib = BIB.replace("235 people", "not applicable")
    entry = site.write(references_bib=bib).build().page("references").find(id="ref-dore2019")
    assert entry.find(class_="reference-finding").get_text() == "Case series. It was tolerated."


def test_a_finding_is_shown_whatever_else_is_missing(site):
    bib = BIB.replace("design = {case series}, participants = {235 people}, ", "")
    entry = site.write(references_bib=bib).build().page("references").find(id="ref-dore2019")
    assert entry.find(class_="reference-finding").get_text() == "It was tolerated."


def test_plain_text_offers_no_way_back_that_it_does_not_have(site):
    site.build("text")
    assert "Back to the text" not in (site.outdir / "one.txt").read_text()


def test_a_second_list_on_a_page_is_named_and_left_out(site):
    site.write(one=ONE + "\n```{bibliography}\n```\n").build(warns=True)
    (warning,) = site.warnings
    assert "one.md:11: WARNING: this page has a list of references already: remove this one" in warning
    assert len(site.page("one").find_all(id="ref-dore2019")) == 1


def test_a_misspelt_key_names_file_line_and_the_nearest_keys(site):
    site.write(two="# Two\n\nOne line.\nAlso {cite:p}`dore2091,dean2021`.\n").build(warns=True)
    (warning,) = site.warnings
    assert "two.md:4: WARNING: no bibliography entry has the key 'dore2091': did you mean dore2019" in warning
    assert "[bibtex.key_not_found]" in warning
    assert site.page("two").p.get_text().endswith("Also (dore2091, ?; Dean et al., 2021).")


def test_a_citation_that_cannot_be_read_is_named_and_stays_as_written(site):
    site.write(two="# Two\n\nAlso {cite:p}`dore2019 dean2021`.\n").build(warns=True)
    (warning,) = site.warnings
    assert "two.md:3: WARNING: cannot read the citation 'dore2019 dean2021': write keys with one comma" in warning
    assert site.page("two").p.get_text() == "Also (dore2019 dean2021)."


def test_citations_that_no_list_holds_are_named_and_stay_as_text(site):
    site.write(references="# References\n", two=TWO + "\nAnd {cite:p}`dean2021`.\n").build(warns=True)
    (warning,) = site.warnings
    assert "two.md:3: WARNING: these references stand in no list" in warning
    assert site.page("two").p.get_text() == "Also (Dore et al., 2019)."
    assert links(site.page("two").p) == {}


def test_the_words_around_a_citation_stay_in_its_bracket(site):
    page = site.write(two="# Two\n\nAlso {cite:p}`{see}dore2019{p. 3},dean2021`.\n").build().page("two")
    assert page.p.get_text() == "Also (see Dore et al., 2019, p. 3; Dean et al., 2021)."


def test_the_popover_is_loaded_on_pages_that_cite_and_on_no_other(site):
    site.build(conf={"html_static_path": [str(ROOT / "_static")]})

    def script(name):
        return site.page(name).find("script", src=re.compile(r"_static/citations\.js"))

    assert script("one").has_attr("defer"), "never in the way of the text"
    assert script("index") is script("references") is script("search") is None


def test_a_book_has_one_list_at_its_end_and_every_citation_leads_to_it(site):
    page = site.build("singlehtml").page()
    assert links(page.p)["Dore et al., 2019"] == "#ref-dore2019"
    assert len(page.select("ul.references")) == 1
    assert [heading.get_text()[:-1] for heading in page.find_all("h2")] == ["Is it safe?", "Two", "References"]


def test_in_latex_citations_and_cited_in_are_links_that_hold(site):
    site.build("latex")
    text = next(site.outdir.glob("*.tex")).read_text()
    for target in "references:ref-dore2019", "one::doc", "two::doc":
        assert f"\\hyperref[\\detokenize{{{target}}}]" in text
        assert f"\\label{{\\detokenize{{{target}}}}}" in text


def test_in_the_pdf_the_bibliography_names_the_pages_of_paper_that_cite(site):
    look = f'typst_template = "{ROOT}/_typst/template.typ"\ntypst_font_paths = ["{ROOT}/_typst/fonts"]\n'
    site.write(conf=CONF.replace('"citations", ', '"citations", "typst_pdf", ') + look).build("typst")
    with pdfplumber.open(next(site.outdir.glob("*.pdf"))) as pdf:
        pages = [" ".join((page.extract_text() or "").split()) for page in pdf.pages]
    safe, two = (
        next(n for n, text in enumerate(pages, 1) if words in text) for words in ("People tolerate", "Also (D")
    )
    everything = " ".join(pages)
    assert f"Cited in: Is it safe? (page {safe}); Two (page {two})" in everything
    assert "free full text PMC123" in everything
    assert "pubmed.ncbi" not in everything, "the number is enough: no address at the foot"
    assert "Back to the text" not in everything


@pytest.mark.parametrize("builder", ["epub", "latex", "dirhtml", "singlehtml", "text", "man", "gettext"])
def test_every_builder_takes_it_without_a_warning(site, builder):
    site.build(builder)


ROLES = ["p", "t", "ps", "ts", "ct", "alp", "year", "yearpar", "author", "authorpar", "cauthors", "empty"]


def test_every_role_reads_and_leads_as_sphinxcontrib_bibtex_alone_makes_it(project):
    """Fails when a release of sphinxcontrib-bibtex no longer does what the subclass of its domain stands on."""
    lines = "\n\n".join(f"{{cite:{role}}}`dore2019,feder2014`" for role in ROLES)
    conf = CONF.replace("author_year_round", "author_year").replace("medical", "unsrt")
    stock = (
        conf.replace('"citations"', '"sphinxcontrib.bibtex"')
        + 'bibtex_cite_id = "ref-{key}"\nbibtex_tooltips = False\n'
    )

    def spans(conf, jobs):
        page = (
            project.write(conf=conf, references_bib=BIB, index=f"# Start\n\n{lines}\n\n{REFERENCES}")
            .build(jobs=jobs)
            .page()
        )
        return [(span.get_text(), links(span)) for span in page.select(".bibtex-citation")]

    expected = spans(stock, 1)
    assert len(expected) == len(ROLES)
    assert spans(conf, 1) == spans(conf, 2) == expected
