"""What needs other pages stands as a placeholder until every page is read, and is then filled, at any depth."""

import pytest

CONF = """
import sys
from pathlib import Path
sys.path.insert(0, str(Path(__file__).parent))
extensions = ["counted_pages", "myst_parser"]
"""
EXTENSION = """
from docutils import nodes
from docutils.parsers.rst import Directive
from shared.placeholder import Placeholder

class number(nodes.Inline, Placeholder):
    def fill(self, app):
        return nodes.strong("", str(len(app.env.found_docs)))

class counted(nodes.General, Placeholder):
    def fill(self, app):
        return nodes.paragraph("", "", nodes.Text("Pages: "), number())

class nothing(nodes.General, Placeholder):
    def fill(self, app):
        return []

class Counted(Directive):
    def run(self):
        return [counted(), nothing()]

def setup(app):
    app.setup_extension("shared.placeholder")
    app.add_directive("counted", Counted)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
"""
INDEX = "# Home\n\n```{toctree}\nnext\n```\n\n```{counted}\n```\n\n- item\n\n  ```{counted}\n  ```\n\nThe end.\n"


@pytest.fixture
def book(project):
    project.write(conf=CONF, index=INDEX, next="# Next\n\n```{counted}\n```\n")
    (project.source / "counted_pages.py").write_text(EXTENSION)
    return project


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_placeholder_is_filled_and_so_is_one_that_stands_in_it(book, jobs):
    more = {f"more{n}": f"---\norphan: true\n---\n# More {n}\n" for n in range(8)}  # Sphinx shares out six or more
    built = book.write(**more).build(jobs=jobs)
    assert [strong.parent.get_text() for strong in built.page().select("strong")] == ["Pages: 10"] * 2
    assert [strong.parent.get_text() for strong in built.page("next").select("strong")] == ["Pages: 10"]
    assert "The end." in built.page().get_text()


def test_a_page_that_is_not_read_again_is_filled_anew(book):
    book.build()
    book.write(index=INDEX.replace("next\n", "next\nthird\n"), third="# Third\n").build()
    assert book.page().strong.get_text() == "3"


def test_one_placeholder_for_all_pages_of_a_book_in_one_file(book):
    built = book.build("singlehtml")
    assert [strong.get_text() for strong in built.page().select("strong")] == ["2", "2", "2"]
