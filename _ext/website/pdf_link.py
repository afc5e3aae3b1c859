"""A plain "Download as PDF" in the sidebar: the site carries its own PDF, so the link works wherever the site is hosted."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata
from typst_pdf.whole_pdf import is_whole

SITES = ("html", "dirhtml")


def look_for_pdf(app: Sphinx, config: Config) -> None:
    """Offer only a PDF that was built. As a setting of the HTML build, its coming or going rewrites every page."""
    if config.pdf_link and not is_whole(Path(app.confdir) / config.pdf_link):
        config.pdf_link = ""


def name_pdf(app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """``pdf`` is the address of the PDF from the root of the site, or empty; ``sidebar/tools.html`` shows it."""
    context["pdf"] = Path(app.config.pdf_link).name if app.builder.name in SITES else ""


def copy_pdf(app: Sphinx, error: Exception | None) -> None:
    """Beside the landing page; one of another name, which an earlier build left there, goes."""
    if app.builder.name not in SITES or error:
        return
    link, extras = app.config.pdf_link, [Path(app.confdir, path) for path in app.config.html_extra_path]
    for path in Path(app.outdir).glob("*.pdf"):
        if path.name != Path(link).name and not any(path.name in (extra.name, *_names(extra)) for extra in extras):
            path.unlink()
    if link:
        shutil.copy2(Path(app.confdir) / link, app.outdir)


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()] if folder.is_dir() else []


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_config_value("pdf_link", "", "html", str, "Path of the PDF, from the folder of conf.py.")
    app.connect("config-inited", look_for_pdf)
    app.connect("html-page-context", name_pdf)
    app.connect("build-finished", copy_pdf)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
