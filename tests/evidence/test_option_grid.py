"""{option-grid}: choices side by side, each asked the same questions."""

import pytest
from bs4 import BeautifulSoup
from rules.page import Page
from rules.source import Source

from tests.conftest import ROOT
from tests.pdf_reading import tagged, text

CONF = """
extensions = ["myst_parser", "citations", "evidence.option_grid"]
copyright = "nobody"
myst_enable_extensions = ["deflist"]
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "medical"
bibtex_reference_style = "author_year_round"
"""
BIB = "@article{pears2021, author = {Dean, Ann}, title = {Pears}, journal = {J}, year = {2021}}\n"
PAGE = """# Which tree?

````{option-grid} Two trees
```{choice} Plum
How high does it grow?
: Five metres.

What can go wrong?
: Wasps *come*.
  So do birds.
```

```{choice} Pear
How high does it grow?
: Ten metres {cite:p}`pears2021`.

What can go wrong?
: Not known.
```
````

```{page-references}
```
"""


def table(page):
    return [[" ".join(cell.get_text(" ").split()) for cell in row(["th", "td"])] for row in page.find("table")("tr")]


def test_the_web_page_has_a_column_for_each_choice_and_a_row_for_each_question(project):
    page = project.write(conf=CONF, references_bib=BIB, index=PAGE).build().page()
    assert table(page) == [
        ["Question", "Plum", "Pear"],
        ["How high does it grow?", "Five metres.", "Ten metres ( Dean, 2021 ) ."],
        ["What can go wrong?", "Wasps come . So do birds.", "Not known."],
    ]
    assert page.find("caption").get_text(strip=True) == "Two trees"


def test_it_stays_a_table_for_a_screen_reader_whatever_the_stylesheet_makes_of_it(project):
    found = project.write(conf=CONF, references_bib=BIB, index=PAGE).build().page().find("table")
    assert found["role"] == "table"
    assert [part["role"] for part in found.thead(["tr", "th"])] == ["row", *["columnheader"] * 3]
    assert [(cell["role"], cell.get("scope")) for cell in found.tbody.tr(["th", "td"])] == [
        ("rowheader", "row"),
        ("cell", None),
        ("cell", None),
    ]


def test_each_cell_names_its_choice(project):
    page = project.write(conf=CONF, references_bib=BIB, index=PAGE).build().page()
    assert [cell["data-head"] for cell in page.find("table")("td")] == ["Plum", "Pear"] * 2


def test_a_reader_chooses_two_from_labelled_lists_and_the_first_two_are_chosen(project):
    grid = project.write(conf=CONF, references_bib=BIB, index=PAGE).build().page().find(class_="option-grid")
    assert [label.find(string=True).strip() for label in grid("label")] == ["First choice", "Second choice"]
    assert [[option.get_text() for option in chosen("option")] for chosen in grid("select")] == [["Plum", "Pear"]] * 2
    assert [chosen.find(selected=True).get_text() for chosen in grid("select")] == ["Plum", "Pear"]
    assert not grid(style=True)  # a strict Content-Security-Policy refuses it
    assert not grid("script")


def test_what_it_cites_is_in_the_list_of_the_page_once_with_a_way_back(project):
    page = project.write(conf=CONF, references_bib=BIB, index=PAGE).build().page()
    (reference,) = page.find("ul", "references")("li")
    assert page.find("table").find("a", href=f"#{reference['id']}")
    (back,) = (link["href"] for link in reference.select(".reference-links a[href^='#']"))
    assert page.find("table").find(id=back[1:])


@pytest.mark.parametrize("builder", ["epub", "text", "latex"])
def test_where_a_page_is_narrow_each_choice_is_a_table_of_its_own(project, builder):
    project.write(conf=CONF, references_bib=BIB, index=PAGE).build(
        builder, conf={"version": "1", "epub_show_urls": "no"}
    )
    kinds = {".xhtml", ".txt", ".tex"}
    words = " ".join(path.read_text(errors="ignore") for path in project.outdir.rglob("*") if path.suffix in kinds)
    assert all(part in words for part in ("Two trees", "Plum", "Five metres.", "Pear", "Ten metres", "Not known."))
    assert words.count("What can go wrong?") == 2
    assert "select" not in words.lower()


def test_the_e_book_has_the_choice_as_the_head_of_its_table(project):
    project.write(conf=CONF, references_bib=BIB, index=PAGE).build(
        "epub", conf={"version": "1", "epub_show_urls": "no"}
    )
    page = BeautifulSoup((project.outdir / "index.xhtml").read_text(), "html.parser")
    assert [found.thead.get_text(strip=True) for found in page("table")] == ["Plum", "Pear"]
    assert [[row.th.get_text(strip=True) for row in found.tbody("tr")] for found in page("table")] == [
        ["How high does it grow?", "What can go wrong?"]
    ] * 2
    assert not page(style=True)


def test_the_pdf_has_every_answer_below_the_name_of_its_choice(project):
    conf = CONF.replace('"evidence.option_grid"]', '"evidence.option_grid", "typst_pdf"]')
    conf += (
        f"author, typst_template, typst_font_paths = 'nobody', '{ROOT}/_typst/template.typ', ['{ROOT}/_typst/fonts']\n"
    )
    project.write(conf=conf, references_bib=BIB, index=PAGE).build("typst")
    (path,) = project.outdir.glob("*.pdf")
    words = text(path)
    order = ["Two trees", "Plum", "Five metres.", "Wasps come. So do birds.", "Pear", "Ten metres", "Not known."]
    places = [words.index(part, words.index("Two trees")) for part in order]
    assert places == sorted(places)
    assert [head.get_text().strip() for head in tagged(path).select("Table THead TH")] == ["Plum", "Pear"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_edited_choice_is_shown_after_the_next_build_and_in_parallel(project, jobs):
    pages = {f"p{number}": PAGE for number in range(6)}
    index = "# Home\n\n```{toctree}\n" + "\n".join(pages) + "\n```\n"
    project.write(conf=CONF, references_bib=BIB, index=index, **pages).build(jobs=jobs)
    project.write(p3=PAGE.replace("Five metres.", "Six metres.")).build(jobs=jobs)
    heights = [project.page(name).find("td").get_text(" ", strip=True) for name in pages]
    assert heights == ["Five metres."] * 3 + ["Six metres."] + ["Five metres."] * 2


@pytest.mark.parametrize(
    ("right", "wrong", "line", "message"),
    [
        (
            "What can go wrong?\n: Not known.\n",
            "",
            13,
            "“Pear” does not answer “What can go wrong?” as “Plum” does: write the question on a line, and below it a line "
            "that begins with `: ` and answers it; it may be “Not known.”",
        ),
        (
            ": Not known.\n",
            ": Not known.\n\nWho eats it?\n: Birds.\n",
            13,
            "“Pear” answers “Who eats it?” and “Plum” does not: add it there, or take it out",
        ),
        (
            "How high does it grow?\n: Ten metres {cite:p}`pears2021`.\n\nWhat can go wrong?\n: Not known.\n",
            "What can go wrong?\n: Not known.\n\nHow high does it grow?\n: Ten metres {cite:p}`pears2021`.\n",
            13,
            "“Pear” answers the questions in another order than “Plum”: use the same order",
        ),
        ("{choice} Pear", "{choice} Plum", 13, "a second choice is called “Plum”: give it a name of its own"),
        (
            ": Not known.\n",
            ": Not known.\n\nTen metres is much.\n",
            13,
            "“Pear” is no list of questions with one answer each: write the question on a line",
        ),
        (
            ": Not known.\n",
            ": Not known.\n: Wasps.\n",
            13,
            "“Pear” is no list of questions with one answer each: write the question on a line",
        ),
        (
            "```{choice} Pear",
            "Pears are next.\n\n```{choice} Pear",
            13,
            "only choices stand in a grid: put this into a choice, or below the grid",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line_and_what_to_write_and_all_words_stay(project, right, wrong, line, message):
    assert right in PAGE
    page = PAGE.replace(right, wrong)
    built = project.write(conf=CONF, references_bib=BIB, index=page).build(warns=True)
    assert [f"index.md:{line}: WARNING: {message}" in warning for warning in built.warnings] == [True]
    for part in ("Plum", "Five metres.", "So do birds.", "Ten metres"):
        assert part in built.page().get_text()


def test_one_choice_is_too_few_and_nine_are_too_many(project):
    one = PAGE[: PAGE.index("```{choice} Pear")] + "````\n"
    choices = "".join(f"```{{choice}} Tree {number}\nHow high?\n: Low.\n```\n\n" for number in range(9))
    nine = f"# Which tree?\n\n````{{option-grid}} Nine trees\n{choices}````\n"
    for page, has in ((one, 1), (nine, 9)):
        built = project.write(conf=CONF, references_bib=BIB, index=page).build(warns=True)
        message = f"index.md:3: WARNING: the grid has {has} choices and may have 2 to 8: write a ```{{choice}} for each"
        assert [message in warning for warning in built.warnings] == [True]


def test_a_choice_outside_of_a_grid_is_told_where_it_belongs_and_keeps_its_words(project):
    page = "# Which tree?\n\n```{choice} Plum\nHow high?\n: Low.\n```\n"
    built = project.write(conf=CONF, references_bib=BIB, index=page).build(warns=True)
    assert "index.md:3: WARNING: a choice stands in a grid: write ````{option-grid}" in built.warnings[0]
    assert "Low." in built.page().get_text()


def test_a_name_of_a_choice_cannot_break_the_lists(project):
    page = PAGE.replace("{choice} Plum", '{choice} <b>Plum</b> & "co"')
    grid = project.write(conf=CONF, references_bib=BIB, index=page).build().page().find(class_="option-grid")
    assert grid.option.get_text() == '<b>Plum</b> & "co"'
    assert not grid.find("b")


def test_the_answer_and_the_questions_are_found_by_the_rules():
    page = Page(Source("comparison.md", PAGE.encode(), len(PAGE)))
    (answer,) = (block for block in page.blocks if "Ten metres" in block.text)
    assert (answer.line, [key for _, key in answer.cites]) == (15, ["pears2021"])
    assert page.cited_with(next(block for block in page.blocks if "Five metres" in block.text)) == []
