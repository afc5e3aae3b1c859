"""``{option-grid}``: choices side by side, each asked the same questions: one table, two columns of it on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from docutils import nodes
from shared.page_facts import SITES
from shared.placeholder import Placeholder
from shared.words import _
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

FEWEST, MOST = 2, 8
"""Choices in one grid: the stylesheet has a rule for each column that a reader can choose."""

QUESTION, ANSWER = 24, 76
"""Width in per cent where each choice is a table of its own."""

EXAMPLE = "write the question on a line, and below it a line that begins with `: ` and answers it"


class choice(nodes.General, nodes.Element):
    """One choice with its ``title``; its children are what its author wrote, which should be definition lists."""

    @property
    def items(self) -> list[nodes.definition_list_item]:
        """A question and its answer each; empty where something else stands among them."""
        lists = [child for child in self.children if not isinstance(child, nodes.comment)]
        items = [item for each in lists if isinstance(each, nodes.definition_list) for item in each]
        whole = all(isinstance(each, nodes.definition_list) for each in lists)
        return items if whole and all(len(item) == 2 for item in items) else []

    @property
    def questions(self) -> list[str]:
        return [" ".join(item[0].astext().split()) for item in self.items]

    @property
    def as_written(self) -> list[nodes.Node]:
        """The choice without a grid."""
        return [nodes.paragraph("", "", nodes.strong("", self["title"])), *self.children]


class option_grid(nodes.General, Placeholder):
    """Where the grid will stand; its children are its choices, ``title`` is what it compares."""

    def fill(self, app: Sphinx) -> list[nodes.Node]:
        if app.builder.name in SITES:
            return [nodes.container("", _controls(self), _side_by_side(self), classes=["option-grid"])]
        return [nodes.rubric("", self["title"]), *(_alone(each, app.builder.format) for each in self.children)]


def _controls(grid: option_grid) -> nodes.raw:
    """Two lists to choose from, which the stylesheet reads: no script is needed, and none runs under our policy."""
    lists = []
    for chosen, (name, words) in enumerate((("first", _("First choice")), ("second", _("Second choice")))):
        titles = (escape(each["title"]) for each in grid.children)
        options = (f"<option{' selected' * (at == chosen)}>{title}</option>" for at, title in enumerate(titles))
        lists.append(
            f'<label>{escape(words)} <select class="{name}" autocomplete="off">{"".join(options)}</select></label>'
        )
    legend = escape(_("Show side by side"))
    return nodes.raw("", f"<fieldset><legend>{legend}</legend>{''.join(lists)}</fieldset>", format="html")


def _side_by_side(grid: option_grid) -> nodes.table:
    """A column a choice, a row a question; ``table_roles`` names the choice on each cell, for where no head is in sight."""
    choices = list(grid.children)
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for column in range(len(choices) + 1)), cols=len(choices) + 1)
    group[0]["stub"] = 1
    heads = [_("Question"), *(each["title"] for each in choices)]
    group += nodes.thead("", nodes.row("", *(nodes.entry("", nodes.paragraph("", head)) for head in heads)))
    rows = []
    for items in zip(*(each.items for each in choices), strict=True):
        question = nodes.entry("", nodes.paragraph("", "", *items[0][0].children))
        rows.append(nodes.row("", question, *(nodes.entry("", *item[1].children) for item in items)))
    group += nodes.tbody("", *rows)
    return nodes.table("", nodes.title("", grid["title"]), group, classes=["options", "colwidths-auto"])


def _alone(one: choice, format: str) -> nodes.table:
    """A table of one choice, for a page too narrow for all: its name is the head, which is repeated on the next sheet."""
    group = nodes.tgroup("", nodes.colspec(colwidth=QUESTION, stub=1), nodes.colspec(colwidth=ANSWER), cols=2)
    group += nodes.thead("", nodes.row("", nodes.entry("", nodes.paragraph("", one["title"]), morecols=1)))
    rows = []
    for asked, answer in one.items:
        question = nodes.paragraph("", "", nodes.strong("", "", *asked.children))
        rows.append(nodes.row("", nodes.entry("", question), nodes.entry("", *answer.children)))
    group += nodes.tbody("", *rows)
    # The e-book's stylesheet gives its widths; elsewhere all choices have the same.
    widths = "colwidths-auto" if format == "html" else "colwidths-given"
    return nodes.table("", group, classes=["option", widths])


class OptionGrid(SphinxDirective):
    """Holds a ``{choice}`` for each choice; the argument says what is compared."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> list[nodes.Node]:
        state = self.env.current_document
        outside, state["option_grid"] = state.get("option_grid", False), True
        children = self.parse_content_to_nodes()
        state["option_grid"] = outside
        problems = list(self.problems(children))
        for line, problem in problems:
            logger.warning(problem, location=(self.env.docname, line), type="option_grid", subtype="syntax")
        if problems:  # nothing that a person wrote is lost
            return [node for one in children for node in (one.as_written if isinstance(one, choice) else [one])]
        grid = option_grid("", *(child for child in children if isinstance(child, choice)), title=self.arguments[0])
        self.set_source_info(grid)
        return [grid]

    def problems(self, children: list[nodes.Node]) -> Iterator[tuple[int, str]]:
        """``(line, what to write instead)`` of each thing wrong, all of them at once."""
        choices = [child for child in children if isinstance(child, choice)]
        for child in children:
            if not isinstance(child, (choice, nodes.comment)):
                yield (
                    child.line or self.lineno,
                    "only choices stand in a grid: put this into a choice, or below the grid",
                )
        if not FEWEST <= len(choices) <= MOST:
            has = f"the grid has {len(choices)} choices and may have {FEWEST} to {MOST}"
            yield self.lineno, f"{has}: write a ```{{choice}} for each, or make two grids"
        readable = [each for each in choices if each.items]
        for at, each in enumerate(choices):
            if each["title"] in (other["title"] for other in choices[:at]):
                yield each.line, f"a second choice is called “{each['title']}”: give it a name of its own"
            if not each.items:
                yield each.line, f"“{each['title']}” is no list of questions with one answer each: {EXAMPLE}"
            elif each.questions != readable[0].questions:
                yield each.line, _difference(each, readable[0])


def _difference(each: choice, first: choice) -> str:
    missing = [question for question in first.questions if question not in each.questions]
    added = [question for question in each.questions if question not in first.questions]
    if missing:
        return f"“{each['title']}” does not answer “{missing[0]}” as “{first['title']}” does: {EXAMPLE}; it may be “Not known.”"
    if added:
        return f"“{each['title']}” answers “{added[0]}” and “{first['title']}” does not: add it there, or take it out"
    return f"“{each['title']}” answers the questions in another order than “{first['title']}”: use the same order"


class Choice(SphinxDirective):
    """One choice: its name, and a definition list of questions and answers."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> list[nodes.Node]:
        one = choice("", *self.parse_content_to_nodes(), title=self.arguments[0])
        self.set_source_info(one)
        one.line = self.lineno
        if self.env.current_document.get("option_grid"):
            return [one]
        problem = "a choice stands in a grid: write ````{option-grid} and what is compared above the first, ```` below the last"
        logger.warning(problem, location=(self.env.docname, self.lineno), type="option_grid", subtype="choice")
        return one.as_written


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("shared.page_facts")
    app.setup_extension("shared.placeholder")
    app.setup_extension("shared.table_roles")
    app.setup_extension("shared.words")
    app.add_node(choice)
    app.add_node(option_grid)
    app.add_directive("option-grid", OptionGrid)
    app.add_directive("choice", Choice)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
