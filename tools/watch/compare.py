"""Hold one reference, field by field, against the records that the registries have of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tools.matching import page_range, same_family, same_journal, same_pages, same_text
from tools.registries import Author, Record
from tools.registries.record import bare_doi
from tools.watch.bibliography import Reference
from tools.watch.result import Difference, Finding


def compare(finding: Finding, reference: Reference, records: list[Record]) -> None:
    """Ours is right where one registry agrees: they differ among themselves, above all between print and online."""

    def compare_field(
        name: str, ours: str, theirs: Callable[[Record], Iterable[str]], same: Callable[[str, str], bool]
    ) -> None:
        said = [(record.source, value) for record in records for value in list(theirs(record)) if value]
        if said and not any(ours and same(ours, value) for _, value in said):
            first = dict(reversed(said))  # of a journal with several names, or two years, one is enough to show
            shown = [(record.source, first[record.source]) for record in records if record.source in first]
            finding.differences.append(Difference(name, ours, _said(shown), said[0][1]))

    compare_field("title", reference.get("title"), lambda r: [r.title], same_text)
    _compare_authors(finding, reference, records)
    if reference.type == "article":
        compare_field("journal", reference.get("journal"), lambda r: r.journals, same_journal)
    compare_field("year", reference.get("year"), lambda r: map(str, r.years), str.__eq__)
    compare_field("volume", reference.get("volume"), lambda r: [r.volume], same_text)
    compare_field("number", reference.get("number"), lambda r: [r.issue], same_text)
    compare_field("pages", reference.get("pages"), lambda r: r.pages, same_pages)
    compare_field("doi", bare_doi(reference.get("doi")), lambda r: [r.doi] if reference.get("doi") else [], str.__eq__)
    for name in ("doi", "pmid", "pmcid"):
        value = next((getattr(record, name) for record in records if getattr(record, name)), "")
        if value and not reference.get(name):
            here = finding.differences if name == "doi" and not reference.get("pmid") else finding.additions
            here.append(Difference(name, "", value, value))


def _compare_authors(finding: Finding, reference: Reference, records: list[Record]) -> None:
    lists = [(record.source, record.authors) for record in records if record.authors]
    if not lists:
        return
    complete = [(record.source, record.authors) for record in records if record.authors and record.authors_complete]
    value = _names((sorted(complete, key=lambda one: one[0] != "PubMed") or lists)[0][1])
    first = any(same_family(reference.first_author, authors[0].family) for _, authors in lists)
    if not first:
        said = [(source, authors[0].family) for source, authors in lists]
        finding.differences.append(Difference("first author", reference.first_author, _said(said), value))
    ours = len(reference.authors)
    if reference.others or (complete and not any(ours in _counts(authors) for _, authors in complete)):
        said = [(source, str(len(authors))) for source, authors in complete]
        shown = f"{ours} and others" if reference.others else str(ours)
        if said:
            finding.differences.append(Difference("number of authors", shown, _said(said), value))
    elif first and not any(_same_people(reference.authors, authors) for _, authors in lists):
        source, authors = lists[0]
        pairs = zip(reference.authors, _people(authors) or authors, strict=False)
        wrong = next(((a.family, b.family) for a, b in pairs if not same_family(a.family, b.family)), ("", ""))
        finding.differences.append(Difference("authors", wrong[0], f"{wrong[1]} ({source})", value))


def _people(authors: tuple[Author, ...]) -> tuple[Author, ...]:
    return tuple(author for author in authors if not author.group)


def _counts(authors: tuple[Author, ...]) -> set[int]:
    """How many: with and without the groups, which one registry lists and the other does not."""
    return {len(authors), len(_people(authors))}


def _same_people(ours: tuple[Author, ...], theirs: tuple[Author, ...]) -> bool:
    return any(
        len(ours) == len(some) and all(same_family(a.family, b.family) for a, b in zip(ours, some, strict=True))
        for some in (theirs, _people(theirs))
    )


def _names(authors: tuple[Author, ...]) -> str:
    """The authors as BibTeX writes them."""
    return " and ".join(
        f"{{{author.family}}}"
        if author.group
        else ", ".join(filter(None, (author.family, author.suffix, author.given)))
        for author in authors
    )


def _said(values: list[tuple[str, str]]) -> str:
    """What the registries say, each value once, with who says it."""
    by_value: dict[str, list[str]] = {}
    for source, value in values:
        sources = by_value.setdefault(value, [])
        if source not in sources:
            sources.append(source)
    return "; ".join(f"{value} ({', '.join(sources)})" for value, sources in by_value.items())


def as_pages(pages: str) -> str:
    """A page range as BibTeX writes it, the last page in full."""
    start, end = page_range(pages)
    return f"{start}--{end}" if end else pages
