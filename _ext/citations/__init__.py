"""Citations that keep the reader's place: a list on each page, links both ways, and "Cited in" across pages.

sphinxcontrib-bibtex stays the thing that reads the ``cite`` roles and resolves their keys.
"""

from __future__ import annotations

from typing import Any

import pybtex.plugin
from shared.stale import outdated
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata
from sphinxcontrib.bibtex.plugin import register_plugin
from sphinxcontrib.bibtex.transforms import BibliographyTransform

from citations.bib_reader import read_bibfiles
from citations.domain import BOOKS, CitationDomain, CitationRole
from citations.lists import Bibliography, FillLists, PageReferences
from citations.standing import drop_index_entries, note
from citations.style import MedicalStyle, RoundAuthorYear


def write_again(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Sphinx writes a page again only when its own source changed; ours show what other pages and the .bib say."""
    domain = env.get_domain("cite")
    domain.builder, domain.book = app.builder, app.builder.name in BOOKS
    return outdated(app, "citations", domain.shows())


def show_beside_the_citation(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    """Load the script of the popover on the pages that cite, and on no other."""
    if app.builder.name in ("html", "dirhtml") and page in app.env.get_domain("cite").places:
        app.add_js_file("citations.js", loading_method="defer")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("shared.words")
    app.setup_extension("sphinxcontrib.bibtex")
    register_plugin("sphinxcontrib.bibtex.style.referencing", "author_year_round", RoundAuthorYear, force=True)
    pybtex.plugin.register_plugin("pybtex.style.formatting", "medical", MedicalStyle, force=True)
    for name in "plaintext", "docutils":
        # Looked up once a citation: spare each of them a scan of all installed packages.
        plugin = pybtex.plugin.find_plugin("pybtex.backends", name)
        pybtex.plugin.register_plugin("pybtex.backends", name, plugin, force=True)
    app.add_domain(CitationDomain, override=True)
    app.add_role("cite", CitationRole(), override=True)
    app.add_directive("bibliography", Bibliography, override=True)
    app.add_directive("page-references", PageReferences)
    app.add_post_transform(FillLists)
    app.registry.post_transforms.remove(BibliographyTransform)  # it would look through each page for lists of its own
    app.connect("builder-inited", read_bibfiles, priority=400)  # sphinxcontrib-bibtex's own handler has 500
    app.connect("doctree-read", note)
    app.connect("write-started", drop_index_entries)
    app.connect("env-updated", write_again, priority=900)  # after sphinxcontrib-bibtex has had the domain index
    app.connect("html-page-context", show_beside_the_citation)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
