"""Crossref, PubMed and a web site on loopback, answering in the form that their manuals document, faults included.

A test says which works exist and which faults to expect; what it does not name does not exist::

    registries.work("10.5555/one", title="On Nothing", author=["Example, Ada"], year=2020)
    registries.fault("/works/10.5555/one", status=429, headers={"Retry-After": "7"})  # once, before the real answer
"""

from __future__ import annotations

import json
import re
import sys
import threading
from collections.abc import Iterator
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

sys.path[:0] = [str(Path(__file__).parent.parent), str(Path(__file__).parent.parent / "_ext")]

from evidence.pubmed_query import Term, matches, parse  # noqa: E402  (only now is it on the path)

from tools.registries.record import plain_abstract  # noqa: E402


class Registries:
    """What the server knows: works by DOI and PMID, notices, pages and faults. ``asked`` lists every request."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.works: list[dict[str, Any]] = []
        self.notices: list[dict[str, Any]] = []
        self.pages: dict[str, str] = {}
        self.agencies: dict[str, str] = {}
        self.aliases: dict[str, str] = {}
        self.faults: dict[str, list[dict[str, Any]]] = {}
        self.headers: dict[str, str] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.issues: list[dict[str, Any]] = []
        self.kept: dict[tuple[str, str], list[str]] = {}  # PubMed's history server: its sets, which it may forget
        self.said: dict[str, Any] = {}  # what PubMed says of each question: errorlist, warninglist

    def work(self, doi: str = "", *, title: str, author: list[str], year: int, pmid: str = "", **more: Any) -> None:
        """A work. ``more``: journal, abbreviation, volume, issue, pages, article_number, online (a year), pmcid,
        subtitle, group, abstract (as PubMed marks it up), crossref and pubmed (fields laid over what that registry
        says), pubmed_refs, pubmed_types, registered (numbers of trials), made (the day of PubMed's record).
        """
        self.works.append({"doi": doi, "pmid": pmid, "title": title, "author": author, "year": year, **more})

    def notice(
        self, doi: str, updates: str, kind: str = "retraction", source: str = "publisher", date: str = ""
    ) -> None:
        """A notice that says that it updates another work."""
        update = {"DOI": updates, "type": kind, "source": source, "label": kind.title(), "updated": _date(date)}
        self.notices.append({"DOI": doi, "title": [kind.title()], "update-to": [update]})

    def fault(self, path: str, times: int = 1, **reply: Any) -> None:
        """Answer that path wrongly so many times: ``status``, ``headers``, ``body``, ``cut`` (bytes sent), ``hang``."""
        self.faults.setdefault(path, []).extend([reply] * times)

    def paths(self) -> list[str]:
        """The paths asked for, in order, with what was asked of them."""
        return [path for path, _ in self.asked]

    # Crossref -------------------------------------------------------------------------------------------------------

    def crossref(self, path: str, query: dict[str, str]) -> tuple[int, str, str]:
        """The reply of Crossref: status, type and body."""
        if path == "/works":
            if updated := query.get("filter", "").removeprefix("updates:"):
                items = [n for n in self.notices if n["update-to"][0]["DOI"].lower() == updated.lower()]
            else:
                items = self._nearest(query["query.bibliographic"], int(query["rows"]))
            message: dict[str, Any] = {"total-results": len(items), "items": items}
            return _json({"status": "ok", "message-type": "work-list", "message": message})
        doi, agency = re.fullmatch(r"/works/(.+?)(/agency)?", path).groups()
        if agency and doi in self.agencies:
            label = self.agencies[doi]
            return _json({"status": "ok", "message-type": "work-agency",
                          "message": {"DOI": doi, "agency": {"id": label.lower(), "label": label}}})  # fmt: skip
        for work in self.works:
            if work["doi"] and work["doi"].lower() == doi.lower():
                return _json({"status": "ok", "message-type": "work", "message": self._message(work)})
        return 404, "text/plain;charset=utf-8", "Resource not found."

    def _message(self, work: dict[str, Any]) -> dict[str, Any]:
        message = {
            "DOI": work["doi"],
            "type": "journal-article",
            "title": [work["title"]],
            "subtitle": [work["subtitle"]] if "subtitle" in work else [],
            "author": [
                {
                    "given": given,
                    "family": family,
                    "sequence": "first" if not place else "additional",
                    "affiliation": [],
                }
                for place, (family, given) in enumerate(map(_name, work["author"]))
            ]
            + [{"name": name, "sequence": "additional"} for name in work.get("group", [])],
            "container-title": [work["journal"]] if "journal" in work else [],
            "short-container-title": [work["abbreviation"]] if "abbreviation" in work else [],
            "volume": work.get("volume"),
            "issue": work.get("issue"),
            "page": work.get("pages"),
            "article-number": work.get("article_number"),
            "published-print": {"date-parts": [[work["year"], 1]]},
            "issued": {"date-parts": [[work.get("online", work["year"])]]},
            "published-online": {"date-parts": [[work["online"], 12, 5]]} if "online" in work else None,
            "relation": {},
        }
        return {name: value for name, value in (message | work.get("crossref", {})).items() if value is not None}

    def _nearest(self, text: str, rows: int) -> list[dict[str, Any]]:
        """Like Crossref's search: by words in common, and there is always a nearest."""
        wanted = _words(text)
        found = []
        for work in self.works:
            words = _words(f"{work['title']} {' '.join(work['author'])} {work.get('journal', '')} {work['year']}")
            found.append((-len(wanted & words), -len(wanted & words) / len(words), work["doi"], work))
        return [self._message(work) for *_, work in sorted(found, key=lambda one: one[:3]) if work["doi"]][:rows]

    # PubMed ---------------------------------------------------------------------------------------------------------

    def pubmed(self, path: str, query: dict[str, str]) -> tuple[int, str, str]:
        """The reply of PubMed: status, type and body."""
        if path == "/efetch.fcgi":
            if "WebEnv" in query:
                kept = self.kept.get((query["WebEnv"], query["query_key"]))
                if kept is None:
                    return 200, "text/xml; charset=UTF-8", FORGOTTEN
                wanted = kept[int(query["retstart"]) :][: int(query["retmax"])]
            else:
                wanted = query["id"].split(",")
            articles = "".join(_article(work) for work in self.works if work["pmid"] in wanted)
            return (
                200,
                "text/xml; charset=UTF-8",
                f'<?xml version="1.0" ?>\n{DOCTYPE}<PubmedArticleSet>{articles}</PubmedArticleSet>',
            )
        if path == "/esearch.fcgi":
            pmids = [work["pmid"] for work in self.works if work["pmid"] and _matches(work, query["term"])]
            result: dict[str, Any] = {"count": str(len(pmids)), "retmax": query["retmax"], "retstart": "0"}
            if query.get("usehistory") == "y":
                place = (f"MCID_{len(self.kept)}", "1")
                self.kept[place] = pmids
                result |= {"querykey": place[1], "webenv": place[0]}
            result |= {"idlist": pmids[: int(query["retmax"])], "translationset": [], "querytranslation": query["term"]}
            return _json({"header": {"type": "esearch", "version": "0.3"}, "esearchresult": result | self.said})
        if path == "/esummary.fcgi":
            wanted = query["id"].split(",")
            works = {work["pmid"]: _summary(work) for work in self.works if work["pmid"] in wanted}
            return _json({"header": {"type": "esummary"}, "result": {"uids": list(works), **works}})
        journal, _, volume, page = query["bdata"].split("|")[:4]
        for work in self.works:
            place = (work.get("volume", ""), re.split("-", work.get("pages", ""))[0])
            if work["pmid"] and place == (volume, page) and journal in (work.get("journal"), work.get("abbreviation")):
                return 200, "text/plain", f"{query['bdata']}{work['pmid']}\n"
        return 200, "text/plain", f"{query['bdata']}NOT_FOUND;INVALID_JOURNAL\n"

    # GitHub ---------------------------------------------------------------------------------------------------------

    def github(self, path: str, query: dict[str, str], method: str = "GET", sent: Any = None) -> tuple[int, str, str]:
        """The issues of one repository (https://docs.github.com/rest/issues/issues): list, open, change."""
        if method == "POST":
            issue = {
                "number": len(self.issues) + 1,
                "state": "open",
                "html_url": f"{self.address}/{len(self.issues) + 1}",
            }
            self.issues.append(issue | sent | {"labels": [{"name": name} for name in sent["labels"]]})
            return 201, "application/json", json.dumps(self.issues[-1])
        if method == "PATCH":
            issue = self.issues[int(path.rsplit("/", 1)[1]) - 1]
            issue.update(sent)
            return _json(issue)
        wanted = (query["state"], query["labels"])
        return _json([issue for issue in self.issues if wanted == (issue["state"], issue["labels"][0]["name"])])


FORGOTTEN = """<?xml version="1.0" encoding="UTF-8" ?>
<eFetchResult>
	<ERROR>Unable to obtain query #1</ERROR>
</eFetchResult>
"""
DOCTYPE = '<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" "pubmed.dtd">\n'


def _json(value: Any) -> tuple[int, str, str]:
    return 200, "application/json", json.dumps(value)


def _name(author: str) -> tuple[str, str]:
    family, _, given = author.partition(", ")
    return family, given


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _date(date: str) -> dict[str, Any]:
    return {"date-parts": [[int(part) for part in date.split("-")]]} if date else {}


def _article(work: dict[str, Any]) -> str:
    """A record in PubMed's XML. The title may hold PubMed's own markup, such as <i>."""
    work = work | work.get("pubmed", {})
    title = re.sub(r"&(?!\w+;)", "&amp;", work["title"])
    authors = "".join(
        f'<Author ValidYN="Y"><LastName>{family}</LastName><ForeName>{given}</ForeName><Initials>{given[:1]}</Initials></Author>'  # noqa: E501
        for family, given in map(_name, work["author"])
    ) + "".join(
        f'<Author ValidYN="Y"><CollectiveName>{escape(name)}</CollectiveName></Author>'
        for name in work.get("group", [])
    )
    refs = "".join(
        f'<CommentsCorrections RefType="{kind}"><RefSource>{source}</RefSource><PMID Version="1">{pmid}</PMID></CommentsCorrections>'  # noqa: E501
        for kind, source, pmid in work.get("pubmed_refs", [])
    )
    types = "".join(
        f"<PublicationType>{kind}</PublicationType>" for kind in work.get("pubmed_types", ["Journal Article"])
    )
    online = (
        f'<ArticleDate DateType="Electronic"><Year>{work["online"]}</Year></ArticleDate>' if "online" in work else ""
    )
    pages = f"<Pagination><MedlinePgn>{work['pages']}</MedlinePgn></Pagination>" if "pages" in work else ""
    pii = (
        f'<ELocationID EIdType="pii" ValidYN="Y">{work["article_number"]}</ELocationID>'
        if "article_number" in work
        else ""
    )
    pmc = f'<ArticleId IdType="pmc">{work["pmcid"]}</ArticleId>' if "pmcid" in work else ""
    numbers = "".join(f"<AccessionNumber>{number}</AccessionNumber>" for number in work.get("registered", []))
    registered = (
        f"<DataBankList CompleteYN='Y'><DataBank><DataBankName>ClinicalTrials.gov</DataBankName>"
        f"<AccessionNumberList>{numbers}</AccessionNumberList></DataBank></DataBankList>"
        if numbers
        else ""
    )
    abstract = f"<Abstract>{work['abstract']}</Abstract>" if "abstract" in work else ""
    issue = f"<Issue>{work['issue']}</Issue>" if "issue" in work else ""
    return f"""
<PubmedArticle>
 <MedlineCitation Status="MEDLINE"><PMID Version="1">{work["pmid"]}</PMID>
  <Article PubModel="Print-Electronic">
   <Journal><JournalIssue CitedMedium="Internet"><Volume>{work.get("volume", "")}</Volume>{issue}
    <PubDate><Year>{work["year"]}</Year><Month>Apr</Month></PubDate></JournalIssue>
    <Title>{escape(work.get("journal", ""))}</Title><ISOAbbreviation>{work.get("abbreviation", "")}</ISOAbbreviation></Journal>
   <ArticleTitle>{title}.</ArticleTitle>{pages}{pii}
   {abstract}
   <AuthorList CompleteYN="{work.get("complete", "Y")}">{authors}</AuthorList>
   {registered}<PublicationTypeList>{types}</PublicationTypeList>{online}
  </Article>
  <MedlineJournalInfo><MedlineTA>{work.get("abbreviation", "").replace(".", "")}</MedlineTA></MedlineJournalInfo>
  <CommentsCorrectionsList>{refs}</CommentsCorrectionsList>
 </MedlineCitation>
 <PubmedData><ArticleIdList><ArticleId IdType="pubmed">{work["pmid"]}</ArticleId>
  <ArticleId IdType="doi">{work["doi"]}</ArticleId>{pmc}</ArticleIdList>
  <ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">10.5555/cited.by.it</ArticleId></ArticleIdList></Reference></ReferenceList>
 </PubmedData>
</PubmedArticle>"""  # noqa: E501


def _summary(work: dict[str, Any]) -> dict[str, Any]:
    work = work | work.get("pubmed", {})
    return {
        "uid": work["pmid"],
        "pubdate": f"{work['year']} Apr 1",
        "epubdate": f"{work['online']} Dec 5" if "online" in work else "",
        "source": work.get("abbreviation", ""),
        "fulljournalname": work.get("journal", ""),
        "authors": [
            {"name": f"{family} {''.join(re.findall(r'[A-Z]', given))}", "authtype": "Author", "clusterid": ""}
            for family, given in map(_name, work["author"])
        ],
        "title": f"{work['title']}.",
        "volume": work.get("volume", ""),
        "issue": work.get("issue", ""),
        "pages": work.get("pages", ""),
        "pubtype": work.get("pubmed_types", ["Journal Article"]),
        "articleids": [
            {"idtype": "pubmed", "idtypen": 1, "value": work["pmid"]},
            {"idtype": "doi", "idtypen": 3, "value": work["doi"]},
        ],
    }


def _matches(work: dict[str, Any], term: str) -> bool:
    """PubMed's query language as far as our questions use it, read as strictly as our pages are."""
    return matches(parse(re.sub(r"(\w[\w-]*(?: [\w-]+)+)\[1au\]", r'"\1"[1au]', term)), lambda one: _has(work, one))


def _has(work: dict[str, Any], term: Term) -> bool:
    """Whether a record has a term in its field; a field that our questions do not use is an error of the test."""
    value = term.text.casefold()
    texts = {"ti": work["title"], "tiab": f"{work['title']} {plain_abstract(work.get('abstract', ''))}"}
    if term.tag in texts:
        text, wanted = _folded(texts[term.tag]), _folded(value.removesuffix("*"))
        return re.search(rf"\b{re.escape(wanted)}" + ("" if value.endswith("*") else r"\b"), text) is not None
    if term.tag in ("dp", "crdt"):
        start, _, end = value.partition(":")
        day = str(work["year"]) if term.tag == "dp" else work.get("made", "2020-01-01").replace("-", "/")
        return start <= day <= end
    return {
        "1au": lambda: work["author"][0].split(",")[0].casefold() == value,
        "doi": lambda: work["doi"].lower() == value,
        "aid": lambda: work["doi"].lower() == value,
        "pmid": lambda: work["pmid"] == value,
        "si": lambda: term.text in work.get("registered", []),
        "mh": lambda: False,  # a new record has no headings yet
    }[term.tag]()


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


@pytest.fixture
def registries(monkeypatch: pytest.MonkeyPatch) -> Iterator[Registries]:
    """The services on loopback, and the environment that points our commands at them."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            where = urlsplit(self.path)
            path, query = unquote(where.path), {name: values[0] for name, values in parse_qs(where.query).items()}
            known.asked.append((f"{path}?{unquote(where.query)}" if where.query else path, dict(self.headers)))
            service, _, rest = path.removeprefix("/").partition("/")
            rest = f"/{rest}"
            faults = known.faults.get(rest) or known.faults.get("*")
            if faults:
                return self.answer_wrongly(faults.pop(0), service, rest, query)
            if rest.removeprefix("/works/") in known.aliases:
                target = known.aliases[rest.removeprefix("/works/")]
                return self.answer(301, "text/plain", "", {"Location": f"/crossref/works/{target}"})
            return self.answer(*self.right(service, rest, query), known.headers)

        def do_POST(self) -> None:
            """Only GitHub is ever written to."""
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            allowed = self.headers.get("Authorization") == "Bearer let-me-in"
            answer = known.github(self.path, {}, self.command, sent) if allowed else (401, "application/json", "{}")
            self.answer(*answer, {})

        do_PATCH = do_POST

        def right(self, service: str, path: str, query: dict[str, str]) -> tuple[int, str, str]:
            if service == "site":
                page = known.pages.get(path)
                return (404, "text/html", "<h1>Not found</h1>") if page is None else (200, "text/html", page)
            return getattr(known, service)(path, query)

        def answer_wrongly(self, fault: dict[str, Any], service: str, path: str, query: dict[str, str]) -> None:
            if "hang" in fault:
                stopped.wait(5)
                return None
            status, kind, body = self.right(service, path, query) if "cut" in fault else (200, "text/html", "")
            body = fault.get("body", body)
            return self.answer(
                fault.get("status", status), fault.get("type", kind), body, fault.get("headers", {}), fault.get("cut")
            )

        def answer(self, status: int, kind: str, body: str, headers: dict[str, str], cut: int | None = None) -> None:
            data = body.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data[:cut])

        def log_message(self, *_: object) -> None:
            """The tests' output is for the tests."""

    stopped = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    known = Registries(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv("CROSSREF_URL", f"{known.address}/crossref")
    monkeypatch.setenv("PUBMED_URL", f"{known.address}/pubmed")
    monkeypatch.delenv("WATCH_CONTACT", raising=False)
    monkeypatch.delenv("NCBI_API_KEY", raising=False)
    yield known
    stopped.set()
    server.shutdown()
    thread.join()
    server.server_close()
