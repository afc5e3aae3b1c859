"""``{questions}``: the questions of all pages, a box to each: what a reader ticks is a sheet to print or to send.

The choice lives in the address alone: ``#q=`` and the ids of what is ticked, which _static/questions.js reads and writes.
A link beside each question on its own page leads to the sheet with that question on it; _static/ask.js adds what the
address of that page says was chosen before. An id depends on the page and the words, so it outlives a new order.
"""

from __future__ import annotations

import json
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from typing import Any

from docutils import nodes
from shared.book import BOOK
from shared.concerns import in_order, of_one_output, plain_text
from shared.page_facts import SITES
from shared.placeholder import Placeholder
from shared.stale import outdated
from shared.words import _, plurals
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode
from sphinx.util.typing import ExtensionMetadata

BOX = "\N{BALLOT BOX}"


@dataclass(frozen=True)
class Question:
    id: str
    text: str


@dataclass(frozen=True)
class Asked:
    """What one page asks."""

    docname: str
    title: str
    questions: tuple[Question, ...]


def asked(env: BuildEnvironment) -> list[Asked]:
    """The pages that ask something, in the order of the site."""
    pages = ((page, env.metadata[page].get("questions")) for page in in_order(env, env.config.root_doc))
    return [Asked(page, env.titles[page].astext(), found) for page, found in pages if isinstance(found, tuple)]


def sheet(env: BuildEnvironment) -> str:
    """The page that gathers the questions, the first where there are more; empty for none."""
    return next((page for page in in_order(env, env.config.root_doc) if "questions_sheet" in env.metadata[page]), "")


class questions(nodes.General, Placeholder):
    """Where the questions of all pages will stand."""

    def fill(self, app: Sphinx) -> nodes.Node | list[nodes.Node]:
        on_the_web = app.builder.name in SITES
        parts, [part] = [], BOOK.ids("questions") or [""]
        for page in asked(app.env):
            link = make_refnode(app.builder, self["docname"], page.docname, part, nodes.Text(page.title))
            items = [(choice if on_the_web else line)(each, app.builder.format) for each in page.questions]
            listed = nodes.bullet_list("", *items, classes=["checklist"])
            name = nodes.make_id(page.docname)
            parts.append(nodes.section("", nodes.title("", "", link), listed, ids=[f"questions-{name}"]))
        if not on_the_web:
            return parts
        return nodes.container("", *parts, nodes.raw("", controls(), format="html"), classes=["questions"])


def controls() -> str:
    """What works with a script alone, with all that the script says; the stylesheet hides it where there is none."""
    says = {
        "tick": _("Tick what you want to ask."),
        "chosen": plurals("{n} question on your sheet.", "{n} questions on your sheet."),
        "gone": plurals(
            "{n} question of this address is no longer on these pages.",
            "{n} questions of this address are no longer on these pages.",
        ),
        "sheet": _("Only your sheet is shown."),
        "all": _("All questions are shown."),
        "copied": _("The address is copied. Whoever opens it sees this sheet."),
        "copy": _("Copy the address below. Whoever opens it sees this sheet."),
    }
    show = f'data-sheet="{escape(_("Show my sheet"))}" data-all="{escape(_("Show all questions"))}"'
    return (
        f'<div class="sheet-bar with-javascript" role="group" aria-label="{escape(_("My sheet"))}"'
        f' data-says="{escape(json.dumps(says, ensure_ascii=False))}">'
        '<p role="status"></p>'
        f'<button type="button" class="show" {show} hidden></button>'
        f'<button type="button" class="copy" hidden>{escape(_("Copy the address"))}</button>'
        f'<button type="button" class="print">{escape(_("Print"))}</button>'
        f'<label hidden>{escape(_("The address of your sheet"))} <input type="text" readonly></label>'
        "</div>"
    )


def choice(question: Question, format: str) -> nodes.list_item:
    """A box to tick. Its id is what the address of a sheet with this question alone says, so that a plain link finds it."""
    box = f'<input type="checkbox" value="{question.id}">'
    label = nodes.raw("", f"<label>{box} <span>{escape(question.text)}</span></label>", format="html")
    return nodes.list_item("", label, ids=[f"q={question.id}"])


def line(question: Question, format: str) -> nodes.list_item:
    """Typst draws the box itself, and fonts of LaTeX lack the letter."""
    return nodes.list_item(
        "", nodes.paragraph("", f"{BOX} {question.text}" if format in ("html", "text") else question.text)
    )


class ask(nodes.General, Placeholder):
    """The link beside a question that puts it on the sheet; nothing where there is no sheet to click on."""

    def fill(self, app: Sphinx) -> nodes.Node | list[nodes.Node]:
        to = sheet(app.env)
        if not to or app.builder.name not in SITES:
            return []
        link = make_refnode(app.builder, self["docname"], to, f"q={self['question']}", nodes.Text(_("Add to my sheet")))
        link["classes"].append("ask")
        return [nodes.Text(" "), link]


class Questions(SphinxDirective):
    """The questions of every page, in the order of the site."""

    def run(self) -> list[nodes.Node]:
        self.env.metadata[self.env.docname]["questions_sheet"] = True
        return [questions(docname=self.env.docname)]


def read(app: Sphinx, doctree: nodes.document) -> None:
    """Note the questions of a page, and hold a place for a link at the end of each."""
    docname = app.env.current_document.docname
    found: dict[str, Question] = {}
    for section in doctree.findall(nodes.section):
        for item in items(section) if {*BOOK.ids("questions")} & {*section["ids"]} else ():
            text = words(item)
            if not text or of_one_output(item):
                continue
            question = Question(name(docname, text), text)
            if question.id not in found and (paragraph := next(item.findall(nodes.paragraph), None)) is not None:
                paragraph += ask(docname=docname, question=question.id)
            found.setdefault(question.id, question)
            if "checklist" not in item.parent["classes"]:
                item.parent["classes"].append("checklist")  # on paper it has boxes to tick
    if found:
        app.env.metadata[docname]["questions"] = tuple(found.values())


def items(section: nodes.section) -> Iterator[nodes.list_item]:
    """Each item of its lists; what an item holds in a list of its own belongs to that item."""
    inside: set[nodes.Node] = set()
    for item in section.findall(nodes.list_item):
        if item not in inside:
            inside.update(item.findall(nodes.list_item))
            yield item


def words(item: nodes.list_item) -> str:
    blocks = (node for node in item.findall(nodes.TextElement) if not isinstance(node, nodes.Inline | nodes.Invisible))
    return " ".join(filter(None, map(plain_text, blocks)))


def name(docname: str, text: str) -> str:
    """Six letters of 32: among a thousand questions two share a name once in two thousand sites."""
    digest = sha256(f"{docname}\n{text.casefold()}".encode()).digest()
    return b32encode(digest)[:6].decode().lower()


def show(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The sheet changes with each page that asks; those pages change with where the sheet is."""
    pages, to = asked(env), sheet(env)
    shows: dict[str, object] = {page.docname: to for page in pages}
    shows |= {page: pages for page in env.found_docs if "questions_sheet" in env.metadata[page]}
    return outdated(app, "questions", shows)


def add_files(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Only the sheet and the pages that ask load anything for it."""
    if app.builder.name not in SITES or doctree is None:
        return
    if "questions_sheet" in app.env.metadata[pagename]:
        app.add_js_file("questions.js", loading_method="defer")
    elif 'class="ask ' in context["body"]:
        app.add_js_file("ask.js", loading_method="defer")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("shared.concerns")
    app.setup_extension("shared.page_facts")
    app.setup_extension("shared.placeholder")
    app.setup_extension("shared.words")
    app.add_node(questions)
    app.add_node(ask)
    app.add_directive("questions", Questions)
    app.connect("doctree-read", read)
    app.connect("env-updated", show)
    app.connect("html-page-context", add_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
