"""What each concern page says about itself, read once from the page: cards, status line and data files are made of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from shared.book import BOOK
from shared.graded import Outcome

_ABBREVIATIONS = r"(?<!\bDr)(?<!\bvs)(?<!\bv)(?<!\be\.g)(?<!\bi\.e)(?<!\bal)(?<!\bSt)"
_SENTENCE = re.compile(rf"(.+?{_ABBREVIATIONS}[.!?][\"')\]’”]*)(?=\s+[\"'(‘“]*[A-Z0-9]|\s*$)", re.DOTALL)


@dataclass(frozen=True)
class Concern:
    """A page that answers a concern: one whose front matter says how certain its answer is."""

    docname: str
    question: str
    short_answer: str
    certainty: str
    checked: str
    group: str = ""
    """One of ``vocabulary.GROUPS``, or empty."""
    outcomes: tuple[Outcome, ...] = ()
    """How sure we are of what; the first is the main answer."""

    @property
    def of_what(self) -> str:
        """What the certainty of the page is about; empty where the page does not say."""
        return self.outcomes[0].what if self.outcomes else ""

    @property
    def answer(self) -> str:
        """The first sentence of the short answer."""
        match = _SENTENCE.match(self.short_answer)
        return match[1] if match else self.short_answer


def concerns(env: BuildEnvironment) -> list[Concern]:
    """The concern pages, in the order of the site."""
    return [concern for page in in_order(env, env.config.root_doc) if (concern := concern_of(env, page))]


def concern_of(env: BuildEnvironment, page: str) -> Concern | None:
    """The concern that a page answers, if it answers one.

    The conclusion has no short answer; a page that puts several answers together has no one level of certainty.
    """
    data = env.metadata[page]
    if "certainty" not in data or "short_answer" not in data:
        return None
    question, checked, graded = env.titles[page].astext(), data.get("checked", ""), outcomes(env, page)
    return Concern(
        page, question, data.get("short_answer", ""), data["certainty"], checked, data.get("group", ""), graded
    )


def outcomes(env: BuildEnvironment, page: str) -> tuple[Outcome, ...]:
    """How sure the page is of what."""
    found = env.metadata[page].get("outcomes")
    return found if isinstance(found, tuple) else ()


def says_how_sure(env: BuildEnvironment, page: str) -> bool:
    """Whether the page answers something, so that it has a status: it says how certain it is, or when that was looked up."""
    return not env.metadata[page].keys().isdisjoint({"certainty", "checked"})


def in_order(env: BuildEnvironment, start: str) -> Iterator[str]:
    """Every page that the tables of contents lead to, once each, then the others by name."""
    seen, waiting = {}, [start]
    while waiting:
        page = waiting.pop()
        if page not in seen and page in env.found_docs:
            seen[page] = None
            waiting += reversed(env.toctree_includes.get(page, []))
    yield from seen
    yield from sorted(env.found_docs - seen.keys())


def read_short_answer(app: Sphinx, doctree: nodes.document) -> None:
    """Note the text of the short answer and mark the section, so that it can stand out in every output."""
    metadata = app.env.metadata[app.env.current_document.docname]
    for section in doctree.findall(nodes.section):
        if says_how_sure(app.env, app.env.current_document.docname) and {*BOOK.ids("answer")} & {*section["ids"]}:
            section["classes"].append("in-short")
            paragraphs = [node for node in section.findall(nodes.paragraph) if not of_one_output(node)]
            metadata["short_answer"] = " ".join(filter(None, map(plain_text, paragraphs)))
            return


def of_one_output(node: nodes.Node) -> bool:
    """Whether it stands in an `only` block, so that other outputs do not have it."""
    while node is not None and not isinstance(node, addnodes.only):
        node = node.parent
    return node is not None


def plain_text(paragraph: nodes.TextElement) -> str:
    """Its words on one line, without citations."""
    copy = paragraph.deepcopy()
    for citation in list(copy.findall(addnodes.pending_xref)):
        if citation.get("refdomain") == "cite":
            citation.parent.remove(citation)
    return re.sub(r"\s+([.,;:])", r"\1", " ".join(copy.astext().split()))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("shared.book")
    app.connect("doctree-read", read_short_answer, priority=600)  # after Sphinx has read the front matter
    return {"parallel_read_safe": True, "parallel_write_safe": True}
