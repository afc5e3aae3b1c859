"""A page renamed, deleted or added back: no build dies of an earlier one, and each makes what a build from nothing makes."""

import shutil

import pytest
from bs4 import BeautifulSoup

from tests.conftest import ROOT

CONF = f"""
extensions = [
    "citations", "pages.concern_cards", "evidence.duration_chart", "website.evidence_json",
    "evidence.evidence_table", "performance.navigation_cache", "website.stale_pages", "evidence.icon_array",
    "website.link_preview", "myst_parser", "pages.page_history", "pages.page_status", "pages.plain_tables",
    "website.reference_downloads", "evidence.retractions", "website.section_search", "website.site_file",
    "website.sitemap", "website.structured_data", "typst_pdf",
]
html_theme = "furo"
html_copy_source = False
html_baseurl = "https://example.org/en/latest"
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "medical"
bibtex_reference_style = "author_year_round"
myst_enable_extensions = ["colon_fence"]
typst_template = "{ROOT}/_typst/template.typ"
typst_font_paths = ["{ROOT}/_typst/fonts"]
typst_handouts = ["faq/*"]
typst_handouts_folder = "../build/handouts"
"""
BIB = """
@article{dore2019, author = {Dore, Jennifer and Mu, Ann}, title = {One}, journal = {J}, year = 2019,
  design = {cohort}, participants = {235}, finding = {Fewer were low.}}
@article{dore2019more, author = {Dore, Jennifer}, title = {Two}, journal = {J}, year = 2019,
  design = {cohort}, participants = {20}, finding = {Some were low.}}
"""
HEAD = "---\ncertainty: low\nchecked: 2026-11-23\n---\n"
ICONS = ":::{icon-array} Half as low\n:when: 24 hours after\n:certainty: low\n:cite: dore2019\n\nketamine: 28 of 100\n:::\n\n"
SAFETY = HEAD + (
    "# Is it safe?\n\n## In short\n\nMostly.\n\n## Bladder\n\n```{index} ! pee\n```\n\nHeavy use harms {cite:p}`dore2019`.\n\n"
    "![A bladder](bladder.svg)\n\n" + ICONS + "```{evidence}\n```\n\n```{page-references}\n```\n"
)
CONTROL = HEAD + (
    "# Will I lose control?\n\n## In short\n\nFor an hour.\n\n## Trips\n\n```{index} ! trip\n```\n\n"
    "Unicorns {cite:p}`dore2019more`.\n\n"
    "![A trip](trip.svg)\n\n{site-file}`references.json`\n\n```{page-references}\n```\n"
)
INDEX = (
    "# Start\n\n```{concern-cards}\n```\n\n```{toctree}\nfaq/safety\nfaq/control\nmethods\nchanges\nreferences\n```\n"
)
CHANGES = "# What changed\n\n```{page-history}\n```\n"
METHODS = "# Methods\n\n## How sure we are\n\nWords.\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>A</title><rect width="{}" height="9"/></svg>'
HISTORY = '[[change]]\ndate = 2026-11-24\npages = ["faq/{}"]\nwhat = "New."\nwhy = "Asked."\nsources = ["dore2019"]\n'


def write(project, page="control"):
    """The book, whose second concern has that name, or is not there."""
    for name in ("control", "trips"):
        (project.source / f"faq/{name}.md").unlink(missing_ok=True)
    index = INDEX.replace("control", page) if page else INDEX.replace("faq/control\n", "")
    project.write(conf=CONF, references_bib=BIB, index=index, methods=METHODS, changes=CHANGES, faq__safety=SAFETY)
    project.write(references="# References\n\n```{bibliography}\n```\n", **({f"faq__{page}": CONTROL} if page else {}))
    (project.source / "changes.toml").write_text(HISTORY.format(page or "safety"), encoding="utf-8")
    for width, name in enumerate(("bladder", "trip")):
        (project.source / "faq" / f"{name}.svg").write_text(SVG.format(width + 2), encoding="utf-8")
    return project


def made(project, jobs):
    """Every file of the site, with the handouts."""
    built = project.build("handouts").build(jobs=jobs)
    found = [path for path in built.outdir.rglob("*") if path.is_file() and not path.name.startswith(".buildinfo")]
    files = {path.relative_to(built.outdir).as_posix(): path.read_bytes() for path in found}
    return files | {f"made {path.name}": b"" for path in (project.folder / "build/handouts").glob("*.pdf")}


def from_nothing(project, jobs):
    shutil.rmtree(project.folder / "build")
    return made(project, jobs)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_page_renamed_and_back_deleted_and_added_again(project, jobs):
    first = made(write(project), jobs)
    assert "handouts/control.pdf" in first
    project.write(faq__safety=SAFETY.replace("Heavy", "Heavier"))
    made(project, jobs)
    renamed = made(write(project, "trips"), jobs)
    assert [name for name in renamed if "control" in name] == []
    assert b"faq/control" not in b"".join(renamed.values())
    assert made(write(project), jobs) == first
    deleted = made(write(project, ""), jobs)
    assert [name for name in deleted if "control" in name or "trip" in name] == []
    assert deleted == from_nothing(project, jobs)
    assert made(write(project, "trips"), jobs) == renamed
    assert from_nothing(project, jobs) == renamed


def test_a_page_deleted_after_a_failed_build_leaves_nothing_either(project):
    """`make` throws Sphinx's environment away then, so that the next build shows the warnings again."""
    made(write(project), 1)
    shutil.rmtree(project.folder / "build/doctrees")
    assert [name for name in made(write(project, ""), 1) if "control" in name or "trip" in name] == []


def test_the_explanation_of_the_levels_moves_and_every_mark_leads_on(project):
    project.write(conf=CONF, references_bib=BIB, index=INDEX.replace("faq/control\n", ""), methods=METHODS)
    write(project, "").build()
    built = project.write(methods=METHODS.replace("How sure we are", "Levels")).build()
    marks = BeautifulSoup((built.outdir / "faq/safety.html").read_text(), "html.parser").select("a.certainty-link")
    assert {mark["href"] for mark in marks} == {"../methods.html"}
