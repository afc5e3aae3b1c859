"""What a rule and a finding are, and the list that every rule joins when its function is defined."""

from __future__ import annotations

import difflib
import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, order=True)
class Finding:
    """One thing to mend, at a place; findings sort by path, then line."""

    path: str
    line: int
    message: str
    rule: str
    note: bool = False
    """A note is advice: it is shown, and nothing fails because of it."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {'note: ' if self.note else ''}{self.message}"


PAGE = "faq/safety.md"
ENGLISH = ("en",)
"""The languages of a rule that looks for English words, or counts English syllables."""


@dataclass(frozen=True)
class Rule:
    """One rule: ``check(subject, site)`` yields ``(line, message)``, and the message says what to write instead."""

    name: str
    """Also the subtype of its warning in the build: ``rules.in-short-is-short``."""
    group: str
    """The file it is defined in: files, structure, evidence, numbers, words, blocks and so on."""
    text: str
    bad: str | bytes
    good: str
    bad_path: str
    """Where the bad example lies, for a rule that looks at the place of a file."""
    note: bool
    also: tuple[str, ...]
    """How the warnings begin by which a build tells the same fault, which is told once: with ``type.subtype``, or, where they
    have no type, with their first words."""
    languages: tuple[str, ...]
    """The languages whose words it knows; none for a rule that looks at no words."""
    check: Callable[[Any, Any], Iterator[tuple[int, str]]]

    def knows(self, language: str) -> bool:
        """Whether it can judge pages in that language."""
        return not self.languages or re.split(r"[-_@]", language)[0] in self.languages


RULES: dict[str, Rule] = {}

GROUPS = {
    "structure": "The frame of a page",
    "evidence": "What is claimed",
    "numbers": "The numbers",
    "words": "The words",
    "bibliography": "An entry of references.bib",
    "blocks": "Blocks, code and footnotes",
    "targets": "What a page leads to and shows",
    "records": "book.toml, changes.toml, retractions.toml and set-aside.toml",
    "files": "Any file",
}
"""Group -> its title on the contributors' page, which prints them in this order."""


def rule(
    *,
    bad: str | bytes,
    good: str,
    bad_path: str = PAGE,
    note: bool = False,
    also: tuple[str, ...] = (),
    languages: tuple[str, ...] = (),
) -> Callable[[Callable], Callable]:
    """Make the decorated function a rule: its docstring is the rule, ``bad`` breaks it and ``good`` does not.

    An example of a page replaces that part of a valid page: the front matter when it starts with ``---``, the title when
    it starts with ``#``, the parts that it begins and ends with when it starts with ``##``, and else the text under "What
    the research shows". An example of an entry replaces the fields it names, or the whole file when it starts with ``@``.
    """

    def register(function: Callable) -> Callable:
        name = function.__name__.replace("_", "-")
        RULES[name] = Rule(
            name=name,
            group=function.__module__.rpartition(".")[2],
            text=inspect.getdoc(function) or "",
            bad=bad,
            good=good,
            bad_path=bad_path,
            note=note,
            also=also,
            languages=languages,
            check=function,
        )
        return function

    return register


def nearest(word: str, known: Iterable[str]) -> str:
    """The words "; did you mean ...?" with the known word nearest to the given one, or nothing when none is near."""
    near = difflib.get_close_matches(word[:80].lower(), list(known), n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else ""
