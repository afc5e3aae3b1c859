"""Ask PubMed what is new for each page, and what has become of what it cites."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from evidence.set_aside import Aside

from tools.news.kinds import KINDS, has_results, kind_of, people_of
from tools.news.pages import Concern, names
from tools.registries import Notice, PubMed, Record, Unreachable
from tools.watch.bibliography import Reference


@dataclass(frozen=True)
class Item:
    """One publication to look at; ``trials`` are the numbers on the page under which it is registered."""

    pmid: str
    title: str
    kind: str
    people: str = ""
    journal: str = ""
    year: str = ""
    doi: str = ""
    trials: tuple[str, ...] = ()

    @property
    def link(self) -> str:
        return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"

    @property
    def command(self) -> str:
        """What adds it to the bibliography."""
        return f"make cite PMID={self.pmid}"


@dataclass
class News:
    """What is new for one page, and what could not be asked."""

    page: str
    title: str
    since: str
    query: str
    found: int = 0
    cited: int = 0
    aside: int = 0
    items: list[Item] = field(default_factory=list)
    rest: int = 0
    trials: list[Item] = field(default_factory=list)
    """Publications of trials that the page names, from any time."""
    notices: list[tuple[str, Notice]] = field(default_factory=list)
    """Of works that it cites, by their keys."""
    warnings: list[str] = field(default_factory=list)
    """What PubMed says of the question."""
    unchecked: list[str] = field(default_factory=list)
    fault: str = ""
    asked: str = ""

    @property
    def to_do(self) -> bool:
        """Whether a person has something to look at; a mere count is nothing to do."""
        return bool(self.items or self.trials or self.notices or self.warnings or self.fault)


@dataclass(frozen=True)
class Recall:
    """How many of the studies that a page cites its own question finds."""

    page: str
    query: str
    found: tuple[str, ...] = ()
    missed: tuple[tuple[str, str], ...] = ()
    """Key and title of those that it does not find."""
    unknown: tuple[str, ...] = ()
    """Keys of those that PubMed does not hold, which no question can find."""
    unchecked: str = ""

    @property
    def enough(self) -> bool:
        """At least nine of ten, or all but one where a page has fewer."""
        return len(self.missed) <= max(1, (len(self.found) + len(self.missed)) // 10)


Progress = Callable[[int, str], None]


class Search:
    """PubMed, and what was looked at before."""

    def __init__(self, pubmed: PubMed, asides: list[Aside], heard: set[tuple[str, str]]) -> None:
        self.pubmed = pubmed
        self.asides = asides
        self.heard = heard
        """``(key, PMID or DOI)`` of the notices that somebody has read."""

    def news(self, concerns: list[Concern], progress: Progress = lambda *_: None) -> list[News]:
        """What is new for each page; one that could not be asked for hides none of the others."""
        cited = {one.key: one for concern in concerns for one in concern.cited if one.get("pmid").isdigit()}
        try:
            records = self.pubmed.articles([one.get("pmid") for one in cited.values()])
            fault = ""
        except Unreachable as error:
            records, fault = {}, f"what has become of the works that it cites: {error}"
        found = []
        for done, concern in enumerate(concerns):
            progress(done, concern.name)
            news = News(concern.name, concern.title, concern.since, concern.query, fault=concern.fault)
            news.unchecked += [fault] if fault else []
            news.notices = [
                (one.key, notice)
                for one in concern.cited
                if one.get("pmid") in records
                for notice in records[one.get("pmid")].notices
                if not self._is_heard(one, notice)
            ]
            self._ask(news, concern)
            found.append(news)
        progress(len(concerns), "")
        return found

    def _ask(self, news: News, concern: Concern) -> None:
        known = set().union(*map(names, concern.cited))
        if not concern.fault:
            try:
                self._new(news, concern, known)
            except Unreachable as error:
                news.unchecked.append(str(error))
        if concern.trials:
            try:
                self._trials(news, concern, known | {item.pmid for item in news.items})
            except Unreachable as error:
                news.unchecked.append(f"its trials: {error}")

    def _new(self, news: News, concern: Concern, known: set[str]) -> None:
        # [crdt] is the day on which a record was made: that of the publication may be long before (NCBI, PubMed help).
        term = f"({concern.query}) AND {concern.since.replace('-', '/')}:3000[crdt]"
        found = self.pubmed.everything(term)
        news.found, news.asked = found.count, found.asked
        news.warnings += found.warnings
        for record in found.records:
            if known & {record.pmid, record.doi}:
                news.cited += 1
            elif self._is_aside(concern, record):
                news.aside += 1
            elif kind := kind_of(record):
                news.items.append(_item(record, kind))
            else:
                news.rest += 1
        news.items.sort(key=lambda item: (KINDS.index(item.kind), -int(item.pmid)))

    def _trials(self, news: News, concern: Concern, known: set[str]) -> None:
        term = " OR ".join(f'{number}[si] OR "{number}"[tiab]' for number in concern.trials)
        for record in self.pubmed.everything(term).records:
            numbers = " ".join((*record.registrations, record.abstract))
            its = tuple(number for number in concern.trials if number in numbers)
            if known & {record.pmid, record.doi} or self._is_aside(concern, record) or not has_results(record):
                continue
            news.trials.append(_item(record, kind_of(record) or "publication", its))

    def _is_aside(self, concern: Concern, record: Record) -> bool:
        return any(aside.covers(concern.name, record.pmid, record.doi) for aside in self.asides)

    def _is_heard(self, reference: Reference, notice: Notice) -> bool:
        """A retraction is heard once the entry tells its readers, any other notice once somebody has accepted it."""
        if notice.kind == "retraction":
            return bool(reference.get("retraction"))
        return any((reference.key, name) in self.heard for name in {notice.doi, notice.pmid} - {""})

    def recall(self, concerns: list[Concern], progress: Progress = lambda *_: None) -> list[Recall]:
        """For each page, which of the studies that it cites its question finds."""
        found = []
        for done, concern in enumerate(concerns):
            progress(done, concern.name)
            found.append(self._recall(concern))
        progress(len(concerns), "")
        return found

    def _recall(self, concern: Concern) -> Recall:
        if concern.fault:
            return Recall(concern.name, concern.query, unchecked=concern.fault)
        asked = [one for one in concern.key if names(one)]
        if not asked:
            return Recall(concern.name, concern.query)
        either = " OR ".join(
            f"{one.get('pmid')}[pmid]" if one.get("pmid") else f'"{one.get("doi")}"[aid]' for one in asked
        )
        try:
            held = self.pubmed.everything(either).records
            hits = {record.pmid for record in self.pubmed.everything(f"({concern.query}) AND ({either})").records}
        except Unreachable as error:
            return Recall(concern.name, concern.query, unchecked=str(error))
        pmids = {name: record.pmid for record in held for name in (record.pmid, record.doi) if name}
        inside = [(one, pmids[name]) for one in asked for name in sorted(names(one) & pmids.keys())[:1]]
        return Recall(
            concern.name,
            concern.query,
            tuple(one.key for one, pmid in inside if pmid in hits),
            tuple((one.key, one.get("title")) for one, pmid in inside if pmid not in hits),
            tuple(one.key for one in asked if not names(one) & pmids.keys()),
        )


def _item(record: Record, kind: str, trials: tuple[str, ...] = ()) -> Item:
    year = str(record.years[0]) if record.years else ""
    journal = record.journals[0] if record.journals else ""
    return Item(record.pmid, record.title, kind, people_of(record), journal, year, record.doi, trials)
