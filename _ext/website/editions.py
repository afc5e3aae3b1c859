"""Search engines lead readers to the page in their language: ``hreflang`` links to the same page of other editions.

``editions`` in conf.py says where each lies: ``{"en": "https://example.org/en/latest/", "de": "https://..."}``, this one
among them, since each must name all (https://developers.google.com/search/docs/specialty/international/localized-versions).
"""

from __future__ import annotations

from html import escape
from typing import Any

from docutils import nodes
from shared.addresses import is_web, join
from shared.page_facts import SITES
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)


def check(app: Sphinx, config: Config) -> None:
    """Leave out what is no address, and say so."""
    for language, address in list(config.editions.items()):
        if not is_web(str(address)):
            message = "the address of the edition %r is %r: write a whole one, such as https://example.org/de/latest/"
            logger.warning(message, language, address, location="conf.py:1", type="editions", subtype="address")
            del config.editions[language]


def add_links(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """In the head of each page; one edition alone has no other to name."""
    editions = app.config.editions
    if app.builder.name not in SITES or doctree is None or len(editions) < 2:
        return
    uri = app.builder.get_target_uri(page)
    links = {language.replace("_", "-"): join(address, uri) for language, address in sorted(editions.items())}
    if original := editions.get(app.config.source_language):
        links["x-default"] = join(original, uri)  # for whoever reads none of these languages
    for language, address in links.items():
        context["metatags"] += f'\n<link rel="alternate" hreflang="{escape(language)}" href="{escape(address)}">'


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("shared.page_facts")
    app.setup_extension("shared.words")
    app.add_config_value("editions", {}, "html", dict, "Language -> the address of its edition.")
    app.connect("config-inited", check)
    app.connect("html-page-context", add_links)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
