"""The whole bibliography to take away: ``references.bib`` as it is, and ``references.json`` for Zotero, Word and others.

CSL-JSON is what reference managers and citation processors exchange. Our own mapping, because no library on the index
turns BibTeX into it: citeproc-py reads BibTeX only to typeset it, and drops the PubMed number. It follows the schema of
the Citation Style Language, version 1.0.2: https://github.com/citation-style-language/schema
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

from citations.style import eprint_link
from evidence.effects import in_words
from pybtex.database import Entry, Person
from shared.cited import entries
from shared.latex import address as bare
from shared.latex import markup, plain
from shared.page_facts import SITES
from shared.vocabulary import N_
from shared.words import _
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

Item = dict[str, Any]
"""A work as CSL-JSON: ``id``, ``type`` and variables."""

TYPES = {
    "article": "article-journal",
    "book": "book",
    "booklet": "pamphlet",
    "inbook": "chapter",
    "incollection": "chapter",
    "conference": "paper-conference",
    "inproceedings": "paper-conference",
    "manual": "report",
    "mastersthesis": "thesis",
    "phdthesis": "thesis",
    "proceedings": "book",
    "report": "report",
    "techreport": "report",
    "unpublished": "manuscript",
    "online": "webpage",
}
"""BibTeX's word -> that of CSL. What is neither here nor on the web is a "document"."""

FIELDS = {
    "title": "title",
    "journal": "container-title",
    "booktitle": "container-title",
    "volume": "volume",
    "number": "issue",
    "edition": "edition",
    "publisher": "publisher",
    "institution": "publisher",
    "school": "publisher",
    "howpublished": "publisher",
    "address": "publisher-place",
    "series": "collection-title",
    "chapter": "chapter-number",
}
"""BibTeX's field -> CSL's variable, as text."""

NOTES = {"note": "", "finding": N_("Finding:"), "effects": N_("Effects:"), "conclusion": N_("The authors conclude:")}
"""The same for what goes into the one note, each with the words before it."""

IDENTIFIERS = {"doi": "DOI", "pmid": "PMID", "pmcid": "PMCID", "url": "URL", "isbn": "ISBN", "issn": "ISSN"}
"""The same for what has to stay letter for letter."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def csl(key: str, entry: Entry) -> Item:
    """An entry as CSL-JSON; a field without a place there (our ``design``, ``check`` and so on) is left out."""
    fields = {name.lower(): value.strip() for name, value in entry.fields.items() if value.strip()}
    item: Item = {"id": key, "type": TYPES.get(entry.type.lower(), "webpage" if "url" in fields else "document")}
    item |= {role: [csl_name(person) for person in persons] for role, persons in entry.persons.items()}
    item |= {FIELDS[name]: markup(value) for name, value in fields.items() if name in FIELDS}
    item |= {IDENTIFIERS[name]: bare(value) for name, value in fields.items() if name in IDENTIFIERS}
    if "effects" in fields:
        fields["effects"] = f"{in_words(fields['effects'])}."
    if note := " ".join(f"{_(label)} {plain(fields[name])}".strip() for name, label in NOTES.items() if name in fields):
        item["note"] = note
    if "pages" in fields:
        item["page"] = re.sub(r"\s*(-+|–)\s*", "-", plain(fields["pages"]))
    if preprint := eprint_link(lambda name: bare(fields.get(name, ""))):
        item.setdefault("URL", preprint[2])
    dates = {
        "issued": _date(fields.get("year", ""), fields.get("month", "")),
        "accessed": _day(fields.get("urldate", "")),
    }
    return item | {name: {"date-parts": [parts]} for name, parts in dates.items() if parts}


def csl_name(person: Person) -> dict[str, str]:
    """Family and given name; a group has one literal name, and so have the "others", as pandoc writes them."""
    parts = {
        "family": " ".join(person.last_names),
        "given": " ".join([*person.first_names, *person.middle_names]),
        "non-dropping-particle": " ".join(person.prelast_names),
        "suffix": " ".join(person.lineage_names),
    }
    name = {part: plain(text) for part, text in parts.items() if text}
    return {"literal": name.get("family", "")} if set(name) <= {"family"} else name


def _date(year: str, month: str) -> list[int]:
    """[2023, 10] for 2023 and October, oct or 10; nothing where the year is no number."""
    if not year.isdigit():
        return []
    number = int(month) if month.isdigit() else (*MONTHS, month[:3].lower()).index(month[:3].lower()) + 1
    return [int(year), number] if 1 <= number <= 12 else [int(year)]


def _day(text: str) -> list[int]:
    """[2026, 11, 24] for 2026-11-24; nothing for what is no such date."""
    return [int(part) for part in text.split("-")] if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else []


def write(app: Sphinx, exception: Exception | None) -> None:
    """Put the files at the root of the site."""
    known = entries(app.env) if not exception and app.builder.name in SITES else {}
    if known:
        for path in Path(app.outdir).glob("*.bib"):  # of an earlier build
            path.unlink()
        for name in app.config.bibtex_bibfiles:
            shutil.copyfile(Path(app.srcdir, name), Path(app.outdir, Path(name).name))
        items = [csl(key, entry) for key, entry in known.items()]
        text = json.dumps(items, ensure_ascii=False, indent=1)
        Path(app.outdir, "references.json").write_text(f"{text}\n", encoding="utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("shared.words")
    app.setup_extension("website.site_file")
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
