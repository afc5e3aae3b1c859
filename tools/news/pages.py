"""Our concern pages as the search for news needs them: the question of each, since when, and what it has already."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "_ext"))

from evidence import pubmed_query
from rules import Site, read_site
from rules.page import Page

from tools.registries.record import bare_doi
from tools.watch.bibliography import Reference, read

TRIAL = re.compile(
    r"\b(NCT\d{8}|ISRCTN\d{8}|ACTRN\d{14}|ChiCTR-?\w{8,16}|DRKS\d{8}|UMIN\d{9}|IRCT\w{12,18}|\d{4}-\d{6}-\d{2}(?:-\d{2})?)\b"
)
"""The number of a registered trial, in the forms of the large registers."""


@dataclass(frozen=True)
class Concern:
    """One page. ``fault`` says what stands in the way of a search for it, and what to write instead."""

    name: str
    title: str
    since: str
    query: str
    cited: tuple[Reference, ...]
    key: tuple[Reference, ...]
    """Those of the cited that name the subject, which its question should find."""
    trials: tuple[str, ...]
    fault: str = ""


def concerns(root: Path) -> list[Concern]:
    """The pages of faq/, in the order of their names. Raises ``Unreadable`` where there is no bibliography."""
    site = read_site(root)
    references = {one.key: one for each in site.bibliographies for one in read(root / each.path)}
    return [_concern(page, site, references) for _, page in sorted(site.pages.items()) if _is_one(page)]


def _is_one(page: Page) -> bool:
    return page.is_concern and not page.is_template


def _concern(page: Page, site: Site, references: dict[str, Reference]) -> Concern:
    text = page.source.text
    cited = [references[word] for word in dict.fromkeys(re.findall(r"[\w:.-]*\w", text)) if word in references]
    key = [one for one in cited if _is_about(one, site.subject)]
    trials = TRIAL.findall(" ".join([text, *(" ".join(one.fields.values()) for one in cited)]))
    title = next((heading.text for heading in page.headings if heading.level == 1), page.name)
    fields = {name: page.front_matter.get(name, (1, ""))[1] for name in ("checked", "search")}
    return Concern(
        page.name,
        title,
        fields["checked"],
        fields["search"],
        tuple(cited),
        tuple(key),
        tuple(dict.fromkeys(trials)),
        _fault(**fields),
    )


def _fault(checked: str, search: str) -> str:
    try:
        date.fromisoformat(checked)
        pubmed_query.parse(search)
    except ValueError as error:
        return f"its front matter cannot be used ({error}): make check says what to write"
    return ""


def _is_about(reference: Reference, subject: list[str]) -> bool:
    words = f"{reference.get('title')} {reference.get('finding')}".casefold()
    return not subject or any(re.search(rf"\b{re.escape(word)}", words) for word in subject)


def names(reference: Reference) -> set[str]:
    """The PMID and the DOI of what we cite, without the empty ones."""
    return {reference.get("pmid"), bare_doi(reference.get("doi"))} - {""}
