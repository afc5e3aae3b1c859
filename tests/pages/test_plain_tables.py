"""A table keeps to a strict Content-Security-Policy, and its address stands once on the page."""

import pytest

PAGE = """\
# Start

```{list-table} How sure we are
:name: levels
:widths: 20 80

* - Level
  - What it means
* - high
  - More research is very unlikely to change the answer.
```

| Level | What it means |
|-------|---------------|
| low   | It may well change. |
"""


@pytest.fixture
def page(project):
    conf = 'extensions = ["myst_parser", "pages.plain_tables"]\nhtml_theme = "furo"\n'
    return project.write(conf=conf, index=PAGE).build().page()


def test_no_table_has_an_inline_style(page):
    tables = page.article.find_all("table")
    assert len(tables) == 2
    assert [element for table in tables for element in table.find_all(style=True)] == []


def test_the_address_of_a_table_is_that_of_one_element(page):
    assert len(page.find_all(id="levels")) == 1
    assert page.find("table", id="levels").caption.get_text(strip=True).startswith("How sure we are")


def test_other_classes_of_a_table_stay(project):
    conf = 'extensions = ["myst_parser", "pages.plain_tables"]\nhtml_theme = "furo"\n'
    text = "# Start\n\n```{list-table}\n:class: wide\n\n* - One\n  - Two\n```\n"
    table = project.write(conf=conf, index=text).build().page().find("table")
    assert "wide" in table["class"]
