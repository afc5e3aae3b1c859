"""Does the publication exist that some text refers to, and if not, what is nearest to it?

    make identify TEXT="Example, A. (2020). On nothing. Journal of Examples, 3(2), 10-19."

Takes one reference as printed, in the style of the APA, in that of Vancouver, or only "Example et al., 2020".
Asks Crossref's search with the whole text, and PubMed for the title, for the first author near that year,
and for what stands at the printed place (journal, volume, first page).

The rule. A record is the printed work when

- its title is four fifths the same, letter by letter in order, or is the printed one with a subtitle,
  and its first author is the printed one; or
- its title has five words or more and is all but the same (19 parts in 20), whoever wrote it.

Then the answer is EXISTS, or DIFFERS with each printed detail that is not as registered.
Otherwise it is NOT FOUND, with the nearest real works: by title, then first author, year, journal and place.
Without a title no work can be told from another, so it is NOT IDENTIFIED, again with the nearest.
Where a registry gave no answer and the others do not find the work, it is NOT CHECKED.

Exit code: 0 exists as printed, 1 exists but differs, or not found, or not identified, 2 not checked.
"""

from __future__ import annotations

import argparse
import json
import os
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tools.command import run
from tools.matching import (
    is_cut_short,
    is_same_work,
    page_range,
    same_family,
    same_first_author,
    same_journal,
    same_pages,
    same_text,
    title_likeness,
)
from tools.registries import Cache, Crossref, PubMed, Record, Unreachable
from tools.registries.record import folded

ROOT = Path(__file__).resolve().parents[1]
NEAREST = 3
#: Words of a title that find nothing in particular.
_COMMON = {"a", "an", "and", "as", "at", "by", "do", "does", "for", "from", "in", "into", "is", "its", "new", "of",
           "on", "or", "review", "role", "study", "the", "to", "treatment", "use", "with"}  # fmt: skip


@dataclass(frozen=True)
class Printed:
    """A reference as printed, taken apart; what is not in it is empty. ``authors`` is 0 where the list is cut short."""

    text: str
    first_author: str = ""
    authors: int = 0
    year: int | None = None
    title: str = ""
    journal: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""


@dataclass
class Answer:
    """What became of a printed reference. ``verdict`` is EXISTS, DIFFERS, NOT FOUND, NOT IDENTIFIED or NOT CHECKED."""

    printed: Printed
    verdict: str
    match: Record | None = None
    differences: list[tuple[str, str, str]] = field(default_factory=list)  # the detail, as printed, as registered
    nearest: list[Record] = field(default_factory=list)
    at_its_place: Record | None = None
    unanswered: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """The command's exit code for this answer."""
        return {"EXISTS": 0, "NOT CHECKED": 2}.get(self.verdict, 1)


# Taking a printed reference apart ----------------------------------------------------------------------------------

_PLACE = r"(?P<volume>\w+)\s*(?:\((?P<issue>[^)]*)\))?\s*[,:]\s*(?P<pages>[\w-]+)"
_APA = re.compile(
    rf"^(?P<authors>.+?)\s*\((?P<year>\d{{4}})[a-z]?\)\.?\s*(?P<title>.+?)(?:(?<=[?!])|\.)\s+(?P<journal>[^\d]+?),\s*{_PLACE}"
)
_VANCOUVER = re.compile(
    rf"^(?P<authors>[^.]+)\.\s*(?P<title>.+?)(?:(?<=[?!])|\.)\s+(?P<journal>[^\d.]+?)\.?\s+(?P<year>\d{{4}})[^;:]*;\s*{_PLACE}"
)
_IN_TEXT = re.compile(r"^\(?(?P<authors>[^\d(),]+(?:,[^\d(),]+)*?),?\s*\(?(?P<year>\d{4})[a-z]?\)*\.?$")


def take_apart(text: str) -> Printed:
    """The parts of a reference; of a text in no known style, the year alone."""
    text = re.sub("[\u2010-\u2015]", "-", " ".join(text.split()).lstrip("\u2022*- "))
    for style in (_APA, _VANCOUVER, _IN_TEXT):
        if found := style.match(text):
            parts = {name: value or "" for name, value in found.groupdict().items()}
            first, count = _authors(parts.pop("authors"))
            year = int(parts.pop("year"))
            return Printed(text, first, count, year, **{name: value.strip() for name, value in parts.items()})
    year = re.search(r"\b(?:19|20)\d\d\b", text)
    return Printed(text, year=int(year[0]) if year else None)


def _authors(text: str) -> tuple[str, int]:
    """The family name of the first author, and how many there are: 0 where the list says that it is cut short."""
    cut = bool(re.search(r"\bet al\b|\bothers\b|\.\.\.|\u2026", text, re.IGNORECASE))
    first = re.split(r",|\bet al\b|\s&\s|\band\b", text)[0].strip()
    first = re.sub(r"(?<=\w)\s+[A-Z]{1,3}$", "", first)  # Vancouver: "Dore J"
    initials = re.findall(r",\s*[A-Z]\.", text)
    number = len(initials) or len(re.split(r",\s*|\s&\s|\sand\s", text))
    return first, 0 if cut else number


# Asking ------------------------------------------------------------------------------------------------------------


def identify(text: str, crossref: Crossref, pubmed: PubMed) -> Answer:
    """What the registries say of a reference in words."""
    printed = take_apart(text)
    unanswered: list[str] = []

    def ask(question: Callable[[], list[Record]]) -> list[Record]:
        try:
            return question()
        except Unreachable as error:
            unanswered.append(str(error))
            return []

    found = ask(lambda: crossref.search(printed.text, 20))
    words = [word for word in folded(printed.title).split() if word not in _COMMON]
    if words:
        found += ask(lambda: pubmed.search(" AND ".join(f"{word}[ti]" for word in words), 5))
    if printed.first_author and printed.year:
        term = f"{printed.first_author}[1au] AND {printed.year - 1}:{printed.year + 1}[dp]"
        if words:
            term += f" AND ({' OR '.join(f'{word}[ti]' for word in words)})"
        found += ask(lambda: pubmed.search(term, 10))
    there = ask(lambda: _at(printed, pubmed))
    candidates = _once([*found, *there])
    answer = Answer(printed, "NOT FOUND", unanswered=unanswered, at_its_place=there[0] if there else None)
    matches = [record for record in candidates if _is_it(printed, record)]
    answer.match = max(matches, key=lambda record: _nearness(printed, record), default=None)
    if answer.match:
        answer.differences = _differences(printed, answer.match)
        answer.verdict = "DIFFERS" if answer.differences else "EXISTS"
        return answer
    ranked = sorted(
        (record for record in candidates if record not in there),
        key=lambda record: _nearness(printed, record),
        reverse=True,
    )
    answer.nearest = ranked[:NEAREST]
    if unanswered:
        answer.verdict = "NOT CHECKED"
    elif not printed.title:
        answer.verdict = "NOT IDENTIFIED"
    return answer


def _at(printed: Printed, pubmed: PubMed) -> list[Record]:
    """What stands at the printed place."""
    if not (printed.journal and printed.year and printed.volume and printed.pages):
        return []
    pmid = pubmed.at(printed.journal, str(printed.year), printed.volume, page_range(printed.pages)[0])
    return list(pubmed.articles([pmid]).values()) if pmid else []


def _once(records: list[Record]) -> list[Record]:
    """Each work once, whichever registry told of it first."""
    found: dict[str, Record] = {}
    for record in records:
        found.setdefault(record.doi or f"pmid {record.pmid}", record)
    return list(found.values())


def _is_it(printed: Printed, record: Record) -> bool:
    if printed.title:
        return is_same_work(printed.title, printed.first_author, record)
    # A text in no known style: the whole title stands in it.
    title = folded(record.title)
    return not printed.first_author and len(title.split()) > 3 and title in folded(printed.text)


def _nearness(printed: Printed, record: Record) -> float:
    """For the order of the works shown: the title counts most, then who wrote it, then when and where."""
    here = any(same_journal(printed.journal, name) for name in record.journals) if printed.journal else False
    return (
        2 * title_likeness(printed.title, record.title)
        + 1.0 * same_first_author(printed.first_author, record.authors)
        + 0.5 * (printed.year in record.years)
        + 0.5 * here
        + 0.5 * (here and record.volume == printed.volume)
    )


def _differences(printed: Printed, record: Record) -> list[tuple[str, str, str]]:
    """The printed details that the registry has otherwise."""
    found = []

    def compare_field(name: str, ours: str, theirs: list[str], same: Callable[[str, str], bool]) -> None:
        if ours and theirs and not any(same(ours, value) for value in theirs):
            found.append((name, ours, theirs[0]))

    if printed.title and not same_text(printed.title, record.title):
        cut = is_cut_short(printed.title, record.title)
        found.append(("title, cut short" if cut else "title", printed.title, record.title))
    compare_field("first author", printed.first_author, [a.family for a in record.authors[:1]], same_family)
    if printed.authors and record.authors and printed.authors != len(record.authors):
        found.append(("number of authors", str(printed.authors), str(len(record.authors))))
    compare_field("year", str(printed.year or ""), [str(year) for year in record.years], str.__eq__)
    compare_field("journal", printed.journal, list(record.journals), same_journal)
    compare_field("volume", printed.volume, [record.volume] if record.volume else [], same_text)
    compare_field("issue", printed.issue, [record.issue] if record.issue else [], same_text)
    compare_field("pages", printed.pages, list(record.pages), same_pages)
    return found


# Saying ------------------------------------------------------------------------------------------------------------

VERDICTS = {
    "EXISTS": "Crossref or PubMed holds it as printed.",
    "DIFFERS": "such a publication exists, but not as printed.",
    "NOT FOUND": "no search of Crossref or PubMed finds such a publication.",
    "NOT IDENTIFIED": "without a title no publication can be told from another.",
    "NOT CHECKED": "a registry gave no answer, and nothing else finds it.",
}


def described(record: Record) -> str:
    """A record on one line, in words."""
    first = record.authors[0].family if record.authors else "no author"
    who = f"{first} et al." if len(record.authors) > 1 else first
    year = f" ({record.years[0]})" if record.years else ""
    place = " ".join(filter(None, [record.journals[0] if record.journals else "", record.volume]))
    pages = f": {record.pages[0]}" if record.pages and record.volume else ""
    link = f"https://doi.org/{record.doi}" if record.doi else f"PMID {record.pmid}"
    title = record.title if record.title.endswith(("?", "!", ".")) else f"{record.title}."
    return f"{who}{year}. {title} {place}{pages}. {link}"


def written(answer: Answer) -> str:
    """The answer for people."""
    lines = [answer.printed.text, "", f"{answer.verdict}: {VERDICTS[answer.verdict]}"]
    if answer.match:
        lines.append(f"  {described(answer.match)}")
        lines += [f"  NOTE: {notice.kind}, says {notice.source} {notice.link}" for notice in answer.match.notices]
    for name, ours, theirs in answer.differences:
        lines += [f"  {name:<18}printed  {ours}", f"{'':20}real     {theirs}"]
    if answer.at_its_place and answer.at_its_place.doi != (answer.match.doi if answer.match else None):
        lines += ["At the printed place stands another publication:", f"  {described(answer.at_its_place)}"]
    if answer.nearest:
        lines += ["Nearest:", *(f"  {described(record)}" for record in answer.nearest)]
    lines += [f"Not answered: {reason}" for reason in answer.unanswered]
    return "\n".join(lines)


def main(argv: list[str] | None = None, **settings: Any) -> int:
    """Run the command; returns its exit code. ``settings`` go to the services."""
    parser = argparse.ArgumentParser(
        prog='make identify TEXT="..."', description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("text", nargs="?", default=os.environ.get("TEXT", ""), help="the reference as printed")
    parser.add_argument("--json", action="store_true", help="answer for machines")
    parser.add_argument("--cache", type=Path, default=ROOT / "build" / "watch" / "replies", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if not options.text.strip():
        parser.error('say which reference: TEXT="Example, A. (2020). On nothing. Journal of Examples, 3(2), 10-19."')
    cache = Cache(options.cache)
    answer = identify(options.text, Crossref(cache=cache, **settings), PubMed(cache=cache, **settings))
    print(json.dumps(asdict(answer), ensure_ascii=False, indent=2) if options.json else written(answer))
    return answer.exit_code


if __name__ == "__main__":
    run(main)
