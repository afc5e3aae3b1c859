"""A part that few readers want can be folded away: on a phone it is, until it is opened, searched, printed or linked into.

The part stands open in the HTML, so that nothing is lost without JavaScript; `_static/fold.js` closes it on a small screen.
Browsers open it by themselves for a link into it and for find-in-page (HTML Living Standard, "ancestor revealing algorithm").
"""

from __future__ import annotations

from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxTranslator
from sphinx.util.typing import ExtensionMetadata


class fold(nodes.General, nodes.Element):
    """What is folded away; ``summary`` is shown in its place."""


def fold_sections(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Fold what stands under the heading of each section of ``fold_sections``, on the web alone, but no whole page."""
    if app.builder.format != "html" or app.builder.name == "epub":
        return
    for section in [section for section in doctree.findall(nodes.section) if isinstance(section.parent, nodes.section)]:
        words = next(
            (app.config.fold_sections[name] for name in section["ids"] if name in app.config.fold_sections), None
        )
        if words and (count := len(_items(section))):
            title, *rest = section.children
            section.children = []
            section += [title, fold("", *rest, summary=f"{count} {words}")]


def _items(section: nodes.section) -> list[nodes.Element]:
    """The rows of its tables and the items of its lists, without those within them."""
    rows = [row for row in section.findall(nodes.row) if isinstance(row.parent, nodes.tbody)]
    lists = [child for child in section.children if isinstance(child, nodes.Sequential)]
    return rows or [item for each in lists for item in each.children]


def visit(self: SphinxTranslator, node: fold) -> None:
    self.body.append(f'<details class="fold" open>\n<summary>{escape(node["summary"])}</summary>\n')


def depart(self: SphinxTranslator, node: fold) -> None:
    self.body.append("</details>\n")


def add_script(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    if '<details class="fold"' in (context.get("body") or ""):
        app.add_js_file("fold.js", loading_method="defer")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_config_value(
        "fold_sections", {}, "html", dict, "Id of a section that is folded up on the web -> what stands in it."
    )
    app.add_node(fold, html=(visit, depart))
    app.connect("doctree-resolved", fold_sections, priority=950)  # when the tables and lists stand in it
    app.connect("html-page-context", add_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
