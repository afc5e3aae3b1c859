"""``{evidence}``: a table of the studies that a page cites, strongest design first, made of the fields of the bibliography."""

from __future__ import annotations

from docutils import nodes
from pybtex.database import Entry
from shared.cited import entries, keys_by_page, place
from shared.field_nodes import shown
from shared.latex import capital
from shared.placeholder import Placeholder
from shared.stale import outdated
from shared.vocabulary import DESIGNS, N_
from shared.words import _
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

COLUMNS = {N_("Study"): 17, N_("Design"): 16, N_("People"): 20, N_("What it found"): 47}
"""Heading -> width in per cent, for outputs that need one."""

NEEDED = {
    "design": "write one of: " + ", ".join(DESIGNS),
    "participants": 'write how many people were studied, or "not applicable"',
    "finding": "write in one plain sentence what it found, with its numbers",
}
"""Field that the table cannot do without -> what to write."""


class evidence_table(nodes.General, Placeholder):
    """Where the table will stand; ``docname`` is the page whose studies it shows."""

    def fill(self, app: Sphinx) -> nodes.Node:
        known = entries(app.env)
        keys = studies(app.env.evidence_keys.get(self["docname"], ()), known)
        empty = nodes.paragraph("", _("This page cites no study."))
        return Table(app, self["docname"]).of(keys, known) if keys else empty


class Evidence(SphinxDirective):
    """The studies that this page cites."""

    def run(self) -> list[nodes.Node]:
        # Sphinx drops and merges a page's metadata by itself, in incremental and in parallel builds.
        self.env.metadata[self.env.docname]["evidence_table"] = True
        return [evidence_table(docname=self.env.docname)]


def studies(keys: tuple[str, ...], known: dict[str, Entry]) -> list[str]:
    """The keys in the order of the table: strongest design first, then newest, then by name."""
    rank = {design: position for position, design in enumerate(DESIGNS)}

    def order(key: str) -> tuple:
        fields = known[key].fields
        return rank.get(fields.get("design", ""), len(rank)), -_year(fields.get("year", "")), key

    return sorted(keys, key=order)


def _year(text: str) -> int:
    digits = "".join(filter(str.isdigit, text))[:4]
    return int(digits) if digits else 0


class Table:
    """The table of one page."""

    def __init__(self, app: Sphinx, docname: str) -> None:
        self.app, self.docname = app, docname

    def of(self, keys: list[str], known: dict[str, Entry]) -> nodes.table:
        group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in COLUMNS.values()), cols=len(COLUMNS))
        group[0]["stub"] = 1  # the study is the head of its row
        group += nodes.thead("", nodes.row("", *(_cell(nodes.paragraph("", _(title))) for title in COLUMNS)))
        group += nodes.tbody("", *(self.study(key, known[key]) for key in keys))
        return nodes.table("", group, classes=["evidence"])

    def study(self, key: str, entry: Entry) -> nodes.row:
        said = {name: entry.fields.get(name, "").strip() for name in ("design", "participants", "finding", "funding")}
        found = [nodes.paragraph("", "", *shown(said["finding"] or _("Not yet written.")))]
        if said["funding"]:
            found.append(nodes.paragraph("", f"{_('Funding:')} ", *shown(said["funding"]), classes=["funding"]))
        return nodes.row(
            "",
            _cell(nodes.paragraph("", "", self.link(key))),
            _cell(nodes.paragraph("", "", *shown(capital(_(said["design"])) or _("Not stated")))),
            _cell(nodes.paragraph("", "", *shown(capital(_(said["participants"])) or _("Not stated")))),
            _cell(*found),
        )

    def link(self, key: str) -> nodes.Node:
        """Name and year, leading where any citation of that study leads, but counted as none."""
        env, builder = self.app.env, self.app.builder
        citation = pending_xref(refdomain="cite", reftype="p", reftarget=key, refdoc=self.docname)
        cite = env.get_domain("cite")
        shown = cite.resolve_xref(env, self.docname, builder, "p", key, citation, nodes.inline("", key))
        return next(shown.findall(nodes.reference), None) or nodes.inline("", shown.astext().strip("()"))


def _cell(*content: nodes.Node) -> nodes.entry:
    return nodes.entry("", *content)


def collect(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Note once a build what each page cites; write again the pages whose table changed without the page's doing."""
    env.evidence_keys = keys_by_page(env)
    known = entries(env)
    pages = [docname for docname in env.found_docs if "evidence_table" in env.metadata[docname]]
    env.evidence_pages = {docname: env.evidence_keys.get(docname, ()) for docname in pages}
    fields = {
        docname: [(key, [*known[key].fields.items()]) for key in keys] for docname, keys in env.evidence_pages.items()
    }
    return outdated(app, "evidence", fields)


def warn(app: Sphinx, env: BuildEnvironment) -> None:
    """Say once for each entry which field the tables miss."""
    known = entries(env)
    for key in sorted({key for keys in env.evidence_pages.values() for key in keys}):
        fields = known[key].fields
        problems = {name: f"has no {name}" for name in NEEDED if not fields.get(name, "").strip()}
        if "design" not in problems and fields["design"] not in DESIGNS:
            problems["design"] = f"has the unknown design {fields['design']!r}"
        for name, problem in problems.items():
            message = f"{key!r} is cited and {problem}: {NEEDED[name]}"
            logger.warning(message, location=place(env, key), type="evidence", subtype="field")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("shared.placeholder")
    app.setup_extension("shared.words")
    app.setup_extension("shared.table_roles")
    app.add_node(evidence_table)
    app.add_directive("evidence", Evidence)
    app.connect("env-updated", collect)
    app.connect("env-check-consistency", warn)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
