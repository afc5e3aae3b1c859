"""The bibliography as its author sees it: entries and fields with their lines, also when one of them is broken."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

# bibclean is made for sphinxcontrib-bibtex, keeps reading after a broken entry and knows the line of each field, which
# pybtex does not. It offers a command and no interface for Python, so its inner modules are used here and nowhere else,
# and pyproject.toml pins it to the exact version.
from bibclean._config import Config, parse_config
from bibclean._engine import Report, process
from bibclean._formatter import format_blocks
from bibclean._model import Entry as BibcleanEntry
from bibclean._model import Malformed, StringDef, single_text
from bibclean._parser import parse
from vocabulary import OWN_FIELDS

from rules.source import Source

REQUIRED: dict[str, tuple[str, ...]] = {
    "article": ("author", "title", "journal", "year"),
    "book": ("author|editor", "title", "publisher", "year"),
    "incollection": ("author", "title", "booktitle", "publisher", "year"),
    "techreport": ("author", "title", "institution", "year"),
    "misc": ("title", "year"),
}
"""Type of an entry -> the fields it cannot do without."""

STANDARD = [
    "author",
    "editor",
    "title",
    "journal",
    "booktitle",
    "publisher",
    "address",
    "institution",
    "organization",
    "howpublished",
    "edition",
    "chapter",
    "series",
    "year",
    "month",
    "volume",
    "number",
    "pages",
    "doi",
    "pmid",
    "pmcid",
    "eprint",
    "archiveprefix",
    "primaryclass",
    "url",
    "urldate",
    "note",
    "crossref",
]
"""The fields of BibTeX and the identifiers that an entry may have beside our own."""

FIELDS = (*STANDARD, *OWN_FIELDS)

# "required-field" knows our types; which fields there are says a rule of ours; a ministry's report has a DOI and an address.
_SETTINGS = {
    "align-values": True,
    "sort-fields": list(FIELDS),
    "month": "name",
    "ignore": ["url-with-doi", "strip-field"],
    **{kind: {"required": list(required)} for kind, required in REQUIRED.items()},
}

READER = sha256(Path(__file__).read_bytes() + repr((version("bibclean"), _SETTINGS)).encode()).hexdigest()
"""Changes with what a bibliography is read by: one that an earlier reader has read is read again."""


@dataclass(frozen=True)
class Field:
    line: int
    text: str


@dataclass(frozen=True)
class Entry:
    line: int
    kind: str
    key: str
    fields: dict[str, Field]
    """Name in lower case -> its line and its text, without the outer braces."""

    def text(self, name: str) -> str:
        """The text of that field; empty where it is missing."""
        return self.fields[name].text if name in self.fields else ""

    def line_of(self, name: str) -> int:
        """The line of that field, or of the entry where it is missing."""
        return self.fields[name].line if name in self.fields else self.line


class Bibliography:
    """A ``.bib`` file. Nothing is lost: the entries beside a broken one are all here."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.path = source.path
        self._config: Config = parse_config(_SETTINGS, path=None)

    def __getstate__(self) -> dict:
        """What is kept for the next build: not bibclean's own objects, which are many."""
        return {name: value for name, value in self.__dict__.items() if name not in {"_blocks", "_report"}}

    @cached_property
    def _blocks(self) -> list:
        return parse(self.source.text)

    @cached_property
    def entries(self) -> list[Entry]:
        return [
            Entry(
                block.start.line,
                block.entry_type.lower(),
                block.key,
                {
                    # reversed, so that of a field given twice the first is kept, as BibTeX does
                    field.key.lower(): Field(field.start.line, single_text(field.value) or "")
                    for field in reversed(block.fields)
                },
            )
            for block in self._blocks
            if isinstance(block, BibcleanEntry)
        ]

    @cached_property
    def is_whole(self) -> bool:
        """Whether every entry could be read."""
        return not any(isinstance(block, Malformed) for block in self._blocks)

    @cached_property
    def keys(self) -> dict[str, Entry]:
        return {entry.key: entry for entry in reversed(self.entries)}

    @cached_property
    def _report(self) -> Report:
        return process(self.source.text.encode(), "utf-8", self._config)

    @cached_property
    def tidy(self) -> str:
        """The text in the one layout and order, with every value as it was; unchanged where that cannot be promised."""
        macros = [block.key.lower() for block in self._blocks if isinstance(block, StringDef)]
        if not self.is_whole or len(macros) != len(set(macros)):
            return self.source.text
        return format_blocks(self._blocks, self._config.format)

    def linted(self, rule: str) -> list[tuple[int, str]]:
        """``(line, message)`` of one of bibclean's rules."""
        return self._found.get(rule, [])

    @cached_property
    def _found(self) -> dict[str, list[tuple[int, str]]]:
        found: dict[str, list[tuple[int, str]]] = {}
        for item in self._report.diagnostics:
            if item.rule and item.position:
                found.setdefault(item.rule, []).append((item.position.line, item.message))
        return found

    @property
    def untidy_line(self) -> int | None:
        """The first line that the one layout would change."""
        if self.tidy == self.source.text:
            return None
        pairs = enumerate(zip(self.source.text.split("\n"), self.tidy.split("\n"), strict=False), 1)
        return next((number for number, (old, new) in pairs if old != new), self.source.text.count("\n") + 1)
