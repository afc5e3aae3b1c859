"""The bibliography as its author sees it: entries and fields with their lines, also when one of them is broken."""

from __future__ import annotations

import itertools
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from shared import bib
from shared.vocabulary import OWN_FIELDS

from rules.source import Source

REQUIRED: dict[str, tuple[str, ...]] = {
    "article": ("author", "title", "journal", "year"),
    "book": ("author|editor", "title", "publisher", "year"),
    "incollection": ("author", "title", "booktitle", "publisher", "year"),
    "techreport": ("author", "title", "institution", "year"),
    "misc": ("author|editor", "title", "year"),
}
"""Type of an entry -> the fields it cannot do without."""

STANDARD = """author editor title journal booktitle publisher address institution organization school howpublished
    edition chapter type series year month volume number pages doi pmid pmcid isbn issn eprint
    archiveprefix primaryclass url urldate note crossref""".split()
"""The fields of BibTeX and the identifiers that an entry may have beside our own."""

FIELDS = (*STANDARD, *OWN_FIELDS)

READER = sha256(Path(bib.__file__).read_bytes() + repr((version("bibclean"), FIELDS)).encode()).hexdigest()
"""Changes with what a bibliography is read by: one that an earlier reader has read is read again."""


class Bibliography:
    """A ``.bib`` file. Nothing is lost: the entries beside a broken one are all here."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.path = source.path
        read = bib.read(source.data)
        self.entries: list[bib.Entry] = read.entries
        self.faults: list[bib.Fault] = read.faults
        tidy = read.tidy(FIELDS)
        pairs = enumerate(itertools.zip_longest(read.text.split("\n"), tidy.split("\n")), 1)
        lines = read.text.count("\n") + 1  # the layout may go on below the last
        self.untidy_line = next((min(number, lines) for number, (old, new) in pairs if old != new), None)
        """The first line that the one layout would change."""

    @property
    def tidy(self) -> str:
        """The text in the one layout and order, with every value as it was; to the letter where that cannot be promised."""
        return bib.read(self.source.data).tidy(FIELDS)

    @property
    def is_whole(self) -> bool:
        """Whether every entry is here, if not all of it."""
        return not self.faulty("lost")

    @property
    def broken_lines(self) -> set[int]:
        """The lines that cannot be read as they were meant, and the first of each entry that has one."""
        lines = {line for line, _ in self.faulty("syntax", "lost", "word")}
        return lines | {entry.line for entry in self.entries if not entry.is_whole}

    @cached_property
    def keys(self) -> dict[str, bib.Entry]:
        return {entry.key: entry for entry in self.entries}

    def faulty(self, *kinds: str) -> list[tuple[int, str]]:
        """``(line, message)`` of the faults of these kinds."""
        return [(fault.line, fault.message) for fault in self.faults if fault.kind in kinds]
