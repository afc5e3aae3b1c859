"""A page in another language says how much of it is not translated, or was translated from an older text.

Sphinx shows such a part in the language of the original: what a translator has seen is always what is there now, or a note
says that it is not. The counts are Sphinx's own, so a paragraph that was changed counts from the next build on.
"""

from __future__ import annotations

from docutils import nodes
from shared.words import _
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata


def tell(app: Sphinx, doctree: nodes.document) -> None:
    """Put the note below the title, after the crisis lines where the page begins with them."""
    done = doctree.get("translation_progress", {})
    total, translated = done.get("total", 0), done.get("translated", 0)
    title = next(doctree.findall(nodes.title), None)
    if app.config.language == app.config.source_language or (translated and translated >= total) or title is None:
        return
    if translated:
        told = _(
            "This translation is older than its original, or not complete: {missing} of {all} parts are not translated."
        )
    else:
        told = _("This page is not translated yet.")
    section, at = title.parent, title.parent.index(title) + 1
    while at < len(section) and isinstance(section[at], (nodes.Admonition, nodes.comment)):
        at += 1
    words = nodes.paragraph("", told.format(missing=total - translated, all=total))
    section.insert(at, nodes.container("", words, classes=["translation-note"]))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("shared.words")
    app.connect("doctree-read", tell, priority=640)  # after the status line, which it stands above
    return {"parallel_read_safe": True, "parallel_write_safe": True}
