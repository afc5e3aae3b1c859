"""The lines of a picture of numbers, as contributors write them: the pictures draw them and the rules check them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from shared.vocabulary import CERTAINTY
from shared.words import _

_ARM = re.compile(r"(?P<who>.+?)\s*:\s*(?P<count>\d+)\s+of\s+(?P<total>\d+)")
ARRAY = {"when": "24 hours after one infusion", "certainty": "very-low", "cite": "dean2021"}
"""What an icon array must say beside its groups, each with an example."""


@dataclass(frozen=True)
class Arm:
    """One group of a study: ``count`` of ``total`` people."""

    who: str
    count: int
    total: int

    @classmethod
    def parse(cls, line: str) -> Arm:
        """``tea: 27 of 100``. Raises ValueError with what to write instead."""
        match = _ARM.fullmatch(line.strip())
        if not match:
            raise ValueError(f"{line.strip()!r} is no group: write the group and its people, as in 'tea: 27 of 100'")
        arm = cls(match["who"], int(match["count"]), int(match["total"]))
        if not 0 < arm.total <= 100:
            raise ValueError(
                f"{arm.total} people cannot be drawn: write the numbers out of 100, or out of fewer if it was fewer"
            )
        if arm.count > arm.total:
            raise ValueError(f"{arm.count} of {arm.total} is more than all of them: check which number comes first")
        return arm

    @property
    def people(self) -> str:
        """``people given tea``; a group that says who it is, such as ``people who drink``, stays as it is."""
        return self.who if self.who.startswith("people") else _("people given {what}").format(what=self.who)

    def alternative(self, when: str) -> str:
        """What the drawing shows, for those who do not see it."""
        rest = self.total - self.count
        told = _("{all} {people}, in rows of ten, {when}: {some} filled in, {rest} in outline.")
        return told.format(all=self.total, people=self.people, when=when, some=self.count, rest=rest)


def array_problems(options: Mapping[str, str], lines: Iterable[tuple[int, str]], at: int) -> Iterator[tuple[int, str]]:
    """``(line, what to write instead)`` of each thing wrong with an icon array that begins at that line."""
    for option, example in ARRAY.items():
        if not options.get(option, "").strip():
            yield at, f"the icon array has no {option}: add a line such as ':{option}: {example}'"
    level = options.get("certainty", "")
    if level and level not in CERTAINTY:
        yield at, f"{level!r} is no certainty: write one of {', '.join(CERTAINTY)}"
    totals, groups = set(), 0
    for number, line in lines:
        if line.strip():
            groups += 1
            try:
                totals.add(Arm.parse(line).total)
            except ValueError as error:
                yield number, str(error)
    if not groups:
        yield at, "the icon array has no groups: write one a line, as in 'tea: 27 of 100'"
    if len(totals) > 1:
        yield at, "the groups are out of different totals: write each out of the same, best out of 100"


EXAMPLE = "one cup of tea: 14 days | half of those who were well had relapsed | salloum2020"

_LINE = re.compile(
    r"(?P<treatment>.+?):\s*(?P<days>\d+(?:\.\d+)?) days\s*\|\s*(?P<measured>[^|]+?)\s*\|\s*(?P<key>[^|\s]+)"
)


@dataclass(frozen=True)
class Duration:
    """One line of the chart: how many days passed until what was measured."""

    treatment: str
    days: float
    measured: str
    key: str

    @classmethod
    def parse(cls, line: str) -> Duration:
        """A line such as :data:`EXAMPLE`. Raises ValueError with what to write instead."""
        match = _LINE.fullmatch(line.strip())
        if not match:
            raise ValueError(
                f"{line.strip()!r} is no duration: write treatment, days, what was measured and key, as in {EXAMPLE!r}"
            )
        return cls(_capital(match["treatment"]), float(match["days"]), _capital(match["measured"]), match["key"])

    @property
    def count(self) -> str:
        return f"{self.days:g}"


def chart_problems(options: Mapping[str, str], lines: Iterable[tuple[int, str]], at: int) -> Iterator[tuple[int, str]]:
    """``(line, what to write instead)`` of each thing wrong with a chart of durations that begins at that line."""
    durations = 0
    for number, line in lines:
        if line.strip():
            durations += 1
            try:
                Duration.parse(line)
            except ValueError as error:
                yield number, str(error)
    if not durations:
        yield at, f"the chart has no lines: write one a study, as in {EXAMPLE!r}"
    if options.get("certainty") not in CERTAINTY:
        yield at, f"add a line ':certainty:' with one of {', '.join(CERTAINTY)}"


DRAWINGS = "_static/drawings"
"""Where the small drawings lie, each an SVG of its own."""

ITEM = "drip: Infusion"
WORDS = "a line that begins with `: ` and says what it is"
_ITEM = re.compile(r"(?P<drawing>[a-z][a-z0-9-]*):\s+(?=\S)")


def drawings(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """``(line, drawing)`` of each item: its first line names the drawing before the name."""
    for (number, first), *_below in _items(lines):
        if match := _ITEM.match(first):
            yield number, match["drawing"]


def _items(lines: Iterable[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """The lines of each item; empty ones stand between them."""
    for written, item in groupby(lines, lambda line: bool(line[1].strip())):
        if written:
            yield list(item)


def picture_list_problems(
    lines: Iterable[tuple[int, str]], at: int, exists: Callable[[str], bool]
) -> Iterator[tuple[int, str]]:
    """``(line, what to write instead)`` of each thing wrong with a list of drawings that begins at that line."""
    items = list(_items(lines))
    for (number, first), *below in items:
        match = _ITEM.match(first)
        if not match:
            wrong = f"{first.strip()[:60]!r} begins no item"
            yield number, f"{wrong}: write a drawing and a name, as in {ITEM!r}, and below it {WORDS}"
            continue
        name = match["drawing"]
        if not exists(f"{DRAWINGS}/{name}.svg"):
            yield number, f"there is no drawing {name}: write the name of one in {DRAWINGS}/, or put {name}.svg there"
        if not below:
            yield number, f"{first.strip()[:60]!r} has no words: write below it {WORDS}"
        elif not below[0][1].startswith(": "):
            yield below[0][0], f"{below[0][1].strip()[:60]!r} cannot stand below a name: write there {WORDS}"
        for place, line in below[1:]:
            if not line.startswith("  "):
                yield (
                    place,
                    f"{line.strip()[:60]!r} has no place here: begin it with two spaces, or leave a line empty above",
                )
    if len(items) < 2:
        yield at, f"the list has fewer than two items: write a drawing and a name, as in {ITEM!r}, and below it {WORDS}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
