"""Every entry has its fields by BibTeX's names, those it inherits among them, whatever program wrote the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pybtex.database import BibliographyData, Entry, Person
from vocabulary import BIBLATEX, OWN_FIELDS

_SUBTITLES = {"subtitle": "title", "booksubtitle": "booktitle", "journalsubtitle": "journal"}
_PART_OF = frozenset("inbook incollection inproceedings conference inreference suppbook bookinbook".split())
_NOT_INHERITED = frozenset({"crossref", "xref", "xdata", "ids", "label", "options", "related", "keywords", "abstract"})
_NOT_INHERITED |= frozenset({"shorthand", "sortkey", "presort", "pages", "entryset", "file", "check", *OWN_FIELDS})
_ET_AL = re.compile(r"[\s,]+\{?et\.?\s+al\.?\}?$", re.IGNORECASE)


def complete(data: BibliographyData) -> None:
    """Give each entry what it has under another name, and what it inherits from the entry that ``crossref`` names."""
    for entry in data.entries.values():
        _rename(entry)
        for role, persons in entry.persons.items():
            entry.persons[role] = list(_persons(persons))
    for entry in data.entries.values():
        _inherit(entry, data.entries, set())


def _rename(entry: Entry) -> None:
    fields = entry.fields
    for name, ours in BIBLATEX.items():
        if name in fields and name != "date":
            fields.setdefault(ours, fields[name])
    if day := re.search(r"(?<!\d)(\d{4})(?:-(\d\d))?", fields.get("date", "")):
        fields.setdefault("year", day[1])
        if day[2]:
            fields.setdefault("month", day[2])
    for subtitle, title in _SUBTITLES.items():
        more, said = fields.get(subtitle, "").strip(), fields.get(title, "").strip()
        if more and said and more not in said:
            fields[title] = f"{said}{'' if said.endswith((':', '?', '!', '.')) else ':'} {more}"


def _persons(persons: Iterable[Person]) -> Iterator[Person]:
    """The same people; "et al." typed by hand, alone or behind a name, is the "others" that BibTeX knows."""
    for person in persons:
        given = " ".join([*person.first_names, *person.middle_names])
        family = " ".join([*person.prelast_names, *person.last_names])
        if not given and family.lower() == "others":
            yield Person("others")
        elif _ET_AL.search(f" {given} {family}"):
            name = _ET_AL.sub("", f" {given} {family}").strip()
            yield from [Person(name)] if name else []
            yield Person("others")
        elif _ET_AL.search(f" {given}"):
            name = _ET_AL.sub("", f" {given}").strip()
            yield Person(", ".join(filter(None, [family, *person.lineage_names, name])))
            yield Person("others")
        else:
            yield person


def _inherit(entry: Entry, entries: dict[str, Entry], seen: set[str]) -> None:
    parent = entries.get(entry.fields.get("crossref", "").strip())
    if parent is None or parent is entry or parent.key in seen:
        return
    _inherit(parent, entries, seen | {entry.key})
    inherited = {name.lower(): value for name, value in parent.fields.items()}
    if entry.type in _PART_OF and "title" in inherited:
        title = inherited.pop("title")
        inherited.setdefault("booktitle", title)
    for name, value in inherited.items():
        if name not in _NOT_INHERITED:
            entry.fields.setdefault(name, value)
    for role, persons in parent.persons.items():
        if role not in entry.persons:
            entry.persons[role] = list[Person](persons)
