"""A link to a page shows its title and its answer in one sentence, in search results and where people share it.

Why not sphinxext-opengraph: it takes the first 200 characters of a page, which here are the certainty and dates, not the
answer; it writes og:url even where the site has no address; and it brings a font and prints a line on every build.
"""

from __future__ import annotations

from html import escape
from typing import Any

from docutils import nodes
from shared.page_facts import SITES, page_address, summary
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata


def add_tags(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Put the tags into the head of the page: https://ogp.me (what Facebook, Signal, Slack and others read)."""
    if app.builder.name not in SITES or doctree is None:
        return
    text = summary(app.env, page)
    if text and 'name="description"' not in context["metatags"]:  # the page's own front matter comes first
        context["metatags"] += f'\n<meta name="description" content="{escape(text)}">'
    tags = {
        "og:type": "website" if page == app.config.root_doc else "article",
        "og:title": app.env.titles[page].astext(),
        "og:description": text,
        "og:site_name": app.config.html_title,
        "og:url": page_address(app, page),
    }
    for name, value in tags.items():
        if value:
            context["metatags"] += f'\n<meta property="{name}" content="{escape(value)}">'


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("shared.page_facts")
    app.connect("html-page-context", add_tags)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
