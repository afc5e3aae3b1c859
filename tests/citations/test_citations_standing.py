"""What is not on a page is not cited on it: `only` blocks of another output, and paragraphs that a translation reads twice."""

import shutil
from collections import Counter

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

CONF = """
extensions = [
    "citations", "evidence.evidence_table", "website.stale_pages", "myst_parser", "website.section_search",
    "website.structured_data",
]
copyright = "nobody"
epub_show_urls = "no"
version = "1"
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "medical"
bibtex_reference_style = "author_year_round"
locale_dirs = ["locale"]
gettext_compact = False
"""
BIB = """
@article{dore2019, author = {Dore, Jennifer}, title = {One}, journal = {J}, year = 2019,
  design = {cohort}, participants = {235}, finding = {Fewer were low.}}
@article{feder2014, author = {Feder, Adriana}, title = {Two}, journal = {J}, year = 2014,
  design = {cohort}, participants = {41}, finding = {Fewer were afraid.}}
"""
FOOT = "\n```{evidence}\n```\n\n```{page-references}\n```\n"
ONLY = (
    "# Start\n\nOn all {cite:p}`dore2019`.\n\n````{only} epub\n```{index} ! paper\n```\n\n"
    "On paper {cite:p}`dore2019,feder2014`.\n````\n" + FOOT + "\n```{toctree}\nreferences\n```\n"
)
REFERENCES = "# References\n\n```{bibliography}\n```\n"
TWICE = (
    "# Start\n\nFirst {cite:p}`dore2019` and again {cite:p}`dore2019`.\n\nThen {cite:p}`feder2014`.\n\n"
    "Last {cite:p}`dore2019`.\n" + FOOT + "\n```{toctree}\nreferences\n```\n"
)


def listed(page):
    return [item["id"] for item in page.select(".references > li")]


def is_whole(page):
    """No id stands twice, and each link within the page has its place."""
    ids = Counter(tag["id"] for tag in page.find_all(id=True))
    assert [name for name, times in ids.items() if times > 1] == []
    dead = [a["href"] for a in page.find_all("a", href=True) if a["href"].startswith("#") and a["href"][1:] not in ids]
    assert [address for address in dead if address != "#"] == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_block_of_another_output_cites_nothing(project, jobs):
    built = project.write(conf=CONF, references_bib=BIB, index=ONLY, references=REFERENCES).build(jobs=jobs)
    assert listed(built.page()) == ["ref-dore2019"]
    assert listed(built.page("references")) == ["ref-dore2019"]
    assert "Feder" not in built.page().select_one("table.evidence").get_text()
    assert len(built.page().select_one("#ref-dore2019").select(".reference-links a[href^='#']")) == 1
    assert built.page("genindex").find("a", string="paper") is None
    assert "paper" not in (built.outdir / "searchsections.js").read_text()
    is_whole(built.page())


def test_the_other_output_has_all_that_stands_there_whichever_was_made_first(project):
    project.write(conf=CONF, references_bib=BIB, index=ONLY, references=REFERENCES).build().build("epub")
    text = (project.outdir / "references.xhtml").read_text()
    assert "ref-feder2014" in text
    assert "paper" in (project.outdir / "genindex.xhtml").read_text()
    assert listed(project.build().page("references")) == ["ref-dore2019"]


def test_a_list_in_a_block_of_another_output_is_none_and_links_lead_to_the_bibliography(project):
    index = ONLY.replace("```{page-references}\n```", "````{only} epub\n```{page-references}\n```\n````")
    page = project.write(conf=CONF, references_bib=BIB, index=index, references=REFERENCES).build().page()
    assert page.select_one("p .bibtex-citation a")["href"] == "references.html#ref-dore2019"


@pytest.fixture
def german(project):
    """The catalogue as Sphinx extracts it, each message translated."""
    project.write(conf=CONF, references_bib=BIB, index=TWICE, references=REFERENCES).build("gettext")
    with (project.outdir / "index.pot").open("rb") as file:
        catalogue = read_po(file)
    for message in catalogue:
        if message.id:
            words = str(message.id).replace("First", "Zuerst").replace("and again", "und wieder")
            message.string = words.replace("Then", "Dann").replace("Last", "Zuletzt")
    catalogue.locale = "de"
    catalogue.fuzzy = False
    folder = project.source / "locale" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "index.mo").open("wb") as file:
        write_mo(file, catalogue)
    shutil.rmtree(project.folder / "build" / "doctrees")  # Sphinx keeps the trees of a translation apart
    return project


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_translated_page_cites_each_work_as_often_as_it_says(german, jobs):
    page = german.build(conf={"language": "de"}, jobs=jobs).page()
    assert "Zuerst" in page.get_text()
    assert "und wieder" in page.get_text()
    assert listed(page) == ["ref-dore2019", "ref-feder2014"]
    ways = [len(item.select(".reference-links a[href^='#']")) for item in page.select(".references > li")]
    assert ways == [3, 1]
    is_whole(page)


def test_a_translation_that_says_it_in_another_order_is_whole_and_lists_by_name(german):
    """Its list and its links are as those of a page written in that language."""
    folder = german.source / "locale" / "de" / "LC_MESSAGES"
    with (german.folder / "build" / "gettext" / "index.pot").open("rb") as file:
        catalogue = read_po(file)
    for message in catalogue:
        if message.id and "First" in str(message.id):
            message.string = "Ohne Beleg."
    catalogue.locale, catalogue.fuzzy = "de", False
    with (folder / "index.mo").open("wb") as file:
        write_mo(file, catalogue)
    page = german.build(conf={"language": "de", "suppress_warnings": ["i18n"]}, warns=True).page()
    assert listed(page) == ["ref-dore2019", "ref-feder2014"]
    is_whole(page)
