"""The certainty mark: how sure we can be, in words, the same everywhere, and a link to what the words mean."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import make_refnode
from sphinx.util.typing import ExtensionMetadata
from vocabulary import CERTAINTY

METHODS, LADDER = "methods", "how-sure-we-are"
"""The page and the section that explain the levels and the words that go with them."""


class certainty_mark(nodes.Inline, nodes.Element):
    """Where a mark will stand: ``level`` as in front matter, ``docname`` of its page; ``link`` is false inside a link."""


def mark(level: str, docname: str, *, link: bool = True) -> certainty_mark:
    """A mark for that level of ``vocabulary.CERTAINTY``; raises KeyError for any other word."""
    return certainty_mark(
        "", nodes.inline("", CERTAINTY[level], classes=["certainty", level]), docname=docname, link=link
    )


def link_marks(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Lead each mark to the page on methods, if there is one."""
    marks = list(doctree.findall(certainty_mark))
    anchor = ladder(app.env) if marks else ""
    for node in marks:
        words = node.children[0]
        if node["link"] and METHODS in app.env.found_docs:
            words = make_refnode(app.builder, node["docname"], METHODS, anchor, words, "What this means")
            words["classes"].append("certainty-link")
        node.replace_self(words)


def ladder(env: BuildEnvironment) -> str:
    """The id of the section; empty, which leads to the top of the page, where it is missing."""
    toc = env.tocs.get(METHODS, nodes.bullet_list())
    found = any(link["anchorname"] == f"#{LADDER}" for link in toc.findall(nodes.reference))
    return LADDER if found else ""


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_node(certainty_mark)
    app.connect("doctree-resolved", link_marks, priority=600)  # after those that put marks on the page
    return {"parallel_read_safe": True, "parallel_write_safe": True}
