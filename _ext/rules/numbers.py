"""Rules for numbers: each one on a page is a number of a source that is cited with it, and stands with its own arm."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import pairwise
from weakref import WeakKeyDictionary

from evidence.effects import in_words
from shared.bib import Entry
from shared.book import BOOK
from shared.numbers_in_text import Number, Numbers, numbers_of, read, traces

from rules.page import TEXT_INSIDE, Block, Directive, Page, prose
from rules.registry import ENGLISH, rule
from rules.site import Site
from rules.targets import undrawable

Findings = Iterator[tuple[int, str]]

HOLDS = ("finding", "numbers", "participants", "title", "year", "month", "urldate")
"""The fields of an entry whose numbers a page may take, beside those of its ``effects``."""
LOOK = {
    "certainty",
    "cite",
    "class",
    "comparison",
    "name",
    "per",
    "width",
    "widths",
    "header-rows",
    "stub-columns",
    "align",
    "alt",
    "height",
}
"""The options of a directive that print no words of ours."""
_LATEX = re.compile(r"\\([%&#$_])|[{}]")


@lru_cache(maxsize=4096)
def plain(value: str) -> str:
    r"""A field as it reads: ``{45.5\%}`` is 45.5%, ``8--19`` is 8–19."""
    return _LATEX.sub(lambda match: match[1] or "", value).replace("--", "\N{EN DASH}").replace("~", " ")


def numbers_of_entry(entry: Entry) -> Numbers:
    texts = [plain(entry.text(name)) for name in HOLDS if name in entry.fields]
    return numbers_of(*texts, in_words(plain(entry.text("effects"))))


FEW, SHOWN_KEYS = 8, 6
"""So few entries are asked one by one; so many are named in a message."""


class Sources:
    """The entries that a text cites: those that may hold a number are found without asking them all."""

    def __init__(self, keys: Iterable[str], site: Site) -> None:
        self.entries = {key: site.entries[key] for key in dict.fromkeys(keys) if key in site.entries}
        for key in self.entries.keys() - site.numbers.keys():
            site.numbers[key] = numbers_of_entry(self.entries[key])
        self.numbers = {key: site.numbers[key] for key in self.entries}
        self.rank = {key: rank for rank, key in enumerate(self.numbers)}

    @cached_property
    def _marked(self) -> dict[tuple, list[str]]:
        found: dict[tuple, list[str]] = defaultdict(list)
        for key, numbers in self.numbers.items():
            for mark in numbers.marks:
                found[mark].append(key)
        return found

    @cached_property
    def _all(self) -> tuple[Numbers, list[str]]:
        """The numbers of all, and the entry of each."""
        owners = [(number, key) for key, numbers in self.numbers.items() for number in numbers.all]
        return Numbers(number for number, _ in owners), [key for _, key in owners]

    def candidates(self, number: Number) -> list[str]:
        """The entries that may hold it, in their order."""
        if len(self.numbers) <= FEW:
            return list(self.numbers)
        found = {key for trace in traces(number) for key in self._marked.get(trace, ())}
        return sorted(found, key=self.rank.__getitem__)

    def holding(self, number: Number) -> str | None:
        """An entry that holds it, a verified one if there is one."""
        partial = None
        for key in self.candidates(number):
            if self.numbers[key].contains(number):
                if self.entries[key].text("check") != "partial":
                    return key
                partial = partial or key
        return partial

    def problem(self, number: Number, own: Callable[[], Iterable[str]] = tuple) -> str:
        """What is wrong with a number that rests on these entries, of its ``own`` sentence first; empty if nothing is."""
        key = self.holding(number)
        if key is None:
            return self._not_there(number, own())
        if self.entries[key].text("check") != "partial":
            return ""
        first = next((each for each in own() if each in self.numbers and self.numbers[each].contains(number)), key)
        return (
            f"“{number.words}” rests on `{first}` alone, which is confirmed only in part: cite a verified record "
            "that has it too, or leave the number out"
        )

    def _not_there(self, number: Number, own: Iterable[str]) -> str:
        looked = [key for key in dict.fromkeys((*own, *self.numbers)) if key in self.numbers]
        numbers, owners = self._all
        at = numbers.nearest_place(number)
        nearest = (
            f"the nearest there is “{numbers.all[at].words}”{f' in `{owners[at]}`' if len(looked) > 1 else ''}"
            if at is not None
            else "they hold no such number"
        )
        named = ", ".join(f"`{key}`" for key in looked[:SHOWN_KEYS])
        more = f" and {len(looked) - SHOWN_KEYS} more" if len(looked) > SHOWN_KEYS else ""
        return (
            f"“{number.words}” stands in none of {named}{more}; {nearest}: correct it, or say in `numbers` of the entry "
            "what it is"
        )


def _claims(page: Page, text: str) -> list[Number]:
    """The numbers of a text that a source must have; those that the page's question names are no claim."""
    asked = numbers_of(*(heading.text for heading in page.headings if heading.level == 1))
    return [number for number in read(text) if number.claims and not asked.contains(number)]


def _line(block: Block, number: Number) -> int:
    return block.line + block.text.count("\n", 0, number.start)


def _own_cites(block: Block, line: int) -> list[str]:
    """The keys cited in the sentence that stands on that line."""
    starts = [start for start, _ in block.sentences]
    first = max((start for start in starts if start <= line), default=line)
    last = min((start for start in starts if start > line), default=10**9)
    return [key for at, key in block.cites if first <= at < max(last, line + 1)]


def _pictured(directive: Directive) -> Iterator[tuple[int, str, list[str]]]:
    """``(line, text, keys)`` of what a directive draws: all of it rests on its ``cite``, or each line on its last part."""
    if cited := [key.strip() for key in directive.options.get("cite", "").split(",") if key.strip()]:
        yield directive.line, directive.argument, cited
        if directive.name in TEXT_INSIDE:
            return  # which is read as the text that it is
        for number, (name, text) in enumerate(directive.options.items(), directive.line + 1):
            if name not in LOOK:
                yield number, text, cited
        for number, line in enumerate(directive.content.split("\n"), directive.content_line):
            yield number, line, cited
        return
    for number, line in enumerate(directive.content.split("\n"), directive.content_line):
        text, bar, key = line.rpartition("|")
        if bar and re.fullmatch(r"\s*[a-z][a-z-]*\d{4}[a-z0-9]*\s*", key):
            yield number, text, [key.strip()]


@rule(
    bad="It may help: 28 of 100 felt better {cite:p}`dean2021`.",
    good="It may help: 27 of 100 felt better {cite:p}`dean2021`.",
    languages=ENGLISH,
)
def numbers_are_those_of_the_source(page: Page, site: Site) -> Findings:
    """A number stands in the `finding`, `numbers`, `effects`, `participants`, `title` or dates of an entry cited with it."""
    for block in prose(page):
        keys = page.support(block) if read(block.text) else []  # most blocks have no number: look there first
        if not keys or (block.section == BOOK.heading("answer") and page.is_answer):
            continue
        sources = Sources(keys, site)
        for number in _claims(page, block.text):
            line = _line(block, number)
            if problem := sources.problem(number, partial(_own_cites, block, line)):
                yield line, problem
    for directive in page.directives:
        if any(True for _ in undrawable(directive)):
            continue  # told as what it is: its numbers are not those that are meant
        for line, text, keys in _pictured(directive):
            sources = Sources(keys, site)
            for number in _claims(page, text):
                if problem := sources.problem(number):
                    yield line, problem


@rule(
    bad="## In short\n\nIt may help 28 of 100 people, but not for long.\n\n## The concern\n\nThat it harms.\n\n"
    "## What the research shows\n\nIt helped 27 of 100 people {cite:p}`dean2021`.",
    good="## In short\n\nIt may help 27 of 100 people, but not for long.\n\n## The concern\n\nThat it harms.\n\n"
    "## What the research shows\n\nIt helped 27 of 100 people {cite:p}`dean2021`.",
    languages=ENGLISH,
)
def short_answers_keep_to_the_page(page: Page, site: Site) -> Findings:
    """A number of the short answer stands further down on its page, or in an entry that is cited there."""
    short = [block for block in prose(page) if block.section == BOOK.heading("answer")] if page.is_answer else []
    claims = [(block, number) for block in short for number in _claims(page, block.text)]
    if not claims:
        return
    cited = Sources(sorted({key for _, key in page.cites}), site)
    below = numbers_of(*(other.text for other in prose(page) if other.section != BOOK.heading("answer")))
    for block, number in claims:
        if not below.contains(number) and cited.holding(number) is None:
            near = f", whose nearest is “{below.nearest(number)}”" if below.all else ""
            yield (
                _line(block, number),
                f"“{number.words}” stands nowhere below on this page{near}: say there what it is, and cite it",
            )


# -- arms ----------------------------------------------------------------------------------------------------------

_WITH = r"(?:with|on|after|given|in|for|from|among|to)"
_AND = r"(?:and|but|against|while|versus|compared with)"
#: Between the two numbers of "N with A, M with B", and behind the second.
_FIRST_ARM = re.compile(rf"(?:[^.;:()]*?\s)?{_WITH}\s+(?P<arm>[^,;:.()]+?)(?:\s*,)?\s+(?:{_AND}\s+(?:\w+\s+){{0,2}})?$")
_SECOND_ARM = re.compile(rf"[^,;:.()]*?\s{_WITH}\s+(?P<arm>[^,;:.()]+)")
_BORDER = re.compile(r"[,;:()]|[.?!]\s|\s(?:and|against|but|versus|vs|than|while)\s")
_NO_ARM = set(
    "after all and arm arms at but by for from given group groups had has have in into it of on one only or other over "
    "patient patients people per same than that the their them those to two under was were when who with without".split()
)
Stated = tuple[Number, str]
"""A number and the words of its arm."""


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z][a-z-]+", text.lower())) - _NO_ARM


def _arms_of_sentences(text: str) -> Iterator[tuple[Stated, Stated]]:
    """The pairs of numbers in the plain form "N with A, M with B"."""
    rates = [number for number in read(text) if number.kind in {"percent", "share"}]
    for first, second in pairwise(rates):
        one = _FIRST_ARM.fullmatch(text[first.end : second.start])
        two = _SECOND_ARM.match(text[second.end :])
        if one and two:
            yield (first, one["arm"]), (second, two["arm"])


def _arms_of_picture(directive: Directive, site: Site) -> Iterator[tuple[int, Stated, Stated, list[str]]]:
    """The same of the lines of a picture, ``arm: number``, those of a chart where they are of one work."""
    lines = [
        (line, text.partition(":")[0], number, keys)
        for line, text, keys in _pictured(directive)
        if line >= directive.content_line and ":" in text
        for number in read(text.partition(":")[2])[:1]
    ]
    for at, (_, arm, number, keys) in enumerate(lines):
        for line, other, another, others in lines[at + 1 :]:
            if keys == others:
                yield line, (number, arm), (another, other), keys


def _order(record: str, first: Stated, second: Stated) -> set[str]:
    """Whether the numbers stand in the record beside their own arms, "right", or each beside the other's, "swapped"."""
    (x, arm), (y, other) = first, second
    here, there = _words(arm) - _words(other), _words(other) - _words(arm)
    found: set[str] = set()
    numbers = read(record)
    ones, twos = ([each for each in numbers if Numbers([each]).contains(number)] for number in (x, y))
    borders = [0, *(match.end() for match in _BORDER.finditer(record)), len(record)]

    def beside(number: Number) -> set[str]:
        start = max(border for border in borders if border <= number.start)
        end = min(border for border in borders if border >= number.end)
        return _words(record[start:end])

    for one in ones:
        for two in twos:
            if one is two:
                continue
            near = beside(one), beside(two)
            right = bool(near[0] & here and not near[0] & there) + bool(near[1] & there and not near[1] & here)
            wrong = bool(near[0] & there and not near[0] & here) + bool(near[1] & here and not near[1] & there)
            if not right and not wrong and ";" not in record[min(one.start, two.start) : max(one.end, two.end)]:
                places = [_first(record, words) for words in (here, there)]
                if min(places) >= 0:
                    right, wrong = (1, 0) if (one.start < two.start) == (places[0] < places[1]) else (0, 1)
            if right != wrong:
                found.add("right" if right > wrong else "swapped")
    return found


def _first(text: str, words: set[str]) -> int:
    """Where the first of the words stands; -1 where none does."""
    return min((match.start() for match in re.finditer(r"[a-z][a-z-]+", text.lower()) if match[0] in words), default=-1)


def _swapped(first: Stated, second: Stated, sources: Sources) -> str:
    """What is wrong where a record has the two numbers the other way round; empty where it has not."""
    (x, arm), (y, other) = first, second
    if not (_words(arm) - _words(other) and _words(other) - _words(arm)) or Numbers([x]).contains(y):
        return ""
    both = {*sources.candidates(x)} & {*sources.candidates(y)}
    entries = {key: sources.entries[key] for key in sources.candidates(x) if key in both}
    found = {
        key: {way for name in ("finding", "numbers") for way in _order(plain(entry.text(name)), first, second)}
        for key, entry in entries.items()
    }
    if any("right" in ways for ways in found.values()) or not any(found.values()):
        return ""
    key = next(key for key, ways in found.items() if ways)
    return (
        f"“{x.words}” stands with “{' '.join(arm.split())}” here and “{y.words}” with “{' '.join(other.split())}”; in "
        f"`{key}` it is the other way round: swap them"
    )


@rule(
    bad="It helped 9 of 100 with tea and 27 of 100 with placebo {cite:p}`dean2021`.",
    good="It helped 27 of 100 with tea and 9 of 100 with placebo {cite:p}`dean2021`.",
    languages=ENGLISH,
)
def numbers_stand_with_their_arm(page: Page, site: Site) -> Findings:
    """Of two groups, each number stands with the group that has it in the record: “N with A and M with B”, or a picture."""
    for block in prose(page):
        if (pairs := list(_arms_of_sentences(block.text))) and (keys := page.support(block)):
            sources = Sources(keys, site)
            for first, second in pairs:
                if problem := _swapped(first, second, sources):
                    yield _line(block, second[0]), problem
    for directive in page.directives:
        for line, first, second, keys in _arms_of_picture(directive, site):
            if problem := _swapped(first, second, Sources(keys, site)):
                yield line, problem


# -- one study on two pages ------------------------------------------------------------------------------------------

_CLAUSE = re.compile(r"[.?!](?=\s|$)|[,;:()](?=\s|$)|\s(?:and|but|against|versus|vs|while|than)\s")
_LITTLE = {
    *_NO_ARM,
    *"about also an are as be been could did does found if its just may so some such then there".split(),
}
_LITTLE |= {*"a the these this those too very which will would".split()}
FEWEST_WORDS = 3
"""Less than these words say too little to tell whether two numbers are of one thing."""


@dataclass(frozen=True)
class Told:
    """A number of a study as a page tells it."""

    path: str
    line: int
    number: Number


def _told_by_sentence(page: Page) -> Iterator[tuple[tuple, Told]]:
    """``(what it says of which study, number)`` for each part of a sentence that cites one study and states one number."""
    for block in prose(page):
        if not read(block.text):
            continue
        for line, sentence in block.sentences:
            cited = {*(_own_cites(block, line) or page.support(block))}
            if len(cited) != 1:
                continue
            borders = [0, *(match.end() for match in _CLAUSE.finditer(sentence)), len(sentence)]
            numbers = [number for number in read(sentence) if number.claims]
            for start, end in pairwise(borders):
                within = [number for number in numbers if start <= number.start < end]
                words = re.sub(r"\W+", " ", _without(within, sentence, start, end)).lower().split()
                said = frozenset(word for word in words if word not in _LITTLE)
                if len(within) == 1 and within[0].kind != "date" and len(said) >= FEWEST_WORDS:
                    yield (*cited, within[0].kind == "plain", said), Told(page.path, line, within[0])


def _without(numbers: list[Number], text: str, start: int, end: int) -> str:
    for number in reversed(numbers):
        text = text[: number.start] + " " * (number.end - number.start) + text[number.end :]
    return text[start:end]


def _told_everywhere(site: Site) -> dict[tuple, list[Told]]:
    if site not in _TOLD:
        found: dict[tuple, list[Told]] = defaultdict(list)
        for path, page in sorted(site.pages.items()):
            for what, told in _told_by_sentence(page) if path in site.addresses else ():
                found[what].append(told)
        _TOLD[site] = {what: told for what, told in found.items() if len({each.path for each in told}) > 1}
    return _TOLD[site]


_TOLD: WeakKeyDictionary[Site, dict[tuple, list[Told]]] = WeakKeyDictionary()


@rule(
    bad="In one register 9 of 100 people lost sleep early {cite:p}`short2018`.\n\nIt may help {cite:p}`dean2021`.",
    good="In one register 27 of 100 people lost sleep early {cite:p}`short2018`.\n\nIt may help {cite:p}`dean2021`.",
    languages=ENGLISH,
)
def studies_are_told_alike(page: Page, site: Site) -> Findings:
    """Two pages that say the same of one study give the same number.

    Seen are parts of sentences, between commas and the like, that rest on one and the same entry alone, state one number
    each, and have all other words in common, three or more of them: outcome, group and time. A number that is the other
    one rounded is the same. Not seen is the same thing told in other words, or where a sentence rests on several entries.
    """
    for told_alike in _told_everywhere(site).values():
        for here in told_alike:
            if here.path != page.path:
                continue
            for there in told_alike:
                if there.path > here.path and not _is_one(here.number, there.number):
                    yield (
                        here.line,
                        f"“{here.number.words}” here is “{there.number.words}” in {there.path}, line {there.line}, in the same "
                        "words of the same study: correct one of them, or say what sets them apart",
                    )
                    break


def _is_one(number: Number, other: Number) -> bool:
    return Numbers([number]).contains(other) or Numbers([other]).contains(number)
