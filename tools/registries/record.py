"""What a registry says about one publication, in one form for all registries."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from html import unescape

#: A publisher marks a retracted work in its title too, and sometimes only there.
TITLE_MARK = re.compile(r"^\W*(retracted|withdrawn|removed)( article| paper| publication)?\W+(?=\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Author:
    """A person, or a group, which has no given names."""

    family: str
    given: str = ""
    group: bool = False
    suffix: str = ""  # "Jr"


@dataclass(frozen=True)
class Notice:
    """Something published later that changes how a work may be used.

    ``kind`` is "retraction", "expression of concern", "correction" or "new version".
    ``doi`` or ``pmid`` lead to the notice, ``date`` is an ISO date or part of one, ``source`` says who told us.
    What the registry does not say is empty.
    """

    kind: str
    source: str
    doi: str = ""
    pmid: str = ""
    date: str = ""

    @property
    def link(self) -> str:
        """The address of the notice, or nothing where the registry names none."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/" if self.pmid else ""


@dataclass(frozen=True)
class Record:
    """One publication. Each of several years (print, online), journal names and forms of the pages is right."""

    source: str
    title: str
    authors: tuple[Author, ...] = ()
    authors_complete: bool = True
    journals: tuple[str, ...] = ()
    years: tuple[int, ...] = ()  # that of the issue first, then online
    volume: str = ""
    issue: str = ""
    pages: tuple[str, ...] = ()  # the page range first, then an article number
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    notices: tuple[Notice, ...] = ()
    abstract: str = ""
    asked: str = ""  # the date of the reply
    types: tuple[str, ...] = ()  # PubMed's types of publication
    registrations: tuple[str, ...] = ()  # the numbers under which its trials are registered


def plain(text: str) -> str:
    """A title as text: no markup, no entities, one space between words."""
    without_tags = re.sub(r"</?[a-zA-Z][^<>]*>", "", unescape(text or ""))
    return " ".join(unescape(without_tags).split())


def plain_abstract(markup: str) -> str:
    """An abstract as text: without the numbers of its notes (superscripts), and with a space between its parts."""
    text = re.sub(r"<(?:jats:)?sup\b[^<>]*>[^<>]*</(?:jats:)?sup>", "", markup, flags=re.IGNORECASE)
    # LaTeX beside MathML would say the same number again, in commands
    text = re.sub(r"<(?:jats:)?tex-math\b.*?</(?:jats:)?tex-math>", "", text, flags=re.IGNORECASE | re.DOTALL)
    text = re.sub(r"(?<=\d)(?:[\u00a0\u2009\u202f]|&#(?:160|8201|8239);)(?=\d{3}\b)", ",", text)  # thousands
    return plain(re.sub(r"</(?:jats:)?(?:p|title|sec|AbstractText)>", " ", text))


#: Greek letters are spelt out by one registry and printed by the other.
_GREEK = {
    letter: unicodedata.name(letter).split()[3].lower().replace("lamda", "lambda")
    for letter in map(chr, [*range(0x3B1, 0x3C2), *range(0x3C3, 0x3CA)])  # alpha to omega without the final sigma
}


def folded(text: str) -> str:
    """The letters and digits of a text, for comparing: no case, accents, punctuation or Greek letters."""
    text = "".join(_GREEK.get(letter, letter) for letter in plain(text).casefold())
    letters = unicodedata.normalize("NFKD", text)
    return " ".join(re.findall(r"[^\W_]+", "".join(letter for letter in letters if not unicodedata.combining(letter))))


def bare_doi(doi: str) -> str:
    """A DOI without the address before it, in the lower case that DOIs are compared in."""
    return re.sub(r"^\s*(https?://(dx\.)?doi\.org/|doi:\s*)", "", doi or "", flags=re.IGNORECASE).strip().lower()


def title_notice(title: str, source: str) -> tuple[Notice, ...]:
    """The retraction that a title itself announces ("RETRACTED: ...")."""
    return (Notice("retraction", f"{source} (title)"),) if TITLE_MARK.match(title) else ()
