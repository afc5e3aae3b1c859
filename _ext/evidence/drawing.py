"""Drawings made at build time: part of the web page, where they follow its colours; a file in PDF and EPUB; words elsewhere.

The words beside a drawing say the same, so an output that cannot show SVG (LaTeX, plain text) leaves the drawing out.
"""

from __future__ import annotations

from base64 import b64encode
from xml.etree import ElementTree

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms.images import DataURIExtractor
from sphinx.util.typing import ExtensionMetadata

SVG = "http://www.w3.org/2000/svg"
ElementTree.register_namespace("", SVG)


def drawing(svg: str, alt: str, **attributes: object) -> nodes.image:
    """An image node of that SVG; ``alt`` is its text alternative, empty where the words beside it say all it shows."""
    data = b64encode(svg.encode()).decode()
    return nodes.image("", uri=f"data:image/svg+xml;base64,{data}", alt=alt, drawing=svg, **attributes)


class PlaceDrawings(DataURIExtractor):
    """Give each output the form of the drawing that serves it best."""

    default_priority = DataURIExtractor.default_priority - 1

    def match(self, node: nodes.image) -> bool:
        return "drawing" in node

    def handle(self, node: nodes.image) -> None:
        builder = self.env._builder_cls
        if "image/svg+xml" not in builder.supported_image_types:
            node.parent.remove(node)
        elif builder.name == "epub":  # SVG inside a page would have to be declared in the package
            super().handle(node)
        elif builder.format == "html":
            node.replace_self(nodes.raw("", inline(node), format="html"))

    def apply(self, **kwargs: object) -> None:
        for node in list(self.document.findall(nodes.image)):
            if self.match(node):
                self.handle(node)


def inline(node: nodes.image) -> str:
    """The SVG as part of a page: one picture, named by its text alternative; a screen reader passes over one without."""
    root = ElementTree.fromstring(node["drawing"])
    named = {"role": "img", "aria-label": node["alt"]} if node["alt"] else {"aria-hidden": "true"}
    # A drawing is made from left to right, in whichever direction the page is read; a style sheet of an e-book may not say so.
    for name, value in {**named, "direction": "ltr"}.items():
        root.set(name, value)
    return ElementTree.tostring(root, encoding="unicode")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_post_transform(PlaceDrawings)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
