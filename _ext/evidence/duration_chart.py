"""``{duration-chart}``: how long a benefit lasted, study by study, as a drawing and as the table that says the same."""

from __future__ import annotations

import math
from typing import ClassVar
from xml.etree import ElementTree

from docutils import nodes
from docutils.parsers.rst import directives
from shared.book import BOOK
from shared.vocabulary import N_
from shared.words import _, in_digits
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from evidence.certainty import mark
from evidence.drawing import SVG, drawing
from evidence.rows import Duration, chart_problems

logger = logging.getLogger(__name__)

LINE = "#8a938f"
WIDTH, LEFT, ROW, BAR = 259, 5, 50, 190
"""Of the drawing, in points: its width, its margin, the room of one duration, and the longest bar."""

LETTER = 7.7
"""The room of a letter behind a bar, in points, in the widest of the fonts that browsers take."""

COLUMNS = {N_("Treatment"): 32, N_("What was measured"): 34, N_("Days"): 10, N_("Study"): 24}
"""Heading of the table -> width in per cent, for outputs that need one."""


def chart(durations: list[Duration]) -> str:
    """The SVG: a bar for each duration, its words above it, so that it can be read on a phone; sizes in points."""
    longest = max(duration.days for duration in durations) or 1
    # A bar leaves room for its words, which are longer in some languages.
    rooms = ((each, max(BAR / 4, WIDTH - 2 * LEFT - 4 - LETTER * len(_days(each)))) for each in durations)
    scale = min([BAR / longest, *(room / each.days for each, room in rooms if each.days)])
    foot = ROW * len(durations) + 2
    height = foot + 24
    size = {"viewBox": f"0 0 {WIDTH} {height}", "width": f"{WIDTH}pt", "height": f"{height}pt"}
    svg = ElementTree.Element(f"{{{SVG}}}svg", size)

    def add(name: str, text: str | None = None, **attributes: object) -> None:
        told = {key.replace("_", "-"): str(value) for key, value in attributes.items()}
        ElementTree.SubElement(svg, f"{{{SVG}}}{name}", told).text = text

    words = {"fill": BOOK.colours["ink"], "font_family": "sans-serif"}
    for row, duration in enumerate(durations):
        top, length = row * ROW, round(duration.days * scale, 2)
        add("text", duration.treatment, x=LEFT, y=top + 26, font_size=11, **words)
        add("rect", x=LEFT, y=top + 34, width=length, height=17, fill=BOOK.colours["accent"])
        place = round(LEFT + length + 4, 2)
        add("text", _days(duration), x=place, y=top + 47, font_size=11, font_weight="bold", **words)
    add("path", d=f"M{LEFT} {foot + 8}h{WIDTH - 2 * LEFT}", stroke=LINE, stroke_width=0.8, fill="none")
    for days in _ticks((WIDTH - 2 * LEFT) / scale):
        place = round(LEFT + days * scale, 2)
        anchor = "middle" if days else "start"
        add("text", in_digits(f"{days:g}"), x=place, y=foot + 20, font_size=10, text_anchor=anchor, **words)
    return ElementTree.tostring(svg, encoding="unicode")


def _ticks(end: float) -> list[float]:
    """Round numbers from 0 to the end, six steps at most."""
    tenth = 10 ** math.floor(math.log10(end / 6))
    step = next(tenth * times for times in (1, 2, 5, 10) if end / (tenth * times) <= 6)
    return [step * number for number in range(math.floor(end / step) + 1)]


class DurationChart(SphinxDirective):
    """Durations on one scale; the argument says what the days are."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar = {"certainty": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        lines = list(enumerate(self.content, self.lineno + self.content_offset + 1))  # MyST counts from the fence
        problems = list(chart_problems(self.options, lines, self.lineno))
        for number, problem in problems:
            logger.warning(problem, location=(self.env.docname, number), type="duration_chart", subtype="syntax")
        if problems:
            return [nodes.literal_block(self.block_text, self.block_text)]  # nothing that a person wrote is lost
        durations = [Duration.parse(line) for _, line in lines if line.strip()]
        title = self.arguments[0]
        told = "; ".join(f"{duration.treatment}: {_days(duration)}" for duration in durations)
        picture = drawing(
            chart(durations), _("Bar chart. {title}. {told}.").format(title=title, told=told), width="340px"
        )
        caption = nodes.caption("", f"{title}. ", mark(self.options["certainty"], self.env.docname))
        figure = nodes.figure("", picture, caption, classes=["duration-chart"])
        self.set_source_info(figure)
        return [figure, self.table(durations)]

    def table(self, durations: list[Duration]) -> nodes.table:
        """The same in words, each with its study."""
        group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in COLUMNS.values()), cols=len(COLUMNS))
        group[0]["stub"] = 1  # the treatment is the head of its row
        group += nodes.thead("", nodes.row("", *(_cell(nodes.Text(_(title))) for title in COLUMNS)))
        body = nodes.tbody()
        for duration in durations:
            cite = self.env.get_domain("cite").role("t")
            study, _messages = cite("cite:t", "", duration.key, self.lineno, self.state.inliner)
            words = (duration.treatment, duration.measured, in_digits(duration.count))
            body += nodes.row("", *(_cell(nodes.Text(text)) for text in words), _cell(*study))
        group += body
        return nodes.table("", group, classes=["durations"])


def _days(duration: Duration) -> str:
    return _("{n} days").format(n=in_digits(duration.count))


def _cell(*content: nodes.Node) -> nodes.entry:
    return nodes.entry("", nodes.paragraph("", "", *content))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("shared.book")
    app.setup_extension("evidence.certainty")
    app.setup_extension("evidence.drawing")
    app.setup_extension("shared.table_roles")
    app.setup_extension("shared.words")
    app.add_directive("duration-chart", DurationChart)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
