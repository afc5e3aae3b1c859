"""set-aside.toml as maintainers write it: publications that were looked at and not added, each with its reason."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

FILE = "set-aside.toml"
NEEDED = {
    "id": 'the PMID or the DOI in quotes, such as "31166571"',
    "date": "the day without quotes, such as 2026-12-01",
    "reason": "why in one line, in quotes",
}
"""What each must say, and what to write."""
_HEAD = re.compile(r"^[ \t]*\[\[[ \t]*aside[ \t]*\]\]", re.MULTILINE)


@dataclass(frozen=True)
class Aside:
    """One publication; ``id`` is a PMID or a DOI in small letters; without ``pages`` it is set aside for all."""

    id: str
    date: date
    reason: str
    pages: tuple[str, ...] = ()
    line: int = 1

    def covers(self, page: str, pmid: str, doi: str) -> bool:
        """Whether it is this publication, for that page."""
        return self.id in {pmid, doi.lower()} and (not self.pages or page in self.pages)


def read(text: str) -> tuple[list[Aside], list[tuple[int, str]]]:
    """The publications that can be read, and ``(line, what to write instead)`` for the others: one fault hides none."""
    asides: list[Aside] = []
    problems: list[tuple[int, str]] = []
    heads = [match.start() for match in _HEAD.finditer(text)]
    for start, end in zip([0, *heads], [*heads, len(text)], strict=True):
        line = text.count("\n", 0, start) + 1
        try:
            found = tomllib.loads(text[start:end])
        except tomllib.TOMLDecodeError as error:
            at = re.search(r"line (\d+)", str(error))
            why = re.sub(r" \(at .*\)$", "", str(error))
            problems.append((line + (int(at[1]) - 1 if at else 0), f"this cannot be read ({why}): write {_example()}"))
            continue
        listed = found.pop("aside", [])
        problems += [(line, f"nothing reads `{name[:40]}`: begin each with a line [[aside]]") for name in found]
        for one in listed if isinstance(listed, list) else [listed]:
            wrong = list(_wrong(one)) if isinstance(one, dict) else [f"this is no list: write {_example()}"]
            problems += [(line, message) for message in wrong]
            if not wrong:
                name = re.sub(r"^(https?://(dx\.)?doi\.org/|PMID:?\s*)", "", one["id"].strip(), flags=re.IGNORECASE)
                aside = Aside(name.lower(), one["date"], one["reason"].strip(), tuple(one.get("pages", ())), line)
                if any(aside.id == other.id and aside.pages == other.pages for other in asides):
                    problems.append((line, f"{aside.id} is set aside above already: delete one of the two"))
                else:
                    asides.append(aside)
    return asides, problems


def unknown(asides: list[Aside], pages: Collection[str]) -> Iterator[tuple[int, str]]:
    """The pages that are named and are not there."""
    for aside in asides:
        for page in aside.pages:
            if page not in pages:
                yield aside.line, f"there is no page {page[:80]!r}: write its name without ending, such as faq/safety"


def _wrong(one: dict[str, Any]) -> Iterator[str]:
    for name in one.keys() - {*NEEDED, "pages"}:
        yield f"nothing reads `{name[:40]}`: delete the line"
    right = {
        "id": lambda value: (
            isinstance(value, str)
            and re.fullmatch(
                r"(PMID:?\s*)?\d{1,8}|(https?://(dx\.)?doi\.org/)?10\.\d{4,9}/\S+", value.strip(), re.IGNORECASE
            )
        ),
        "date": lambda value: type(value) is date,
        "reason": lambda value: isinstance(value, str) and value.strip() and "\n" not in value.strip(),
    }
    for name, how in NEEDED.items():
        if name not in one:
            yield f"`{name}` is missing: write {name} = {how}"
        elif not right[name](one[name]):
            yield f"`{name}` cannot be used: write {name} = {how}"
    pages = one.get("pages", [])
    if not isinstance(pages, list) or not all(isinstance(page, str) for page in pages):
        yield '`pages` cannot be used: write pages = ["faq/safety"], or leave it out'


def _example() -> str:
    return "[[aside]] and under it id, date and reason, as the head of the file shows"
