"""Hold one of our references against what the registries say of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tools.matching import is_same_work, page_range, same_family, same_journal, same_pages, same_text
from tools.registries import Author, Crossref, Notice, Page, PubMed, Record, Unreachable, WebPages
from tools.registries.record import bare_doi, folded
from tools.watch.bibliography import Reference

#: How a reference can end, the most urgent first.
STATES = ("retracted", "not found", "differs", "corrected", "not checked", "confirmed")


@dataclass(frozen=True)
class Difference:
    """A field in which we and the registries differ. ``value`` is what the field should hold, where that is clear."""

    field: str
    ours: str
    theirs: str
    value: str = ""
    accepted: str = ""  # why we keep ours


@dataclass
class Finding:
    """How one reference ended, and why."""

    key: str
    line: int
    differences: list[Difference] = field(default_factory=list)
    additions: list[Difference] = field(default_factory=list)  # identifiers that the registries know and we could add
    notices: list[Notice] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)  # what does not exist
    unchecked: list[str] = field(default_factory=list)  # questions without an answer
    asked: str = ""  # the oldest reply that this rests on
    marked: bool = False  # the entry says itself that the work is retracted
    accepted_notices: dict[str, str] = field(default_factory=dict)  # why a notice changes nothing for us
    excused: str = ""  # why the page of this entry cannot be asked
    doi: str = ""
    pmid: str = ""

    @property
    def state(self) -> str:
        """One of ``STATES``. What is known to be wrong comes first; "confirmed" needs every question answered."""
        kinds = {notice.kind for notice in self.open_notices}
        if "retraction" in kinds:
            return "retracted"
        if self.missing:
            return "not found"
        if any(not difference.accepted for difference in self.differences):
            return "differs"
        if kinds:
            return "corrected"
        return "not checked" if self.unchecked else "confirmed"

    @property
    def open_notices(self) -> list[Notice]:
        """The notices that nobody has accepted. A retraction cannot be accepted away: it is marked in the entry."""
        return [notice for notice in self.notices if notice.kind == "retraction" or notice not in self._accepted]

    @property
    def _accepted(self) -> list[Notice]:
        return [notice for notice in self.notices if {notice.doi, notice.pmid} & set(self.accepted_notices) - {""}]

    @property
    def to_do(self) -> bool:
        """Whether a person has to act. A retraction that the entry tells its readers needs nothing more."""
        if self.state == "retracted" and self.marked:
            rest = Finding(self.key, self.line, self.differences, missing=self.missing)
            return rest.to_do
        return self.state in ("retracted", "not found", "differs", "corrected")


class Watch:
    """The registries, and what we ask of them for each reference."""

    def __init__(self, crossref: Crossref, pubmed: PubMed, pages: WebPages) -> None:
        self.crossref = crossref
        self.pubmed = pubmed
        self.pages = pages

    def look(
        self, references: list[Reference], progress: Callable[[int, str], None] = lambda *_: None
    ) -> list[Finding]:
        """A finding for each reference. ``progress`` is told how many are done and what comes next."""
        articles, fault = self._articles([pmid for one in references if (pmid := one.get("pmid")).isdigit()])
        findings = []
        for done, reference in enumerate(references):
            progress(done, reference.key)
            findings.append(self._look_at(reference, articles, fault))
        progress(len(references), "")
        return findings

    def _articles(self, pmids: list[str]) -> tuple[dict[str, Record], str]:
        try:
            return self.pubmed.articles(pmids), ""
        except Unreachable as error:
            return {}, str(error)

    def _look_at(self, reference: Reference, articles: dict[str, Record], fault: str) -> Finding:
        doi, pmid, url = bare_doi(reference.get("doi")), reference.get("pmid"), reference.get("url")
        finding = Finding(reference.key, reference.line, marked=bool(reference.get("retraction")), doi=doi, pmid=pmid)
        records: list[Record] = []
        if doi:
            records += filter(None, [self._work(finding, doi)])
        if pmid and fault and pmid.isdigit():
            finding.unchecked.append(fault)
        elif pmid and pmid in articles:
            records.append(articles[pmid])
        elif pmid:
            finding.missing.append(f"PubMed has no PMID {pmid}")
        elif doi:
            records += self._by_pubmed(finding, doi)
        if not (doi or pmid):
            records += self._by_search(finding, reference)
            if url:
                self._page(finding, reference, url)
            elif not records and not finding.unchecked:
                finding.missing.append("neither registry finds a work of this title and first author")
        known = [record for record in records if self._is_it(finding, reference, record)]
        _compare(finding, reference, known)
        if any(record.source == "Crossref" and record not in known for record in records):
            finding.notices = []  # they are about another work
        finding.notices = _together([*(notice for record in known for notice in record.notices), *finding.notices])
        finding.asked = min((record.asked for record in records if record.asked), default=finding.asked)
        return finding

    def _work(self, finding: Finding, doi: str) -> Record | None:
        try:
            record = self.crossref.work(doi)
            if record is None:
                agency = self.crossref.agency(doi)
                if agency and agency != "Crossref":
                    finding.unchecked.append(f"{doi} is registered with {agency}, which this watch does not ask")
                else:
                    finding.missing.append(f"Crossref has no DOI {doi}")
                return None
            later = self.crossref.newer_review(doi)
        except Unreachable as error:
            finding.unchecked.append(str(error))
            return None
        finding.notices += [later] if later else []
        for one in {doi, record.doi}:
            try:
                finding.notices += self.crossref.updates(one)
            except Unreachable as error:
                finding.unchecked.append(f"whether something updates it: {error}")
        return record

    def _by_pubmed(self, finding: Finding, doi: str) -> list[Record]:
        """PubMed's record of a work that we have by its DOI alone: it may know of a retraction, and all the authors."""
        try:
            pmid = self.pubmed.pmid_of(doi)
            found = self.pubmed.articles([pmid]).values() if pmid else ()
            return [record for record in found if record.doi == doi]  # a search may find something near instead
        except Unreachable as error:
            finding.unchecked.append(str(error))
            return []

    def _by_search(self, finding: Finding, reference: Reference) -> list[Record]:
        """The Crossref record of a reference without a number, where the search finds that very work."""
        if reference.type != "article":
            return []
        try:
            found = self.crossref.search(
                f"{reference.get('title')} {reference.first_author} {reference.get('year')}", 5
            )
        except Unreachable as error:
            finding.unchecked.append(f"whether it has a DOI: {error}")
            return []
        same = [
            record
            for record in found
            if is_same_work(reference.get("title"), reference.first_author, record)
            and same_first_author_and_year(reference, record)
        ][:1]
        for record in same:
            try:
                finding.notices += self.crossref.updates(record.doi)
            except Unreachable as error:
                finding.unchecked.append(f"whether something updates it: {error}")
        return same

    def _page(self, finding: Finding, reference: Reference, url: str) -> None:
        try:
            page = self.pages.page(url)
        except Unreachable as error:
            finding.unchecked.append(f"{url}: {error}")
            return
        if page is None:
            finding.missing.append(f"the page is gone: {url}")
            return
        finding.asked = page.asked
        if not _holds(page, reference.get("title")):
            finding.differences.append(Difference("url", url, "the page answers, but does not hold the title"))

    def _is_it(self, finding: Finding, reference: Reference, record: Record) -> bool:
        """Whether a record is of our work at all. A number with a wrong digit leads to quite another one."""
        if is_same_work(reference.get("title"), reference.first_author, record):
            return True
        if same_first_author_and_year(reference, record) and any(
            same_journal(reference.get("journal"), name) for name in record.journals
        ):
            return True  # the same place, but another title: that is the difference to show
        name, value = ("doi", record.doi) if record.source == "Crossref" else ("pmid", record.pmid)
        about = (
            f"{record.authors[0].family if record.authors else 'no author'} {record.years[0] if record.years else ''}"
        )
        finding.differences.append(
            Difference(name, reference.get(name) or "", f'{value} is another work: "{record.title}" ({about.strip()})')
        )
        return False


def same_first_author_and_year(reference: Reference, record: Record) -> bool:
    """Whether a record has our first author and our year, give or take one."""
    near = reference.year and any(abs(reference.year - year) <= 1 for year in record.years)
    return bool(near and record.authors and same_family(reference.first_author, record.authors[0].family))


def _holds(page: Page, title: str) -> bool:
    return folded(title).replace(" ", "") in folded(page.text).replace(" ", "")


def _together(notices: Iterable[Notice]) -> list[Notice]:
    """Each notice once, and one that names no document only where no other tells of the same kind."""
    found: dict[tuple[str, str], Notice] = {}
    for notice in notices:
        found.setdefault((notice.kind, notice.doi or notice.pmid), notice)
    named = {kind for kind, document in found if document}
    return [notice for (kind, document), notice in found.items() if document or kind not in named]


# Field by field ----------------------------------------------------------------------------------------------------


def _compare(finding: Finding, reference: Reference, records: list[Record]) -> None:
    """Ours is right where one registry agrees: they differ among themselves, above all between print and online."""

    def hold(name: str, ours: str, theirs: Callable[[Record], Iterable[str]], same: Callable[[str, str], bool]) -> None:
        said = [(record.source, value) for record in records for value in list(theirs(record)) if value]
        if said and not any(ours and same(ours, value) for _, value in said):
            first = dict(reversed(said))  # of a journal with several names, or two years, one is enough to show
            shown = [(record.source, first[record.source]) for record in records if record.source in first]
            finding.differences.append(Difference(name, ours, _said(shown), said[0][1]))

    hold("title", reference.get("title"), lambda r: [r.title], same_text)
    _compare_authors(finding, reference, records)
    if reference.type == "article":
        hold("journal", reference.get("journal"), lambda r: r.journals, same_journal)
    hold("year", reference.get("year"), lambda r: map(str, r.years), str.__eq__)
    hold("volume", reference.get("volume"), lambda r: [r.volume], same_text)
    hold("number", reference.get("number"), lambda r: [r.issue], same_text)
    hold("pages", reference.get("pages"), lambda r: r.pages, same_pages)
    hold("doi", bare_doi(reference.get("doi")), lambda r: [r.doi] if reference.get("doi") else [], str.__eq__)
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
