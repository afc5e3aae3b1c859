"""Ask the registries about each reference, and put together what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tools.matching import is_same_work, same_family, same_journal
from tools.registries import Crossref, Notice, Page, PubMed, Record, Unreachable, WebPages
from tools.registries.record import bare_doi, folded
from tools.watch import numbers
from tools.watch.bibliography import Reference
from tools.watch.compare import compare
from tools.watch.result import Difference, Finding


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
            elif reference.type != "article":
                finding.unchecked.append("it has no DOI, PMID or address to ask for")
            elif not records and not finding.unchecked:
                finding.missing.append("Crossref finds no work of this title, first author and year")
        known = [record for record in records if self._is_it(finding, reference, record)]
        compare(finding, reference, known)
        numbers.compare(finding, reference, known)
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
        for one in dict.fromkeys((doi, record.doi)):
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
            and _same_first_author_and_year(reference, record)
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
        if _same_first_author_and_year(reference, record) and any(
            same_journal(reference.get("journal"), name) for name in record.journals
        ):
            return True  # the same place, but another title: that is the difference to show
        name, value = ("doi", record.doi) if record.source == "Crossref" else ("pmid", record.pmid)
        first = record.authors[0].family if record.authors else "no author"
        about = " ".join([first, *map(str, record.years[:1])])
        theirs = f'{value} is another work: "{record.title}" ({about})'
        finding.differences.append(Difference(name, reference.get(name), theirs))
        return False


def _same_first_author_and_year(reference: Reference, record: Record) -> bool:
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
