"""``{search-account}``: for each page when it was searched, with which question, and how many were found, cited and set aside.

Made of the pages (`checked`, `search`, what they cite), of set-aside.toml, and of searches.toml, into which
`make news ARGS=--record` writes how many PubMed found.
"""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from docutils import nodes
from shared.cited import keys_by_page
from shared.concerns import Concern, concerns
from shared.placeholder import Placeholder
from shared.stale import outdated
from shared.words import _, in_words
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode
from sphinx.util.typing import ExtensionMetadata

from evidence.set_aside import FILE as ASIDE
from evidence.set_aside import read as read_aside

logger = logging.getLogger(__name__)

FILE = "searches.toml"


class search_account(nodes.General, Placeholder):
    """Where the account will stand; ``docname`` is the page that shows it."""

    def fill(self, app: Sphinx) -> list[nodes.Node]:
        listed = nodes.definition_list()
        for concern, query, said in app.env.search_account:
            link = make_refnode(app.builder, self["docname"], concern.docname, "", nodes.Text(concern.question))
            told = nodes.definition("", nodes.paragraph("", said))
            if query:
                told += nodes.paragraph("", "", nodes.literal("", query))
            listed += nodes.definition_list_item("", nodes.term("", "", link), told)
        return [listed] if len(listed) else []


class SearchAccount(SphinxDirective):
    """The account of every concern, in the order of the site."""

    def run(self) -> list[nodes.Node]:
        self.env.metadata[self.env.docname]["search_account"] = True
        return [search_account(docname=self.env.docname)]


def collect(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Count once a build; write the account again when a count, a question or a day has changed."""
    found = _found(app)
    path = Path(app.srcdir, ASIDE)
    # What is wrong with that file is told by a rule.
    asides = read_aside(path.read_text(encoding="utf-8", errors="replace"))[0] if path.exists() else []
    cited = keys_by_page(env)
    env.search_account = []
    for concern in concerns(env):
        aside = sum(not one.pages or concern.docname in one.pages for one in asides)
        said = _said(concern, found.get(concern.docname), len(cited.get(concern.docname, ())), aside)
        env.search_account.append((concern, env.metadata[concern.docname].get("search", ""), said))
    pages = [docname for docname in env.found_docs if "search_account" in env.metadata[docname]]
    return outdated(app, "searches", dict.fromkeys(pages, env.search_account))


def _said(concern: Concern, search: dict[str, Any] | None, cited: int, aside: int) -> str:
    try:
        day = in_words(date.fromisoformat(concern.checked))
    except ValueError:
        day = _("a day that the page does not say")
    counted = _("How many records it found was not counted.")
    if search:
        asked, since = in_words(search["asked"]), in_words(search["since"])
        told = _("PubMed was asked on {asked} what was added since {since}: {found} found.")
        counted = told.format(asked=asked, since=since, found=search["found"])
    cites = _("The page cites {cited}; {aside} set aside.") if aside else _("The page cites {cited}; none set aside.")
    return f"{_('Searched on {day}.').format(day=day)} {counted} {cites.format(cited=cited, aside=aside)}"


def _found(app: Sphinx) -> dict[str, dict[str, Any]]:
    """Page -> the last search that was counted; what cannot be read is named and counts as none."""
    path = Path(app.srcdir, FILE)
    if not path.exists():
        return {}
    try:
        searches = tomllib.loads(path.read_text(encoding="utf-8")).get("search", [])
        return {
            one["page"]: one
            for one in searches
            if type(one["asked"]) is date and type(one["since"]) is date and isinstance(one["found"], int)
        }
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        message = "cannot be read (%s): write it anew with make news ARGS=--record"
        logger.warning(message, error, location=f"{FILE}:1", type="searches", subtype="file")
        return {}


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("shared.concerns")
    app.setup_extension("shared.placeholder")
    app.setup_extension("shared.words")
    app.add_node(search_account)
    app.add_directive("search-account", SearchAccount)
    app.connect("env-updated", collect)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
