"""When two descriptions of a publication agree, in the ways that people and registries write them."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from tools.registries.record import Author, Record, folded

#: Words that an abbreviated journal name leaves out.
_SMALL_WORDS = {"a", "an", "and", "de", "der", "die", "et", "for", "in", "la", "of", "on", "the", "und"}


def same_text(one: str, other: str) -> bool:
    """Equal but for case, markup, accents, punctuation, spaces, and Greek letters spelt out."""
    return folded(one).replace(" ", "") == folded(other).replace(" ", "") != ""


def title_likeness(one: str, other: str) -> float:
    """How much of two titles is the same, from 0 to 1: the letters that stand in both in the same order."""
    return SequenceMatcher(None, folded(one), folded(other), autojunk=False).ratio()


def is_cut_short(short: str, full: str) -> bool:
    """Whether the one is the other without its subtitle."""
    main = re.split(r"[:?.]\s|\s[-\u2013\u2014]\s", full, maxsplit=1)[0]
    return same_text(short, main)


def same_family(one: str, other: str) -> bool:
    """Equal family names, with or without the particles before them ("van den Brink", "Brink")."""
    first, second = folded(one), folded(other)
    return bool(first and second) and (
        same_text(first, second) or first.endswith(f" {second}") or second.endswith(f" {first}")
    )


def same_first_author(family: str, authors: tuple[Author, ...]) -> bool:
    """Whether that family name, or group, comes first."""
    return bool(authors) and same_family(family, authors[0].family)


def same_journal(one: str, other: str) -> bool:
    """Equal names of a journal: in full, abbreviated ("Am J Psychiatry"), or with the words that a catalogue adds."""
    return any(_same_name(a, b) for a in _names(one) for b in _names(other))


def _names(journal: str) -> list[list[str]]:
    """The words of the name, with and without what a catalogue adds: "Addiction (Abingdon, England)"."""
    short = re.split(r"\s*\(|\s+:\s+|: ", journal, maxsplit=1)[0]
    found = [[word for word in folded(name).split() if word not in _SMALL_WORDS] for name in (journal, short)]
    return [words for words in found if words]


def _same_name(one: list[str], other: list[str]) -> bool:
    """Word by word, where one may be the beginning of the other or, as in "J Natl Cancer Inst", its outline."""
    return len(one) == len(other) and all(
        _abbreviates(a, b) or _abbreviates(b, a) for a, b in zip(one, other, strict=True)
    )


def _abbreviates(short: str, full: str) -> bool:
    if full.startswith(short):
        return True
    letters = iter(full)  # a contraction leaves letters out: "Natl"; only a short one, or Neurology were Neuroradiology
    return len(short) <= 5 and short[0] == full[0] and all(letter in letters for letter in short)


def same_pages(one: str, other: str) -> bool:
    """Equal places in a volume: "327--335", "327-335" and "327-35"; "e067194" and "067194"; or the first page alone."""
    first, second = page_range(one), page_range(other)
    return bool(first[0]) and first[0] == second[0] and (first[1] == second[1] or "" in (first[1], second[1]))


def page_range(pages: str) -> tuple[str, str]:
    """The first and last page, the last in full. An article number has no last page, and loses its "e" or "Article"."""
    start, _, end = re.sub(r"\s*[-\u2010-\u2015]+\s*", "-", pages.strip()).partition("-")
    start = re.sub(r"^(article|art\.?|e)\s*(?=\d)", "", start.casefold())
    end = re.split(r"[,;]", end)[0].casefold().strip()
    if start.isdigit() and end.isdigit() and len(end) < len(start):
        end = start[: len(start) - len(end)] + end
    return start, "" if end == start else end


def is_same_work(title: str, first_author: str, record: Record) -> bool:
    """Whether a record is the described work, its details aside.

    The titles are four fifths alike, or one is the other without its subtitle, and the first author is the same;
    or titles of five words or more are all but equal, whoever wrote them: many works are called "Sleep".
    The year is not asked for: it is the detail most often wrong.
    """
    likeness = title_likeness(title, record.title)
    if likeness >= 0.95 and len(folded(title).split()) >= 5:
        return True
    cut = is_cut_short(title, record.title)
    return (likeness >= 0.8 or cut) and same_first_author(first_author, record.authors)
