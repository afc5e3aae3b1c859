"""After an edit an incremental build makes what a build from nothing makes, to the byte, on every page."""

import shutil

import pytest

CONF = """
extensions = [
    "citations", "performance.navigation_cache", "website.stale_pages", "myst_parser",
    "website.section_search",
]
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


LINKING = """# {title}

The {{term}}`unicorn`, {{ref}}`where`, {{ref}}`a place <spot>`, {{doc}}`two`, [](two.md#deeper-down),
[there](two.md#deeper-down), [](two.md#spot), [](#where), and {{numref}}`Table %s <counts>`.
"""
LINKED = """# Two

(where)=
## Where it is

Words.

## Deeper down

(spot)=
### A spot

```{glossary}
unicorn
  A horse.
```

```{table} Counted
:name: counts

| a |
|---|
| 1 |
```
"""
LINK_CONF = """
extensions = [
    "citations", "performance.navigation_cache", "website.stale_pages", "myst_parser",
    "website.section_search",
]
html_theme = "furo"
html_copy_source = False
bibtex_bibfiles = ["references.bib"]
myst_heading_anchors = 3
numfig = True
"""
LINK_EDITS = {
    "another heading under a label": LINKED.replace("Where it is", "Where it was"),
    "another heading that links show": LINKED.replace("## Deeper down", "(deeper-down)=\n## Deeper still"),
    "another heading under a label within": LINKED.replace("A spot", "A place"),
    "a term in other letters": LINKED.replace("unicorn\n", "Unicorn\n"),
    "a heading of the same name before": LINKED.replace("(where)=", "## A spot\n\nNew.\n\n(where)="),
    "a heading of the id before": LINKED.replace("(where)=", "## Spot\n\nNew.\n\n(where)="),
    "a term that moves to another page": LINKED.replace("unicorn\n", "pegasus\n"),
}


def files(project):
    """Every file of the site but the note that Sphinx leaves to itself."""
    found = {path for path in project.outdir.rglob("*") if path.is_file() and path.name != ".buildinfo"}
    return {str(path.relative_to(project.outdir)): path.read_bytes() for path in found}


def from_nothing(project, jobs=1):
    shutil.rmtree(project.folder / "build")
    return files(project.build(jobs=jobs))


BUILT: dict[frozenset, dict[str, bytes]] = {}


def fresh(project):
    """What one job makes of these sources from nothing, which two make as well (below): once for both."""
    sources = frozenset((path.name, path.read_bytes()) for path in project.source.iterdir() if path.is_file())
    if sources not in BUILT:
        BUILT[sources] = from_nothing(project)
    return BUILT[sources]


@pytest.fixture
def site(project):
    return project.write(conf=CONF, references_bib=BIB, index=INDEX, one=ONE, two=TWO, references=REFERENCES)


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_shows_on_all_pages_at_once(site, edit, jobs):
    before = files(site.build(jobs=jobs))
    after = files(site.write(**EDITS[edit]).build(jobs=jobs))
    assert after != before
    assert after == fresh(site)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_deleted_page_leaves_nothing_behind(site, jobs):
    site.build(jobs=jobs).write(index=INDEX.replace("two\n", ""))
    (site.source / "two.md").unlink()
    after = files(site.build(jobs=jobs))
    assert "two.html" not in after
    assert after == fresh(site)


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("edit", LINK_EDITS)
def test_what_a_link_shows_of_another_page_follows_that_page(project, edit, jobs):
    project.write(conf=LINK_CONF, references_bib=BIB, index=INDEX, one=LINKING.format(title="One"), two=LINKED)
    before = files(project.write(references=REFERENCES).build(jobs=jobs))
    project.write(two=LINK_EDITS[edit])
    if "pegasus" in LINK_EDITS[edit]:
        project.write(references=REFERENCES + "\n```{glossary}\nunicorn\n  A horse.\n```\n")
    after = files(project.build(jobs=jobs))
    assert after["one.html"] != before["one.html"] or "before" in edit or "letters" in edit
    assert after == fresh(project)


@pytest.mark.parametrize("jobs", [1, 2])
def test_links_follow_a_page_that_is_renamed_deleted_and_added_back(project, jobs):
    index = INDEX.replace("two\n", "two\nthree\n")
    three = "# Three\n\nWords.\n\n```{glossary}\nhorse\n  Big.\n```\n"
    both = LINKING.format(title="One") + "\nA {term}`horse`.\n"
    project.write(conf=LINK_CONF, references_bib=BIB, index=index, one=both, two=LINKED, three=three)
    first = files(project.write(references=REFERENCES).build(jobs=jobs))
    (project.source / "three.md").rename(project.source / "four.md")
    renamed = files(project.write(index=index.replace("three", "four")).build(jobs=jobs))
    assert b"four.html#term-horse" in renamed["one.html"]
    assert b"three.html" not in b"".join(renamed.values())
    (project.source / "four.md").unlink()
    project.write(index=INDEX).build(jobs=jobs, warns=True)
    assert any("one.md" in warning and "horse" in warning for warning in project.warnings), (
        "the page that names it says so"
    )
    assert files(project.write(index=index, three=three).build(jobs=jobs)) == first
    assert fresh(project) == first


def test_a_heading_writes_again_only_the_pages_that_lead_to_it(project):
    project.write(conf=LINK_CONF, references_bib=BIB, index=INDEX, one=LINKING.format(title="One"), two=LINKED)
    project.write(references=REFERENCES).build().write(two=LINKED.replace("Where it is", "Where it was"))
    assert written(project) == {"one", "two", "index"}, "Sphinx adds the page whose toctree they are in"


def test_two_jobs_make_what_one_makes(site):
    assert files(site.build(jobs=1)) == from_nothing(site, jobs=2)


def test_an_edit_that_another_builder_saw_first_still_shows(site):
    site.build("html").write(references_bib=BIB.replace("{One}", "{One, corrected}")).build("dirhtml")
    assert "One, corrected" in site.build("html").page("one").get_text()


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
