"""Tables that say what they are: on a phone the stylesheet makes each row a card, and browsers then no longer see a table."""

from __future__ import annotations

import html
import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxTranslator
from sphinx.util.typing import ExtensionMetadata

ROLES = {
    part: type(f"{part.__name__}_with_role", (part,), {})
    for part in (nodes.table, nodes.thead, nodes.tbody, nodes.row, nodes.entry)
}
"""docutils' node -> the same node, which the HTML writer gives a role."""


def name_roles(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give every part of every table its ARIA role, in HTML alone: other outputs have no stylesheet that hides it."""
    if app.builder.format != "html":
        return
    for table in [table for table in doctree.findall(nodes.table) if type(table) is nodes.table]:
        stubs = [bool(column.get("stub")) for column in table.findall(nodes.colspec)]
        heads = _heads(table)
        for node in [node for node in table.findall() if type(node) in ROLES]:
            copy = ROLES[type(node)]("", *node.children, role=_role(node, stubs), **node.non_default_attributes())
            if copy["role"] == "cell" and len(node.parent) == len(heads):
                copy["head"] = heads[node.parent.index(node)]
            copy.source, copy.line = node.source, node.line
            node.parent.replace(node, copy)


def _heads(table: nodes.table) -> list[str]:
    """The words over each column, which the stylesheet puts before each part of a card; none where cells span columns."""
    rows = [row for head in table.findall(nodes.thead) for row in head.children]
    cells = [entry for row in rows[-1:] for entry in row.children if isinstance(entry, nodes.entry)]
    return [cell.astext() for cell in cells] if len(cells) == len(list(table.findall(nodes.colspec))) else []


def _role(node: nodes.Element, stubs: list[bool]) -> str:
    """The role that HTML itself gives the element (HTML Accessibility API Mappings 1.0)."""
    if not isinstance(node, nodes.entry):
        return {nodes.table: "table", nodes.row: "row"}.get(type(node), "rowgroup")
    if isinstance(node.parent.parent, nodes.thead):
        return "columnheader"
    return "rowheader" if stubs[:1] == [True] and node.parent.index(node) == 0 else "cell"


def visit(self: SphinxTranslator, node: nodes.Element) -> None:
    start = len(self.body)
    getattr(self, f"visit_{type(node).__base__.__name__}")(node)
    scope = {"rowheader": ' scope="row"', "columnheader": ' scope="col"'}.get(node["role"], "")
    head = f' data-head="{html.escape(node["head"])}"' if node.get("head") else ""
    self.body[start] = re.sub(
        r"<\w+", lambda tag: f'{tag.group()} role="{node["role"]}"{scope}{head}', self.body[start], count=1
    )


def depart(self: SphinxTranslator, node: nodes.Element) -> None:
    getattr(self, f"depart_{type(node).__base__.__name__}")(node)


def setup(app: Sphinx) -> ExtensionMetadata:
    for part in ROLES.values():
        app.add_node(part, html=(visit, depart))
    app.connect("doctree-resolved", name_roles, priority=900)  # after the extensions that make tables
    return {"parallel_read_safe": True, "parallel_write_safe": True}
