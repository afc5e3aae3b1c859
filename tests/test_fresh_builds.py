"""After an edit an incremental build makes what a build from nothing makes, to the byte, on every page."""

import shutil

import pytest

CONF = """
extensions = ["citations", "fast_navigation", "fresh_pages", "myst_parser", "search_words"]
html_theme = "furo"
html_copy_source = False
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "medical"
bibtex_reference_style = "author_year_round"
"""
BIB = """
@article{dore2019, author = {Dore, Jennifer and Mu, Ann}, title = {One}, journal = {J}, year = 2019}
@article{dore2019more, author = {Dore, Jennifer}, title = {Two}, journal = {J}, year = 2019}
@article{feder2014, author = {Feder, Adriana}, title = {Three}, journal = {J}, year = 2014}
"""
INDEX = "# Start\n\n```{toctree}\none\ntwo\nreferences\n```\n"
ONE = "# One\n\nA claim {cite:p}`dore2019`.\n\n```{page-references}\n```\n"
TWO = "# Two\n\nA claim {cite:p}`dore2019,feder2014`.\n\n```{page-references}\n```\n"
REFERENCES = "# References\n\n```{bibliography}\n```\n"

EDITS = {
    "a citation of a new work": {"one": ONE.replace("dore2019", "dore2019,feder2014")},
    "a citation that makes 2019 into 2019a on another page": {"one": ONE.replace("dore2019", "dore2019more")},
    "a citation less": {"two": TWO.replace("dore2019,", "")},
    "the last citation of a work less": {"two": TWO.replace(",feder2014", "")},
    "a key renamed in the .bib and on one page": {
        "references_bib": BIB.replace("dore2019,", "mu2019,"),
        "one": ONE.replace("dore2019", "mu2019"),
        "two": TWO.replace("dore2019", "mu2019"),
    },
    "a title corrected in the .bib": {"references_bib": BIB.replace("{One}", "{One, corrected}")},
    "an author corrected in the .bib": {"references_bib": BIB.replace("Feder", "Federer")},
    "the pages in another order": {"index": INDEX.replace("one\ntwo", "two\none")},
    "another title on a page": {"two": TWO.replace("# Two", "# Too")},
    "a page that is new": {"index": INDEX.replace("two", "two\nthree"), "three": TWO.replace("# Two", "# Three")},
    "no list on the page any more": {"one": ONE.partition("```")[0]},
    "no bibliography any more": {"references": "# References\n\nGone.\n"},
}


def files(project):
    """Every file of the site but the note that Sphinx leaves to itself."""
    found = {path for path in project.outdir.rglob("*") if path.is_file() and path.name != ".buildinfo"}
    return {str(path.relative_to(project.outdir)): path.read_bytes() for path in found}


def from_nothing(project, jobs):
    shutil.rmtree(project.folder / "build")
    return files(project.build(jobs=jobs))


@pytest.fixture
def site(project):
    return project.write(conf=CONF, references_bib=BIB, index=INDEX, one=ONE, two=TWO, references=REFERENCES)


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_shows_on_all_pages_at_once(site, edit, jobs):
    before = files(site.build(jobs=jobs))
    after = files(site.write(**EDITS[edit]).build(jobs=jobs))
    assert after != before
    assert after == from_nothing(site, jobs)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_deleted_page_leaves_nothing_behind(site, jobs):
    site.build(jobs=jobs).write(index=INDEX.replace("two\n", ""))
    (site.source / "two.md").unlink()
    after = files(site.build(jobs=jobs))
    assert "two.html" not in after
    assert after == from_nothing(site, jobs)


def test_two_jobs_make_what_one_makes(site):
    assert files(site.build(jobs=1)) == from_nothing(site, jobs=2)


def test_an_edit_that_another_builder_saw_first_still_shows(site):
    site.build("html").write(references_bib=BIB.replace("{One}", "{One, corrected}")).build("dirhtml")
    assert "One, corrected" in site.build("html").page("one").get_text()


def test_words_that_are_nowhere_stay_in_the_search_index_of_sphinx_alone(project):
    project.write(conf='extensions = ["myst_parser"]\n', index="# Start\n\nUnicorn.\n").build()
    project.write(index="# Start\n\nNothing.\n").build()
    assert '"unicorn":[]' in (project.outdir / "searchindex.js").read_text()


def test_glossary_terms_of_pages_not_written_again_leave_the_search_index_of_sphinx_alone(project):
    index = "# Start\n\n```{toctree}\nterms\n```\n"
    terms = "# Terms\n\n```{glossary}\nunicorn\n  A horse.\n```\n"
    project.write(conf='extensions = ["myst_parser"]\n', index=index, terms=terms).build()
    assert '"unicorn":[[1,' in (project.outdir / "searchindex.js").read_text()
    project.write(index=index + "\nMore.\n").build()
    assert '"unicorn":[[1,' not in (project.outdir / "searchindex.js").read_text()


def written(project):
    """The pages that a build writes, but those without a source, which Sphinx writes every time."""
    before = {path: path.stat().st_mtime_ns for path in project.outdir.rglob("*.html")}
    project.build()
    return {path.stem for path, time in before.items() if path.stat().st_mtime_ns != time} - {"search", "genindex"}


def test_a_build_with_nothing_changed_writes_no_page(site):
    assert written(site.build()) == set()


def test_a_corrected_entry_is_written_only_where_it_is_shown(site):
    site.build().write(references_bib=BIB.replace("Three", "Three, corrected"))
    assert written(site) == {"two", "references", "index"}, "Sphinx adds the page whose toctree they are in"
