"""How sure we are *of what*: each outcome of a concern under its answer, and ``{certainty-table}`` with those of all pages."""

from __future__ import annotations

import json

from docutils import nodes
from shared.book import BOOK
from shared.concerns import concerns, outcomes
from shared.graded import Outcome
from shared.placeholder import Placeholder
from shared.stale import outdated
from shared.vocabulary import N_
from shared.words import _
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode
from sphinx.util.typing import ExtensionMetadata

from evidence.certainty import mark

logger = logging.getLogger(__name__)

COLUMNS = {N_("What"): 44, N_("How sure we are"): 26, N_("Why"): 30}
"""Heading -> width in per cent. The stylesheet has the same: our policy for the web allows no style in the HTML."""


class outcome_table(nodes.General, Placeholder):
    """Where the table of a page's own outcomes will stand."""

    def fill(self, app: Sphinx) -> nodes.Node | list[nodes.Node]:
        return table(row(outcome, self["docname"]) for outcome in outcomes(app.env, self["docname"]))


class certainty_table(nodes.General, Placeholder):
    """Where the outcomes of all concerns will stand, under the question of each."""

    def fill(self, app: Sphinx) -> nodes.Node | list[nodes.Node]:
        rows = []
        for concern in concerns(app.env):
            if concern.outcomes:
                name = nodes.strong("", concern.question)
                link = make_refnode(app.builder, self["docname"], concern.docname, "", name)
                rows.append(nodes.row("", nodes.entry("", nodes.paragraph("", "", link), morecols=len(COLUMNS) - 1)))
                rows += [row(outcome, self["docname"]) for outcome in concern.outcomes]
        return table(rows) if rows else []


class CertaintyTable(SphinxDirective):
    """The outcomes of every concern, in the order of the site."""

    def run(self) -> list[nodes.Node]:
        self.env.metadata[self.env.docname]["certainty_table"] = True
        return [certainty_table(docname=self.env.docname)]


def table(rows: object) -> nodes.table:
    group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in COLUMNS.values()), cols=len(COLUMNS))
    group[0]["stub"] = 1
    group += nodes.thead("", nodes.row("", *(nodes.entry("", nodes.paragraph("", _(name))) for name in COLUMNS)))
    group += nodes.tbody("", *rows)
    return nodes.table("", group, classes=["outcomes"])


def row(outcome: Outcome, docname: str) -> nodes.row:
    cells = nodes.Text(_capital(outcome.what)), mark(outcome.level, docname), nodes.Text(_capital(outcome.why))
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def read(app: Sphinx, doctree: nodes.document) -> None:
    """Note the outcomes of the front matter, and hold a place for them at the end of the short answer."""
    docname = app.env.current_document.docname
    metadata = app.env.metadata[docname]
    if "outcomes" not in metadata:
        return
    found = []
    for what, value in _pairs(metadata["outcomes"]):
        try:
            found.append(Outcome.parse(what, value))
        except ValueError as error:
            logger.warning("%s", error, location=(docname, 1), type="outcomes", subtype="front-matter")
    metadata["outcomes"] = tuple(found)
    section = next((node for node in doctree.findall(nodes.section) if "in-short" in node["classes"]), None)
    if section is None:
        message = "the outcomes are shown nowhere: the page has no part “%s”"
        logger.warning(message, BOOK.heading("answer"), location=(docname, 1), type="outcomes", subtype="place")
    elif found:
        section += outcome_table(docname=docname)


def _pairs(text: str) -> list[tuple[str, str]]:
    """What MyST-Parser hands on of a list in the front matter, which is JSON; anything else is one outcome without name."""
    try:
        listed = json.loads(text)
    except ValueError:
        listed = text
    items = listed if isinstance(listed, list) else [listed]
    pairs = [pair for item in items for pair in (item.items() if isinstance(item, dict) else [("", item)])]
    return [(what, str(value)) for what, value in pairs]


def show(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The table of all pages changes with each of them."""
    pages = [docname for docname in env.found_docs if "certainty_table" in env.metadata[docname]]
    return outdated(app, "certainty", dict.fromkeys(pages, concerns(env) if pages else None))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("evidence.certainty")
    app.setup_extension("shared.concerns")
    app.setup_extension("shared.placeholder")
    app.setup_extension("shared.table_roles")
    app.setup_extension("shared.words")
    app.add_node(outcome_table)
    app.add_node(certainty_table)
    app.add_directive("certainty-table", CertaintyTable)
    app.connect("doctree-read", read, priority=610)  # after the short answer was noted, which the table is no part of
    app.connect("env-updated", show)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
