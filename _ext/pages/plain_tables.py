"""Tables in valid HTML without inline styles: the stylesheet gives the widths, and each table has its address once."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.typing import ExtensionMetadata


class PlainTables(SphinxPostTransform):
    """After furo has put each table into a box of the same id, and before docutils writes ``<col style=...>``.

    An inline style is refused by a strict Content-Security-Policy (HOSTING.md), and two elements of one id are no valid HTML.
    """

    formats = ("html",)
    default_priority = 501  # furo's WrapTableAndMathInAContainerTransform has 500

    def run(self, **_: Any) -> None:
        for table in self.document.findall(nodes.table):
            table["classes"] = [name for name in table["classes"] if name != "colwidths-given"] + ["colwidths-auto"]
            if "table-wrapper" in table.parent.get("classes", []):
                table.parent["ids"] = []


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_post_transform(PlainTables)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
