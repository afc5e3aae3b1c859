"""How a citation and a reference read: (Dore et al., 2019) in the text, then authors, year, title, journal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import quote, unquote

from pybtex.database import Entry, Person, RichFieldProxyDict
from pybtex.richtext import HRef, Tag, Text
from pybtex.style import FormattedEntry
from pybtex.style.formatting import BaseStyle
from pybtex.style.template import Node
from shared.latex import address, plain, rich, words
from shared.vocabulary import N_
from shared.words import _, in_words, listed
from sphinxcontrib.bibtex.style.referencing import BracketStyle, PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle
from sphinxcontrib.bibtex.style.template import node

SHOWN_AUTHORS = 6
"""More authors than these are "et al." (the Vancouver style of medical journals, ICMJE)."""

_DOI_PREFIX = re.compile(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_ARXIV = re.compile(r"\d{4}\.\d{4,5}(v\d+)?|[a-z-]+(\.[A-Z]{2})?/\d{7}(v\d+)?")

EPRINTS = {
    "arxiv": ("arXiv", "https://arxiv.org/abs/"),
    "pubmed": ("PubMed", "https://pubmed.ncbi.nlm.nih.gov/"),
    "jstor": ("JSTOR", "https://www.jstor.org/stable/"),
    "hdl": ("", "https://hdl.handle.net/"),
    "biorxiv": ("bioRxiv", "https://doi.org/"),
    "medrxiv": ("medRxiv", "https://doi.org/"),
    "googlebooks": ("Google Books", "https://books.google.com/books?id="),
}
"""Archive, as ``archiveprefix`` or biblatex's ``eprinttype`` names it -> its name on a page, and where its works are."""


KINDS = {
    "phdthesis": N_("PhD thesis"),
    "mathesis": N_("Master's thesis"),
    "bathesis": N_("Bachelor's thesis"),
    "techreport": N_("Technical report"),
    "resreport": N_("Research report"),
}
"""``type`` in biblatex -> its words."""


def people(entry: Entry) -> tuple[list[Person], bool]:
    """The authors, or else the editors, and whether there are more that the record does not name ("and others")."""
    return _named(entry.persons.get("author") or entry.persons.get("editor") or ())


def _named(persons: Iterable[Person]) -> tuple[list[Person], bool]:
    found = list(persons)
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
        return _("{names} et al.").format(names=", ".join(names) if full else names[0])
    return listed(names)


class RichFields(RichFieldProxyDict):
    """An entry's fields for a template of pybtex, as shared/latex.py reads them: pybtex reads LaTeX in each citation anew."""

    def __getitem__(self, name: str) -> Text:
        return rich(self._fields[name])


@node
def _short_names(children: list, data: dict, full: bool) -> Text:
    entry = data["entry"]
    return Text(short_names(entry, full)) if people(entry)[0] else rich(entry.fields.get("title", entry.key or ""))


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
        get = _getter(entry)
        authors, editors = (entry.persons.get(role, ()) for role in ("author", "editor"))
        who = _who(authors) if authors else _who(editors, N_("{name} (editor)"), N_("{names} (editors)"))
        parts = [
            who,
            get("year") or Text(_("n.d.")),
            get("title"),
            *_where(get, _who(editors if authors else (), N_("{name}, editor"), N_("{names}, editors"))),
        ]
        found = [Text(name, " " if name else "", HRef(uri, text)) for name, text, uri in links(entry)]
        if get("url") and get("urldate") and not get("doi"):
            found[-1] += " " + _("(seen {day})").format(day=_day(str(get("urldate"))))
        sentences = [part.add_period() for part in parts if part]
        return FormattedEntry(entry.key, _joined(" ", *sentences, _joined(" · ", *found)), label)


def _getter(entry: Entry) -> Callable[[str], Text]:
    fields = {name.lower(): value.strip() for name, value in entry.fields.items()}
    return lambda name: rich(fields.get(name, ""))


def _joined(sign: str, *parts: Text) -> Text:
    return Text(sign).join(filter(None, parts))


def _in(words: str, text: Text) -> Text:
    """The words with the text where they have ``{}``, or nothing."""
    before, _mark, after = words.partition("{}")
    return Text(before, text, after) if text else Text()


def _who(persons: Iterable[Person], one: str = "{name}", several: str = "{names}") -> Text:
    """``Dore J, Mu A, et al``, with what they did, for more than one in the plural."""
    named, more = _named(persons)
    names = [full_name(person) for person in named[:SHOWN_AUTHORS]]
    names += [_("et al")] if more or len(named) > SHOWN_AUTHORS else []
    told = ", ".join(names)
    return Text(_(several).format(names=told) if len(names) > 1 else _(one).format(name=told)) if names else Text()


def _where(get: Callable[[str], Text], editors: Text) -> list[Text]:
    """Sentences: journal, volume(issue):pages; or book, edition, series, chapter; then publisher and what is noted."""
    journal, book, series, volume, number = (
        get(name) for name in ("journal", "booktitle", "series", "volume", "number")
    )
    if (preprint := words(get("eprint"))) and words(number).endswith(preprint):
        number = Text()  # Zotero has it in both
    edition, chapter, pages = _edition(get("edition")), _in(_("chapter {}"), get("chapter")), _pages(get("pages"))
    if journal:
        issue = Text("(", number, ")") if number else Text()
        numbers = _joined(":", Text(volume, issue), pages) if volume or issue else _in(_("pages {}"), pages)
        work = _joined(", ", _joined(" ", Tag("em", journal), numbers), series, edition, chapter)
    else:
        kind = series or _kind(get("type")) or Text(_("number") if number else "")
        details = [_in(_("volume {}"), volume), _joined(" ", kind, number), chapter, _in(_("pages {}"), pages)]
        work = _joined(", ", Tag("em", book), edition, *details)
    told = (
        [_in(_("In: {}"), editors), work] if book and editors else [_in(_("In: {}"), work) if book else work, editors]
    )
    publishers = [get(name) for name in ("publisher", "institution", "school", "organization", "howpublished")]
    place = get("address")
    publishers[0] = _joined(": ", place, publishers[0])
    archive = Text() if eprint_link(get) else _joined(" ", get("archiveprefix"), get("eprint"))
    return [*told, *publishers, archive, get("note")]


def _kind(text: Text) -> Text:
    """What biblatex calls a kind of thesis or report, in words."""
    return Text(_(KINDS[kind])) if (kind := words(text)) in KINDS else text


_ORDINALS = {
    "": N_("{n}th edition"),
    "1": N_("{n}st edition"),
    "2": N_("{n}nd edition"),
    "3": N_("{n}rd edition"),
}
"""Last digit -> how English says which edition."""


def _edition(text: Text) -> Text:
    """``2`` and ``Second`` as 2nd edition and Second edition; one that says so itself as it is."""
    said = words(text)
    if said.isdigit():
        return Text(_(_ORDINALS.get("" if said[-2:] in ("11", "12", "13") else said[-1], _ORDINALS[""])).format(n=said))
    return text if not said or re.search(r"\bed(ition|n)?\b", said, re.IGNORECASE) else _in(_("{} edition"), text)


def _pages(text: Text) -> Text:
    return Text(re.sub(r"\s*[-\N{EN DASH}]+\s*", "\N{EN DASH}", words(text)))


def eprint_link(get: Callable[[str], object]) -> tuple[str, str, str] | None:
    """Where a preprint is: ``("arXiv", "2101.00001", its address)``; nothing where the archive is not one we know."""
    number, archive = (str(get(name) or "").strip() for name in ("eprint", "archiveprefix"))
    number = re.sub(r"^arxiv:\s*", "", number, flags=re.IGNORECASE)
    if not archive and _ARXIV.fullmatch(number):
        archive = "arXiv"
    name, start = EPRINTS.get(archive.lower().replace(" ", ""), ("", ""))
    return (name, number, start + _quoted(number)) if number and start else None


def links(entry: Entry) -> list[tuple[str, str, str]]:
    """What a reference can be looked up by, as (name, text, address); the url only where there is no DOI."""
    get = entry.fields.get
    doi, pmid, pmcid, url = (address(get(name, "")) for name in ("doi", "pmid", "pmcid", "url"))
    url = re.split(r"\s+(?=https?://)", url)[0]  # Mendeley puts several into one field
    if prefix := _DOI_PREFIX.match(doi):
        doi = doi[prefix.end() :]
        doi = unquote(doi) if "/" in prefix[0] else doi  # part of an address, where %3C is <
    found = []
    if doi:
        found.append(("", f"doi:{doi}", f"https://doi.org/{_quoted(doi)}"))
    if preprint := eprint_link(lambda name: address(get(name, ""))):
        found.append(preprint)
    if pmid:
        found.append(("PubMed", pmid, f"https://pubmed.ncbi.nlm.nih.gov/{_quoted(pmid)}/"))
    if pmcid:
        pmcid = "PMC" + pmcid.upper().removeprefix("PMC")
        found.append((_("free full text"), pmcid, f"https://pmc.ncbi.nlm.nih.gov/articles/{_quoted(pmcid)}/"))
    if url and not doi:
        found.append(("", url, href(url)))
    return found


def href(url: str) -> str:
    """A URL as a link has it: what no address may hold, such as a space or a sign of inequality, by its number."""
    return quote(url, safe="%/:?#[]@!$&'()*+,;=~")


def _quoted(name: str) -> str:
    """A name as a part of an address: what has a meaning there, such as # and ?, is written as its number."""
    return quote(name, safe="/:;()@!$&'*,=~")


def _day(value: str) -> str:
    """``2026-11-24`` as 24 November 2026; whatever else was written, as it was written."""
    try:
        day = date.fromisoformat(value.strip())
    except ValueError:
        return plain(value)
    return in_words(day)
