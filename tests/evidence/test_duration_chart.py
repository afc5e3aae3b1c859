"""{duration-chart}: how long a benefit lasted, as a drawing, in words, and as a table."""

import pytest

CONF = """
extensions = ["myst_parser", "citations", "evidence.duration_chart"]
copyright, html_permalinks = "nobody", False
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "medical"
bibtex_reference_style = "author_year_round"
"""
BIB = """
@article{salloum2020, author = {Salloum, Ann}, title = {Relapse}, journal = {J}, year = {2020}}
@article{feder2021, author = {Feder, Jo}, title = {PTSD}, journal = {J}, year = {2021}}
"""
CHART = """# How long?

```{duration-chart} Days until half were ill again
:certainty: low

one infusion: 14 days | half had relapsed | salloum2020
six infusions, PTSD: 27.5 days | median time to losing the response | feder2021
```

```{page-references}
```
"""


def built(project, text=CHART, **options):
    return project.write(conf=CONF, references_bib=BIB, index=text).build(**options)


def test_each_study_has_a_bar_as_long_as_its_benefit(project):
    svg = built(project).page().find("figure", "duration-chart").svg
    short, long = (float(bar["width"]) for bar in svg.find_all("rect"))
    assert long / short == pytest.approx(27.5 / 14, rel=0.01)
    assert [text.get_text() for text in svg.find_all("text")][:4] == [
        "One infusion",
        "14 days",
        "Six infusions, PTSD",
        "27.5 days",
    ]


@pytest.mark.parametrize("days", [123456, 0.123456])
def test_long_words_behind_a_bar_do_not_leave_the_drawing(project, days):
    svg = built(project, CHART.replace("27.5", str(days))).page().find("figure", "duration-chart").svg
    words = svg.find(string=f"{days:g} days").parent
    letters = 6.5 * len(words.get_text())  # of a bold sans-serif of 11 points
    assert float(words["x"]) + letters < float(svg["viewbox"].split()[2])


@pytest.mark.parametrize("days", [0, 0.4, 7, 84, 1000])
def test_the_axis_has_round_numbers_that_stand_where_the_bars_end(project, days):
    svg = (
        built(project, CHART.replace("27.5", str(days)).replace("14", "0")).page().find("figure", "duration-chart").svg
    )
    [_, bar] = svg.find_all("rect")
    start, width = float(bar["x"]), float(bar["width"])
    marks = {float(text.get_text()): float(text["x"]) for text in svg.find_all("text", {"font-size": "10"})}
    assert 2 <= len(marks) <= 7
    assert all(place <= float(svg["viewbox"].split()[2]) for place in marks.values())
    for mark, place in marks.items():
        assert (place - start) * days == pytest.approx(mark * width, abs=0.01 * (days or 1))


def test_the_text_alternative_says_the_same(project):
    svg = built(project).page().find("figure", "duration-chart").svg
    told = "Bar chart. Days until half were ill again. One infusion: 14 days; Six infusions, PTSD: 27.5 days."
    assert (svg["role"], svg["aria-label"]) == ("img", told)


def test_the_table_says_what_was_measured_and_in_which_study(project):
    page = built(project).page()
    first = page.find("table", "durations").tbody.find("tr")
    assert [cell.get_text(strip=True) for cell in first.find_all(["th", "td"])][:3] == [
        "One infusion",
        "Half had relapsed",
        "14",
    ]
    assert page.find(id=first.find("a")["href"].removeprefix("#"))


def test_the_caption_says_how_certain_it_is(project):
    caption = built(project).page().find("figure", "duration-chart").figcaption
    assert caption.get_text(" ", strip=True) == "Days until half were ill again. Low certainty"


def test_a_strict_policy_lets_the_drawing_through_and_its_ids_clash_with_none(project):
    svg = built(project).page().find("figure", "duration-chart").svg
    assert not svg.find_all(style=True)
    assert not svg.find_all("style")
    assert not svg.find_all(id=True)


def test_a_drawing_is_made_from_left_to_right_on_a_page_of_any_language(project):
    assert built(project, conf={"language": "ar"}).page().find("figure", "duration-chart").svg["direction"] == "ltr"


def test_two_builds_give_the_same_drawing(project):
    first = str(built(project).page().find("svg"))
    assert str(built(project, CHART + "\nMore.\n").page().find("svg")) == first


@pytest.mark.parametrize(
    ("wrong", "line", "told"),
    [
        ("one infusion: 14 | half had relapsed | salloum2020", 6, "write treatment, days, what was measured and key"),
        ("one infusion: two weeks", 6, "14 days"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_kept(project, wrong, line, told):
    text = CHART.replace("one infusion: 14 days | half had relapsed | salloum2020", wrong)
    project = built(project, text, warns=True)
    [message] = project.warnings
    assert f"index.md:{line}: " in message
    assert told in message
    assert wrong in project.page().pre.get_text()


def test_a_chart_without_lines_or_certainty_says_what_to_write(project):
    built(project, "# How long?\n\n```{duration-chart} Days\n```\n", warns=True)
    assert any("write one a study" in line for line in project.warnings)
    assert any("':certainty:'" in line for line in project.warnings)


@pytest.mark.parametrize("builder", ["latex", "text", "epub"])
def test_other_outputs_keep_the_numbers(project, builder):
    built(project, builder=builder, conf={"version": "1", "epub_show_urls": "no"})
    paths = [path for path in project.outdir.rglob("*") if path.suffix in (".tex", ".txt", ".xhtml")]
    assert "27.5" in "".join(path.read_text() for path in paths)
