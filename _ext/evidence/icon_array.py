"""``{icon-array}``: numbers as rows of people, one block for each group, with the counts in words beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar
from xml.etree import ElementTree

from docutils import nodes
from docutils.parsers.rst import directives
from shared.book import BOOK
from shared.words import _
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from evidence.certainty import mark
from evidence.drawing import SVG, drawing
from evidence.rows import ARRAY, Arm, array_problems

logger = logging.getLogger(__name__)

MUTED = "#6f7d78"
"""Those not counted, in outline: 4.2 to 1 on paper. The web page's stylesheet has its own colours."""

ROW, WIDTH, HEIGHT = 10, 20, 25
"""People in a row, and the room of one of them in SVG units."""


def people(arm: Arm) -> str:
    """The SVG of a group: those counted are filled and come first, so that the two differ without colour too."""
    rows = -(-arm.total // ROW)
    size = f"0 0 {ROW * WIDTH} {rows * HEIGHT}"
    svg = ElementTree.Element(f"{{{SVG}}}svg", viewBox=size, width=str(ROW * WIDTH), height=str(rows * HEIGHT))
    counted = {"class": "counted", "fill": BOOK.colours["accent"], "stroke": BOOK.colours["accent"]}
    others = {"class": "others", "fill": "none", "stroke": MUTED}
    for look, places in (counted, range(arm.count)), (others, range(arm.count, arm.total)):
        if shapes := "".join(_figures(places)):
            ElementTree.SubElement(svg, f"{{{SVG}}}path", {**look, "stroke-width": "1.4", "d": shapes})
    return ElementTree.tostring(svg, encoding="unicode")


def _figures(places: range) -> Iterator[str]:
    """A head and shoulders in each place, each drawn from its left.

    Every step is told from the last one, so that the same figure is the same text again, which compresses to a tenth.
    """
    pen_x = pen_y = 0
    for place in places:
        x, y = place % ROW * WIDTH, place // ROW * HEIGHT
        yield f"m{x + 7 - pen_x} {y + 6 - pen_y}a3 3 0 1 1 6 0a3 3 0 1 1-6 0zm-3 16v-5a6 5.4 0 0 1 12 0v5z"
        pen_x, pen_y = x + 4, y + 22


class IconArray(SphinxDirective):
    """Groups of people, of whom some had what the argument says."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar = {name: directives.unchanged for name in ARRAY}

    def run(self) -> list[nodes.Node]:
        problems = list(self.problems())
        for line, problem in problems:
            logger.warning(problem, location=(self.env.docname, line), type="icon_array", subtype="syntax")
        if problems:
            return [nodes.literal_block(self.block_text, self.block_text)]  # nothing that a person wrote is lost
        arms = [Arm.parse(line) for line in self.content if line.strip()]
        figure = nodes.figure("", *map(self.arm, arms), self.caption(), classes=["icon-array"])
        self.set_source_info(figure)
        return [figure]

    def problems(self) -> list[tuple[int, str]]:
        """``(line, what to write instead)`` of each thing wrong, all of them at once."""
        lines = enumerate(self.content, self.lineno + self.content_offset + 1)  # MyST counts from the fence
        return list(array_problems(self.options, lines, self.lineno))

    def arm(self, arm: Arm) -> nodes.container:
        image = drawing(people(arm), arm.alternative(self.options["when"]), width="110px")
        count = nodes.strong("", _("{some} of {all}").format(some=arm.count, all=arm.total))
        words = nodes.paragraph("", "", count, nodes.Text(f" {arm.people} {self.arguments[0]}."))
        return nodes.container("", image, words, classes=["arm"])

    def caption(self) -> nodes.caption:
        when = self.options["when"]
        cite = self.env.get_domain("cite").role("p")
        citation, _messages = cite("cite:p", "", self.options["cite"], self.lineno, self.state.inliner)
        level = mark(self.options["certainty"], self.env.docname)
        text = _("{when}. Each figure is one person.").format(when=f"{when[:1].upper()}{when[1:]}") + " "
        return nodes.caption("", "", nodes.Text(text), level, nodes.Text(" "), *citation)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("shared.book")
    app.setup_extension("evidence.certainty")
    app.setup_extension("evidence.drawing")
    app.setup_extension("shared.words")
    app.add_directive("icon-array", IconArray)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
