"""What a study found, outcome by outcome, as an entry's field ``effects`` holds it: tables show it and the rules check it.

One outcome a line, each ended by a semicolon, its parts between bars:

    response at 24 hours | tea v placebo | 185 people, 7 trials | OR 3.94 (1.54 to 10.10)
        | 27.4 (12.9 to 49.2) v 8.8 per 100 | very-low, theirs;

The treatment stands first, before its comparator, in every part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from shared.graded import Outcome
from shared.vocabulary import CERTAINTY, MEASURES, N_, RATERS
from shared.words import _, in_digits

EXAMPLE = (
    "response at 24 hours | tea v placebo | 185 people, 7 trials | OR 3.94 (1.54 to 10.10) | "
    "27.4 (12.9 to 49.2) v 8.8 per 100 | very-low, theirs;"
)
NONE = N_("not given")
"""What stands for an effect that the source does not give."""
UNREPORTED = N_("not reported")
"""What stands for everything behind the comparison where no study reported the outcome."""

_N = r"\d[\d,]*"
_X = r"[-\u2212]?\d[\d,]*(?:\.\d+)?"
_PEOPLE = re.compile(
    rf"(?P<people>{_N}) people(?: \((?P<first>{_N}) v (?P<second>{_N})\))?, (?P<studies>{_N}) (?:trials?|stud(?:y|ies))"
)
_SPAN = rf"\((?P<low>{_X}) to (?P<high>{_X})\)"
_RELATIVE = re.compile(rf"(?P<measure>{'|'.join(MEASURES)}) (?P<value>{_X}) (?:{_SPAN}|\(no interval\))")
_RATES = re.compile(rf"(?P<first>{_X})(?: {_SPAN})? v (?P<second>{_X}) per (?P<per>100|1,?000)")
_COUNTS = re.compile(rf"(?P<x>{_N}) of (?P<of_x>{_N}) v (?P<y>{_N}) of (?P<of_y>{_N})(?: = (?P<rates>.+))?")
_CERTAINTY = re.compile(rf"(?P<level>[^,(]+?)\s*(?P<reasons>\([^()]*\))?,\s*(?P<rater>{'|'.join(RATERS)})")


@dataclass(frozen=True)
class Estimate:
    """A number as it is printed, with its 95 % interval where there is one."""

    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None

    @classmethod
    def of(cls, value: str, low: str | None = None, high: str | None = None) -> Estimate:
        return cls(_number(value), *(None if each is None else _number(each) for each in (low, high)))

    def __str__(self) -> str:
        return f"{_text(self.value)} {self.interval}".rstrip()

    @property
    def interval(self) -> str:
        return "" if self.low is None else f"({_text(self.low)} to {_text(self.high)})"

    @property
    def shown(self) -> str:
        """As the reader's language writes it."""
        return f"{in_digits(self.value)} {self._span}".rstrip()

    @property
    def _span(self) -> str:
        if self.low is None:
            return ""
        return _("({low} to {high})").format(low=in_digits(self.low), high=in_digits(self.high))

    @property
    def all(self) -> list[Decimal]:
        return [each for each in (self.value, self.low, self.high) if each is not None]


@dataclass(frozen=True)
class Effect:
    """One outcome of one comparison."""

    what: str
    treatment: str
    comparator: str
    people: int | None = None
    """How many there were in both arms; nothing where no study reported the outcome."""
    arms: tuple[int, int] | None = None
    studies: int = 0
    measure: str = ""
    """One of ``vocabulary.MEASURES``; empty where the source gives no effect."""
    relative: Estimate | None = None
    counts: tuple[int, int, int, int] | None = None
    """Those with the outcome and all people, of the treatment and then of the comparator."""
    rates: tuple[Estimate, Estimate] | None = None
    """Of ``per`` people, the treatment first."""
    per: int = 100
    level: str = ""
    """One of ``vocabulary.CERTAINTY``."""
    reasons: tuple[str, ...] = ()
    rater: str = ""
    """One of ``vocabulary.RATERS``."""

    @classmethod
    def parse(cls, line: str) -> Effect:
        """One outcome, without its semicolon; raises ValueError with what to write instead."""
        parts = [" ".join(part.split()) for part in line.split("|")]
        if len(parts) not in (3, 6) or not all(parts) or (len(parts) == 3 and parts[2] != UNREPORTED):
            raise ValueError(f"the outcome “{_short(line)}” cannot be read: write it as `{EXAMPLE}`, each with its `;`")
        what, arms, *rest = parts
        treatment, v, comparator = arms.partition(" v ")
        if not v or " v " in comparator:
            raise ValueError(
                f"“{_short(arms)}” names no two arms: write the treatment, ` v ` and what it is compared with"
            )
        if len(rest) == 1:
            return cls(what, treatment, comparator)
        people = _match(_PEOPLE, rest[0], "185 people, 7 trials", "344 people (231 v 113), 1 trial")
        both = (_whole(people["first"]), _whole(people["second"])) if people["first"] else None
        measure, relative = _relative(rest[1])
        counts, rates, per = _absolute(rest[2])
        level, reasons, rater = _certainty(rest[3])
        studies = _whole(people["studies"])
        return cls(
            *(what, treatment, comparator, _whole(people["people"]), both, studies),
            *(measure, relative, counts, rates, per, level, reasons, rater),
        )

    @property
    def comparison(self) -> str:
        return f"{self.treatment} v {self.comparator}"

    @property
    def is_reported(self) -> bool:
        return self.people is not None

    def absolute(self, per: int) -> tuple[str, str] | None:
        """How many have the outcome with the treatment and with the comparator: of ``per`` people, and of those counted."""
        pairs = [self.counts[:2], self.counts[2:]] if self.counts else [None, None]
        if self.rates:
            rates = [Estimate(*(_scaled(each, self.per, per) for each in rate.all)) for rate in self.rates]
        elif self.counts:
            rates = [Estimate(_share(*pair, per)) for pair in pairs]
        else:
            return None
        of = _("{rate} per {per}")
        shares = [
            f"{of.format(rate=in_digits(rate.value), per=in_digits(per))} {rate._span}".rstrip() for rate in rates
        ]
        counted = _("{some} of {all} ({share})")
        first, second = (
            counted.format(some=pair[0], all=pair[1], share=share) if pair else share
            for pair, share in zip(pairs, shares, strict=True)
        )
        return first, second

    @property
    def words(self) -> str:
        """All of it in one sentence without an end: what the rule on numbers and reference managers read."""
        said = [f"{self.what}, {self.comparison}"]
        if not self.is_reported:
            return f"{said[0]}: {UNREPORTED}"
        arms = f" ({self.arms[0]} on {self.treatment}, {self.arms[1]} on {self.comparator})" if self.arms else ""
        facts = [f"{self.people:,} people{arms} in {self.studies:,} {'study' if self.studies == 1 else 'studies'}"]
        if self.relative:
            # a number without its sign too: "3.16 points lower" is how a page says it
            facts.append(f"{self.measure} {self.relative}".replace("\u2212", "-"))
        if self.counts:
            x, of_x, y, of_y = self.counts
            facts.append(f"{x} of {of_x} on {self.treatment} and {y} of {of_y} on {self.comparator}")
        if self.rates:
            first, second = (Estimate(*(_scaled(each, self.per, 100) for each in rate.all)) for rate in self.rates)
            span = f" ({first.low}% to {first.high}%)" if first.low is not None else ""
            facts.append(f"{first.value}%{span} on {self.treatment} and {second.value}% on {self.comparator}")
        if self.relative and self.measure == "RD":
            facts.append(f"difference {' to '.join(f'{abs(each)}' for each in self.relative.all)} points")
        facts.append(CERTAINTY[self.level].lower())
        return f"{said[0]}: {', '.join(facts)}"

    def problems(self) -> Iterator[str]:
        """What does not add up, each with what to write; what follows from another fault is not told beside it."""
        for look in (self._ends, self._arms, self._direction, self._follows):
            if found := [*look()]:
                yield from found
                return

    def _ends(self) -> Iterator[str]:
        for name, each in (("the effect", self.relative), *(("the share", rate) for rate in self.rates or ())):
            if each and each.low is not None and not each.low <= each.value <= each.high:
                yield (
                    f"{name} {each.value} lies outside of its interval {each.low} to {each.high}: "
                    "write the lower end first, and look all three up again"
                )
        if self.relative and MEASURES[self.measure].is_ratio and min(self.relative.all) <= 0:
            yield f"{self.measure} {self.relative} is no ratio: one is above 0; write MD or SMD for a difference of scores"
        if self.rates and not all(0 <= each <= self.per for rate in self.rates for each in rate.all):
            yield f"a share lies outside of 0 to {self.per:,}: write both arms out of {self.per:,}"

    def _arms(self) -> Iterator[str]:
        if self.counts:
            x, of_x, y, of_y = self.counts
            for some, of in ((x, of_x), (y, of_y)):
                if some > of:
                    yield f"{some} of {of} is more than all of them: check which number comes first"
            if self.arms and self.arms != (of_x, of_y):
                yield (
                    f"the arms are {self.arms[0]} v {self.arms[1]} and the counts out of {of_x} v {of_y}: "
                    "write those that were counted in both places"
                )
        of = self.arms or (self.counts and (self.counts[1], self.counts[3]))
        if of and sum(of) != self.people:
            yield f"the arms, {of[0]} and {of[1]}, make {sum(of)} people, not {self.people}: correct the one that is wrong"

    def _shares(self) -> tuple[float, float] | None:
        """What the arms had, exactly where people were counted, else as printed."""
        if self.counts and self.counts[1] and self.counts[3]:
            return self.counts[0] / self.counts[1], self.counts[2] / self.counts[3]
        return (float(self.rates[0].value) / self.per, float(self.rates[1].value) / self.per) if self.rates else None

    def _direction(self) -> Iterator[str]:
        shares = self._shares()
        if not shares or not self.relative or not MEASURES[self.measure].of_shares:
            return
        middle = 1 if MEASURES[self.measure].is_ratio else 0
        more, above = shares[0] - shares[1], float(self.relative.value) - middle
        if more * above < 0:
            yield (
                f"{self.measure} {self.relative.value} says {'more' if above > 0 else 'fewer'} on {self.treatment}, and "
                f"the arms say {'more' if more > 0 else 'fewer'}: put {self.treatment} first in each, or turn the effect round"
            )

    def _follows(self) -> Iterator[str]:
        """A share follows from the people counted, or from the comparator's share and the effect, as far as all are rounded."""
        if not self.rates:
            return
        if self.counts:
            for (some, of), rate in zip(((self.counts[:2]), (self.counts[2:])), self.rates, strict=True):
                if of and abs(some / of * self.per - float(rate.value)) > _unit(rate.value) * 0.5001:
                    right = _share(some, of, self.per)
                    yield f"{some} of {of} are {right} per {self.per:,}, not {rate.value}: correct the one that is wrong"
            return
        if not self.relative or not MEASURES[self.measure].of_shares:
            return
        first, second = self.rates
        pairs = list(zip(first.all, self.relative.all, strict=False))
        if self.measure == "RD":
            pairs = pairs[:1]  # the interval is that of the difference
        for share, effect in pairs:
            ends = [_applied(self.measure, p, e, self.per) for p in _rounded(second.value) for e in _rounded(effect)]
            slack = _unit(share) / 2 + 1e-9
            if not min(ends) - slack <= float(share) <= max(ends) + slack:
                right = _applied(self.measure, float(second.value), float(effect), self.per)
                yield (
                    f"{second.value} per {self.per:,} with {self.measure} {effect} makes {right:.1f}, not {share}: correct the "
                    f"one that is wrong, or write `{NONE}` for what the source does not give"
                )
                return


def lines(text: str) -> list[tuple[int, str]]:
    """``(lines below the first, outcome)`` of each in the field, without its semicolon."""
    found, at = [], 0
    for piece in text.split(";"):
        if piece.strip():
            found.append((text.count("\n", 0, at + len(piece) - len(piece.lstrip())), " ".join(piece.split())))
        at += len(piece) + 1
    return found


@lru_cache(maxsize=1024)
def effects(text: str) -> tuple[Effect | str, ...]:
    """The outcomes of the field; one that cannot be read as it is written."""
    return tuple(_or_as_written(line) for _, line in lines(text))


def _or_as_written(line: str) -> Effect | str:
    try:
        return Effect.parse(line)
    except ValueError:
        return line


def faults(text: str) -> Iterator[tuple[int, str]]:
    """``(lines below the first, what is wrong and what to write)`` of each fault in the field."""
    for below, line in lines(text):
        try:
            effect = Effect.parse(line)
        except ValueError as error:
            yield below, str(error)
            continue
        for problem in effect.problems():
            yield below, f"“{_short(effect.what)}”: {problem}"
    if text.strip() and not text.rstrip().endswith(";"):
        yield text.rstrip().count("\n"), "the last outcome has no end: write a semicolon behind it"


def in_words(text: str) -> str:
    """The field as sentences, for what reads words; an outcome that cannot be read stays as it is written."""
    return "; ".join(each if isinstance(each, str) else each.words for each in effects(text))


def _match(pattern: re.Pattern[str], text: str, *examples: str) -> re.Match[str]:
    if match := pattern.fullmatch(text):
        return match
    raise ValueError(f"“{_short(text)}” cannot be read: write it as {' or '.join(f'`{each}`' for each in examples)}")


def _relative(text: str) -> tuple[str, Estimate | None]:
    if text == NONE:
        return "", None
    match = _match(_RELATIVE, text, "OR 3.94 (1.54 to 10.10)", "SMD -0.69 (no interval)", NONE)
    return match["measure"], Estimate.of(match["value"], match["low"], match["high"])


def _absolute(text: str) -> tuple[tuple[int, int, int, int] | None, tuple[Estimate, Estimate] | None, int]:
    if text == NONE:
        return None, None, 100
    counts, written = None, text
    examples = "91 of 336 v 60 of 340", "27.4 (12.9 to 49.2) v 8.8 per 100", NONE
    if " of " in text:
        match = _match(_COUNTS, text, *examples)
        counts, written = tuple(_whole(match[name]) for name in ("x", "of_x", "y", "of_y")), match["rates"]
        if not counts[1] or not counts[3]:
            raise ValueError(f"“{_short(text)}” has an arm without people: write `{NONE}` where nobody was counted")
    if written is None:
        return counts, None, 100
    rates = _match(_RATES, written, *examples)
    first, second = Estimate.of(rates["first"], rates["low"], rates["high"]), Estimate.of(rates["second"])
    return counts, (first, second), _whole(rates["per"])


def _certainty(text: str) -> tuple[str, tuple[str, ...], str]:
    match = _match(_CERTAINTY, text, "very-low, theirs", "low (risk of bias, imprecision), ours")
    if match["rater"] == "theirs" and not match["reasons"]:
        if match["level"] not in CERTAINTY:
            raise ValueError(f"`{_short(match['level'])}` is no level: write one of {', '.join(CERTAINTY)}")
        return match["level"], (), match["rater"]
    graded = Outcome.parse("certainty", f"{match['level']} {match['reasons'] or ''}".strip())
    return graded.level, graded.reasons, match["rater"]


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("\u2212", "-"))


def _whole(text: str) -> int:
    return int(text.replace(",", ""))


def _text(number: Decimal) -> str:
    """With a true minus, and with commas between thousands."""
    return f"{number:,}".replace("-", "\u2212")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:57].rstrip()}..."


def _unit(number: Decimal) -> float:
    return 10.0 ** int(number.as_tuple().exponent)


def _rounded(number: Decimal) -> tuple[float, float, float]:
    """What the printed number may have been before it was rounded."""
    half = _unit(number) / 2
    return float(number) - half, float(number), float(number) + half


def _scaled(number: Decimal, per: int, other: int) -> Decimal:
    if per == other:
        return number
    scaled = (number * other / per).normalize()
    return scaled if int(scaled.as_tuple().exponent) <= 0 else scaled.quantize(Decimal(1))


def _share(some: int, of: int, per: int) -> Decimal:
    """As exactly as so few people allow: a tenth only of 100 or more."""
    return (Decimal(some) * per / of).quantize(Decimal("0.1") if of >= per else Decimal(1), ROUND_HALF_UP)


def _applied(measure: str, share: float, effect: float, per: int) -> float:
    """The share that the effect makes of the comparator's."""
    p = min(max(share / per, 0.0), 1.0)
    if measure == "RD":
        return share + effect * per / 100
    if measure == "OR":
        return per * p * effect / (1 - p + p * effect) if p < 1 else per
    if measure == "HR":
        return per * (1 - (1 - p) ** max(effect, 0.0))
    return share * effect


# -- what a table of findings asks for -----------------------------------------------------------------------------------

PER = ("100", "1000")
"""Out of how many people a table can give the absolute numbers."""


def keys_of(text: str) -> list[str]:
    """The entries that a table names, with commas between them."""
    return [key.strip() for key in text.split(",") if key.strip()]


def asked_wrongly(options: Mapping[str, str]) -> Iterator[str]:
    """What to write instead, for each thing wrong with what the table asks for."""
    if not keys_of(options.get("cite", "")):
        yield "the summary of findings has no cite: add a line such as `:cite: dean2021`, with commas between keys"
    if "per" in options and options["per"].strip() not in PER:
        yield f"`{options['per'][:40]}` is no number of people: write `:per: 100` or `:per: 1000`"


def gives_nothing(key: str, field: str, comparison: str) -> str:
    """What to write where the table has no row of that entry; empty where it has."""
    found = effects(field)
    if not found:
        return f"`{key[:60]}` has no `effects`: write its outcomes there, a line each, as CONTRIBUTING.md says"
    if comparison and not any(isinstance(each, str) or each.comparison == comparison for each in found):
        there = dict.fromkeys(each.comparison for each in found if isinstance(each, Effect))
        return f"`{key[:60]}` has no comparison “{comparison[:60]}”: write one of {', '.join(f'“{each}”' for each in there)}"
    return ""
