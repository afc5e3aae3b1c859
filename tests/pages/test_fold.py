"""A part that few readers want can be folded away on the web, and stands as it is everywhere else."""

CONF = """
extensions = ["pages.fold", "myst_parser"]
copyright = "nobody"
version = "1"
epub_show_urls = "no"
fold_sections = {"sources": "sources", "table": "rows"}
"""
PAGE = """# Tea

## Sources

These:

- One.
- Two.
  - Of two.

## Table

| a | b |
|---|---|
| 1 | 2 |

## Rest

- Three.
"""


def test_what_stands_under_the_heading_is_folded_and_its_summary_counts_it(project):
    page = project.write(conf=CONF, index=PAGE).build().page()
    assert [summary.get_text() for summary in page.select("details.fold > summary")] == ["2 sources", "1 rows"]
    assert page.select_one("#sources > h2 + details").get_text(" ", strip=True) == "2 sources These: One. Two. Of two."
    assert page.select_one("#rest details") is None


def test_it_is_open_until_a_script_closes_it_which_only_such_pages_load(project):
    project.write(conf=CONF, index=PAGE + "\n```{toctree}\nother\n```\n", other="# Other\n\nNothing.\n").build()
    assert all(part.has_attr("open") for part in project.page().select("details"))
    assert "fold.js" in str(project.page().head)
    assert "fold.js" not in str(project.page("other").head)


def test_an_e_book_and_plain_text_have_the_part_as_it_is(project):
    project.write(conf=CONF, index=PAGE)
    assert "<details" not in (project.build("epub").outdir / "index.xhtml").read_text()
    assert "Of two." in (project.build("text").outdir / "index.txt").read_text()


def test_a_page_of_that_name_is_not_folded(project):
    assert project.write(conf=CONF, index="# Sources\n\n- One.\n").build().page().details is None


def test_a_part_with_nothing_to_count_is_not_folded(project):
    assert project.write(conf=CONF, index="# Tea\n\n## Sources\n\nNone.\n").build().page().details is None
