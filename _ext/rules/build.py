"""The rules in a Sphinx build: every build gives every finding, also one that reads no page anew."""

from __future__ import annotations

import contextlib
import logging as python_logging
import re
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.logging import get_node_location
from sphinx.util.typing import ExtensionMetadata

from rules.bibtex import READER
from rules.names import registered
from rules.registry import GROUPS, RULES, Finding, Rule
from rules.site import Site, check, left_out
from rules.structure import circle_of

logger = logging.getLogger(__name__)

LONGEST_EXAMPLE = 1200


def warn(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Before pages are read, which is the one event of a build that comes even when no page has changed."""
    root = Path(app.srcdir)
    pages = [str(env.doc2path(docname, base=False)) for docname in env.found_docs]
    site = Site.read(root, [page for page in pages if page.endswith(".md")], app.config.bibtex_bibfiles)
    site.language = app.config.source_language
    if told := left_out(site):
        logger.info("%s", told)
    reader, known = env.__dict__.get("rules_bibliographies", ("", []))
    site.known = known if reader == READER else []
    site.ask = lambda: registered(app)
    findings = check(site, notes=False)  # a note stops nothing, and who builds has no use for it
    app._rules_once.told = [(finding, kind) for finding in findings for kind in RULES[finding.rule].also]
    app._rules_once.kinds = {kind for _, kind in app._rules_once.told}
    app._rules_once.lost = not all(bibliography.is_whole for bibliography in site.bibliographies)
    app._rules_once.endless = {
        path
        for page in site.pages.values()
        for directive in page.directives
        for path in circle_of(page, directive, site)
    }
    for finding in findings:
        location = f"{root / finding.path}:{finding.line}"
        logger.warning("%s", finding.message, location=location, type="rules", subtype=finding.rule)
    env.rules_bibliographies = READER, site.bibliographies  # Sphinx keeps its environment for the next build


def end(app: Sphinx, relative_path: Path, parent_docname: str, content: list[str]) -> None:
    """Leave out what would include itself without end: a rule has told it, and the other pages are still to be read."""
    if relative_path.as_posix() in app._rules_once.endless:
        content[0] = ""


class Once(python_logging.Filter):
    """Keeps from a build's warnings those of Sphinx and of our blocks that tell a fault which a rule has told already."""

    def __init__(self, root: Path) -> None:
        super().__init__()
        self.root = root
        self.told: list[tuple[Finding, str]] = []
        self.kinds: set[str] = set()
        self.lost = False
        """Whether an entry, or its key, cannot be read: then what cites it is no fault of its own."""
        self.endless: set[str] = set()
        """The files that include themselves."""

    def filter(self, record: python_logging.LogRecord) -> bool:
        said = record.getMessage()
        kind = f"{record.type}.{getattr(record, 'subtype', None) or ''}" if getattr(record, "type", None) else said
        if self.lost and kind == "bibtex.key_not_found":
            return False
        if not kind.startswith(tuple(self.kinds)):
            return True
        path, line = self._place(getattr(record, "location", None))
        return not any(
            kind.startswith(its_kind) and self._is_that(finding, path, line, said) for finding, its_kind in self.told
        )

    @staticmethod
    def _is_that(finding: Finding, path: str, line: int, said: str) -> bool:
        """Whether what is said of that place tells what the finding tells."""
        name, its_name = path.removesuffix(".md"), finding.path.removesuffix(".md")
        # Docutils counts a line more or less, and what is about a page as a whole is told at its first line, or at none.
        if not name or (finding.path == path and (line <= 1 or abs(finding.line - line) <= 1)):
            return True
        if finding.path == path or path.endswith(".bib") or its_name.rpartition("/")[2].startswith("_"):
            return _is_about(finding.message, said)
        # Of one page that is missing or wrong, Sphinx speaks on another.
        return (
            f"'{its_name}'" in said or re.search(rf"(?<![\w/-]){re.escape(name)}(?![\w-])", finding.message) is not None
        )

    def _place(self, location: object) -> tuple[str, int]:
        """The path from the root and the line of a warning, whose place Sphinx takes in many forms."""
        if isinstance(location, nodes.Node):
            location = get_node_location(location)
        elif isinstance(location, tuple):
            location = f"{location[0]}.md:{location[1] or 0}"
        path, _, line = str(location or "").rpartition(":")
        path = path or str(location or "")
        if path and not Path(path).suffix:
            path += ".md"
        with contextlib.suppress(ValueError):  # changes.toml is told without a folder
            path = Path(path).relative_to(self.root).as_posix()
        return path, int(line) if line.isdigit() else 0


def _is_about(ours: str, theirs: str) -> bool:
    """Whether what their message quotes stands in ours."""
    if theirs.startswith("Footnote [#]"):  # it does not say which
        return "did you mean" in ours
    named = re.match(r"(?:duplicate (?:label|term description of) |Footnote \[)(.+?)(?:, other instance|\])", theirs)
    quoted = [named[1]] if named else re.findall(r"['\"`]([^'\"`]+)['\"`]", theirs) or theirs.split()[-1:]
    return any(words.removeprefix("./") in ours for words in quoted)


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


def tell_once(app: Sphinx) -> None:
    """Before anything is read, when the handlers are those that print: later Sphinx collects warnings for a while."""
    app._rules_once = Once(Path(app.srcdir))
    for handler in python_logging.getLogger("sphinx").handlers:
        handler.filters.insert(0, app._rules_once)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("shared.book")
    app.setup_extension("shared.words")
    app.connect("builder-inited", tell_once)
    app.connect("env-before-read-docs", warn)
    app.connect("include-read", end)
    app.add_directive("rules", Rules)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
