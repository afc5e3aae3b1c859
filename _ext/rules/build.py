"""The rules in a Sphinx build: every build gives every finding, also one that reads no page anew."""

from __future__ import annotations

import re
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from rules.bibtex import READER
from rules.registry import GROUPS, RULES, Rule
from rules.site import Site, check

logger = logging.getLogger(__name__)

LONGEST_EXAMPLE = 1200


def warn(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Before pages are read, which is the one event of a build that comes even when no page has changed."""
    root = Path(app.srcdir)
    pages = [str(env.doc2path(docname, base=False)) for docname in env.found_docs]
    site = Site.read(root, [page for page in pages if page.endswith(".md")], app.config.bibtex_bibfiles)
    reader, known = env.__dict__.get("rules_bibliographies", ("", []))
    site.known = known if reader == READER else []
    for finding in check(site, notes=False):  # a note stops nothing, and who builds has no use for it
        location = f"{root / finding.path}:{finding.line}"
        logger.warning("%s", finding.message, location=location, type="rules", subtype=finding.rule)
    env.rules_bibliographies = READER, site.bibliographies  # Sphinx keeps its environment for the next build


class Rules(Directive):
    """``{rules}``: every rule with its examples, made from the functions themselves."""

    def run(self) -> list[nodes.Node]:
        made = []
        for group, title in GROUPS.items():
            section = nodes.section("", nodes.title("", "", *_inline(title)), ids=[f"rules-{group}"], names=[])
            section += [_described(rule) for rule in RULES.values() if rule.group == group]
            made.append(section)
        return made


def _described(rule: Rule) -> nodes.section:
    """A rule with its bad and its good example."""
    name = rule.name.replace("-", " ").capitalize()
    section = nodes.section("", nodes.title("", name), ids=[f"rule-{rule.name}"], names=[])
    note = " This is a note: it stops nothing." if rule.note else ""
    section += nodes.paragraph("", "", *_inline(" ".join(rule.text.split()) + note))
    for label, example in ((_place(rule), rule.bad), ("Write", rule.good)):
        if shown := _shown(example):
            section += nodes.paragraph("", "", nodes.emphasis("", f"{label}:"))
            section += nodes.literal_block(shown, shown, language="text", classes=["rule-example"])
    return section


def _place(rule: Rule) -> str:
    place = "" if rule.bad_path == "faq/safety.md" else f", in {rule.bad_path}"
    return f"Instead of{place}"


def _shown(example: str | bytes) -> str:
    """The example as it can be printed: what cannot be seen is written as Python writes it."""
    if isinstance(example, bytes) or not example.replace("\n", "").isprintable():
        return repr(example).strip("b'\"")
    if len(example) > LONGEST_EXAMPLE:
        return f"{example[:60].strip()} ... ({len(example):,} characters)"
    return example


def _inline(text: str) -> list[nodes.Node]:
    """Words, and what stands in backticks as code."""
    pieces = re.split(r"`([^`]+)`", text)
    return [nodes.literal("", piece) if odd % 2 else nodes.Text(piece) for odd, piece in enumerate(pieces) if piece]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("env-before-read-docs", warn)
    app.add_directive("rules", Rules)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
