"""The status line of a concern: how certain, when checked, reviewed by whom, how to report a mistake and to cite it."""

from __future__ import annotations

import os
import time
from calendar import monthrange
from datetime import UTC, date, datetime
from html import escape
from urllib.parse import quote

from docutils import nodes
from evidence.certainty import mark
from shared.book import BOOK
from shared.concerns import outcomes, says_how_sure
from shared.page_facts import page_address
from shared.placeholder import Placeholder
from shared.stale import outdated
from shared.vocabulary import CERTAINTY
from shared.words import _, in_words
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.nodes import make_refnode
from sphinx.util.typing import ExtensionMetadata

from pages.expiry import parse_recheck

logger = logging.getLogger(__name__)

"""The page that tells what changed on the others, if there is one."""


class page_status(nodes.General, Placeholder):
    """Where the line will stand; ``docname`` is the page it is about."""

    def fill(self, app: Sphinx) -> nodes.container:
        return Status(app, self["docname"]).line()


def next_check(checked: date) -> date:
    """A year after the last search, which is the longest that a page may wait (NHS content standard)."""
    year, month = checked.year + 1, checked.month
    return date(year, month, min(checked.day, monthrange(year, month)[1]))


def today() -> date:
    """The day of the build, which is that of the last commit where the environment names it: the same commit reads the same."""
    moment = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(moment) if moment.isdigit() else time.time(), UTC).date()


def passed(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Write a page again once the day has passed on which a fact on it may change."""
    past = {}
    for docname in env.found_docs:
        try:
            past[docname] = parse_recheck(env.metadata[docname].get("recheck", ""))[0] < today()
        except ValueError:
            continue  # there is none, or it is named where the line is made
    return outdated(app, "recheck", past)


def hold_place(app: Sphinx, doctree: nodes.document) -> None:
    """Put the line under the answer, or under the title of a page without one, after any crisis lines."""
    docname = app.env.current_document.docname
    title = next(doctree.findall(nodes.title), None)
    if title is None or not says_how_sure(app.env, docname):
        return
    if answer := next((node for node in doctree.findall(nodes.section) if "in-short" in node["classes"]), None):
        answer += page_status(docname=docname)
        return
    section, at = title.parent, title.parent.index(title) + 1
    while at < len(section) and isinstance(section[at], (nodes.Admonition, nodes.comment)):
        at += 1
    section.insert(at, page_status(docname=docname))


class Status:
    """What one page says about itself, from its front matter and conf.py."""

    def __init__(self, app: Sphinx, docname: str) -> None:
        self.app, self.docname = app, docname
        self.data = app.env.metadata[docname]
        self.title = app.env.titles[docname].astext()
        self.checked = self.read_date()

    def line(self) -> nodes.container:
        line = nodes.container("", nodes.bullet_list("", *map(_item, self.facts())), classes=["status"])
        if self.app.builder.format == "html":
            line += nodes.raw("", self.cite_this_page(), format="html")
        return line

    def facts(self) -> list[nodes.Node]:
        facts: list[nodes.Node] = []
        level = self.data.get("certainty")
        told = outcomes(self.app.env, self.docname) and "short_answer" in self.data  # by the table under the answer
        if level in CERTAINTY and not told:
            facts.append(mark(level, self.docname))
        if checked := self.checked:
            facts.append(nodes.Text(_("Evidence checked {day}").format(day=in_words(checked))))
            facts.append(nodes.Text(_("Next check due {day}").format(day=in_words(next_check(checked)))))
        if expiry := self.read_expiry():
            day, what = expiry
            told = _("May have changed since {day}: {what}") if day < today() else _("May change on {day}: {what}")
            facts.append(nodes.Text(told.format(day=in_words(day), what=what)))
        facts.append(nodes.Text(_(BOOK.review)))
        if BOOK.history_page in self.app.env.found_docs:
            words = nodes.Text(_("What changed"))
            facts.append(
                make_refnode(self.app.builder, self.docname, BOOK.history_page, self.docname.split("/")[-1], words)
            )
        if self.app.config.repository_url:
            address = f"{self.app.config.repository_url}/issues/new?template=correction.yml&title={quote(self.title)}"
            facts.append(nodes.reference("", _("Report a mistake"), refuri=address, internal=False))
        return facts

    def read_date(self) -> date | None:
        """The day of the last search; a page whose date cannot be read shows none and is named by a warning."""
        try:
            return date.fromisoformat(self.data.get("checked", ""))
        except ValueError:
            message = "%r is no date: write `checked:` as year-month-day, such as 2026-11-23"
            place = (self.docname, 1)
            logger.warning(message, self.data.get("checked", ""), location=place, type="status", subtype="date")
            return None

    def read_expiry(self) -> tuple[date, str] | None:
        """The day on which a fact may change and what to look up; one that cannot be read is named by a warning."""
        try:
            return parse_recheck(self.data["recheck"]) if "recheck" in self.data else None
        except ValueError as error:
            logger.warning("%s", error, location=(self.docname, 1), type="status", subtype="recheck")
            return None

    def cite_this_page(self) -> str:
        """A reference in words and as BibTeX, to copy; folded away, without a script."""
        config = self.app.config
        year = str(self.checked.year) if self.checked else _("no date")  # never today's: the same commit reads the same
        address = page_address(self.app, self.docname)
        plain = _("{author}. {title} In: {project}. Version {version}, {year}. {address}").format(
            author=config.author,
            title=self.title,
            project=config.project,
            version=config.release,
            year=year,
            address=address,
        )
        version = _("{project}, version {version}").format(project=f"{{{config.project}}}", version=config.release)
        fields = {"author": f"{{{config.author}}}", "title": f"{{{self.title}}}", "year": year}
        fields["howpublished"] = version
        fields |= {"url": address} if address else {}
        key = f"{BOOK.name}-{self.docname.split('/')[-1]}"
        bibtex = "\n".join([f"@misc{{{key},", *(f"  {name} = {{{text}}}," for name, text in fields.items()), "}"])
        return (
            f'<details class="cite-this-page"><summary>{escape(_("Cite this page"))}</summary>'
            f"<p>{escape(plain.strip())}</p>"
            f'<pre tabindex="0" aria-label="{escape(_("As BibTeX"))}">{escape(bibtex)}</pre></details>'
        )


def _item(fact: nodes.Node) -> nodes.list_item:
    return nodes.list_item("", nodes.paragraph("", "", fact))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("evidence.certainty")
    app.setup_extension("shared.concerns")
    app.setup_extension("shared.page_facts")
    app.setup_extension("shared.placeholder")
    app.setup_extension("shared.words")
    app.add_config_value("repository_url", "", "html", str, "Address of the repository, where readers report mistakes.")
    app.add_node(page_status)
    app.connect("env-updated", passed)
    app.connect("doctree-read", hold_place, priority=620)  # after the answer and its outcomes are found
    return {"parallel_read_safe": True, "parallel_write_safe": True}
