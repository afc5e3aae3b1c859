"""Search engines find every page: sitemap.xml and robots.txt, where the site has an address.

Both need whole addresses (https://www.sitemaps.org/protocol.html), so without one neither is written. Why not
sphinx-sitemap: it lists the pages that a build wrote, so after an edit the map has one page; and it starts a process.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from shared.page_facts import SITES, address, page_address
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata


def write(app: Sphinx, exception: Exception | None) -> None:
    """Put both files at the root of the site, or take away those of an earlier build that had an address."""
    if exception or app.builder.name not in SITES:
        return
    sitemap, robots = Path(app.outdir, "sitemap.xml"), Path(app.outdir, "robots.txt")
    if not app.config.html_baseurl:
        sitemap.unlink(missing_ok=True)
        robots.unlink(missing_ok=True)
        return
    pages = "".join(url(app, docname) for docname in sorted(app.env.found_docs))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    sitemap.write_text(f"{head}{pages}</urlset>\n", encoding="utf-8")
    robots.write_text(f"User-agent: *\nAllow: /\n\nSitemap: {address(app, sitemap.name)}\n", encoding="utf-8")


def url(app: Sphinx, docname: str) -> str:
    """A page, with the day of its last change where the history has one."""
    day = app.env.metadata[docname].get("last_changed", "")
    changed = f"<lastmod>{day}</lastmod>" if day else ""
    return f"<url><loc>{escape(page_address(app, docname))}</loc>{changed}</url>\n"


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("shared.page_facts")
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
