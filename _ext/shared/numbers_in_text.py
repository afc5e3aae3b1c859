"""The numbers that a text states, in figures and in English words, and whether one stands in another text.

The rule on numbers holds pages against records with it, and the watch holds records against abstracts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property, lru_cache

UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
)
SMALL = {word: value for value, word in enumerate((UNITS + "eighteen nineteen").split())}
TENS = {
    word: value * 10 for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
PARTS = {"third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
MONTHS = "January February March April May June July August September October November December".split()
PEOPLE = "people|persons|patients|participants|adults|children|men|women|users|volunteers|veterans|soldiers|responders|deaths"
TIMES = "seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?"

_ONES = "|".join(SMALL)
_SMALL = rf"(?:(?:{'|'.join(TENS)})(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|{_ONES})"
_SCALE = "(?: (?:thousand|million|billion))"
_WORD = rf"\b(?:{_SMALL}(?: hundred(?: and {_SMALL})?)?|an? hundred){_SCALE}?\b|\ba{_SCALE}\b"
#: Thousands have a comma or a narrow space, decimals a point, a middle dot, or a comma that no three digits follow.
_FIGURE = (
    r"(?<![\w.])(?<![A-Za-z]-)"
    r"(?:\d{1,3}(?:[,\u00a0\u2009\u202f]\d{3})+(?!\d)(?:[.\u00b7]\d+)?|\d+(?:[.\u00b7]\d+|,\d{1,2}(?![\d,])|)|\.\d+)"
    r"(?: (?:thousand|million|billion)\b)?"
    r"(?!\w|[,.\u00b7]\d|-[A-Z])"
    r"|(?<![\w.-])\d+(?:[.\u00b7]\d+)?(?=(?:mg|g|kg|ml|mL|h|x|mmHg)\b)"
)
_ATOM = re.compile(rf"(?P<figure>{_FIGURE})|(?P<word>(?i:{_WORD}))")
_FRACTION = re.compile(
    r"\b(?:(?P<half>half)\b(?!-|way)"
    r"|(?P<count>a|one|two|three|four)[- ](?P<part>(?:third|quarter|fifth|sixth|eighth|tenth)s?)\b"
    r"(?=[.,;:)]|\s*$|\s+(?:of|as|to|more|less|fewer|lower|higher|had|have|has|were|was|are|is|did|do|felt|got|said)\b))",
    re.IGNORECASE,
)
_TWICE = re.compile(r"\b(?:(?P<two>twice|doubled)|(?P<three>thrice|tripled))\b", re.IGNORECASE)
_MONTH = "|".join(rf"{month[:3]}(?:{month[3:]})?" for month in MONTHS)
_DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}}) (?P<month>{_MONTH})\b|(?P<month2>{_MONTH}) (?P<day2>\d{{1,2}})\b(?!\d|,\d))(?:,? \d{{4}}\b)?"
    r"|\b\d{4}-(?P<month3>\d\d)-(?P<day3>\d\d)\b"
)
_DOZEN = re.compile(r"\ba dozen\b", re.IGNORECASE)
#: What holds digits and states no number: a mark such as [12], addresses, telephone numbers, what is numbered, volume and
#: pages in a printed reference, the level of an interval, and what counts as better ("at least half their symptoms").
_NO_NUMBER = re.compile(
    r"\[\d+(?:[,\u2013-] ?\d+)*\]|\bpp?\. ?\d+|https?://\S+|\b10\.\d{4,9}/\S+"
    r"|\b(?:call|text|ring|dial|phone|telephone)(?:\s+(?:or|text|call|on|at))*\s+\+?\d[\d -]*\d"
    r"|(?<![\w,.])\+?\d[\d-]*-\d{3}-\d{4}\b|\b\d{3} \d{3}(?: \d{3,4})?\b(?! (?:people|patients))|\+\d[\d ]{6,}"
    r"|\b(?:phase|level|stage|step|part|page|figure|fig\.|table|chapter|section|version|schedule|class|type|grade|volume|"
    r"no\.|question|reference|appendix)s? "
    r"(?:[1-9]\d?[a-z]?(?! of\b)(?:(?:,| and| or| to|–|-) ?[1-9]\d?)*|one|two|three|four)\b(?![.,]?\d|\s?%)"
    r"|(?<=, )\d+(?:\(\d+\))?[,:] ?\d+[-\u2013]\d+(?=\.|$)"
    r"|\bat least half (?:of )?their\b"
    r"|\b9[059]\s?% (?:CI|confidence|credible)\b|[⁰¹²³⁴-⁹]+",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*(?:\s(?:to|or|against|versus|vs\.?)\s|[-\u2010-\u2015/])\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"\s+and\s+", re.IGNORECASE)
_PERCENT = re.compile(r"\s?(?:%|per ?cent\b)", re.IGNORECASE)
_OF = re.compile(
    rf"\s+(?:(?:{PEOPLE})\s+)?(?:out of|of|in)\s+(?:(?:a total of|every|the|all|these|those|about|around|some)\s+){{0,2}}$",
    re.IGNORECASE,
)
_SLASH = re.compile(r"\s?/\s?$")
_OF_ALL = re.compile(
    rf"\b(?:of|out of|in|among) (?:every )?(?P<total>100|1,000|1000|a hundred|a thousand) (?:{PEOPLE})\b,?",
    re.IGNORECASE,
)
_LASTS = re.compile(rf"[\s-]+(?:{TIMES})\b", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_NOT_A_YEAR = re.compile(rf"\s?%|\s+(?:[a-z-]+\s+)?(?:{PEOPLE})\b")
_SENTENCE = re.compile(r"[.!?](?=\s|$)")
_COUNTED = re.compile(rf"[\s-]+(?:[a-z-]+\s+)?(?:{PEOPLE}|{TIMES})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Number:
    """One number of a text."""

    start: int
    end: int
    words: str
    """As it is written, with what it is a share of."""
    kind: str
    """``plain``, ``percent``, ``share`` (of a total) or ``date`` (``value`` is the day, ``total`` the month)."""
    value: Decimal
    total: Decimal = Decimal(0)
    claims: bool = True
    """Whether it says something that a source must say too: a year does not, nor does "one" for a thing."""

    @property
    def decimals(self) -> int:
        return max(0, -int(self.value.as_tuple().exponent))

    @property
    def percentage(self) -> Fraction:
        return Fraction(self.value) * 100 / Fraction(self.total) if self.kind == "share" else Fraction(self.value)


class Numbers:
    """What a text, or several, give to hold a number against; each question is answered without a look at them all."""

    def __init__(self, numbers: Iterable[Number]) -> None:
        self.all = list(numbers)
        self.plain: set[Decimal] = set()
        self.counts: set[Decimal] = set()
        """Those of ``plain`` that are no part of a share: the 20 of "20 of 44" says nothing of another total."""
        self.dates: set[tuple[Decimal, Decimal]] = set()
        self.shortened: set[tuple[int, Decimal]] = set()
        """``(places, value)``: what those with decimals are when they are rounded."""
        self.percents: set[tuple[int, Decimal]] = set()
        """``(decimals, value)`` of the percentages, as they are written."""
        self.shares: set[Fraction] = set()
        """The percentage of each share and each percentage."""
        self.rates: set[tuple[int, Decimal]] = set()
        """``(places, value)``: each of them rounded, to people of 100, of 1,000 and so on; a percentage not as it is."""
        self.whole = {"percent": set(), "share": set()}
        """Each of them rounded to a whole, by kind."""
        for number in self.all:
            self._add(number)

    def _add(self, number: Number) -> None:
        if number.kind == "date":
            self.dates.add((number.value, number.total))
            return
        if number.kind != "percent":
            total = {number.total} - {Decimal(100), Decimal(1000)} if number.kind == "share" else set()
            self.plain |= {number.value, *total}
            self.counts |= total if number.kind == "share" else {number.value}
        if number.kind == "plain":
            self.shortened |= {(at, rounded(Fraction(number.value), at)) for at in (0, 1) if number.decimals > at}
            return
        share = number.percentage
        self.shares.add(share)
        self.whole[number.kind].add(rounded(share, 0))
        self.rates |= {(at, rounded(share, at)) for at in (0, 1) if number.kind == "share" or number.decimals > at}
        if number.kind == "percent":
            self.percents.add((number.decimals, number.value))

    @cached_property
    def people(self) -> dict[int, set[Decimal]]:
        """100 and 1,000 -> how many of so many people each share and percentage is."""
        return {total: {rounded(share * total / 100, 0) for share in self.shares} for total in (100, 1000)}

    @cached_property
    def _sorted(self) -> tuple[dict[str, list[tuple[Fraction, int]]], dict[str, list[tuple[Fraction, int]]]]:
        """By kind, the numbers by value and by percentage, each with its place among all."""
        by_value: dict[str, list[tuple[Fraction, int]]] = defaultdict(list)
        by_share: dict[str, list[tuple[Fraction, int]]] = defaultdict(list)
        for at, number in enumerate(self.all):
            by_value[number.kind].append((Fraction(number.value), at))
            if number.kind in RATES:
                by_share[number.kind].append((number.percentage, at))
        return {kind: sorted(found) for kind, found in by_value.items()}, {
            k: sorted(found) for k, found in by_share.items()
        }

    def contains(self, number: Number) -> bool:
        """Whether the number stands here: as written, rounded, as people of 100, or as the counts that make it up."""
        if number.kind == "date":
            return (number.value, number.total) in self.dates
        if number.kind == "plain":
            return number.value in self.plain or (number.decimals, number.value) in self.shortened
        if number.kind == "percent":
            return (number.decimals, number.value) in self.rates or any(
                (decimals, number.value) in self.percents for decimals in self._decimals
            )
        return self._contains_share(number)

    @cached_property
    def _decimals(self) -> set[int]:
        return {decimals for decimals, _ in self.percents}

    def _contains_share(self, number: Number) -> bool:
        """27 of 100 stands in "27.1%" and in "19 of 70"; 20 of 44 stands in "45.5%" beside "44 people"."""
        people = number.total in {100, 1000}
        if number.percentage in self.shares or (people and number.value in self.people[int(number.total)]):
            return True
        if not people and {number.value, number.total} <= self.counts:
            return True
        near = rounded(number.percentage, 0)
        if number.total in self.plain:
            if any((places, rounded(number.percentage, places)) in self.percents for places in self._decimals):
                return True
        elif number.total <= 10 and near in self.whole["percent"]:
            return True
        return number.total <= 10 and near in self.whole["share"]

    @cached_property
    def marks(self) -> set[tuple]:
        """What ``traces`` of a number that is held here has some of, so that a text is found among many."""
        marks = {("plain", value) for value in self.plain} | {("date", *date) for date in self.dates}
        return (
            marks
            | {("short", *each) for each in self.shortened}
            | {("rate", n) for n in self.whole["percent"] | self.whole["share"]}
        )

    def nearest(self, number: Number) -> str:
        """The words of the number here that is most like it; empty where there is none."""
        at = self.nearest_place(number)
        return "" if at is None else self.all[at].words

    def nearest_place(self, number: Number) -> int | None:
        """Which of all numbers here is most like it."""
        found = []
        for kind, by_value in self._sorted[0].items():
            if (kind == "date") != (number.kind == "date"):
                continue
            both = {kind, number.kind} <= RATES
            value = number.percentage if both else Fraction(number.value)
            known = self._sorted[1][kind] if both else by_value
            after = bisect_left(known, (value, 0))
            for gap, at in known[max(after - 1, 0) : after + 1]:
                first = bisect_left(known, (gap, 0))  # of those that are alike, the one that stands first
                found.append((abs(gap - value), kind != number.kind, known[first][1] if known[first][0] == gap else at))
        return min(found)[2] if found else None


RATES = {"percent", "share"}


def traces(number: Number) -> set[tuple]:
    """Where a text can hold the number, one of these is among the text's ``marks``."""
    if number.kind == "date":
        return {("date", number.value, number.total)}
    plain = {("plain", number.value), ("short", number.decimals, number.value)}
    if number.kind == "plain":
        return plain
    near = rounded(number.percentage, 0)
    return plain | {("rate", near - 1), ("rate", near), ("rate", near + 1)}


def rounded(value: Fraction, places: int) -> Decimal:
    """Half is rounded up, as people do."""
    step = Decimal(1).scaleb(-places)
    scaled = value * 10**places
    whole = (scaled.numerator * 2 + scaled.denominator) // (scaled.denominator * 2)
    return (Decimal(whole) * step).quantize(step, ROUND_HALF_UP)


@lru_cache(maxsize=4096)
def numbers_of(*texts: str) -> Numbers:
    """All numbers of these texts."""
    return Numbers([number for text in texts for number in read(text)])


@lru_cache(maxsize=4096)
def read(text: str) -> tuple[Number, ...]:
    """The numbers of a text, in its order."""
    if not _ANY.search(text):
        return ()
    found: list[Number] = []
    text = _blank(_NO_NUMBER, text)

    def take(pattern: re.Pattern, make) -> None:
        nonlocal text
        for match in pattern.finditer(text):
            found.append(make(match))
        text = _blank(pattern, text)

    take(_DATE, _date)
    take(_FRACTION, _fraction)
    take(_TWICE, lambda match: _number(match, "plain", Decimal(2 if match["two"] else 3)))
    take(_DOZEN, lambda match: _number(match, "plain", Decimal(12)))
    found += _of_all(text, list(_grouped(text)))
    return tuple(sorted(found, key=lambda number: number.start))


_ANY = re.compile(
    rf"\d|\b(?:{_ONES}|{'|'.join(TENS)}|half|twice|thrice|doubled|tripled|dozen|hundred|thousand|quarter|third)",
    re.IGNORECASE,
)


def _blank(pattern: re.Pattern, text: str) -> str:
    """The text with what matches made blank, each thing at its place."""
    return pattern.sub(lambda match: "\0" * len(match[0]), text)


def _number(match: re.Match, kind: str, value: Decimal, total: Decimal = Decimal(0)) -> Number:
    return Number(match.start(), match.end(), " ".join(match[0].split()), kind, value, total)


def _date(match: re.Match) -> Number:
    if match["month3"]:
        return _number(match, "date", Decimal(match["day3"]), Decimal(match["month3"]))
    month = match["month"] or match["month2"]
    position = next(n for n, name in enumerate(MONTHS, 1) if name.startswith(month[:3]))
    return _number(match, "date", Decimal(match["day"] or match["day2"]), Decimal(position))


def _fraction(match: re.Match) -> Number:
    if match["half"]:
        return _number(match, "share", Decimal(1), Decimal(2))
    count = 1 if match["count"].lower() == "a" else SMALL[match["count"].lower()]
    return _number(match, "share", Decimal(count), Decimal(PARTS[match["part"].lower().removesuffix("s")]))


def _of_all(text: str, found: list[Number]) -> list[Number]:
    """ "Of 100 people, 61 to 75 felt it" states two shares of 100, and no number 100."""
    for match in _OF_ALL.finditer(text):
        if not any(number.start == match.start("total") and number.kind == "plain" for number in found):
            continue  # it is the total of a number before it
        stop = _SENTENCE.search(text, match.end())
        end = stop.start() if stop else len(text)
        total = _value(match["total"])
        within = [number for number in found if match.end() <= number.start < end and number.kind == "plain"]
        shares = [
            replace(number, kind="share", total=total, words=f"{number.words} of {match['total']}")
            for number in within
            if number.value <= total and number.claims and not _LASTS.match(text, number.end)
        ]
        if shares:
            gone = {number.start for number in shares} | {match.start("total")}
            found = [number for number in found if number.start not in gone] + shares
    return found


def _value(text: str) -> Decimal:
    """``1,285``, ``63·0``, ``2,5``, ``1.5 million`` or ``two hundred and six`` as a number."""
    first, *scale = text.split(" ") if text[0].isdigit() or text[0] == "." else [text]
    if not scale and not (first[0].isdigit() or first[0] == "."):
        total, part = 0, 0
        for word in re.findall(r"[a-z]+", text.lower()):
            if word in {"thousand", "million", "billion"}:
                total, part = total + max(part, 1) * SCALES[word], 0
            elif word == "hundred":
                part = max(part, 1) * 100
            else:
                part += SMALL.get(word, TENS.get(word, 0))
        return Decimal(total + part)
    first = first.replace("\u00b7", ".")
    if re.fullmatch(r"(?!0,)\d{1,3}(?:[,\u00a0\u2009\u202f]\d{3})+(?:\.\d+)?", first):
        first = re.sub(r"[,\u00a0\u2009\u202f]", "", first)
    return Decimal(first.replace(",", ".")) * (SCALES[scale[0].lower()] if scale else 1)


def _grouped(text: str) -> Iterator[Number]:
    """The numbers with what follows them: "8 to 19 of 100" are two shares of 100, and "48 to 61%" two percentages."""
    atoms = list(_ATOM.finditer(text))
    at = 0
    while at < len(atoms):
        run, loose = [atoms[at]], 0
        while at + len(run) < len(atoms) and (joint := _joint(text, run, atoms[at + len(run)])):
            loose = len(run) if joint == "and" else loose
            run.append(atoms[at + len(run)])
        following = at + len(run)
        total = atoms[following] if following < len(atoms) else None
        if total and _is_total(text, run, total):
            at = following + 1
            of = text[run[-1].end() : total.end()]
            if run[0] is run[-1] and run[0][0].lower() == "one" and " of " in of:
                yield _made(text, total, total.end(), "plain")  # "one of 280 people" may be a trial
                continue
            for atom in run:
                end = total.end() if atom is run[-1] else atom.end()
                yield _made(text, atom, end, "share", _value(total[0]), f"{atom[0]}{of}")
            continue
        at += loose or len(run)
        run = run[: loose or len(run)]
        percent = _PERCENT.match(text, run[-1].end())
        for atom in run:
            if percent:
                end = percent.end() if atom is run[-1] else atom.end()
                yield _made(text, atom, end, "percent", shown=f"{atom[0]}{percent[0]}")
            else:
                yield _made(text, atom, atom.end(), "plain")


def _joint(text: str, run: list[re.Match], following: re.Match) -> str:
    """What joins the next number to these: a range does, and so does "and" before a common total ("44 and 30 of 100")."""
    between = text[run[-1].end() : following.start()]
    if _RANGE.fullmatch(between):
        return "" if between.strip() == "/" and _value(run[-1][0]) <= _value(following[0]) else "range"
    if not _BETWEEN.fullmatch(between):
        return ""
    before = text[max(run[0].start() - 20, 0) : run[0].start()]
    return "range" if re.search(r"\bbetween\s+$", before, re.IGNORECASE) else "and"


def _is_total(text: str, run: list[re.Match], total: re.Match) -> bool:
    """Whether the run is a share of this number: "13 of 26", "one in five", "13/26"."""
    between = text[run[-1].end() : total.start()]
    if not (_OF.fullmatch(between) or _SLASH.fullmatch(between)):
        return False
    if _is_year(text, total) and " in " in f" {between.strip()} ":
        return False
    if {atom[0].lower() for atom in (*run, total)} <= {"one", "two"}:
        return False
    highest = _value(total[0])
    return highest > 0 and all(_value(atom[0]) <= highest for atom in run)


def _is_year(text: str, atom: re.Match) -> bool:
    return bool(_YEAR.fullmatch(atom[0])) and not _NOT_A_YEAR.match(text, atom.end())


def _made(text: str, atom: re.Match, end: int, kind: str, total: Decimal = Decimal(0), shown: str = "") -> Number:
    words = atom[0].lower()
    nothing = kind == "plain" and (
        _is_year(text, atom) or words == "one" or (words == "two" and not _COUNTED.match(text, atom.end()))
    )
    shown = " ".join((shown or text[atom.start() : end]).replace("\0", " ").split())
    return Number(atom.start(), end, shown, kind, _value(atom[0]), total, not nothing)
