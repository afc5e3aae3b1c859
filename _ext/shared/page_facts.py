"""What each page tells the machines that lead readers to it: a sentence on what it says, its address, its licence."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from shared.addresses import join
from shared.concerns import concern_of, plain_text

SITES = ("html", "dirhtml")
"""The builders that make a web site; an e-book is HTML too, but nobody finds it through a search."""


def summary(env: BuildEnvironment, docname: str) -> str:
    """What the page says, in one sentence: the answer to its concern, or else its first paragraph; empty for none."""
    concern = concern_of(env, docname)
    return (concern and concern.answer) or env.metadata[docname].get("first_paragraph", "")


def address(app: Sphinx, uri: str) -> str:
    """The whole address of a page or file of the site (``faq/safety.html``); empty where the site has none yet."""
    return join(app.config.html_baseurl, uri)


def page_address(app: Sphinx, docname: str) -> str:
    """The whole address of a page, on the web also where an e-book is made; empty where the site has none yet."""
    builder = app.builder
    return address(app, builder.get_target_uri(docname) if builder.name in SITES else f"{docname}.html")


def read_first_paragraph(app: Sphinx, doctree: nodes.document) -> None:
    """Note it, without its citations; a note or a warning box is not what the page is about."""
    for paragraph in doctree.findall(nodes.paragraph):
        if isinstance(paragraph.parent, nodes.section) and (text := plain_text(paragraph)):
            app.env.metadata[app.env.current_document.docname]["first_paragraph"] = text
            return


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("shared.concerns")
    app.add_config_value("text_licence", "", "html", str, "Address of the licence of the text.")
    app.connect("doctree-read", read_first_paragraph, priority=600)  # after Sphinx has read the front matter
    return {"parallel_read_safe": True, "parallel_write_safe": True}
