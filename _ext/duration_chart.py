"""``{duration-chart}``: how long a benefit lasted, study by study, as a drawing and as the table that says the same."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from logging import WARNING, getLogger
from typing import ClassVar
from xml.etree import ElementTree

from certainty import mark
from docutils import nodes
from docutils.parsers.rst import directives
from drawing import SVG, drawing
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata
from vocabulary import CERTAINTY

logger = logging.getLogger(__name__)

ACCENT, INK, LINE = "#b4541a", "#23302f", "#8a938f"
EXAMPLE = "one ketamine infusion: 14 days | half of those who were well had relapsed | salloum2020"
COLUMNS = {"Treatment": 32, "What was measured": 34, "Days": 10, "Study": 24}
"""Heading of the table -> width in per cent, for outputs that need one."""

_LINE = re.compile(
    r"(?P<treatment>.+?):\s*(?P<days>\d+(?:\.\d+)?) days\s*\|\s*(?P<measured>[^|]+?)\s*\|\s*(?P<key>[^|\s]+)"
)


@dataclass(frozen=True)
class Duration:
    """One line of the chart: how many days passed until what was measured."""

    treatment: str
    days: float
    measured: str
    key: str

    @classmethod
    def parse(cls, line: str) -> Duration:
        """A line such as :data:`EXAMPLE`. Raises ValueError with what to write instead."""
        match = _LINE.fullmatch(line.strip())
        if not match:
            raise ValueError(
                f"{line.strip()!r} is no duration: write treatment, days, what was measured and key, as in {EXAMPLE!r}"
            )
        return cls(_capital(match["treatment"]), float(match["days"]), _capital(match["measured"]), match["key"])

    @property
    def count(self) -> str:
        return f"{self.days:g}"


def chart(durations: list[Duration]) -> str:
    """The SVG: a bar for each duration, its words above it, so that it can be read on a phone; sizes in points."""
    from matplotlib import rc_context  # only the page that has a chart pays for it
    from matplotlib.figure import Figure

    getLogger("matplotlib.font_manager").setLevel(WARNING)  # it tells of each cache that it makes

    salted = {"svg.hashsalt": "kap", "svg.fonttype": "none"}  # the same bytes in each build; text that stays text
    with rc_context(salted):
        figure = Figure(figsize=(3.6, 0.7 * len(durations) + 0.5))
        axes = figure.add_axes((0.02, 0.32 / figure.get_figheight(), 0.94, 1 - 0.34 / figure.get_figheight()))
        longest = max(duration.days for duration in durations)
        for row, duration in enumerate(durations):
            axes.barh(row, duration.days, height=0.34, color=ACCENT, clip_on=False)
            axes.text(0, row - 0.3, duration.treatment, va="bottom", fontsize=11, color=INK)
            words = f"{duration.count} days"
            axes.text(duration.days + longest * 0.02, row, words, va="center", fontsize=11, weight="bold", color=INK)
        axes.set_xlim(0, longest * 1.28)
        axes.set_ylim(len(durations) - 0.6, -0.85)
        axes.set_yticks([])
        axes.tick_params(axis="x", colors=INK, labelsize=10, length=0)
        for side, spine in axes.spines.items():
            spine.set_visible(side == "bottom")
            spine.set_color(LINE)
        file = io.StringIO()
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return tidy(file.getvalue())


def tidy(svg: str) -> str:
    """matplotlib's SVG without what a page must not have: style attributes (a strict policy bars them), ids, notes."""
    root = ElementTree.fromstring(svg)
    used = set(re.findall(r"#([\w-]+)", svg))
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{SVG}}}metadata", f"{{{SVG}}}style"):
                parent.remove(child)
    for element in root.iter():
        for rule in filter(None, map(str.strip, element.attrib.pop("style", "").split(";"))):
            name, _, value = rule.partition(":")
            element.set(name.strip(), value.strip())
        if (font := element.attrib.pop("font", None)) is not None:  # "bold 10px 'DejaVu Sans', sans-serif"
            element.set("font-size", re.search(r"[\d.]+px", font)[0])
            element.set("font-weight", "bold" if "bold" in font else "normal")
            element.set("font-family", "sans-serif")
        if "font-family" in element.attrib:  # of the long list that matplotlib knows, the reader's own
            element.set("font-family", "sans-serif")
        if element.get("id") not in used:
            element.attrib.pop("id", None)
    return ElementTree.tostring(root, encoding="unicode")


class DurationChart(SphinxDirective):
    """Durations on one scale; the argument says what the days are."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar = {"certainty": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        durations, problems = [], []
        for number, line in enumerate(
            self.content, self.lineno + self.content_offset + 1
        ):  # MyST counts from the fence
            if line.strip():
                try:
                    durations.append(Duration.parse(line))
                except ValueError as error:
                    problems.append((number, str(error)))
        if not durations and not problems:
            problems.append((self.lineno, f"the chart has no lines: write one a study, as in {EXAMPLE!r}"))
        if self.options.get("certainty") not in CERTAINTY:
            problems.append((self.lineno, f"add a line ':certainty:' with one of {', '.join(CERTAINTY)}"))
        for number, problem in problems:
            logger.warning(problem, location=(self.env.docname, number), type="duration_chart", subtype="syntax")
        if problems:
            return [nodes.literal_block(self.block_text, self.block_text)]  # nothing that a person wrote is lost
        title = self.arguments[0]
        told = "; ".join(f"{duration.treatment}: {duration.count} days" for duration in durations)
        picture = drawing(chart(durations), f"Bar chart. {title}. {told}.", width="340px")
        caption = nodes.caption("", f"{title}. ", mark(self.options["certainty"], self.env.docname))
        figure = nodes.figure("", picture, caption, classes=["duration-chart"])
        self.set_source_info(figure)
        return [figure, self.table(durations)]

    def table(self, durations: list[Duration]) -> nodes.table:
        """The same in words, each with its study."""
        group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in COLUMNS.values()), cols=len(COLUMNS))
        group[0]["stub"] = 1  # the treatment is the head of its row
        group += nodes.thead("", nodes.row("", *(_cell(nodes.Text(title)) for title in COLUMNS)))
        body = nodes.tbody()
        for duration in durations:
            cite = self.env.get_domain("cite").role("t")
            study, _ = cite("cite:t", "", duration.key, self.lineno, self.state.inliner)
            words = (duration.treatment, duration.measured, duration.count)
            body += nodes.row("", *(_cell(nodes.Text(text)) for text in words), _cell(*study))
        group += body
        return nodes.table("", group, classes=["durations"])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _cell(*content: nodes.Node) -> nodes.entry:
    return nodes.entry("", nodes.paragraph("", "", *content))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("certainty")
    app.setup_extension("drawing")
    app.setup_extension("table_roles")
    app.add_directive("duration-chart", DurationChart)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
