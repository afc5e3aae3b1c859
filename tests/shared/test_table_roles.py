"""Tables keep their meaning for a screen reader, whatever the stylesheet does to them on a phone."""

import re

import pytest

from tests.conftest import ROOT

CONF = 'extensions = ["myst_parser", "shared.table_roles"]\ncopyright = "nobody"\n'
PLAIN = "# Fruit\n\n| Name | Colour |\n| --- | --- |\n| Plum | *blue* |\n"
HEADED = """# Fruit

```{list-table}
:header-rows: 1
:stub-columns: 1

* - Name
  - Colour
* - Plum
  - blue
```
"""


def roles(page, *names):
    return [part["role"] for part in page.find("table").find_all(names)]


def test_each_part_says_what_it_is(project):
    page = project.write(conf=CONF, index=PLAIN).build().page()
    assert page.find("table")["role"] == "table"
    assert roles(page, "thead", "tbody", "tr") == ["rowgroup", "row", "rowgroup", "row"]
    assert roles(page, "th", "td") == ["columnheader", "columnheader", "cell", "cell"]


def test_a_column_of_headings_names_its_rows(project):
    page = project.write(conf=CONF, index=HEADED).build().page()
    assert roles(page, "th", "td") == ["columnheader", "columnheader", "rowheader", "cell"]
    assert [heading["scope"] for heading in page.find("table").find_all("th")] == ["col", "col", "row"]


def test_each_cell_names_its_column_for_the_card_that_a_phone_makes_of_its_row(project):
    page = project.write(conf=CONF, index=PLAIN.replace("Colour", '`"true"` & *colour*')).build().page()
    assert [cell["data-head"] for cell in page.find_all("td")] == ["Name", '"true" & colour']
    assert not page.find("th").has_attr("data-head")


def test_a_cell_below_a_head_that_spans_columns_names_none(project):
    table = "=====  =====\n   Both\n------------\nplum   blue\n=====  =====\n".replace("------------", "============")
    page = project.write(conf=CONF, index="# Fruit\n\n```{eval-rst}\n" + table + "```\n").build().page()
    assert [cell.has_attr("data-head") for cell in page.find_all("td")] == [False, False]


def test_the_stylesheet_has_no_words_for_tables_that_a_page_writes():
    css = (ROOT / "_static/site.css").read_text("utf-8")
    assert re.findall(r'table\.(?:trials|countries|medicines)[^{]*\{ content: "[^"]*"', css) == []


def test_what_stands_in_the_cells_is_as_before(project):
    page = project.write(conf=CONF, index=PLAIN).build().page()
    assert page.find("td").find_next("em").get_text() == "blue"


@pytest.mark.parametrize(("builder", "file"), [("latex", "*.tex"), ("text", "index.txt")])
def test_other_outputs_have_no_need_of_it(project, builder, file):
    project.write(conf=CONF, index=PLAIN).build(builder)
    (path,) = project.outdir.glob(file)
    assert "Plum" in path.read_text()
