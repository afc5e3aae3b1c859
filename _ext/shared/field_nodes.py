"""A field of the bibliography as a page shows it, in every output: italics, raised letters and links are nodes."""

from __future__ import annotations

from docutils import nodes
from pybtex_docutils import Backend

from shared.latex import rich


def shown(value: str) -> list[nodes.Node]:
    return rich(value).render(Docutils())


class Docutils(Backend):
    """Rich text as docutils nodes, small capitals among them."""

    def format_tag(self, tag_name: str, text: list[nodes.Node]) -> list[nodes.Node]:
        if tag_name == "sc":
            return [nodes.inline("", "", *text, classes=["small-caps"])]
        return super().format_tag(tag_name, text)
