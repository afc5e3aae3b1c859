"""``{page-history}``: what changed on each page, when, why and from which source, newest first; made of changes.toml.

Each entry of that file is one change::

    [[change]]
    date = 2026-11-24
    pages = ["faq/safety"]
    what = "Says how many people had a jump in blood pressure."
    why = "A new label was published."
    sources = ["janssen2021label"]    # keys of the bibliography; may be left out
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from shared.cited import entries
from shared.concerns import concerns
from shared.placeholder import Placeholder
from shared.stale import outdated
from shared.words import _, in_words
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode
from sphinx.util.typing import ExtensionMetadata

from pages.change_file import FILE, Change, read, unknown

logger = logging.getLogger(__name__)


class page_history(nodes.General, Placeholder):
    """Where the history will stand; ``docname`` is the page that shows it."""

    def fill(self, app: Sphinx) -> list[nodes.Node]:
        return [section(app, self["docname"], *page) for page in app.env.page_changes.items()]


class PageHistory(SphinxDirective):
    """All changes, a section a page."""

    def run(self) -> list[nodes.Node]:
        self.env.metadata[self.env.docname]["page_history"] = True
        return [page_history(docname=self.env.docname)]


def collect(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Read the file once a build; tell each page its last change; write the history again when it has changed."""
    path = Path(app.srcdir, FILE)
    try:
        changes, problems = read(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        changes, problems = [], []
    except UnicodeDecodeError as error:
        changes, problems = [], [(1, f"byte {error.object[error.start]:#04x} is not UTF-8: save the file in UTF-8")]
    problems += unknown(changes, env.found_docs, entries(env))
    for line, problem in sorted(problems):
        logger.warning(problem, location=f"{FILE}:{line}", type="history", subtype="change")
    env.page_changes = {
        docname: [change for change in changes if docname in change.pages]
        for docname in dict.fromkeys([*(one.docname for one in concerns(env)), *_pages(changes)])
        if docname in env.found_docs
    }
    for docname in env.found_docs:
        its_changes = env.page_changes.get(docname)
        env.metadata[docname]["last_changed"] = its_changes[0].date.isoformat() if its_changes else ""
    shows = [(env.titles[docname].astext(), its) for docname, its in env.page_changes.items()]
    pages = [docname for docname in env.found_docs if "page_history" in env.metadata[docname]]
    return outdated(app, "history", dict.fromkeys(pages, shows))


def _pages(changes: list[Change]) -> list[str]:
    return sorted({page for change in changes for page in change.pages})


def section(app: Sphinx, here: str, docname: str, changes: list[Change]) -> nodes.section:
    """A page and its changes; the address of the section is the last part of the page's, and never changes."""
    title = make_refnode(app.builder, here, docname, "", nodes.Text(app.env.titles[docname].astext()))
    history = nodes.section("", nodes.title("", "", title), ids=[docname.rpartition("/")[2]])
    for change in changes:
        history += nodes.paragraph(
            "", "", nodes.strong("", f"{in_words(change.date).rstrip('.')}."), nodes.Text(f" {change.what}")
        )
        why = nodes.paragraph("", "", nodes.emphasis("", _("Why:")), nodes.Text(f" {change.why}"))
        if known := [key for key in change.sources if key in entries(app.env)]:
            why += [nodes.Text(" "), citation(app, here, ",".join(known))]
        history += why
    if not changes:
        history += nodes.paragraph("", _("No change is recorded yet."))
    return history


def citation(app: Sphinx, here: str, keys: str) -> nodes.Node:
    """As in a text, but counted as no citation: the history is not what "Cited in" is about."""
    cite = app.env.get_domain("cite")
    node = pending_xref(refdomain="cite", reftype="p", reftarget=keys, refdoc=here)
    return cite.resolve_xref(app.env, here, app.builder, "p", keys, node, nodes.inline("", keys))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("shared.concerns")
    app.setup_extension("shared.placeholder")
    app.setup_extension("shared.words")
    app.add_node(page_history)
    app.add_directive("page-history", PageHistory)
    app.connect("env-updated", collect, priority=400)  # before those that show the day of the last change
    return {"parallel_read_safe": True, "parallel_write_safe": True}
