"""The certainty mark: how sure we can be, in words, the same everywhere, and a link to what the words mean.

In a text it is written ``{certainty}`low```.
"""

from __future__ import annotations

from docutils import nodes
from shared.book import BOOK
from shared.placeholder import Placeholder
from shared.stale import outdated
from shared.vocabulary import CERTAINTY
from shared.words import _
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole
from sphinx.util.nodes import make_refnode
from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)


class certainty_mark(nodes.Inline, Placeholder):
    """Where a mark will stand: its words, which lead to the page on methods if there is one; ``link`` is false in a link."""

    def fill(self, app: Sphinx) -> nodes.Node:
        words = self.children[0]
        if self["link"] and BOOK.methods_page in app.env.found_docs:
            words = make_refnode(
                app.builder, self["docname"], BOOK.methods_page, ladder(app.env), words, _("What this means")
            )
            words["classes"].append("certainty-link")
        return words


def mark(level: str, docname: str, *, link: bool = True) -> certainty_mark:
    """A mark for that level of ``vocabulary.CERTAINTY``; raises KeyError for any other word."""
    return certainty_mark(
        "", nodes.inline("", _(CERTAINTY[level]), classes=["certainty", level]), docname=docname, link=link
    )


class Certainty(SphinxRole):
    """A mark in the text."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        if self.text in CERTAINTY:
            return [mark(self.text, self.env.docname)], []
        message = "%r is no level of certainty: write one of %s"
        location = (self.env.docname, self.lineno)
        logger.warning(message, self.text, ", ".join(CERTAINTY), location=location, type="certainty", subtype="level")
        return [nodes.Text(self.text)], []


def ladder(env: BuildEnvironment) -> str:
    """The id of the section that explains the levels; empty, which leads to the top of the page, where it is missing."""
    toc = env.tocs.get(BOOK.methods_page, nodes.bullet_list())
    found = any(link["anchorname"] == f"#{BOOK.methods_section}" for link in toc.findall(nodes.reference))
    return BOOK.methods_section if found else ""


def show(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The marks change with the page and the section that they lead to."""
    place = BOOK.methods_page in env.found_docs, ladder(env)
    return outdated(app, "marks", dict.fromkeys(env.found_docs, place))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("shared.book")
    app.setup_extension("shared.placeholder")
    app.setup_extension("shared.words")
    app.add_node(certainty_mark)
    app.add_role("certainty", Certainty())
    app.connect("env-updated", show)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
