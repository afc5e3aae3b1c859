"""What the list of references is filtered by, and what stands there without a script."""

from __future__ import annotations

import pytest

CONF = """
extensions = ["myst_parser", "sphinxcontrib.bibtex", "citations", "website.reference_filter"]
project, author, release, copyright = "Concerns", "The contributors", "1.2", "nobody"
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "medical"
bibtex_reference_style = "author_year_round"
html_static_path = []
"""
DESIGNS = "cohort", "randomised trial", "guideline", ""
NAMES = ["Émile", "Eva", "O'Neil", "{123 Group}", *(f"Zu{chr(97 + n)}" for n in range(18))]
BIB = "\n".join(
    f"@article{{key{n}, author = {{{name}{'' if name[0] == '{' else ', A.'}}}, title = {{Title {n}}}, journal = {{J}}, "
    f"year = {{{2000 + n % 3}}}, design = {{{DESIGNS[n % 4]}}}, finding = {{It fell.}}}}"
    for n, name in enumerate(NAMES)
)
INDEX = "# Home\n\n```{toctree}\none\ntwo\nlist\n```\n"
LIST = "# References\n\n```{bibliography}\n```\n"


def cite(*numbers):
    return " ".join(f"{{cite:p}}`key{n}`" for n in numbers)


@pytest.fixture
def site(project):
    one, two = f"# Is it safe?\n\n{cite(*range(20))}\n", f"# Does it last?\n\n{cite(0, 20, 21)}\n"
    return project.write(conf=CONF, index=INDEX, one=one, two=two, list=LIST, references_bib=BIB)


def options(page, name):
    return {option.get_text(): option["value"] for option in page.find("select", attrs={"name": name})("option")}


def test_the_choices_are_the_designs_pages_and_years_of_the_entries(site):
    page = site.build().page("list")
    assert list(options(page, "design")) == ["Any", "Randomised trial (6)", "Cohort (6)", "Guideline (5)"]
    assert options(page, "page") == {"Any": "", "Is it safe?": "one.html#", "Does it last?": "two.html#"}
    assert list(options(page, "year")) == ["Any", "2002 (7)", "2001 (7)", "2000 (8)"]
    assert page.find(role="status").get_text() == "22 references."


def test_each_entry_has_the_mark_of_its_design_and_year(site):
    page = site.build().page("list")
    for name, mark in (("design", "randomised-trial"), ("year", "y2001")):
        assert mark in options(page, name).values()
    assert set(page.find(id="ref-key1")["class"]) == {"randomised-trial", "y2001"}
    assert set(page.find(id="ref-key3")["class"]) == {"y2000"}, "an entry without a design"


def test_without_a_script_the_letters_lead_to_the_first_entry_of_each(site):
    links = {link.get_text(): link["href"] for link in site.build().page("list").select(".reference-letters a")}
    assert links == {"#": "#ref-key3", "E": "#ref-key0", "O": "#ref-key2", "Z": "#ref-key4"}


def test_only_the_long_list_of_all_has_it_and_loads_its_script(site):
    site.build()
    scripts = {
        name: any("references.js" in script.get("src", "") for script in site.page(name)("script"))
        for name in ("index", "one", "list")
    }
    assert scripts == {"index": False, "one": False, "list": True}
    short = site.write(one=f"# Is it safe?\n\n{cite(1)}\n").build().page("list")
    assert not short.form or "reference-filter" not in short.form.get("class", [])
    assert not short.select(".reference-letters")


@pytest.mark.parametrize("jobs", [1, 2])
def test_it_follows_the_bibliography(site, jobs):
    site.build(jobs=jobs)
    site.write(references_bib=BIB.replace("{cohort}", "{qualitative}")).build(jobs=jobs)
    assert "Qualitative (6)" in options(site.page("list"), "design")


@pytest.mark.parametrize(("builder", "suffix"), [("epub", ".xhtml"), ("text", ".txt")])
def test_other_outputs_have_the_list_alone(site, builder, suffix):
    site.build(builder, conf={"version": "1.2", "epub_show_urls": "no"})
    text = (site.outdir / f"list{suffix}").read_text(encoding="utf-8")
    assert "Title 21" in text
    assert "Cited in:" in text
    assert "Any" not in text
