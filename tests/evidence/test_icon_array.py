"""{icon-array}: numbers as rows of people."""

from xml.etree import ElementTree

import pytest

CONF = """
extensions = ["myst_parser", "citations", "evidence.icon_array"]
copyright = "nobody"
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "medical"
bibtex_reference_style = "author_year_round"
"""
BIB = "@article{dean2021, author = {Dean, Ann}, title = {Review}, journal = {J}, year = {2021}}\n"
ARRAY = """# Does it help?

```{icon-array} felt at least half their symptoms lift
:when: 24 hours after one infusion
:certainty: very-low
:cite: dean2021

ketamine: 27 of 100
placebo: 9 of 100
```

```{page-references}
```
"""


def people(svg, kind):
    """How many figures of that kind there are: each is a head and a body, two subpaths."""
    path = svg.find("path", kind)
    return path["d"].count("z") / 2 if path else 0


def test_every_person_is_drawn_and_those_counted_are_filled(project):
    figure = project.write(conf=CONF, references_bib=BIB, index=ARRAY).build().page().find("figure", "icon-array")
    assert [(people(svg, "counted"), people(svg, "others")) for svg in figure("svg")] == [(27, 73), (9, 91)]
    assert [svg["viewbox"] for svg in figure("svg")] == ["0 0 200 250"] * 2  # ten rows of ten, the same scale


def test_the_counts_stand_in_words_beside_the_people(project):
    figure = project.write(conf=CONF, references_bib=BIB, index=ARRAY).build().page().find("figure", "icon-array")
    assert [arm.p.get_text() for arm in figure(class_="arm")] == [
        "27 of 100 people given ketamine felt at least half their symptoms lift.",
        "9 of 100 people given placebo felt at least half their symptoms lift.",
    ]


def test_the_text_alternative_says_the_same(project):
    figure = project.write(conf=CONF, references_bib=BIB, index=ARRAY).build().page().find("figure", "icon-array")
    alternative = "100 people given ketamine, in rows of ten, 24 hours after one infusion: 27 filled in, 73 in outline."
    assert (figure.svg["role"], figure.svg["aria-label"]) == ("img", alternative)


def test_time_certainty_and_citation_are_its_caption(project):
    page = project.write(conf=CONF, references_bib=BIB, index=ARRAY).build().page()
    caption = page.find("figure", "icon-array").figcaption
    expected = "24 hours after one infusion. Each figure is one person. Very low certainty (Dean, 2021)"
    assert caption.get_text().strip().startswith(expected)
    assert page.find(id=caption.find("a", string="Dean, 2021")["href"].removeprefix("#"))
    assert "Back to the text" in page.get_text()  # it counts as a citation of the page


def test_a_group_that_says_who_it_is_keeps_its_words(project):
    text = ARRAY.replace("ketamine: 27 of 100\nplacebo: 9 of 100", "people who used it last year: 17 of 100")
    figure = project.write(conf=CONF, references_bib=BIB, index=text).build().page().find("figure", "icon-array")
    assert figure.find(class_="arm").p.get_text().startswith("17 of 100 people who used it last year felt")


@pytest.mark.parametrize(
    ("right", "wrong", "line", "message"),
    [
        ("ketamine: 27 of 100", "ketamine: 27 of", 8, "write the group and its people, as in 'tea: 27 of 100'"),
        ("ketamine: 27 of 100", "ketamine: 127 of 100", 8, "127 of 100 is more than all of them"),
        ("ketamine: 27 of 100", "ketamine: 27 of 1000", 8, "write the numbers out of 100"),
        ("placebo: 9 of 100", "placebo: 9 of 50", 3, "write each out of the same, best out of 100"),
        ("ketamine: 27 of 100\nplacebo: 9 of 100", "", 3, "no groups: write one a line"),
        (":when: 24 hours after one infusion\n", "", 3, "add a line such as ':when: 24 hours after one infusion'"),
        (":cite: dean2021\n", "", 3, "add a line such as ':cite: dean2021'"),
        (
            ":certainty: very-low",
            ":certainty: unsure",
            3,
            "'unsure' is no certainty: write one of high, moderate, low, very-low",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line_and_what_to_write(project, right, wrong, line, message):
    built = project.write(conf=CONF, references_bib=BIB, index=ARRAY.replace(right, wrong)).build(warns=True)
    assert f"index.md:{line}: WARNING: " in built.warnings[0]
    assert message in built.warnings[0]
    assert "felt at least half their symptoms lift" in built.page().pre.get_text()  # what was written is still there


def test_all_mistakes_are_named_at_once(project):
    text = ARRAY.replace("27 of 100", "many").replace("9 of 100", "few").replace("very-low", "unsure")
    built = project.write(conf=CONF, references_bib=BIB, index=text).build(warns=True)
    assert len(built.warnings) == 3


def test_the_e_book_has_the_people_as_a_file_of_their_own(project):
    project.write(conf=CONF, references_bib=BIB, index=ARRAY).build(
        "epub", conf={"epub_show_urls": "no", "version": "1"}
    )
    (first, second) = sorted(
        (ElementTree.parse(path).getroot() for path in (project.outdir / "_images").glob("*.svg")),
        key=lambda svg: svg[0].get("d").count("z"),
    )
    assert (first[0].get("d").count("z"), second[0].get("d").count("z")) == (2 * 9, 2 * 27)


def test_an_output_without_svg_keeps_the_words(project):
    project.write(conf=CONF, references_bib=BIB, index=ARRAY).build("latex")
    (latex,) = project.outdir.glob("*.tex")
    assert "27 of 100" in latex.read_text()
    assert "Very low certainty" in latex.read_text()
    assert "includegraphics" not in latex.read_text().partition("begin{document}")[2]
