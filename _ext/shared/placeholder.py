"""Fill what needs other pages, such as a table or a status line: each page is walked once for all kinds of it."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata


class Placeholder(nodes.Element):
    """Where something will stand once every page is read; ``docname`` is the page that it was written on."""

    def fill(self, app: Sphinx) -> nodes.Node | list[nodes.Node]:
        """What stands there; it may hold placeholders of its own."""
        raise NotImplementedError


def fill_all(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put what each one stands for in its place, until none is left."""
    while found := list(doctree.findall(Placeholder)):
        for node in found:
            node.replace_self(node.fill(app))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-resolved", fill_all)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
