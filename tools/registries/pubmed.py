"""PubMed through NCBI's E-utilities: the record of a PMID, its flags, and what stands at a printed place.

Form of the replies: https://www.ncbi.nlm.nih.gov/books/NBK25499/ (E-utilities in depth) and
https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html (the XML of a record).
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from tools.registries.record import TITLE_MARK, Author, Notice, Record, bare_doi, plain, plain_abstract, title_notice
from tools.registries.service import Cache, Service, Unreachable, agent, contact

#: What PubMed calls a later publication that changes this one, in the words that this project reports.
KINDS = {
    "RetractionIn": "retraction",
    "PartialRetractionIn": "retraction",
    "ExpressionOfConcernIn": "expression of concern",
    "ErratumIn": "correction",
    "CorrectedandRepublishedIn": "correction",
    "RetractedandRepublishedIn": "retraction",
    "UpdateIn": "new version",
}
BATCH = 100
MOST = 10_000
"""PubMed gives out no more than the first so many records of one question."""


@dataclass(frozen=True)
class Found:
    """What a question finds: how many, their records as far as PubMed gives them out, and what it says of the question."""

    count: int
    records: tuple[Record, ...] = ()
    warnings: tuple[str, ...] = ()
    asked: str = ""


class _Forgotten(Exception):
    """The history server no longer has the set."""


class PubMed:
    """Ask PubMed: three requests a second, or ten with a key, by NCBI's rules."""

    def __init__(self, *, base: str = "", cache: Cache | None = None, **settings: Any) -> None:
        base = base or os.environ.get("PUBMED_URL", "") or "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
        mail, key = contact(), os.environ.get("NCBI_API_KEY", "")
        params = {"tool": agent()} | ({"email": mail} if mail else {}) | ({"api_key": key} if key else {})
        # PubMed leaves out what it does not have; a 404 is a wrong address.
        self.service = Service(
            "PubMed", base, cache=cache, contact=mail, params=params, absent=lambda _: False, **settings
        )
        self.pause = 0.1 if key else 0.34

    def articles(self, pmids: list[str]) -> dict[str, Record]:
        """The records of some PMIDs; one that PubMed does not know is left out. Raises ``Unreachable``."""
        found = {}
        for start in range(0, len(pmids), BATCH):
            params = {"db": "pubmed", "id": ",".join(pmids[start : start + BATCH]), "retmode": "xml"}
            answer = self.service.ask("/efetch.fcgi", _article_set, params=params, pause=self.pause)
            for article in answer[0] if answer else []:
                record = _record(article, answer[1].asked)
                found[record.pmid] = record
        return found

    def pmid_of(self, doi: str) -> str:
        """The PMID of a DOI, or "" where PubMed holds none, or more than one. Raises ``Unreachable``."""
        pmids = self._search(f'"{bare_doi(doi)}"[doi]', 2)
        return pmids[0] if len(pmids) == 1 else ""

    def search(self, term: str, rows: int = 5) -> list[Record]:
        """The records that a PubMed query finds, best match first. Raises ``Unreachable``."""
        pmids = self._search(term, rows)
        if not pmids:
            return []
        params = {"db": "pubmed", "id": ",".join(pmids), "retmode": "json"}
        answer = self.service.ask("/esummary.fcgi", _summaries, params=params, pause=self.pause)
        return [_summary(answer[0][pmid], answer[1].asked) for pmid in pmids if pmid in answer[0]] if answer else []

    def everything(self, term: str) -> Found:
        """All records that a PubMed query finds. Raises ``Unreachable``.

        The history server keeps the set, so that what is added meanwhile shifts no page of it. It forgets a set after some
        hours: a run that goes on later with kept replies then asks for a new one.
        """
        try:
            return self._everything(term, anew=False)
        except _Forgotten:
            try:
                return self._everything(term, anew=True)
            except _Forgotten as error:
                raise Unreachable(f"PubMed {error}, twice") from None

    def _everything(self, term: str, anew: bool) -> Found:
        params = {"db": "pubmed", "term": term, "usehistory": "y", "retmax": "0", "retmode": "json"}
        answer = self.service.ask("/esearch.fcgi", _kept_set, params=params, pause=self.pause, anew=anew)
        (count, key, server, warnings), reply = answer if answer else ((0, "", "", ()), None)
        records: list[Record] = []
        for start in range(0, min(count, MOST), BATCH):
            place = {"query_key": key, "WebEnv": server, "retstart": str(start), "retmax": str(BATCH)}
            page = self.service.ask(
                "/efetch.fcgi", _page, params={"db": "pubmed", "retmode": "xml"} | place, pause=self.pause
            )
            records += [_record(article, page[1].asked) for article in page[0]] if page else []
        if len(records) < count:
            warnings = (*warnings, f"PubMed gave out {len(records)} of the {count} records that it found")
        return Found(count, tuple(records), warnings, reply.asked if reply else "")

    def at(self, journal: str, year: str, volume: str, first_page: str) -> str:
        """The PMID of what stands at a printed place, or "" where no one thing does. Raises ``Unreachable``."""
        place = "|".join(part.replace("|", " ") for part in (journal, year, volume, first_page))
        params = {"db": "pubmed", "retmode": "xml", "bdata": f"{place}||watch|"}
        answer = self.service.ask("/ecitmatch.cgi", _matched, params=params, pause=self.pause)
        return answer[0] if answer else ""

    def _search(self, term: str, rows: int) -> list[str]:
        params = {"db": "pubmed", "term": term, "retmax": str(rows), "retmode": "json", "sort": "relevance"}
        answer = self.service.ask("/esearch.fcgi", _ids, params=params, pause=self.pause)
        return answer[0] if answer else []


def _ids(text: str) -> list[str]:
    try:
        result = json.loads(text)["esearchresult"]
        if "ERROR" in result:
            raise ValueError(f"an error: {result['ERROR']}")
        return [str(pmid) for pmid in result["idlist"]]
    except (json.JSONDecodeError, KeyError, TypeError):
        raise ValueError(f'no PubMed search but "{text[:40]}..."') from None


def _kept_set(text: str) -> tuple[int, str, str, tuple[str, ...]]:
    """How many a question finds, the set's number and server, and what PubMed says of the question."""
    try:
        result = json.loads(text, strict=False)["esearchresult"]
        if "ERROR" in result:
            raise ValueError(f"an error: {result['ERROR']}")
        said = [
            (label, words)
            for where, name, label in WARNINGS
            for words in (result.get(where) or {}).get(name) or []
            if not words.startswith("No items found")
        ]
        count = int(result["count"])
        key, server = (str(result["querykey"]), str(result["webenv"])) if count else ("", "")
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError):
        raise ValueError(f'no PubMed search but "{text[:40]}..."') from None
    return count, key, server, tuple(label.format(words) for label, words in said)


#: Where a search says what it made of the question (https://www.ncbi.nlm.nih.gov/books/NBK25499/#chapter4.ESearch).
WARNINGS = (
    ("errorlist", "phrasesnotfound", "PubMed does not find “{}”"),
    ("errorlist", "fieldsnotfound", "PubMed has no field [{}]"),
    ("warninglist", "phrasesignored", "PubMed passes over “{}”"),
    ("warninglist", "quotedphrasesnotfound", "PubMed has no phrase {} and looks for its words one by one"),
    ("warninglist", "outputmessages", "PubMed says: {}"),
)


def _page(text: str) -> list[ElementTree.Element]:
    if re.search(r"<ERROR>[^<]*obtain query", text) or '"error"' in text[:200]:
        raise _Forgotten("no longer had the set of records that it had made")
    return _article_set(text)


def _summaries(text: str) -> dict[str, dict[str, Any]]:
    try:
        result = json.loads(text)["result"]
        return {pmid: result[pmid] for pmid in result["uids"] if "error" not in result[pmid]}
    except (json.JSONDecodeError, KeyError, TypeError):
        raise ValueError(f'no PubMed summary but "{text[:40]}..."') from None


def _matched(text: str) -> str:
    last = text.strip().rsplit("|", 1)
    if len(last) != 2:
        raise ValueError(f'no citation match but "{text[:40]}..."')
    return last[1] if last[1].isdigit() else ""


def _article_set(text: str) -> list[ElementTree.Element]:
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise ValueError(f"no XML: {error}") from None
    if root.tag != "PubmedArticleSet":
        raise ValueError(f"no set of PubMed articles but <{root.tag}>")
    return [article for article in root if article.tag in ("PubmedArticle", "PubmedBookArticle")]


def _text(element: ElementTree.Element | None, path: str = ".") -> str:
    found = element.find(path) if element is not None else None
    return plain("".join(found.itertext())) if found is not None else ""


def _record(item: ElementTree.Element, asked: str) -> Record:
    article = item.find(".//Article") if item.tag == "PubmedArticle" else item.find(".//BookDocument")
    title = _title(_text(article, "ArticleTitle"))
    ids = {one.get("IdType", ""): (one.text or "").strip() for one in item.iterfind("./*/ArticleIdList/ArticleId")}
    doi = ids.get("doi") or next((_text(e) for e in article.iterfind("ELocationID") if e.get("EIdType") == "doi"), "")
    notices = [
        Notice(
            KINDS[later.get("RefType", "")],
            "PubMed",
            doi=_doi_in(_text(later, "RefSource")),
            pmid=_text(later, "PMID"),
            date=_year_in(_text(later, "RefSource")),
        )
        for later in item.iterfind(".//CommentsCorrections")
        if later.get("RefType") in KINDS
    ]
    kinds = [_text(kind) for kind in item.iterfind(".//PublicationType")]
    if "Retracted Publication" in kinds and not any(notice.kind == "retraction" for notice in notices):
        notices.append(Notice("retraction", "PubMed"))
    pages = [_text(article, "Pagination/MedlinePgn")]
    pages += [_text(e) for e in article.iterfind("ELocationID") if e.get("EIdType") == "pii"]
    author_list = article.find("AuthorList")
    return Record(
        source="PubMed",
        title=TITLE_MARK.sub("", title),
        authors=tuple(map(_author, author_list if author_list is not None else [])),
        authors_complete=author_list is None or author_list.get("CompleteYN", "Y") == "Y",
        journals=tuple(
            filter(None, (_text(item, f".//{name}") for name in ("Journal/Title", "ISOAbbreviation", "MedlineTA")))
        ),
        years=_years(
            _text(article, ".//JournalIssue/PubDate"),
            _text(article, "ArticleDate/Year"),
            _text(article, "Book/PubDate"),
        ),
        volume=_text(article, ".//JournalIssue/Volume"),
        issue=_text(article, ".//JournalIssue/Issue"),
        pages=tuple(filter(None, pages)),
        doi=bare_doi(doi),
        pmid=_text(item, ".//PMID"),
        pmcid=ids.get("pmc", ""),
        notices=(*notices, *title_notice(title, "PubMed")),
        abstract=_abstract(article),
        asked=asked,
        types=tuple(kinds),
        registrations=tuple(_text(number) for number in item.iterfind(".//AccessionNumber")),
    )


def _abstract(article: ElementTree.Element | None) -> str:
    """All its parts; an abstract in another language says the same again and is left out."""
    parts = article.iterfind("Abstract/AbstractText") if article is not None else ()
    return plain_abstract(" ".join(ElementTree.tostring(part, encoding="unicode") for part in parts))


def _author(author: ElementTree.Element) -> Author:
    group = _text(author, "CollectiveName")
    if group:
        return Author(group, group=True)
    return Author(_text(author, "LastName"), _text(author, "ForeName"), suffix=_text(author, "Suffix"))


def _summary(summary: dict[str, Any], asked: str) -> Record:
    title = _title(plain(summary.get("title", "")))
    ids = {one["idtype"]: one["value"] for one in summary.get("articleids", [])}
    retracted = "Retracted Publication" in summary.get("pubtype", [])
    return Record(
        source="PubMed",
        title=TITLE_MARK.sub("", title),
        authors=tuple(_summary_author(author) for author in summary.get("authors", [])),
        journals=tuple(filter(None, (plain(summary.get(name, "")) for name in ("fulljournalname", "source")))),
        years=_years(summary.get("pubdate", ""), summary.get("epubdate", "")),
        volume=summary.get("volume", ""),
        issue=summary.get("issue", ""),
        pages=(summary["pages"],) if summary.get("pages") else (),
        doi=bare_doi(ids.get("doi", "")),
        pmid=str(summary.get("uid", "")),
        pmcid=ids.get("pmc", ""),
        notices=(Notice("retraction", "PubMed"),) if retracted else title_notice(title, "PubMed"),
        asked=asked,
    )


def _summary_author(author: dict[str, Any]) -> Author:
    """A summary gives a person as "Zarate CA Jr": family name, then initials."""
    name = plain(author.get("name", ""))
    if author.get("authtype", "Author") != "Author":
        return Author(name, group=True)
    form = re.match(r"(.+?)\s+([A-Z]{1,4})(?:\s+(Jr|Sr|\d\w\w))?$", name)
    return Author(form[1], form[2], suffix=form[3] or "") if form else Author(name)


def _title(title: str) -> str:
    """PubMed ends each title with a point and puts a translated one in brackets."""
    return title.strip().removesuffix(".").removeprefix("[").removesuffix("]")


def _years(*dates: str) -> tuple[int, ...]:
    years = [int(found[0]) for when in dates if (found := re.search(r"\b(?:1[5-9]|20)\d\d", when))]
    return tuple(dict.fromkeys(years))


def _doi_in(text: str) -> str:
    found = re.search(r"doi:\s*(10\.\S+)", text, re.IGNORECASE)
    return bare_doi(found[1].rstrip(".")) if found else ""


def _year_in(text: str) -> str:
    found = re.search(r"\b(?:19|20)\d\d\b", text)
    return found[0] if found else ""
