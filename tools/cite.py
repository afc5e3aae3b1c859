"""Add a publication to references.bib: `make cite DOI=10.1001/jamapsychiatry.2017.0080` or `make cite PMID=28249076`.

Crossref is asked by DOI and PubMed by PMID; each then completes the other. What the registries say is filled in, and what
only a reader of the paper can say waits as TO WRITE: the design, the people, the finding. A work that is there already is
not added again, and a retracted one says so. Nothing is written when a registry cannot be reached.
"""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any

from shared import bib

from tools.command import COULD_NOT, run
from tools.registries import Author, Crossref, PubMed, Record, Unreachable
from tools.registries.record import bare_doi, folded

ROOT = Path(__file__).parent.parent
EXAMPLE = "make cite DOI=10.1001/jamapsychiatry.2017.0080, or make cite PMID=28249076"
WIDTH = 12
"""The equals signs of the file stand under each other, after the longest name, ``participants``."""


class Refused(Exception):
    """What stands in the way, and what to do instead."""


def looked_up(doi: str, pmid: str, crossref: Crossref, pubmed: PubMed) -> tuple[Record, Record | None]:
    """The record asked for, and the same work in the other registry where it is known there.

    Raises ``Refused`` for what no registry can answer and ``Unreachable`` where the one that must did not.
    """
    doi = bare_doi(doi)
    if doi and pmid:
        raise Refused("give DOI or PMID, not both: the other is looked up")
    if doi:
        if not re.fullmatch(r"10\.\d{4,9}/\S+", doi):
            raise Refused(f"“{doi}” is no DOI: it begins with 10. and holds no spaces, as in {EXAMPLE}")
        record = crossref.work(doi)
        if record is None:
            agency = crossref.agency(doi)
            if agency and agency != "Crossref":
                raise Refused(f"{doi} is registered with {agency}, not with Crossref: write the entry by hand")
            raise Refused(f"Crossref has no {doi}: compare each character with the publication")
        try:
            found = pubmed.pmid_of(doi)
            return record, pubmed.articles([found]).get(found) if found else None
        except Unreachable as error:
            print(f"make cite: without a PMID, because PubMed could not be asked ({error})", file=sys.stderr)
            return record, None
    if not re.fullmatch(r"[1-9]\d{0,7}", pmid, re.ASCII):
        raise Refused(f"“{pmid}” is no PMID: it is a number, as in {EXAMPLE}" if pmid else f"say which work: {EXAMPLE}")
    record = pubmed.articles([pmid]).get(pmid)
    if record is None:
        raise Refused(f"PubMed has no PMID {pmid}: compare the number with the publication")
    try:
        return record, crossref.work(record.doi) if record.doi else None
    except Unreachable:
        return record, None  # PubMed's own record is complete


def entry(record: Record, other: Record | None, keys: set[str]) -> tuple[str, str]:
    """``(key, entry)`` in the layout of the file; the key is new among ``keys``, which are in lower case."""

    def first(name: str) -> Any:
        return getattr(record, name) or (getattr(other, name) if other else "")

    authors, year, journals, pages = first("authors"), first("years"), first("journals"), first("pages")
    key = _key(authors, year, keys)
    fields = {
        "author": " and ".join(map(_name, authors)) + ("" if record.authors_complete else " and others"),
        "title": _title(record.title),
        "journal": _escaped(journals[0] if journals else ""),
        "year": str(year[0]) if year else "",
        "volume": first("volume"),
        "number": first("issue"),
        "pages": re.sub(r"(?<=\w)\s*[-–—]+\s*(?=\w)", "--", pages[0]) if pages else "",
        "doi": first("doi"),
        "pmid": first("pmid"),
        "pmcid": first("pmcid"),
        "design": "TO WRITE: a word from DESIGNS in _ext/shared/vocabulary.py",
        "participants": "TO WRITE: how many, and who",
        "finding": "TO WRITE: what it found, in one plain sentence with its numbers and its limit.",
        "numbers": "TO WRITE: each further number that a page takes from it, with what it is; else delete this line",
        "conclusion": "TO WRITE: what the authors themselves conclude, in one plain sentence.",
        "read": "TO WRITE: full text, abstract, notice, or a report of it",
        "check": "partial",
    }
    lines = [f"  {name:<{WIDTH}} = {{{value}}}" for name, value in fields.items() if value]
    return key, f"@article{{{key},\n" + ",\n".join(lines) + "\n}\n"


def inserted(text: str, key: str, new: str) -> str:
    """The file with the entry at its place among the sorted keys; everything else stays to the letter."""
    for there in bib.read(text.encode()).entries:
        if there.key.lower() > key.lower():
            return text[: there.start] + new + "\n" + text[there.start :]
    return (text.rstrip() + "\n\n" if text.strip() else "") + new


def already_there(text: str, *records: Record | None) -> str:
    """The key of an entry with the same DOI or PMID, or nothing."""
    dois = {bare_doi(record.doi) for record in records if record and record.doi}
    pmids = {record.pmid for record in records if record and record.pmid}
    for there in bib.read(text.encode()).entries:
        if bare_doi(there.text("doi")) in dois or there.text("pmid") in pmids:
            return there.key
    return ""


def _key(authors: tuple[Author, ...], years: tuple[int, ...], keys: set[str]) -> str:
    name = unicodedata.normalize("NFKD", authors[0].family if authors else "anonymous")
    stem = re.sub(r"[^a-z]", "", folded(name)) or "anonymous"
    stem += str(years[0]) if years else "0000"
    return next(key for key in (stem, *(stem + letter for letter in "bcdefghijklmnopqrstuvwxyz")) if key not in keys)


def _name(author: Author) -> str:
    if author.group:
        return "{" + _escaped(author.family) + "}"
    return ", ".join(_escaped(part) for part in (author.family, author.suffix, author.given) if part)


def _title(title: str) -> str:
    """The title with its acronyms in braces, which keep their capitals in every style."""
    return re.sub(r"[\w-]*\w[A-Z][\w-]*|\b[A-Z]-\w+", lambda word: f"{{{word[0]}}}", _escaped(title.rstrip(".")))


def _escaped(text: str) -> str:
    return re.sub(r"([&%#$_])", r"\\\1", text.replace("{", "(").replace("}", ")"))


def main(root: Path = ROOT, **settings: Any) -> int:
    """Run the command with DOI or PMID from the environment; returns its exit code. ``settings`` go to the services."""
    doi, pmid = os.environ.get("DOI", "").strip(), os.environ.get("PMID", "").strip()
    file = root / "references.bib"
    try:
        text = file.read_text(encoding="utf-8-sig")
        record, other = looked_up(doi, pmid, Crossref(**settings), PubMed(**settings))
        if there := already_there(text, record, other):
            raise Refused(f"references.bib has it as {there}: cite it with {{cite:p}}`{there}`")
        keys = {there.key.lower() for there in bib.read(text.encode()).entries}
        key, new = entry(record, other, keys)
        file.write_text(inserted(text, key, new), encoding="utf-8", newline="\n")
    except Refused as reason:
        print(f"make cite: {reason}", file=sys.stderr)
        return 1
    except Unreachable as error:
        print(f"make cite: {error}. Nothing was written: try again when the network is there.", file=sys.stderr)
        return COULD_NOT
    except (OSError, UnicodeDecodeError) as error:
        print(f"make cite: references.bib cannot be read or written: {error}", file=sys.stderr)
        return 1
    print(new)
    for notice in {*record.notices, *(other.notices if other else ())}:
        print(f"Careful: {notice.kind}, says {notice.source} {notice.link}")
    print(
        f"references.bib has {key} now.\n"
        f"Next:\n"
        f"  1. Read the paper and fill in each TO WRITE; CONTRIBUTING.md says how.\n"
        f"  2. Once two sources agree on title, journal, year and pages, write check = {{verified}}.\n"
        f"  3. Cite it on a page: {{cite:p}}`{key}`, then: make check"
    )
    return 0


if __name__ == "__main__":
    run(main)
