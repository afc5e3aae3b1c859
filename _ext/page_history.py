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

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from babel.dates import format_date
from cited import entries
from concerns import concerns
from docutils import nodes
from placeholder import Placeholder
from shown import outdated
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode
from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

FILE = "changes.toml"
NEEDED = {
    "date": (date, "a day without quotes, such as 2026-11-24"),
    "pages": (list, 'the pages without ending, such as ["faq/safety"]'),
    "what": (str, "what a reader now finds, in one or two sentences"),
    "why": (str, "why, in one or two sentences"),
}
"""What each change must say: its type, and what to write."""


@dataclass(frozen=True)
class Change:
    """One change, on one page or several; ``sources`` are keys of the bibliography."""

    date: date
    pages: tuple[str, ...]
    what: str
    why: str
    sources: tuple[str, ...]
    line: int


class page_history(nodes.General, Placeholder):
    """Where the history will stand; ``docname`` is the page that shows it."""

    def fill(self, app: Sphinx) -> list[nodes.Node]:
        return [section(app, self["docname"], *page) for page in app.env.page_changes.items()]


class PageHistory(SphinxDirective):
    """All changes, a section a page."""

    def run(self) -> list[nodes.Node]:
        self.env.metadata[self.env.docname]["page_history"] = True
        return [page_history(docname=self.env.docname)]


def read(path: Path) -> tuple[list[Change], list[tuple[int, str]]]:
    """The changes that can be read, newest first, and for the others the line and what is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
        written = tomllib.loads(text).get("change", [])
    except FileNotFoundError:
        return [], []
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        at = re.search(r"line (\d+)", str(error))
        return [], [
            (int(at[1]) if at else 1, f"cannot be read ({error}): write each change as [[change]] and its fields")
        ]
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == "[[change]]"]
    changes, problems = [], []
    for number, one in zip(lines, written, strict=False):
        wrong = [f"{name!r} is missing or no such thing: write {name} = {how}" for name, how in _missing(one)]
        problems += [(number, problem) for problem in wrong]
        if not wrong:
            sources = tuple(one.get("sources", ()))
            changes.append(Change(one["date"], tuple(one["pages"]), one["what"], one["why"], sources, number))
    return sorted(changes, key=lambda change: change.date, reverse=True), problems


def _missing(one: dict[str, Any]) -> Iterator[tuple[str, str]]:
    return ((name, how) for name, (kind, how) in NEEDED.items() if not one.get(name) or not isinstance(one[name], kind))


def collect(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Read the file once a build; tell each page its last change; write the history again when it has changed."""
    changes, problems = read(Path(app.srcdir, FILE))
    known = entries(env)
    for change in changes:
        problems += [
            (change.line, f"there is no page {page!r}: write its name without ending, such as faq/safety")
            for page in change.pages
            if page not in env.found_docs
        ]
        problems += [
            (change.line, f"there is no reference {key!r}: write a key of the bibliography")
            for key in change.sources
            if key not in known
        ]
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
        day = format_date(change.date, "d MMMM yyyy", locale=app.config.language)
        history += nodes.paragraph("", "", nodes.strong("", f"{day}."), nodes.Text(f" {change.what}"))
        why = nodes.paragraph("", "", nodes.emphasis("", "Why:"), nodes.Text(f" {change.why}"))
        if known := [key for key in change.sources if key in entries(app.env)]:
            why += [nodes.Text(" "), citation(app, here, ",".join(known))]
        history += why
    if not changes:
        history += nodes.paragraph("", "No change is recorded yet.")
    return history


def citation(app: Sphinx, here: str, keys: str) -> nodes.Node:
    """As in a text, but counted as no citation: the history is not what "Cited in" is about."""
    cite = app.env.get_domain("cite")
    node = pending_xref(refdomain="cite", reftype="p", reftarget=keys, refdoc=here)
    return cite.resolve_xref(app.env, here, app.builder, "p", keys, node, nodes.inline("", keys))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("concerns")
    app.setup_extension("placeholder")
    app.add_node(page_history)
    app.add_directive("page-history", PageHistory)
    app.connect("env-updated", collect, priority=400)  # before those that show the day of the last change
    return {"parallel_read_safe": True, "parallel_write_safe": True}
