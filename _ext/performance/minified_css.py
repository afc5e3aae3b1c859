"""Readers download our stylesheets without the comments and spaces, which are for us: a quarter of their weight."""

from __future__ import annotations

from pathlib import Path

import rcssmin
from pages.page_css import stylesheets
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata


def squeeze(app: Sphinx, error: Exception | None) -> None:
    """Only our own (``html_css_files``, and those of `page_css`): furo's come squeezed."""
    if error or app.builder.format != "html":
        return
    ours = [name for name, _attributes in app.config.html_css_files]
    ours += [f"{path.parent.name}/{path.name}" for path in stylesheets(app)]
    for name in ours:
        path = Path(app.outdir, "_static", name)
        if path.is_file():
            path.write_text(rcssmin.cssmin(path.read_text(encoding="utf-8")), encoding="utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("pages.page_css")
    app.connect("build-finished", squeeze)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
