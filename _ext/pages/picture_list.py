"""``{picture-list}``: a few things or steps, each with a small drawing, its name and a line of words; steps along a line."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar
from xml.etree import ElementTree

from docutils import nodes
from docutils.parsers.rst import directives
from evidence.drawing import drawing
from evidence.rows import DRAWINGS, drawings, picture_list_problems
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)


class PictureList(SphinxDirective):
    """Names with a drawing each, and below each its words; the argument is the caption, ``cite`` what all of it rests on."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar = {"steps": directives.flag, "cite": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        children = self.parse_content_to_nodes()
        lines = list(enumerate(self.content, self.lineno + self.content_offset + 1))  # MyST counts from the fence
        folder = Path(self.env.srcdir)
        problems = list(picture_list_problems(lines, self.lineno, lambda path: (folder / path).is_file()))
        drawn: list[tuple[str, str]] = []
        for number, name in drawings(lines):
            path = folder / DRAWINGS / f"{name}.svg"
            self.env.note_dependency(str(path))  # the page is read again when the drawing changes, or is put there
            try:
                drawn.append((name, path.read_text(encoding="utf-8") if path.is_file() else "<svg/>"))
                ElementTree.fromstring(drawn[-1][1])
            except (ElementTree.ParseError, UnicodeDecodeError) as error:
                problems.append((number, f"{DRAWINGS}/{name}.svg is no SVG ({error}): save the drawing again as SVG"))
        for number, problem in problems:
            logger.warning(problem, location=(self.env.docname, number), type="picture_list", subtype="syntax")
        if problems:
            return children  # nothing that a person wrote is lost
        terms = (item for child in children if isinstance(child, nodes.definition_list) for item in child)
        items = [_item(term, *each) for term, each in zip(terms, drawn, strict=False)]
        in_order = "steps" in self.options
        listed = (nodes.enumerated_list if in_order else nodes.bullet_list)("", *items)
        figure = nodes.figure("", listed, self.caption(), classes=["picture-list", *(["steps"] * in_order)])
        self.set_source_info(figure)
        return [figure]

    def caption(self) -> nodes.caption:
        told = self.arguments[0].rstrip(".")
        if "cite" not in self.options:
            return nodes.caption("", f"{told}.")
        cite = self.env.get_domain("cite").role("p")
        citation, _messages = cite("cite:p", "", self.options["cite"], self.lineno, self.state.inliner)
        return nodes.caption("", "", nodes.Text(f"{told} "), *citation, nodes.Text("."))


def _item(item: nodes.definition_list_item, name: str, svg: str) -> nodes.list_item:
    """The drawing, the name and the words; they say what the drawing shows, so it has no text of its own."""
    term, *definitions = item.children
    first, *others = term.children
    named = nodes.strong("", "", nodes.Text(first.astext().removeprefix(f"{name}:").lstrip()), *others)
    words = (part for definition in definitions for part in definition.children)
    return nodes.list_item("", drawing(svg, "", width="64px"), nodes.paragraph("", "", named), *words)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("evidence.drawing")
    app.add_directive("picture-list", PictureList)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
