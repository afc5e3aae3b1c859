"""Our references as the watch reads them, and where in the file each field of them stands."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from pybtex.database import Entry, parse_string
from pybtex.exceptions import PybtexError

from tools.registries import Author

sys.path.insert(0, str(Path(__file__).parents[2] / "_ext"))
from latex import address
from latex import plain as decoded

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


@dataclass
class Span:
    """Where an entry stands in the text, and each field's name and value in it."""

    start: int
    end: int
    values: dict[str, tuple[int, int]] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)


def read(path: Path) -> list[Reference]:
    """The entries in the order of the file. Raises ``Unreadable``."""
    try:
        text = path.read_text(encoding="utf-8")
        entries = parse_string(text, "bibtex").entries
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror}") from None
    except PybtexError as error:
        line = getattr(error, "lineno", None)
        raise Unreadable(f"{path}:{line or 1}: {error}") from None
    places = spans(text)
    return [
        _reference(key, entry, text.count("\n", 0, places[key].start) + 1 if key in places else 1)
        for key, entry in entries.items()
    ]


def _reference(key: str, entry: Entry, line: int) -> Reference:
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
    fields = {name: address(value) if name in ADDRESSES else plain(value) for name, value in fields.items()}
    return Reference(key, entry.type.lower(), line, fields, tuple(authors[:-1] if others else authors), others)


def plain(latex: str) -> str:
    """A value without its braces and commands."""
    return " ".join(decoded(latex).split())


def spans(text: str) -> dict[str, Span]:
    """Where each entry and each of its fields stands, by key. What it cannot follow it leaves out."""
    found = {}
    for start in re.finditer(r"^[ \t]*@(\w+)\s*\{\s*([^\s,{}]+)\s*,", text, re.MULTILINE):
        if start[1].lower() in ("comment", "preamble", "string"):
            continue
        span = Span(start.start(), start.end())
        at = start.end()
        while name := re.compile(r"\s*(?:%[^\n]*\s*)*([\w-]+)\s*=\s*").match(text, at):
            value_end = _value_end(text, name.end())
            span.names[name[1].lower()] = name.start(1)
            span.values[name[1].lower()] = (name.end(), value_end)
            comma = re.compile(r"\s*,").match(text, value_end)
            at = comma.end() if comma else value_end
            if not comma:
                break
        close = text.find("}", at)
        span.end = close + 1 if close >= 0 else len(text)
        found.setdefault(start[2], span)
    return found


def _value_end(text: str, at: int) -> int:
    """The end of a value in braces or quotation marks, or of a bare word or number."""
    if text[at : at + 1] not in ("{", '"'):
        return re.compile(r"[^\s,}]*").match(text, at).end()
    depth, quoted = 0, text[at] == '"'
    for place in range(at, len(text)):
        letter = text[place]
        escaped = text[place - 1] == "\\"
        depth += (letter == "{" and not escaped) - (letter == "}" and not escaped)
        closes = letter == '"' and place > at if quoted else letter == "}"
        if depth == 0 and closes and not escaped:
            return place + 1
    return len(text)
