"""A page asks only for the stylesheets of what stands on it: a reader's phone fetches no rules for tables of other pages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata


def stylesheets(app: Sphinx) -> list[Path]:
    """The files of the folder ``page_css``, which lies in a folder of ``html_static_path``."""
    return sorted(Path(app.confdir, app.config.page_css).glob("*.css")) if app.config.page_css else []


def add(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Add each stylesheet named after a class in the page's HTML, or after the page."""
    if app.builder.name == "epub":  # has its own stylesheets (epub_css_files)
        return
    classes = {name for value in re.findall(r'\bclass="([^"]*)"', context.get("body") or "") for name in value.split()}
    for path in stylesheets(app):
        if path.stem in classes or path.stem == pagename:
            app.add_css_file(f"{path.parent.name}/{path.name}", priority=900)  # after site.css, whose rules it adds to


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_config_value("page_css", "", "html", str, "Folder of stylesheets that only some pages need.")
    app.connect("html-page-context", add)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
