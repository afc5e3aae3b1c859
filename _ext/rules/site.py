"""All pages and the bibliography together, as far as a rule has to look beyond its own file, and the check of them all."""

from __future__ import annotations

import ast
import difflib
import fnmatch
import posixpath
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidence.pubmed_query import parse, subject
from shared import book
from shared.bib import meanings
from sphinx.util.matching import get_matching_files

from rules.bibtex import Bibliography
from rules.page import Directive, Page
from rules.registry import RULES, Finding
from rules.source import Source, largest

if TYPE_CHECKING:
    from shared.numbers_in_text import Numbers

    from rules.names import Names

TEMPLATE = "faq/_template.md"
PAGES = "faq"
"""The folder of the concern pages."""
RECORDS = (book.FILE, "changes.toml", "retractions.toml", "set-aside.toml")
"""The files beside the pages that every check reads."""
TEXTS = {".md", ".markdown", ".mdx", ".txt", ".rst", ".html", ".doc", ".docx", ".odt", ".rtf"}
"""What somebody may take for a page."""


class Site:
    """The files that readers' pages are made of: path -> source, and which other files exist."""

    def __init__(self, sources: Mapping[str, Source], exists: Callable[[str], bool], today: date | None = None) -> None:
        self.sources = dict(sources)
        self.exists = exists
        self.today = today or datetime.now(UTC).date()
        self.language = "en"
        """The language in which the pages are written, whatever languages they are translated to."""
        self.ask: Callable[[], Names | None] = lambda: None
        """Asks Sphinx for the blocks and roles it knows, which takes a second: only where a page has an unusual one."""
        self.read_by_sphinx: Callable[[], list[tuple[str, int, str]]] = list
        """``(path, line, message)`` of what only Sphinx finds; a build has it already."""
        self.known: list[Bibliography] = []
        """Bibliographies that were read before: to read the same text again takes longer than all else."""
        self.numbers: dict[str, Numbers] = {}
        """Key -> the numbers of its entry, once a rule has read them."""

    @classmethod
    def read(cls, root: Path, pages: Iterable[str], bibfiles: Iterable[str]) -> Site:
        """Read the pages and what else belongs to them from a folder."""
        beside = (path for path in (root / PAGES).rglob("*") if path.suffix.lower() in TEXTS)
        paths = {*pages, *bibfiles, *(path.relative_to(root).as_posix() for path in beside)}
        paths |= {name for name in RECORDS if (root / name).exists()}
        site = cls({path: Source.read(root, path) for path in sorted(paths)}, lambda path: (root / path).is_file())
        site.ask = lambda: _ask(root)
        return site

    @cached_property
    def pages(self) -> dict[str, Page]:
        """Path -> page, for every file that can be read as one."""
        return {
            path: Page(source) for path, source in self.sources.items() if path.endswith(".md") and source.is_readable
        }

    @cached_property
    def addresses(self) -> list[str]:
        """The pages that a link can lead to: those that are not part of others, nor the one to copy."""
        return [path for path in self.pages if not posixpath.basename(path).startswith("_")]

    @cached_property
    def names(self) -> Names | None:
        """The blocks and roles that can be written; ``None`` where nobody can be asked."""
        return self.ask()

    @cached_property
    def labels(self) -> set[str]:
        """The names that any page writes above a part, or gives to a block, in lower case."""
        return {label.lower() for page in self.pages.values() for _, label in page.labels}

    @cached_property
    def has_bibliography(self) -> bool:
        """Whether one page lists all that any page cites."""
        return any(each.name == "bibliography" for page in self.pages.values() for each in page.directives)

    @cached_property
    def first_labels(self) -> dict[str, tuple[str, int]]:
        """Name above a part, in lower case -> path and line where it is given first."""
        given = [(label.lower(), (path, line)) for path, page in self.pages.items() for line, label in page.labels]
        return dict(reversed(given))

    @cached_property
    def first_terms(self) -> dict[str, tuple[str, int]]:
        """Term of a glossary -> path and line where it is explained first."""
        given = [
            (line.strip(), (path, number))
            for path, page in self.pages.items()
            for each in page.directives
            if each.name == "glossary"
            for number, line in enumerate(each.content.split("\n"), each.content_line)
            if line[:1].strip()
        ]
        return dict(reversed(given))

    @cached_property
    def slugs(self) -> dict[str, list[str]]:
        """File name in lower case -> the pages of that name."""
        found: dict[str, list[str]] = {}
        for path in sorted(self.pages):
            found.setdefault(posixpath.basename(path).lower(), []).append(path)
        return found

    @cached_property
    def subject(self) -> list[str]:
        """The words for what all pages are about: those that the question of the page to copy begins with."""
        page = self.pages.get(TEMPLATE)
        try:
            return sorted(subject(parse(page.front_matter["search"][1]))) if page else []
        except (KeyError, ValueError):
            return []

    @cached_property
    def bibliographies(self) -> list[Bibliography]:
        known = {each.source: each for each in self.known}
        return [
            known.get(source) or Bibliography(source)
            for path, source in self.sources.items()
            if path.endswith(".bib") and source.data.strip() and source.size <= largest(path)
        ]

    @cached_property
    def entries(self) -> dict:
        """Key -> entry, of all bibliographies."""
        return {key: entry for bibliography in self.bibliographies for key, entry in bibliography.keys.items()}

    @cached_property
    def meant(self) -> dict[str, dict[str, str]]:
        """Key in small letters -> the fields of its entry by BibTeX's names, with those it has from others."""
        return meanings(entry for bibliography in self.bibliographies for entry in bibliography.entries)

    @cached_property
    def cited(self) -> set[str]:
        """The keys that any page cites; the page to copy does not count."""
        return {key for path, page in self.pages.items() if path != TEMPLATE for _, key in page.cites}

    @cached_property
    def synonyms(self) -> dict[str, set[str]]:
        """Each term of the glossary in lower case -> the terms that share its explanation."""
        found: dict[str, set[str]] = {}
        for lines in self._glossary:
            group = {line.lower() for line in lines}
            for term in group:
                found[term] = group
        return found

    @cached_property
    def terms(self) -> dict[str, str]:
        """Each term of the glossary in lower case -> as it is written there."""
        return {line.lower(): line for lines in self._glossary for line in lines}

    @cached_property
    def _glossary(self) -> list[list[str]]:
        """The terms, those with one explanation together: lines without an indent, up to the next that has one."""
        contents = [d.content for page in self.pages.values() for d in page.directives if d.name == "glossary"]
        groups: list[list[str]] = []
        for lines in (content.split("\n") for content in contents):
            for before, line in zip(["", *lines], lines, strict=False):
                if line[:1].strip():
                    if not before[:1].strip():
                        groups.append([])
                    groups[-1].append(line.strip())
        return groups

    @cached_property
    def captions(self) -> dict[str, str]:
        """Page, without ``.md`` -> the caption of the table of contents that names it; empty where it has none."""
        found = {}
        for page in self.pages.values():
            for table in page.directives:
                for _, _, names in self.entries_of(page, table):
                    found |= dict.fromkeys(names, table.options.get("caption", ""))
        return found

    @cached_property
    def contents(self) -> set[str] | None:
        """The pages that a table of contents names, without ``.md``; ``None`` where there is no such table."""
        tables = [(page, table) for page in self.pages.values() for table in page.directives if table.name == "toctree"]
        names = {name for page, table in tables for *_, names in self.entries_of(page, table) for name in names}
        return names if tables else None

    @cached_property
    def documents(self) -> list[str]:
        """The pages that a table of contents can name, without ``.md``."""
        return [path.removesuffix(".md") for path in self.addresses]

    def entries_of(self, page: Page, table: Directive) -> Iterator[tuple[int, str, list[str]]]:
        """``(line, entry as written, pages)`` of a table of contents; for a page that is not there, the one that is meant."""
        if table.name != "toctree":
            return
        for number, entry in toctree_entries(table):
            name = page.path_of(entry).removesuffix(".md")
            if set(entry) & set("*?["):
                yield number, entry, fnmatch.filter(self.documents, name)
            elif name in self.documents:
                yield number, entry, [name]
            else:
                yield number, entry, difflib.get_close_matches(name, self.documents, n=1)


def _ask(root: Path) -> Names | None:
    from rules.names import ask  # here, because only an unusual name is worth the time that Sphinx takes to load

    return ask(root)


def _read_by_sphinx(root: Path) -> list[tuple[str, int, str]]:
    from rules.names import read_by_sphinx

    return read_by_sphinx(root)


def toctree_entries(directive: Directive) -> Iterator[tuple[int, str]]:
    """``(line, page)`` of a table of contents: ``faq/safety`` or ``Title <faq/safety>``."""
    for number, line in enumerate(directive.content.split("\n"), directive.content_line):
        entry = line.strip()
        if entry.endswith(">") and "<" in entry:
            entry = entry[entry.rindex("<") + 1 : -1]
        if entry and "://" not in entry and entry not in {"self", "genindex", "search"}:
            yield number, entry


def needs_sphinx(page: Page, told: set[int]) -> bool:
    """Whether something on the page, on no line that is told, is so unusual that only Sphinx knows whether it can be read."""
    from rules.blocks import ROLES, is_usual

    unusual = [each.line for each in page.directives if not is_usual(each)]
    for block in page.blocks:
        unusual += [line for line, role, _ in block.roles if role not in ROLES]
        unusual += [line for line, address in block.links if address.startswith(("project:", "path:", "inv:", "myst:"))]
        unusual += [line for line, address, _ in block.images if "*" in address]
    return "myst" in page.front_matter or not set(unusual) <= told


def left_out(site: Site) -> str:
    """What to tell of the rules that know no words of the language of the pages; empty where all do."""
    names = [rule.name for rule in RULES.values() if not rule.knows(site.language)]
    if not names:
        return ""
    return f"{len(names)} rules know no words of the language {site.language!r} and were left out: {', '.join(names)}"


SYNTAX = {"entries-can-be-read", "values-are-in-braces"}
LAYOUT = "layout-is-the-same-everywhere"
"""The rules that tell why an entry cannot be read, and the one that tells last."""


def check(site: Site, only: Iterable[str] | None = None, notes: bool = True) -> list[Finding]:
    """What every rule finds, sorted by path and line; in the files of ``only``, or in all; with the notes, or without."""
    wanted = set(site.sources if only is None else only)
    subjects: dict[str, list] = {
        "files": [source for path, source in site.sources.items() if path in wanted],
        "records": [site.sources[path] for path in RECORDS if path in site.sources and path in wanted],
        "bibliography": [bibliography for bibliography in site.bibliographies if bibliography.path in wanted],
    }
    pages = [page for path, page in site.pages.items() if path in wanted]
    findings = [
        Finding(subject.path, line, message, rule.name, rule.note)
        for rule in RULES.values()
        if (notes or not rule.note) and rule.knows(site.language)
        for subject in subjects.get(rule.group, pages)
        for line, message in rule.check(subject, site)
    ]
    if any(needs_sphinx(page, {each.line for each in findings if each.path == page.path}) for page in pages):
        findings += [Finding(*said, "sphinx") for said in site.read_by_sphinx()]
    return sorted(_without_echoes(findings, site))


def _without_echoes(findings: list[Finding], site: Site) -> list[Finding]:
    """Without what is found of an entry only because it cannot be read as it was meant: one slip is one fault."""
    echoes = {(bibliography.path, line) for bibliography in site.bibliographies for line in bibliography.broken_lines}
    told = [each for each in findings if (each.path, each.line) not in echoes or each.rule in SYNTAX]
    places = Counter((each.path, each.line) for each in told)
    return [each for each in told if each.rule != LAYOUT or places[each.path, each.line] == 1]


def settings(root: Path, *names: str) -> dict[str, Any]:
    """Lists and texts that conf.py sets, read without running it: it only ever assigns, so the check need not wait for Sphinx.

    Raises SyntaxError where conf.py is no Python, and ValueError where such a setting is no plain list.
    """
    tree = ast.parse((root / "conf.py").read_text(encoding="utf-8"), "conf.py")
    found: dict[str, Any] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in names:
            found[node.targets[0].id] = ast.literal_eval(node.value)
    return found


def read_site(root: Path) -> Site:
    """The site as conf.py describes it."""
    book.use(root)
    conf = settings(root, "include_patterns", "exclude_patterns", "bibtex_bibfiles", "source_language")
    # `.venv` and `build` would be walked through for nothing, and hold pages that are not ours.
    excluded = [*conf["exclude_patterns"], ".*", "build", "**/.*"]
    pages = get_matching_files(root, conf["include_patterns"], excluded)
    site = Site.read(root, [path for path in pages if path.endswith(".md")], conf["bibtex_bibfiles"])
    site.read_by_sphinx = lambda: _read_by_sphinx(root)
    site.language = conf.get("source_language", site.language)
    return site
