"""changes.toml as contributors write it: the changes that can be read, and for the others the line and what to write."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

FILE = "changes.toml"
NEEDED = {
    "date": "a day without quotes, such as 2026-11-24",
    "pages": 'the pages without ending, such as ["faq/safety"]',
    "what": "what a reader now finds, in one or two sentences",
    "why": "why, in one or two sentences",
}
"""What each change must say, and what to write."""
_HEAD = re.compile(r"^[ \t]*\[\[[ \t]*change[ \t]*\]\]", re.MULTILINE)

Problem = tuple[int, str]


@dataclass(frozen=True)
class Change:
    """One change, on one page or several; ``sources`` are keys of the bibliography; ``lines`` says where a field stands."""

    date: date
    pages: tuple[str, ...]
    what: str
    why: str
    sources: tuple[str, ...]
    line: int
    lines: dict[str, int] = field(compare=False, repr=False)


def read(text: str) -> tuple[list[Change], list[Problem]]:
    """The changes that can be read, newest first, and the problems of the others: one broken change hides none."""
    changes, problems = [], []
    heads = [match.start() for match in _HEAD.finditer(text)]
    for start, end in zip([0, *heads], [*heads, len(text)], strict=True):
        piece = text[start:end]
        line = text.count("\n", 0, start) + 1
        try:
            found = tomllib.loads(piece)
        except tomllib.TOMLDecodeError as error:
            at = re.search(r"line (\d+)", str(error))
            last = len(piece.rstrip().splitlines())
            problems.append((line + min(int(at[1]) if at else last, last or 1) - 1, _unread(error)))
            continue
        known = found.pop("change", [])
        problems += [(line, f"nothing reads `{name[:40]}`: begin each change with a line [[change]]") for name in found]
        for one in known if isinstance(known, list) else []:
            lines = {name: line + number for number, name in _fields(piece)}
            wrong = (
                list(_wrong(one))
                if isinstance(one, dict)
                else [("change", "is no change: write [[change]] and its fields")]
            )
            problems += [(lines.get(name, line), f"`{name[:40]}` {problem}") for name, problem in wrong]
            if not wrong:
                sources = tuple(one.get("sources", ()))
                changes.append(Change(one["date"], tuple(one["pages"]), one["what"], one["why"], sources, line, lines))
    return sorted(changes, key=lambda change: change.date, reverse=True), problems


def _unread(error: Exception) -> str:
    why = re.sub(r" \(at .*\)$", "", str(error))
    return f'this change cannot be read ({why}): write each field as name = "text", as the others here'


def _fields(piece: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(piece.splitlines()):
        if match := re.match(r"[ \t]*(\w+)[ \t]*=", line):
            yield number, match[1]


def _wrong(one: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each field that is missing, of another kind, or read by nothing."""
    right = {"date": _is_day, "pages": _are_words, "what": _is_text, "why": _is_text}
    unknown = [name for name in one if name not in {*NEEDED, "sources"}]
    for name in unknown:
        near = difflib.get_close_matches(name, [*NEEDED, "sources"], n=1)
        yield name, f"is read by nothing: {f'did you mean {near[0]}?' if near else 'delete the line'}"
    for name, how in NEEDED.items():
        if name not in one and not difflib.get_close_matches(name, unknown, n=1):
            yield name, f"is missing: write {name} = {how}"
        elif name in one and not right[name](one[name]):
            yield name, f"cannot be shown: write {name} = {how}"
    if not _are_words(one.get("sources", ["one"])) and one["sources"] != []:
        yield "sources", 'cannot be shown: write keys of the bibliography, such as ["dean2021"]'


def _is_day(value: object) -> bool:
    return type(value) is date  # a moment is a date too, and cannot be sorted among days


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _are_words(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)


def unknown(changes: list[Change], pages: Collection[str], keys: Collection[str]) -> Iterator[Problem]:
    """The pages and the references that changes name and that are not there."""
    for change in changes:
        for page in change.pages:
            if page not in pages:
                near = difflib.get_close_matches(page, pages, n=1)
                how = f"did you mean {near[0]}?" if near else "write its name without ending, such as faq/safety"
                yield change.lines.get("pages", change.line), f"there is no page {page[:80]!r}: {how}"
        for key in change.sources:
            if key not in keys:
                near = difflib.get_close_matches(key, keys, n=1)
                how = f"did you mean {near[0]}?" if near else "write a key of the bibliography"
                yield change.lines.get("sources", change.line), f"there is no reference {key[:80]!r}: {how}"
