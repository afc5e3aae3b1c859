"""How a citation and a reference read: (Dore et al., 2019) in the text, then authors, year, title, journal."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from babel.dates import format_date
from pybtex.database import Entry, Person, RichFieldProxyDict
from pybtex.richtext import HRef, Tag, Text
from pybtex.style import FormattedEntry
from pybtex.style.formatting import BaseStyle
from pybtex.style.template import Node
from sphinxcontrib.bibtex.style.referencing import BracketStyle, PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle
from sphinxcontrib.bibtex.style.template import node

SHOWN_AUTHORS = 6
"""More authors than these are "et al." (the Vancouver style of medical journals, ICMJE)."""

_LATEX = re.compile(r"[\\$~%&#_^`]|''|--")
_DOI_PREFIX = re.compile(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_BARE_PERCENT = re.compile(r"(?<!\\)%")


@cache
def plain(value: str) -> str:
    """A BibTeX value as it reads: ``{\\'e}`` and ``é`` both give ``é``; a bare % is a per cent sign, not a comment."""
    if _LATEX.search(value):
        return str(Text.from_latex(_BARE_PERCENT.sub(r"\\%", value)))
    return value.replace("{", "").replace("}", "")  # decoding LaTeX is slow, and braces are mostly all there is


def address(value: str) -> str:
    """A DOI or URL without the backslashes that reference managers add: ``10.1/a\\_b`` is ``10.1/a_b``."""
    return re.sub(r"\\([_%&#~])", r"\1", value) if "\\" in value else value


def people(entry: Entry) -> tuple[list[Person], bool]:
    """The authors, or else the editors, and whether there are more that the record does not name ("and others")."""
    found = list(entry.persons.get("author") or entry.persons.get("editor") or ())
    named = [person for person in found if person.last_names != ["others"]]
    return named, len(named) < len(found)


def last_name(person: Person) -> str:
    return plain(" ".join(person.prelast_names + person.last_names))


def full_name(person: Person) -> str:
    """``Dore J``; a group in braces, such as ``{World Health Organization}``, is its last name alone."""
    given = plain(" ".join(person.first_names + person.middle_names))
    initials = "".join(part[0] for part in re.split(r"[\s-]+", given) if part)
    return " ".join(filter(None, (last_name(person), initials, plain(" ".join(person.lineage_names)))))


def short_names(entry: Entry, full: bool = False) -> str:
    """Who a citation names: ``Dore``, ``Dore and Mu``, ``Dore et al.``; the title where nobody is named."""
    persons, more = people(entry)
    names = [last_name(person) for person in persons]
    if not names:
        return plain(entry.fields.get("title", entry.key or ""))
    if more or (len(names) > 2 and not full):
        return f"{', '.join(names) if full else names[0]} et al."
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


class PlainFields(RichFieldProxyDict):
    """An entry's fields for a template of pybtex, as ``plain`` reads them: pybtex reads LaTeX in each citation anew."""

    def __getitem__(self, name: str) -> Text:
        return Text(plain(self._fields[name]))


@node
def _short_names(children: list, data: dict, full: bool) -> Text:
    return Text(short_names(data["entry"], full))


@dataclass
class People(PersonStyle):
    def author_or_editor_or_title(self, full: bool) -> Node:
        return _short_names(full=full)


def _round() -> BracketStyle:
    return BracketStyle(left="(", right=")", sep="; ")


@dataclass
class RoundAuthorYear(AuthorYearReferenceStyle):
    """Author and year in round brackets, which sphinxcontrib-bibtex 2.7 has no setting for."""

    bracket_textual: BracketStyle = field(default_factory=_round)
    bracket_parenthetical: BracketStyle = field(default_factory=_round)
    bracket_author: BracketStyle = field(default_factory=_round)
    bracket_label: BracketStyle = field(default_factory=_round)
    bracket_year: BracketStyle = field(default_factory=_round)
    person: PersonStyle = field(default_factory=People)


class MedicalStyle(BaseStyle):
    """Authors. Year. Title. *Journal* volume(issue):pages. Links. Whatever fields an entry has, whatever its type."""

    def format_entry(self, label: str, entry: Entry, bib_data: object = None) -> FormattedEntry:
        get = {name.lower(): value for name, value in entry.fields.items()}.get
        persons, more = people(entry)
        names = [full_name(person) for person in persons[:SHOWN_AUTHORS]]
        names += ["et al"] if more or len(persons) > SHOWN_AUTHORS else []
        who = ", ".join(names) + ("" if entry.persons.get("author") or not names else " (editors)")
        parts = [_sentence(who), _sentence(plain(get("year", "n.d."))), _sentence(plain(get("title", "")))]
        parts += [Text(*_where(get)).add_period()]
        found = [Text(name, " " if name else "", HRef(uri, text)) for name, text, uri in links(entry)]
        if get("url") and get("urldate") and not get("doi"):
            found[-1] += f" (seen {_day(get('urldate'))})"
        parts += [Text(" · ").join(found)]
        return FormattedEntry(entry.key, Text(" ").join(filter(None, parts)), label)


def _where(get) -> list:
    """Journal, volume(issue):pages; or book, publisher, report number: what tells a reader where it was published."""
    inside = next((get(name) for name in ("journal", "journaltitle", "booktitle") if get(name)), "")
    issue = f"({plain(get('number'))})" if get("number") else ""
    pages = plain(re.sub(r"\s*-+\s*", "\N{EN DASH}", get("pages", "")))
    volume = plain(get("volume", "")) + issue
    numbers = f"{volume}:{pages}" if volume and pages else volume or (pages and f"pages {pages}")
    publisher = [
        plain(get(name, "")) for name in ("publisher", "institution", "school", "organization", "howpublished")
    ]
    note = plain(get("note", ""))
    parts = [Tag("em", plain(inside)) if inside else "", " " if inside and numbers else "", numbers]
    for text in (*publisher, note):
        parts += [". " if any(parts) else "", text] if text else []
    return parts


def links(entry: Entry) -> list[tuple[str, str, str]]:
    """What a reference can be looked up by, as (name, text, address); the url only where there is no DOI."""
    get = entry.fields.get
    doi, pmid, pmcid, url = (address(get(name, "").strip()) for name in ("doi", "pmid", "pmcid", "url"))
    doi = _DOI_PREFIX.sub("", doi)
    found = []
    if doi:
        found.append(("", f"doi:{doi}", f"https://doi.org/{doi}"))
    if pmid:
        found.append(("PubMed", pmid, f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"))
    if pmcid:
        pmcid = "PMC" + pmcid.upper().removeprefix("PMC")
        found.append(("free full text", pmcid, f"https://pmc.ncbi.nlm.nih.gov/articles/{pmcid}/"))
    if url and not doi:
        found.append(("", url, url))
    return found


def _day(value: str) -> str:
    """``2026-11-24`` as 24 November 2026; whatever else was written, as it was written."""
    try:
        day = date.fromisoformat(value.strip())
    except ValueError:
        return plain(value)
    return format_date(day, "d MMMM y", locale="en")  # strftime would follow the language of the machine


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) or not text else f"{text}."
