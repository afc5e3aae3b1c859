"""A number on a page is the number in its source: what is refused, what is derived, and what claims nothing."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules import check
from shared.numbers_in_text import numbers_of, read, rounded, traces

from tests.rules.test_rules import BIBLIOGRAPHY, PARTS, PATH, page, page_with, site

RECORD = (
    "At 24 hours 27.1\\% of 100 people on ketamine had responded and 9 of 100 on placebo; of 55 people 48\\% stayed well, "
    "13 of 26 after three sessions, for 27.5 days."
)
BIB = "\n\n".join(BIBLIOGRAPHY).replace(
    "At 24 hours 27 of 100 people felt better with ketamine and 9 of 100 with placebo.", RECORD, 1
)


def found(text: str, **other: str) -> list[str]:
    """What the rules on numbers say of a page with that text under "What the research shows"."""
    pages = site(text=other.pop("whole", None) or page_with(text), bibliography=other.pop("bib", BIB))
    names = "numbers-are-those-of-the-source", "short-answers-keep-to-the-page", "numbers-stand-with-their-arm"
    return [finding.message for finding in check(pages) if finding.path == PATH and finding.rule in names]


CITE = " {cite:p}`dean2021`."
HEAD = "```{icon-array} felt better\n:when: at 24 hours\n:certainty: low\n:cite: dean2021\n\n"
ARRAY = HEAD + "ketamine: %s of 100\nplacebo: %s of 100\n```"
CHART = "```{duration-chart} Days\n:certainty: low\n\nketamine: %s days | relapse | dean2021\n```"
DRAWN = "```{picture-list} %s\n:cite: dean2021\n\ndrip: One\n: It was %s.\n\ndrip: Two\n: It was 9 of 100.\n```"
PLACES = {
    "a sentence": ("It was 27 of 100" + CITE, "It was 28 of 100" + CITE),
    "a list": ("Found" + CITE + "\n\n- Well: 27 of 100.", "Found" + CITE + "\n\n- Well: 28 of 100."),
    "a table": (
        "Found" + CITE + "\n\n| Well | Source |\n|---|---|\n| 27 of 100 | {cite:t}`dean2021` |",
        "Found" + CITE + "\n\n| Well | Source |\n|---|---|\n| 28 of 100 | {cite:t}`dean2021` |",
    ),
    "an array": ("Found" + CITE + "\n\n" + ARRAY % (27, 9), "Found" + CITE + "\n\n" + ARRAY % (28, 9)),
    "a list with drawings": (DRAWN % ("Two", "27 of 100"), DRAWN % ("Two", "28 of 100")),
    "the caption of such a list": (DRAWN % ("27 of 100", "27%"), DRAWN % ("28 of 100", "27%")),
    "a chart": ("Found" + CITE + "\n\n" + CHART % 27.5, "Found" + CITE + "\n\n" + CHART % 28.5),
}


@pytest.mark.parametrize(("right", "wrong"), PLACES.values(), ids=PLACES)
def test_a_number_changed_by_one_is_refused_in_each_kind_of_place(right, wrong):
    assert found(right) == []
    [message] = found(wrong)
    assert "stands in none of `dean2021`; the nearest there is “27" in message


def test_the_short_answer_is_held_against_its_page():
    short = "It may help %s of 100 people, but not for long."
    parts = {**PARTS, "What the research shows": "It was 27 of 100" + CITE}
    assert found("", whole=page(parts=parts | {"In short": short % 27})) == []
    [message] = found("", whole=page(parts=parts | {"In short": short % 29}))
    assert "“29 of 100” stands nowhere below on this page" in message


DERIVED = {
    "as written": "In 9 of 100",
    "in words": "After twenty-four hours",
    "rounded to a whole": "In 27%",
    "rounded to a whole number of days": "For 28 days",
    "as people of 100": "In 48 of 100",
    "as people of 1,000": "In 271 of 1,000",
    "from the counts that make it up": "In 50%, or half",
    "as a share of 100 from counts": "In 50 of 100",
    "as counts": "In 13 of 26",
    "as a range": "In 9 to 27 of 100",
    "of a common total": "In 27 and 9 of 100",
    "from the participants": "Of 5,299 people",
}


@pytest.mark.parametrize("text", DERIVED.values(), ids=DERIVED)
def test_a_number_may_be_rounded_or_derived(text):
    assert found(text + CITE) == []


REFUSED = {
    "48 of 100 for 48 of 55": ("In 48 of 55", "“48 of 55” stands in none"),
    "rounded down where it rounds up": ("For 27 days", "“27” stands in none"),
    "with a digit that the source does not have": ("In 27.3%", "the nearest there is “27.1%”"),
    "a share for a count": ("In 26%", "“26%” stands in none"),
    "a word": ("After twenty-five hours", "“twenty-five” stands in none"),
    "thousands": ("Of 5,298 people", "the nearest there is “5,299”"),
    "a third": ("In a third of people", "“a third” stands in none"),
    "twice": ("It was twice as common", "“twice” stands in none"),
}


@pytest.mark.parametrize(("text", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_in_the_record_is_refused(text, message):
    [said] = found(text + CITE)
    assert message in said


def test_48_of_100_is_not_48_of_55():
    bib = BIB.replace("of 55 people 48\\% stayed well", "48 of 55 people stayed well")
    assert found("In 48 of 55" + CITE, bib=bib) == []
    [message] = found("In 48 of 100" + CITE, bib=bib)
    assert "“48 of 100” stands in none of `dean2021`" in message


def test_20_of_45_is_not_20_of_44_though_the_record_has_a_45():
    bib = BIB.replace("of 55 people 48\\% stayed well", "20 of 44 people stayed well, over 12 to 45 infusions")
    assert found("In 20 of 44" + CITE, bib=bib) == []
    [message] = found("In 20 of 45" + CITE, bib=bib)
    assert "“20 of 45” stands in none of `dean2021`; the nearest there is “45 of 100”" in message


def test_a_number_that_stands_only_in_another_entry_of_the_page_is_refused():
    [message] = found("It was 27.1%" + CITE + "\n\nIt was 27.1% {cite:p}`short2018`.")
    assert "“27.1%” stands in none of `short2018`" in message


def test_a_sentence_without_a_citation_rests_on_those_of_its_paragraph():
    assert found("It was 27 of 100" + CITE + "\nOn placebo it was 9 of 100.") == []


def test_a_sum_of_ours_stands_in_numbers_with_how_it_was_made():
    bib = BIB.replace(
        "  conclusion   =", "  numbers      = {our sum: 24 hours are 1 day, and 12 weeks 84 days},\n  conclusion   =", 1
    )
    assert found("After 84 days" + CITE, bib=bib) == []


def test_a_partial_record_carries_no_number_alone():
    [message] = found("It was 27 of 100 {cite:p}`partial2020`.")
    assert "“27 of 100” rests on `partial2020` alone, which is confirmed only in part" in message
    assert found("It was 27 of 100 {cite:p}`partial2020,dean2021`.") == []
    assert found("It helped some people {cite:p}`partial2020`.") == []


NO_CLAIM = {
    "a year": "In 2019 and from 1997 to 2024 it was tried",
    "one and two as words for things": "One trial and two reviews tried one dose",
    "a telephone number": "Call 988, or 116 123, or 1-800-273-8255",
    "the number of a phase": "A phase 3 trial at level 1",
    "a name": "By the PHQ-9 and CYP2B6 in SUSTAIN-3",
    "a printed reference": "It says: Journal of Examples, 51(2), 189–198. It was read",
    "what counts as better": "Some had at least half their symptoms lift",
    "a numbered list": "Found {cite:p}`dean2021`:\n\n5. A thing\n6. Another",
}


@pytest.mark.parametrize("text", NO_CLAIM.values(), ids=NO_CLAIM)
def test_a_number_that_claims_nothing_is_left_alone(text):
    assert found(text + CITE) == []


def test_a_dose_that_the_question_names_is_left_alone():
    whole = page(title="# Is 60 mg safe?", parts=PARTS | {"What the research shows": "Nobody tried 60 mg" + CITE})
    assert found("", whole=whole) == []
    assert len(found("Nobody tried 60 mg" + CITE)) == 1


SWAPPED = {
    "a sentence": ("9 of 100 felt better with ketamine and 27 of 100 with placebo" + CITE),
    "against": ("With 9 of 100 on ketamine against 27 of 100 on placebo it was clear" + CITE),
    "an array": "Found" + CITE + "\n\n" + ARRAY % (9, 27),
}


@pytest.mark.parametrize("text", SWAPPED.values(), ids=SWAPPED)
def test_swapped_arms_are_refused(text):
    [message] = found(text)
    assert "in `dean2021` it is the other way round: swap them" in message


def test_arms_that_stand_right_or_that_the_record_does_not_name_are_left_alone():
    assert found("27 of 100 felt better with ketamine and 9 of 100 with placebo" + CITE) == []
    assert found("9 of 100 felt better with tea and 27 of 100 with coffee" + CITE) == []


ALIKE = {
    "another number": ("In one register 9 of 100 people lost sleep early", True),
    "rounded": ("In one register 27% of people lost sleep early", False),
    "another outcome": ("In one register 9 of 100 people lost hope early", False),
    "another time": ("In one register 9 of 100 people lost sleep late", False),
    "another kind of number": ("In one register 24 people lost sleep early", False),
    "a group more": ("In one register 9 of 100 people lost sleep early with placebo", False),
}


@pytest.mark.parametrize(("text", "refused"), ALIKE.values(), ids=ALIKE)
def test_two_pages_give_one_number_of_one_study(text, refused):
    """The other page says: in one register 27 of 100 people lost sleep early."""
    findings = check(site(text=page_with(f"{text} {{cite:p}}`short2018`.\n\nIt may help{CITE}")))
    said = [finding for finding in findings if finding.rule == "studies-are-told-alike"]
    assert bool(said) == refused
    for finding in said:
        assert finding.path == PATH
        assert (
            "“9 of 100” here is “27 of 100” in methods.md, line 5, in the same words of the same study"
            in finding.message
        )


def test_a_sentence_that_rests_on_two_studies_is_not_held_against_another_page():
    text = "In one register 9 of 100 people lost sleep early {cite:p}`short2018,dean2021`."
    assert [finding for finding in check(site(text=page_with(text))) if finding.rule == "studies-are-told-alike"] == []


# -- the reader --------------------------------------------------------------------------------------------------------

READ = {
    "8 to 19 of 100 people": ["8 of 100", "19 of 100"],
    "48 to 61%": ["48%", "61%"],
    "Three or four in 1,000": ["3 of 1000", "4 of 1000"],
    "Of 100 people, 61 to 75 felt it": ["61 of 100", "75 of 100"],
    "63·0% and 63,5%": ["63.0%", "63.5%"],
    "two hundred and six, or 1.5 million": ["206", "1500000.0"],
    "two thirds of them, a quarter": ["2 of 3", "1 of 4"],
    "a third trial": [],
    "13/26 (50%)": ["13 of 26", "50%"],
    "one of 280 people": ["280"],
    "on 31 December 2026": ["31 of 12"],
    "p<.001, n=13": ["0.001", "13"],
}


@pytest.mark.parametrize(("text", "numbers"), READ.items(), ids=READ)
def test_the_reader_knows_the_ways_in_which_numbers_are_written(text, numbers):
    def shown(number):
        return f"{number.value}{'%' if number.kind == 'percent' else f' of {number.total}' if number.total else ''}"

    assert [shown(number) for number in read(text) if number.claims] == numbers


@given(st.text(alphabet="0123456789.,% ofinand-–/aotwhrd\u2009·\n()", max_size=60))
def test_whatever_the_text_numbers_stand_in_it_and_in_order(text):
    numbers = read(text)
    assert [number.start for number in numbers] == sorted(number.start for number in numbers)
    for number in numbers:
        assert 0 <= number.start < number.end <= len(text)
        assert numbers_of(text).contains(number), "a text holds its own numbers"
        assert numbers_of(text).nearest(number)


@given(st.decimals(0, 10**6, places=2), st.integers(0, 1))
def test_a_number_is_found_when_it_is_rounded_and_no_other(value, places):
    near = rounded(Fraction(value), places)
    [ours] = [number for number in read(f"the score was {near:f} points then")]
    [other] = [number for number in read(f"the score was {near + 2:f} points then")]
    theirs = numbers_of(f"the score was {value:f} points then")
    assert theirs.contains(ours)
    assert not theirs.contains(other)


@given(st.integers(1, 999), st.integers(1, 999))
def test_a_percentage_is_found_in_the_counts_that_make_it_up(count, total):
    count, total = sorted((count, total))
    share = rounded(read(f"{count} of {total}")[0].percentage, 1)
    assert numbers_of(f"{count} of {total} people").contains(read(f"{share}%")[0])
    assert not numbers_of(f"{count} of {total} people").contains(read(f"{share + Decimal('0.2')}%")[0])


# -- many of them ------------------------------------------------------------------------------------------------------


def name(number: int) -> str:
    return "n" + "".join("abcdefghij"[int(digit)] for digit in f"{number:03}") + "2021"


MANY = range(40)
RECORDS = [
    BIBLIOGRAPHY[0]
    .replace("dean2021", name(n))
    .replace("CD011612", f"CD{n:06}")
    .replace("27 of 100", f"{n + 3}.{n % 10}\\% of {n + 900}")
    for n in MANY
]


def test_a_paragraph_of_many_citations_is_held_as_one_of_few():
    """Those that may hold a number are looked up, and not asked one by one: the answer is the same."""
    bib = "\n\n".join([*BIBLIOGRAPHY, *RECORDS])
    said = [f"It was {n + 3}.{n % 10}% {{cite:p}}`{name(n)}`." for n in MANY]
    assert found("\n".join(said), bib=bib) == []
    cited = ",".join(map(name, MANY))
    assert found("In 42% and 42.9%, and in 22 of 100" + f" {{cite:p}}`{cited}`.", bib=bib) == []
    [message] = found("In 42.4%" + f" {{cite:p}}`{cited}`.", bib=bib)
    assert f"“42.4%” stands in none of {', '.join(f'`{name(n)}`' for n in range(6))} and 34 more" in message
    assert f"the nearest there is “42.9%” in `{name(39)}`" in message


ASKED = """27% | 27.1% | 27.15 % | 63.0% | 9 of 100 | 13 of 26 | 271 of 1,000 | 44 people | 20 of 44 | 45.5% | 3 in 10 | 29%
1 of 3 | half | 24 | 24.5 | 24.55 | 0.03 | 5,299 | two thirds | 87.5% | 7 of 8 | 12.25% | 17% | 1 of 6 | 31 of 100 | 49.6% | 50%
99.5% | 100 of 100 | 996 of 1,000 | 0.4% | 2.5 | 25% | of 44 people 45.5%""".replace("\n", " | ").split(" | ")


def test_what_a_text_holds_is_found_by_its_marks():
    """Each of them against each: one lost mark is a number refused that stands in its record."""
    held = 0
    for theirs in ASKED:
        known = numbers_of(theirs)
        for number in (number for ours in ASKED for number in read(ours)):
            held += known.contains(number)
            assert not known.contains(number) or traces(number) & known.marks, (theirs, number.words)
    assert held > len(ASKED), "more than each holds itself"
