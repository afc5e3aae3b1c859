"""In which order references stand, and the letters that tell works of the same first author and year apart."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import count, product
from string import ascii_lowercase

from pybtex.database import Entry
from shared.latex import plain
from shared.words import _

from citations.style import last_name, people, short_names


def lettered(entries: Iterable[Entry]) -> dict[str, Entry]:
    """The entries by key in the order of the list; the same first author and year twice become 2018a and 2018b."""
    found = sorted(entries, key=_rank)
    groups: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in found:
        groups[_first(entry), entry.fields.get("year", "")].append(entry)
    result = {entry.key: entry for entry in found}
    for (_name, year), group in groups.items():
        for letter, entry in zip(letters(), group, strict=False) if len(group) > 1 else ():
            copy = Entry(entry.type, {**entry.fields, "year": f"{year or _('n.d.')}{letter}"}, entry.persons)
            copy.key = entry.key
            result[entry.key] = copy
    return result


def letters() -> Iterator[str]:
    """a, b, ... z, aa, ab, ..."""
    for size in count(1):
        yield from map("".join, product(ascii_lowercase, repeat=size))


def initial(entry: Entry) -> str:
    """The capital letter that it is looked up under, without its accent; # for all that is no letter."""
    first = _fold(_first(entry)).strip()[:1].upper()
    return first if first.isalpha() else "#"


def _first(entry: Entry) -> str:
    persons, _ = people(entry)
    return last_name(persons[0]) if persons else short_names(entry)


def _rank(entry: Entry) -> tuple:
    persons, _ = people(entry)
    names = [_fold(last_name(person)) for person in persons] or [_fold(short_names(entry))]
    return names, entry.fields.get("year", ""), _fold(plain(entry.fields.get("title", ""))), entry.key


def _fold(text: str) -> str:
    """For sorting: Šimon stands beside Simon."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return bare.casefold()
