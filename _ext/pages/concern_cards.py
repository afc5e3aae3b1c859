"""``{concern-cards}``: the concerns as cards: the question, the answer in one sentence, and how certain it is."""

from __future__ import annotations

from docutils import nodes
from evidence.certainty import mark
from shared.concerns import Concern, concerns
from shared.placeholder import Placeholder
from shared.stale import outdated
from shared.vocabulary import CERTAINTY, GROUPS
from shared.words import _
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode
from sphinx.util.typing import ExtensionMetadata


class concern_cards(nodes.General, Placeholder):
    """Where the cards will stand; ``docname`` is the page that shows them."""

    def fill(self, app: Sphinx) -> nodes.Node | list[nodes.Node]:
        grouped: dict[str, list[nodes.list_item]] = {group: [] for group in (*GROUPS, "")}
        for concern in concerns(app.env):
            group = concern.group if concern.group in GROUPS else ""
            grouped[group].append(card(app.builder, concern, self["docname"]))
        return [node for group, cards in grouped.items() if cards for node in listed(group, cards)]


def listed(group: str, cards: list[nodes.list_item]) -> list[nodes.Node]:
    """The cards of one group under its heading; those of no group stand without one."""
    cards_list = nodes.bullet_list("", *cards, classes=["concern-cards"])
    if not group:
        return [cards_list]
    return [nodes.section("", nodes.title("", _(GROUPS[group])), cards_list, ids=[f"concerns-{group}"])]


class ConcernCards(SphinxDirective):
    """All concerns in their groups, in the order of the site."""

    def run(self) -> list[nodes.Node]:
        self.env.metadata[self.env.docname]["concern_cards"] = True
        return [concern_cards(docname=self.env.docname)]


def card(builder: Builder, concern: Concern, docname: str) -> nodes.list_item:
    question = make_refnode(builder, docname, concern.docname, "", nodes.strong("", concern.question))
    card = nodes.list_item("", nodes.paragraph("", "", question, classes=["question"]))
    if concern.answer:
        card += nodes.paragraph("", concern.answer)
    if concern.certainty in CERTAINTY:
        sure = nodes.paragraph("", "", mark(concern.certainty, docname))
        sure += [nodes.Text(f": {concern.of_what}")] if concern.of_what else []
        card += sure
    return card


def show(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The cards change with the pages that they lead to."""
    pages = [docname for docname in env.found_docs if "concern_cards" in env.metadata[docname]]
    return outdated(app, "cards", dict.fromkeys(pages, concerns(env) if pages else None))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("evidence.certainty")
    app.setup_extension("shared.concerns")
    app.setup_extension("shared.placeholder")
    app.setup_extension("shared.words")
    app.add_node(concern_cards)
    app.add_directive("concern-cards", ConcernCards)
    app.connect("env-updated", show)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
