"""A page asks only for the stylesheets of what stands on it: a reader's phone fetches no rules for tables of other pages."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata


def add(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Add each stylesheet of ``page_css`` whose class is in the page's HTML, or whose page this is."""
    if app.builder.name == "epub":  # has its own stylesheets (epub_css_files)
        return
    classes = {name for value in re.findall(r'\bclass="([^"]*)"', context.get("body") or "") for name in value.split()}
    for stylesheet, wanted in app.config.page_css.items():
        if wanted in classes or wanted == pagename:
            app.add_css_file(stylesheet, priority=900)  # after site.css, whose rules it adds to


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_config_value("page_css", {}, "html", dict)
    app.connect("html-page-context", add)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
