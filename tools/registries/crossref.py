"""Crossref's REST API: the record that a publisher registered for a DOI, and what was published about it later.

Form of the replies: https://api.crossref.org/swagger-ui/index.html and
https://www.crossref.org/documentation/retrieve-metadata/rest-api/
"""

from __future__ import annotations

import json
import os
import re
from typing import Any
from urllib.parse import quote

from tools.registries.record import TITLE_MARK, Author, Notice, Record, bare_doi, plain, plain_abstract, title_notice
from tools.registries.service import Cache, Reply, Service, Unreachable, contact

#: Crossref's types of update (https://www.crossref.org/documentation/register-maintain-records/maintaining-your-metadata/registering-updates/)
#: in the words that this project reports.
KINDS = {
    "retraction": "retraction",
    "partial_retraction": "retraction",
    "withdrawal": "retraction",
    "removal": "retraction",
    "expression_of_concern": "expression of concern",
    "concern": "expression of concern",
    "correction": "correction",
    "corrigendum": "correction",
    "erratum": "correction",
    "addendum": "correction",
    "clarification": "correction",
    "new_version": "new version",
    "new_edition": "new version",
}
COCHRANE = re.compile(r"^(10\.1002/14651858\.(?:cd|mr)\d+)(?:\.pub(\d+))?$")


class Crossref:
    """Ask Crossref. One record at a time is cheap for it, a search is not, so searches keep the longer pause."""

    def __init__(self, *, base: str = "", cache: Cache | None = None, **settings: Any) -> None:
        base = base or os.environ.get("CROSSREF_URL", "") or "https://api.crossref.org"
        mail = contact()
        self.service = Service(
            "Crossref",
            base,
            cache=cache,
            contact=mail,
            params={"mailto": mail} if mail else {},
            absent=lambda answer: answer.status_code == 404 and "html" not in answer.headers.get("Content-Type", ""),
            **settings,
        )
        self.pause_single = 0.2
        self.pause_search = 0.5 if mail else 1.0

    def work(self, doi: str) -> Record | None:
        """The record registered under a DOI; its own ``doi`` differs where the asked one is an alias of another.

        ``None``: Crossref has no such DOI. Raises ``Unreachable``.
        """
        answer = self.service.ask(f"/works/{quote(bare_doi(doi), safe='')}", _message, pause=self.pause_single)
        return _record(*answer) if answer else None

    def agency(self, doi: str) -> str:
        """The name of the agency a DOI is registered with, or "" where no agency knows it. Raises ``Unreachable``."""
        answer = self.service.ask(f"/works/{quote(bare_doi(doi), safe='')}/agency", _message, pause=self.pause_single)
        return answer[0].get("agency", {}).get("label", "") if answer else ""

    def updates(self, doi: str) -> tuple[Notice, ...]:
        """The notices that say they update a DOI, which its own record may not know of. Raises ``Unreachable``."""
        doi = bare_doi(doi)
        if "," in doi:  # a comma separates Crossref's filters, and there is no way to quote one
            raise Unreachable("Crossref cannot be asked what updates a DOI that has a comma")
        params = {"filter": f"updates:{doi}", "rows": "100"}
        answer = self.service.ask("/works", _items, params=params, pause=self.pause_search)
        notices = []
        for item in answer[0] if answer else []:
            for update in item.get("update-to") or []:
                if bare_doi(update.get("DOI", "")) == doi:
                    notices.append(_notice(update, bare_doi(item.get("DOI", ""))))
        return tuple(filter(None, notices))

    def newer_review(self, doi: str) -> Notice | None:
        """The newest version of a Cochrane review, whose DOIs end in .pub2, .pub3 and so on. Raises ``Unreachable``."""
        form = COCHRANE.match(bare_doi(doi))
        found = None
        number = int(form[2] or 1) + 1 if form else 0
        while form and (record := self.work(f"{form[1]}.pub{number}")):
            found = Notice("new version", "Crossref", doi=record.doi, date=str(record.years[0]) if record.years else "")
            number += 1
        return found

    def search(self, text: str, rows: int = 10) -> list[Record]:
        """The records nearest to a reference in words, nearest first. Raises ``Unreachable``."""
        params = {"query.bibliographic": text, "rows": str(rows)}
        answer = self.service.ask("/works", _items, params=params, pause=self.pause_search)
        return [_record(item, answer[1]) for item in answer[0]] if answer else []


def _message(text: str) -> dict[str, Any]:
    try:
        message = json.loads(text)["message"]
    except (json.JSONDecodeError, KeyError, TypeError):
        raise ValueError(f"no Crossref message but {_start(text)}") from None
    if not isinstance(message, dict):
        raise ValueError(f"no Crossref record but {_start(text)}")
    return message


def _items(text: str) -> list[dict[str, Any]]:
    items = _message(text).get("items")
    if not isinstance(items, list):
        raise ValueError(f"no list of Crossref records but {_start(text)}")
    return items


def _start(text: str) -> str:
    return f'"{" ".join(text.split())[:40]}..."'


def _record(work: dict[str, Any], reply: Reply) -> Record:
    title, subtitle = (plain(" ".join((work.get(name) or [""])[:1])) for name in ("title", "subtitle"))
    if subtitle and subtitle.casefold() not in title.casefold():
        title = f"{title.rstrip(':')}: {subtitle}"
    own_notices = [_notice(update, bare_doi(update.get("DOI", ""))) for update in work.get("updated-by") or []]
    published = [
        Notice("new version", "Crossref", doi=bare_doi(other.get("id", "")))
        for other in (work.get("relation") or {}).get("is-preprint-of") or []
    ]
    return Record(
        source="Crossref",
        title=TITLE_MARK.sub("", title),
        authors=tuple(_author(author) for author in work.get("author") or []),
        journals=tuple(
            plain(name) for field in ("container-title", "short-container-title") for name in work.get(field) or []
        ),
        years=_years(work),
        volume=str(work.get("volume") or ""),
        issue=str(work.get("issue") or ""),
        pages=tuple(str(work[field]) for field in ("page", "article-number") if work.get(field)),
        doi=bare_doi(work.get("DOI", "")),
        notices=(*filter(None, own_notices), *published, *title_notice(title, "Crossref")),
        abstract=plain_abstract(work.get("abstract") or ""),
        asked=reply.asked,
    )


def _author(author: dict[str, Any]) -> Author:
    if "family" not in author:
        return Author(plain(author.get("name", "")), group=True)
    return Author(plain(author["family"]), plain(author.get("given", "")), suffix=plain(author.get("suffix", "")))


def _years(work: dict[str, Any]) -> tuple[int, ...]:
    dates = [
        (work.get("journal-issue") or {}).get("published-print"),
        *(work.get(name) for name in ("published-print", "issued", "published", "published-online")),
    ]
    years = []
    for when in dates:
        parts = (when or {}).get("date-parts") or [[None]]
        if parts[0] and parts[0][0] and int(parts[0][0]) not in years:
            years.append(int(parts[0][0]))
    return tuple(years)


def _notice(update: dict[str, Any], doi: str) -> Notice | None:
    """An update in our words; ``None`` for a kind that changes nothing for a reader (such as a peer review)."""
    kind = KINDS.get(str(update.get("type", "")).lower().replace("-", "_").replace(" ", "_"))
    if not kind:
        return None
    parts = ((update.get("updated") or {}).get("date-parts") or [[]])[0]
    when = "-".join(f"{int(part):02d}" for part in parts if part)
    told_by = {"retraction-watch": "Retraction Watch", "publisher": "publisher"}.get(update.get("source", ""), "")
    return Notice(kind, f"Crossref ({told_by})" if told_by else "Crossref", doi=doi, date=when)
