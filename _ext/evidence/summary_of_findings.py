"""``{summary-of-findings}``: a table in GRADE's form, made of the field ``effects`` of the entries that it cites."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from pybtex.database import Entry
from shared.cited import entries, place
from shared.field_nodes import shown
from shared.latex import capital
from shared.placeholder import Placeholder
from shared.stale import outdated
from shared.vocabulary import MEASURES, N_, RATERS, REASONS
from shared.words import _, in_digits, ngettext
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from evidence.certainty import mark
from evidence.effects import NONE, UNREPORTED, Effect, asked_wrongly, effects, faults, gives_nothing, keys_of

logger = logging.getLogger(__name__)

COLUMNS = {
    N_("Outcome"): 18,
    N_("People (studies)"): 12,
    N_("Effect (95% CI)"): 16,
    N_("Comparator"): 15,
    N_("Treatment (95% CI)"): 16,
    N_("Certainty"): 23,
}
"""Heading -> width in per cent. The stylesheet has the same: our policy for the web allows no style in the HTML."""


class summary(nodes.General, Placeholder):
    """Where the table will stand; it holds the title and the citations, and ``keys`` are the entries it shows."""

    def fill(self, app: Sphinx) -> list[nodes.Node]:
        rows = list(of_entries(self["keys"], entries(app.env), self["comparison"]))
        return Table(self, rows).nodes if rows else [nodes.paragraph("", self.children[0].astext()), self.children[1]]


class SummaryOfFindings(SphinxDirective):
    """The outcomes of the cited entries, under each comparison; ``comparison`` chooses one of them."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar = {name: directives.unchanged for name in ("cite", "comparison", "per")}

    def run(self) -> list[nodes.Node]:
        problems = list(asked_wrongly(self.options))
        for problem in problems:
            self.warn(problem, "syntax")
        if problems:
            return [nodes.literal_block(self.block_text, self.block_text)]  # nothing that a person wrote is lost
        keys = keys_of(self.options["cite"])
        citation, _messages = self.env.get_domain("cite").role("p")(
            "cite:p", "", ",".join(keys), self.lineno, self.state.inliner
        )
        title = nodes.title("", self.arguments[0])
        # Below the table: a link in its title is no part of a table to a screen reader.
        source = nodes.paragraph("", "", nodes.Text(f"{_('From')} "), *citation, nodes.Text(". "))
        number = self.env.new_serialno("summary")
        wanted = self.options.get("comparison", "").strip()
        node = summary("", title, source, docname=self.env.docname, keys=keys, comparison=wanted)
        node["per"], node["number"] = int(self.options.get("per", "100")), number
        self.set_source_info(node)
        # Sphinx drops and merges a page's metadata by itself, in incremental and in parallel builds.
        self.env.metadata[self.env.docname].setdefault("summaries", []).append((self.lineno, keys, wanted))
        return [node]

    def warn(self, message: str, subtype: str) -> None:
        place_of = (self.env.docname, self.lineno)
        logger.warning("%s", message, location=place_of, type="summary_of_findings", subtype=subtype)


def of_entries(keys: list[str], known: dict[str, Entry], comparison: str) -> Iterator[tuple[str, Effect | str]]:
    """``(key, outcome)`` in the order of the keys and of each field; an outcome that cannot be read as it is written."""
    for key in keys:
        for each in effects(known[key].fields.get("effects", "")) if key in known else ():
            if not comparison or isinstance(each, str) or each.comparison == comparison:
                yield key, each


class Table:
    """One table with its notes."""

    def __init__(self, asked: summary, rows: list[tuple[str, Effect | str]]) -> None:
        self.asked = asked
        effects = [each for _, each in rows if isinstance(each, Effect) and each.is_reported]
        self.reasons = [name for name in REASONS if any(name in each.reasons for each in effects)]
        group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in COLUMNS.values()), cols=len(COLUMNS))
        group[0]["stub"] = 1  # the outcome is the head of its row
        group += nodes.thead("", nodes.row("", *(_cell(_(name)) for name in COLUMNS)))
        group += nodes.tbody("", *self.body(rows))
        title, self.source = asked.children
        table = nodes.table("", title, group, classes=["summary-of-findings"])
        self.nodes = [table, *self.notes(effects)]

    def body(self, rows: list[tuple[str, Effect | str]]) -> Iterator[nodes.row]:
        before: tuple[str, str] | None = None
        for _key, each in rows:
            if isinstance(each, str):
                yield nodes.row("", _cell(each, morecols=len(COLUMNS) - 1))
                continue
            if (group := (each.treatment, each.comparator)) != before:
                words = nodes.strong("", "", *shown(capital(each.treatment)), nodes.Text(f" {_('compared with')} "))
                words += shown(each.comparator)
                yield nodes.row("", _cell(words, morecols=len(COLUMNS) - 1), classes=["comparison"])
                before = group
            yield self.row(each)

    def row(self, effect: Effect) -> nodes.row:
        what = nodes.inline("", "", *shown(capital(effect.what)))
        if not effect.is_reported:
            return nodes.row("", _cell(what), _cell(capital(_(UNREPORTED)), morecols=len(COLUMNS) - 2))
        # A score is no number of people, and a source may leave the numbers out.
        is_score = bool(effect.measure) and not MEASURES[effect.measure].of_shares
        absolute = effect.absolute(self.asked["per"])
        missing = _("Not counted") if is_score else capital(_(NONE))
        treated, untreated = absolute or (missing, missing)
        studies = ngettext("{n} study", "{n} studies", effect.studies)
        return nodes.row(
            "",
            _cell(what),
            _cell(f"{in_digits(effect.people)} ({studies})"),
            _cell(f"{effect.measure} {effect.relative.shown}" if effect.relative else capital(_(NONE))),
            _cell(untreated),
            _cell(treated),
            self.certainty(effect),
        )

    def certainty(self, effect: Effect) -> nodes.entry:
        """The level, with a letter for each reason, and who set it."""
        level = nodes.paragraph("", "", mark(effect.level, self.asked["docname"]))
        rater = nodes.paragraph("", capital(_(RATERS[effect.rater])), classes=["rater"])
        for place_in_list, reason in enumerate(each for each in self.reasons if each in effect.reasons):
            letter = self.letter(reason)
            link = nodes.reference("", letter, internal=True, refid=self.id(letter), reftitle=capital(_(reason)))
            rater += nodes.superscript("", "", *([nodes.Text(", ")] if place_in_list else [nodes.Text(" ")]), link)
        return nodes.entry("", level, rater)

    def letter(self, reason: str) -> str:
        return "abcdefgh"[self.reasons.index(reason)]

    def id(self, letter: str) -> str:
        return f"findings-{self.asked['number']}-{letter}"

    def notes(self, effects: list[Effect]) -> Iterator[nodes.Node]:
        """The reasons by their letters, and what the abbreviations mean."""
        box = nodes.container("", classes=["summary-notes"])
        measures = [name for name in MEASURES if any(each.measure == name for each in effects)]
        short = "; ".join([_("CI: confidence interval"), *(f"{name}: {_(MEASURES[name].words)}" for name in measures)])
        self.source += nodes.Text(" ".join([f"{short}.", *([_("Rated down for:")] if self.reasons else [])]))
        box += self.source
        if self.reasons:
            items = (
                nodes.list_item(
                    "", nodes.paragraph("", f"{capital(_(reason))}: {_(REASONS[reason])}."), ids=[self.id(letter)]
                )
                for reason in self.reasons
                for letter in [self.letter(reason)]
            )
            box += nodes.enumerated_list("", *items, enumtype="loweralpha", prefix="", suffix=".")
        yield box


def _cell(content: str | nodes.Node, **attributes: object) -> nodes.entry:
    inner = nodes.Text(content) if isinstance(content, str) else content
    return nodes.entry("", nodes.paragraph("", "", inner), **attributes)


def collect(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Write again the pages whose tables changed in the bibliography."""
    known = entries(env)
    asked = {docname: env.metadata[docname].get("summaries", []) for docname in env.found_docs}
    fields = {
        docname: [(key, known[key].fields.get("effects", "")) for _, keys, _ in tables for key in keys if key in known]
        for docname, tables in asked.items()
        if tables
    }
    return outdated(app, "summary-of-findings", fields)


def warn(app: Sphinx, env: BuildEnvironment) -> None:
    """Say for each table which entry gives it nothing, and for each entry what cannot be read or does not add up."""
    known, shown_keys = entries(env), set()
    for docname in sorted(env.found_docs):
        for line, keys, comparison in env.metadata[docname].get("summaries", []):
            for key in [key for key in keys if key in known]:
                if problem := gives_nothing(key, known[key].fields.get("effects", ""), comparison):
                    logger.warning(
                        "%s", problem, location=(docname, line), type="summary_of_findings", subtype="missing"
                    )
            shown_keys |= {key for key in keys if key in known}
    for key in sorted(shown_keys):
        for _below, problem in faults(known[key].fields.get("effects", "")):
            message = f"{key!r}: {problem}"
            logger.warning("%s", message, location=place(env, key), type="summary_of_findings", subtype="effects")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("evidence.certainty")
    app.setup_extension("shared.placeholder")
    app.setup_extension("shared.table_roles")
    app.setup_extension("shared.words")
    app.add_node(summary)
    app.add_directive("summary-of-findings", SummaryOfFindings)
    app.connect("env-updated", collect)
    app.connect("env-check-consistency", warn)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
