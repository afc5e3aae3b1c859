"""{picture-list}: things or steps with a small drawing each, for whom looking is easier than reading."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from rules.page import Page
from rules.source import Source

from tests.conftest import ROOT
from tests.pdf_reading import tagged, text

CONF = """
extensions = ["myst_parser", "citations", "pages.picture_list"]
copyright, version, epub_show_urls, html_permalinks = "nobody", "1", "no", False
myst_enable_extensions = ["deflist"]
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "medical"
bibtex_reference_style = "author_year_round"
"""
PDF = f"author, typst_template, typst_font_paths = 'nobody', '{ROOT}/_typst/template.typ', ['{ROOT}/_typst/fonts']\n"
BIB = "@article{pears2021, author = {Dean, Ann}, title = {Pears}, journal = {J}, year = {2021}}\n"
PAGE = """# How does a pear grow?

```{picture-list} A year of a pear
:steps:
:cite: pears2021

seed: Spring
: It *flowers*.
  Bees come.

fruit: {abbr}`Fall (autumn)`, or later
: It is ripe.
```

```{page-references}
```
"""
EACH_CITES = PAGE.replace(":steps:\n:cite: pears2021\n\n", "").replace("ripe.", "ripe {cite:p}`pears2021`.")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" fill="none" stroke="currentColor"><path d="{}"/></svg>\n'
DRAWINGS = sorted((ROOT / "_static/drawings").glob("*.svg"))


@pytest.fixture
def orchard(project):
    """A project with two drawings."""
    folder = project.source / "_static/drawings"
    folder.mkdir(parents=True)
    for name in ("seed", "fruit"):
        (folder / f"{name}.svg").write_text(SVG.format(f"M4 4h{len(name)}"))
    return project.write(conf=CONF, references_bib=BIB, index=PAGE)


def figure(project, name="index"):
    return project.page(name).find("figure", "picture-list")


def test_steps_are_an_ordered_list_of_names_and_words(orchard):
    listed = figure(orchard.build()).ol
    assert [item.strong.get_text() for item in listed("li")] == ["Spring", "Fall, or later"]
    assert [" ".join(item("p")[1].get_text().split()) for item in listed("li")] == [
        "It flowers. Bees come.",
        "It is ripe.",
    ]
    assert listed.em.get_text() == "flowers"
    assert listed.abbr["title"] == "autumn"


def test_things_without_an_order_are_a_plain_list(orchard):
    found = figure(orchard.write(index=EACH_CITES).build())
    assert found.ol is None
    assert len(found.ul("li")) == 2
    assert "steps" not in found["class"]


def test_each_item_has_its_drawing_which_a_screen_reader_passes_over(orchard):
    drawn = [item.svg for item in figure(orchard.build())("li")]
    assert [svg.path["d"] for svg in drawn] == ["M4 4h4", "M4 4h5"]
    assert [(svg["aria-hidden"], svg.get("role"), svg.get("aria-label")) for svg in drawn] == [("true", None, None)] * 2


def test_a_drawing_takes_the_colour_of_its_words_and_no_policy_holds_it_up(orchard):
    found = figure(orchard.build())
    assert {svg["stroke"] for svg in found("svg")} == {"currentColor"}
    assert not found(style=True)
    assert not found(["style", "script"])


def test_the_caption_says_what_it_shows_and_what_it_rests_on(orchard):
    page = orchard.build().page()
    caption = page.find("figure", "picture-list").figcaption
    assert " ".join(caption.get_text().split()) == "A year of a pear (Dean, 2021)."
    assert page.find(id=caption.a["href"].removeprefix("#"))


def test_where_each_item_cites_the_caption_is_words_alone(orchard):
    found = figure(orchard.write(index=EACH_CITES).build())
    assert found.figcaption.get_text(strip=True) == "A year of a pear."
    assert found("li")[1].a.get_text() == "Dean, 2021"


def test_paper_has_drawings_as_adornment_and_a_list_in_order(orchard):
    conf = CONF.replace('"pages.picture_list"]', '"pages.picture_list", "typst_pdf"]') + PDF
    for page in (PAGE, EACH_CITES):
        orchard.write(conf=conf, index=page).build("typst")
        (path,) = orchard.outdir.glob("*.pdf")
        items = [" ".join(item.get_text(" ").split()) for item in tagged(path).select("L > LI")]
        assert re.match(r"Spring It flowers ?\. Bees come\.", items[0])
        assert items[1].startswith("Fall (autumn), or later It is ripe")
        assert not tagged(path).select("L Figure")
        words = text(path)
        assert words.index("Spring") < words.index("Fall") < words.index("A year of a pear")


def test_a_picture_that_an_author_gives_no_words_is_still_refused_on_paper(orchard):
    conf = CONF.replace('"pages.picture_list"]', '"pages.picture_list", "typst_pdf"]') + PDF
    page = "# How?\n\n![](_static/drawings/seed.svg)\n"
    built = orchard.write(conf=conf, index=page).build("typst", warns=True)
    assert "has no alternative text" in "".join(built.warnings)


@pytest.mark.parametrize("builder", ["epub", "text", "latex"])
def test_elsewhere_it_is_a_list(orchard, builder):
    orchard.build(builder)
    kinds = {".xhtml", ".txt", ".tex"}
    told = "".join(path.read_text(errors="ignore") for path in orchard.outdir.rglob("*") if path.suffix in kinds)
    assert told.index("Spring") < told.index("Bees come.") < told.index("or later") < told.index("It is ripe.")
    assert "svg" not in told or builder == "epub"


def test_an_e_book_has_each_drawing_as_a_file_without_words(orchard):
    orchard.build("epub")
    page = BeautifulSoup((orchard.outdir / "index.xhtml").read_text(), "html.parser")
    pictures = page.select("figure.picture-list img")
    assert [picture["alt"] for picture in pictures] == ["", ""]
    for picture in pictures:
        ElementTree.parse(orchard.outdir / picture["src"])


@pytest.mark.parametrize("jobs", [1, 2])
def test_another_drawing_is_shown_after_the_next_build_and_in_parallel(orchard, jobs):
    pages = {f"p{number}": PAGE for number in range(6)}
    index = "# Home\n\n```{toctree}\n" + "\n".join(pages) + "\n```\n"
    orchard.write(index=index, **pages).build(jobs=jobs)
    (orchard.source / "_static/drawings/seed.svg").write_text(SVG.format("M1 1h9"))
    orchard.write(p3=PAGE.replace("Bees come.", "Wasps come.")).build(jobs=jobs)
    assert {figure(orchard, name).path["d"] for name in pages} == {"M1 1h9"}
    assert ["Wasps" in figure(orchard, name).get_text() for name in pages] == [False] * 3 + [True] + [False] * 2


MISTAKES = [
    ("seed: Spring", "Spring", 7, "'Spring' begins no item: write a drawing and a name, as in 'drip: Infusion'"),
    (
        "seed: Spring",
        "sed: Spring",
        7,
        "there is no drawing sed: write the name of one in _static/drawings/, or put sed.svg",
    ),
    (
        ": It *flowers*.\n  Bees come.\n",
        "",
        7,
        "'seed: Spring' has no words: write below it a line that begins with `: `",
    ),
    (
        ": It *flowers*.",
        "It *flowers*.",
        8,
        "'It *flowers*.' cannot stand below a name: write there a line that begins",
    ),
    ("  Bees", "Bees", 9, "'Bees come.' has no place here: begin it with two spaces, or leave a line empty above"),
    (
        PAGE[PAGE.index("\nfruit") : PAGE.index("```\n\n```{page")],
        "",
        3,
        "the list has fewer than two items: write a drawing",
    ),
]


@pytest.mark.parametrize(("right", "wrong", "line", "message"), MISTAKES)
def test_a_mistake_is_named_with_its_line_and_what_to_write_and_all_words_stay(orchard, right, wrong, line, message):
    assert right in PAGE
    built = orchard.write(index=PAGE.replace(right, wrong)).build(warns=True)
    assert [f"index.md:{line}: WARNING: {message}" in warning for warning in built.warnings] == [True]
    assert "Spring" in built.page().get_text()


def test_what_is_no_drawing_is_named_with_its_file(orchard):
    (orchard.source / "_static/drawings/fruit.svg").write_text("<svg><path>")
    built = orchard.build(warns=True)
    [message] = built.warnings
    assert "index.md:11: WARNING: _static/drawings/fruit.svg is no SVG (" in message
    assert "It is ripe." in built.page().get_text()


def test_a_drawing_that_is_put_there_after_the_warning_is_found(orchard):
    orchard.write(index=PAGE.replace("seed:", "sprout:")).build(warns=True)
    (orchard.source / "_static/drawings/sprout.svg").write_text(SVG.format("M2 2h2"))
    assert figure(orchard.build()).path["d"] == "M2 2h2"


def test_the_rules_read_its_words_as_text_that_rests_on_its_source():
    page = Page(Source("faq/pear.md", PAGE.encode(), len(PAGE)))
    words = next(block for block in page.blocks if "ripe" in block.text)
    assert (words.line, page.support(words)) == (12, ["pears2021"])
    page = Page(Source("faq/pear.md", EACH_CITES.encode(), len(EACH_CITES)))
    assert [page.support(block) for block in page.blocks if "flowers" in block.text or "ripe" in block.text] == [
        [],
        ["pears2021"],
    ]


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_our_drawings_are_small_and_lines_alone(path):
    svg = ElementTree.parse(path).getroot()
    assert path.stat().st_size < 1000
    assert (svg.get("viewBox"), svg.get("fill"), svg.get("stroke"), svg.get("stroke-width")) == (
        "0 0 64 64",
        "none",
        "currentColor",
        "2",
    )
    assert {part.tag.rpartition("}")[2] for part in svg.iter()} == {"svg", "path"}


def test_every_drawing_stands_on_a_page():
    pages = "".join(path.read_text() for path in (ROOT / "faq").glob("*.md"))
    assert [path.stem for path in DRAWINGS if not re.search(rf"^{path.stem}: ", pages, re.MULTILINE)] == []
