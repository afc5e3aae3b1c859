"""Our references as the watch holds them against the registries."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pybtex.database import Entry
from shared import bib
from shared.latex import address
from shared.latex import plain as decoded

from tools.registries import Author

ADDRESSES = ("doi", "url", "pmid", "pmcid")
"""Fields that are no text: they stay letter for letter."""


class Unreadable(Exception):
    """The file cannot be read. The message names the file, and the line where it is known."""


@dataclass(frozen=True)
class Reference:
    """One entry of the file. ``fields`` are plain text, without braces or commands; ``authors`` leaves out "others"."""

    key: str
    type: str
    line: int
    fields: dict[str, str]
    authors: tuple[Author, ...]
    others: bool  # the list of authors ends in "and others"

    def get(self, name: str) -> str:
        """A field, or nothing."""
        return self.fields.get(name, "")

    @property
    def year(self) -> int | None:
        """The year, where it is a number."""
        return int(self.get("year")) if self.get("year").isdigit() else None

    @property
    def first_author(self) -> str:
        """The family name of the first author, or the name of the group."""
        return self.authors[0].family if self.authors else ""


def faults(path: Path) -> list[str]:
    """What is wrong with the file, a line each; what can be read is read all the same."""
    return [f"{path}:{fault.line}: {fault.message}" for fault in bib.read(_bytes(path)).faults]


def read(path: Path) -> list[Reference]:
    """The entries in the order of the file. Raises ``Unreadable`` where there is nothing to read."""
    found = bib.read(_bytes(path))
    if not found.entries and found.text.strip():
        first = found.faults[0] if found.faults else None
        raise Unreadable(f"{path}:{first.line if first else 1}: {first.message if first else 'no entry is in it'}")
    entries = bib.database(found.entries)[0].entries
    return [_reference(entry, entries[entry.key]) for entry in found.entries]


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror}") from None


def _reference(ours: bib.Entry, entry: Entry) -> Reference:
    people = entry.persons.get("author", [])
    authors = [
        Author(
            plain(" ".join([*person.prelast_names, *person.last_names])),
            plain(" ".join([*person.first_names, *person.middle_names])),
            group=not (person.first_names or person.middle_names)
            and len(person.last_names) == 1
            and "{" in str(person),
        )
        for person in people
    ]
    others = bool(authors) and authors[-1].family.casefold() == "others"
    fields = {name.lower(): value for name, value in entry.fields.items()}
    fields = {name: plain(value) for name, value in fields.items() if name not in ADDRESSES}
    fields |= {
        name: address(ours.text(name)) for name in ADDRESSES if name in ours.fields
    }  # of the book: not the chapter's
    return Reference(ours.key, ours.kind, ours.line, fields, tuple(authors[:-1] if others else authors), others)


def plain(latex: str) -> str:
    """A value without its braces and commands."""
    return " ".join(decoded(latex).split())
