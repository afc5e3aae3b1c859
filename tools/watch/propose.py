"""Write the registries' values into the .bib: fields that are missing or differ, nothing else, nothing of our own."""

from __future__ import annotations

import re
from difflib import unified_diff

from shared import bib

from tools.watch.compare import as_pages
from tools.watch.result import Difference, Finding

#: The fields that a registry may speak about, in the order in which an entry has them.
#: Ours (design, participants, finding, funding, check, retraction and notes) are in no registry, so they are not here.
FIELDS = ("author", "title", "journal", "year", "volume", "number", "pages", "doi", "pmid", "pmcid")
#: The fields of the file in the order in which they stand, to find a place for a new one.
ORDER = ("author", "title", "journal", "year", "month", "volume", "number", "pages", "doi", "pmid", "pmcid")
_AUTHORS = ("first author", "number of authors", "authors")


def proposals(finding: Finding) -> dict[str, str]:
    """The new value of each field, as BibTeX. Empty where the entry's own number leads to another work.

    Then nobody knows which of the two is meant. Nor is a title in capitals proposed: nobody can tell which are its own.
    """
    if finding.missing or any(d.field in ("doi", "pmid") and d.ours and not d.value for d in finding.differences):
        return {}
    values = {}
    for difference in [*finding.differences, *finding.additions]:
        if difference.accepted or not difference.value:
            continue
        name = "author" if difference.field in _AUTHORS else difference.field
        if name in FIELDS and not (name == "title" and difference.value.isupper()):
            values[name] = _as_bibtex(name, difference)
    return values


def rewritten(text: str, findings: list[Finding]) -> str:
    """The file with the proposals in it; what is not proposed stays to the letter."""
    places = {entry.key: entry for entry in bib.read(text.encode()).entries if entry.is_whole and entry.fields}
    edits: list[tuple[int, int, str]] = []
    for finding in findings:
        if finding.key in places:
            for name, value in proposals(finding).items():
                edits.append(_edit(text, places[finding.key], name, value))
    for start, end, new in sorted(edits, key=lambda edit: edit[0], reverse=True):
        text = text[:start] + new + text[end:]
    return text


def diff(before: str, after: str, name: str) -> str:
    """The change as a unified diff, or nothing."""
    return "".join(unified_diff(before.splitlines(True), after.splitlines(True), f"a/{name}", f"b/{name}"))


def _edit(text: str, entry: bib.Entry, name: str, value: str) -> tuple[int, int, str]:
    if name in entry.fields:
        return *entry.fields[name].value, f"{{{value}}}"
    before = [field for field in ORDER[: ORDER.index(name)] if field in entry.fields]
    anchor = entry.fields[before[-1] if before else next(iter(entry.fields))]
    # A line like the one it follows: the same indent, and the sign of equality in the same column.
    line_start = text.rfind("\n", 0, anchor.start) + 1
    head = re.match(r"(\s*)([\w-]+)(\s*)=", text[line_start:])
    indent, column = (head[1], len(head[2] + head[3])) if head else ("  ", 0)
    at = anchor.value[1]
    return at, at, f",\n{indent}{name:<{column}}= {{{value}}}" if column else f",\n{indent}{name} = {{{value}}}"


def _as_bibtex(name: str, difference: Difference) -> str:
    value = difference.value
    if name == "pages":
        return as_pages(value)
    if name in ("doi", "pmid", "pmcid", "year"):
        return value
    value = re.sub(r"(?<!\\)([&%#$_])", r"\\\1", value)
    if name == "title":
        # BibTeX styles may put a title in lower case: words with capitals inside keep them in braces.
        value = re.sub(r"[\w-]*\w[A-Z][\w-]*|\b[A-Z]-\w+", lambda word: f"{{{word[0]}}}", value)
    return value
