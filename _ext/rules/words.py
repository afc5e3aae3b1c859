"""Rules for the words: short, plain, without advertising and without orders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pyphen import Pyphen
from shared.book import BOOK

from rules.page import Directive, Page, prose, without_quotations
from rules.registry import ENGLISH, rule
from rules.site import Site

Findings = Iterator[tuple[int, str]]

MOST_WORDS = 80
HIGHEST_GRADE = 8
LONGEST_SENTENCE = 28

_COMPARED = "say what is new, and what it was compared with"
_HARMS = "say which harms were looked for, and what was found"
PROMOTION = {
    "amazing|incredible|remarkable|stunning|unparalleled|unprecedented": "say what was measured",
    "breakthrough|game[- ]?chang(?:er|ing)|ground-?breaking|cutting[- ]edge|revolution(?:ary|ise[sd]?)": _COMPARED,
    "miracle|miraculous|magic|wonder drug|silver bullet": "say how many people it helped, and for how long",
    "life[- ]changing|transformative|transformational|profound(?:ly)?": "say what changed, for how many people",
    "healing journey|deep(?:er)? healing|inner healing": "say what people did and felt, in plain words",
    "(?:clinically|scientifically) proven|proven|guaranteed?": "write “one trial found” or “studies found”",
    "safe and effective|(?:completely|totally|perfectly) safe|risk[- ]free|no side effects": _HARMS,
    "(?:non-|not )addictive": _HARMS,
    "world[- ]class|leading clinic|best[- ]in[- ]class|gold standard": "leave it out",
}
"""What only advertising says -> what to write instead."""
_PROMOTION = re.compile(rf"\b(?:{'|'.join(f'({words})' for words in PROMOTION)})\b", re.IGNORECASE)

_MEDICINE = r"(?:this|your|the|a) (?:treatment|medicines?|medication|drugs?|tablets?|therapy|antidepressants?|dose)"
_DO = r"(?:take|start|stop|try|get|have|use|continue|avoid|increase|reduce|skip)"


@cache
def _orders(names: tuple[str, ...]) -> re.Pattern[str]:
    """What tells a reader to take or to stop something of these names."""
    treatment = rf"(?:{''.join(f'{re.escape(name)}|' for name in names)}(?:{_MEDICINE}))"
    return re.compile(
        rf"\byou (?:should|must|have to|ought to|need to) (?:not |never )?{_DO} |"
        rf"(?:^|[.;:] )(?:do not |don['’]t |never |please )?{_DO} {treatment}\b|"
        rf"\bwe (?:strongly )?(?:recommend|advise|suggest|urge)(?: that)? (?:you|{treatment})\b|"
        r"\bask your doctor (?:to prescribe|for a prescription)\b",
        re.IGNORECASE,
    )


#: "not proven", "called it non-addictive": the page does not say so itself.
_NOT_OURS = re.compile(
    r"(?:\bnot|\bnever|\bno|n['’]t|\bnor|\bcall(?:s|ed)? it|\bsold as)(?: \w+){0,2} $", re.IGNORECASE
)
_LIMITS = re.compile(
    r"\b(?:not|no|nobody|none|never|but|harms?|harmful|risks?|side effects?|dangers?|damage|frighten\w*|addict\w*|"
    r"depend\w*|misuse|uncertain|unknown|unclear|relapse\w*|few|fades?|stop(?:s|ping)?)\b",
    re.IGNORECASE,
)


@rule(
    bad="## In short\n\n" + "It may help some people, but not for long. " * 10,
    good="## In short\n\nIt may help some people, but not for long.",
)
def in_short_is_short(page: Page, site: Site) -> Findings:
    """The short answer has at most 80 words."""
    words = len(_in_short(page).split())
    if words > MOST_WORDS:
        over = words - MOST_WORDS
        yield (
            page.line_of_section(BOOK.heading("answer")),
            f"“{BOOK.heading('answer')}” has {words} words and may have {MOST_WORDS}: take {over} out, or move a sentence down",
        )


@rule(
    bad="## In short\n\nSubanaesthetic administration demonstrates efficacy, notwithstanding methodological limitations.",
    good="## In short\n\nA low dose may lift depression, but the studies have faults.",
    languages=ENGLISH,
)
def in_short_is_plain(page: Page, site: Site) -> Findings:
    """The short answer of a concern page can be read by a 13-year-old: grade 8 or lower on the Flesch-Kincaid scale.
    A page outside of `faq/`, such as the one for clinicians, may use the words of its field."""
    text = _in_short(page)
    if text and (grade := _reading_grade(text)) > HIGHEST_GRADE:
        yield (
            page.line_of_section(BOOK.heading("answer")),
            (
                f"“{BOOK.heading('answer')}” has reading grade {grade:.1f} and may have {HIGHEST_GRADE}: "
                "make two sentences of the longest one, and use words of one or two syllables"
            ),
        )


@rule(
    bad="## In short\n\nMany people feel better.",
    good="## In short\n\nMany people feel better, but not for long.",
    languages=ENGLISH,
)
def in_short_names_a_limit(page: Page, site: Site) -> Findings:
    """The short answer names at least one harm or limit: many readers stop there."""
    text = _in_short(page)
    if text and not _LIMITS.search(text):
        yield (
            page.line_of_section(BOOK.heading("answer")),
            f"“{BOOK.heading('answer')}” names no harm and no limit: add a sentence on what can go wrong or is not known",
        )


@rule(
    bad="Tea is a breakthrough {cite:p}`dean2021`.",
    good="Some trials tested tea {cite:p}`dean2021`.",
    languages=ENGLISH,
)
def there_is_no_advertising(page: Page, site: Site) -> Findings:
    """A page does not praise a treatment. Words of others may be quoted, in quotation marks."""
    for block in prose(page):
        text = without_quotations(block.text)
        for match in _PROMOTION.finditer(text):
            if not _NOT_OURS.search(text[: match.start()].replace("\n", " ")):
                line = block.line + text.count("\n", 0, match.start())
                instead = list(PROMOTION.values())[match.lastindex - 1]
                yield line, f"“{match.group()}” is advertising: {instead}"


@rule(
    bad="You should stop taking it {cite:p}`dean2021`.",
    good="Ask what happens when you stop {cite:p}`dean2021`.",
    languages=ENGLISH,
)
def there_are_no_orders(page: Page, site: Site) -> Findings:
    """A page tells nobody to start, stop or change a treatment."""
    for block in prose(page):
        text = without_quotations(block.text)
        for match in _orders(tuple(BOOK.treatment)).finditer(text):
            line = block.line + text.count("\n", 0, match.start())
            words = match.group().strip(" .;:")
            yield line, f"“{words}” tells the reader what to do: give the facts, or a question to ask"


@rule(
    bad="It may help {cite:p}`dean2021` " + "and so on " * 10 + ".",
    good="It may help {cite:p}`dean2021`.\nIt may also harm {cite:p}`short2018`.",
    note=True,
)
def sentences_are_short(page: Page, site: Site) -> Findings:
    """A sentence has at most 28 words."""
    for block in prose(page):
        for line, sentence in block.sentences:
            words = len(sentence.split())
            if words > LONGEST_SENTENCE:
                yield line, f"a sentence of {words} words: make two of it, each of {LONGEST_SENTENCE} or fewer"


@rule(
    bad="It may help {cite:p}`dean2021`. It may harm {cite:p}`dean2021`.",
    good="It may help {cite:p}`dean2021`.\nIt may harm {cite:p}`dean2021`.",
    note=True,
)
def sentences_have_their_own_line(page: Page, site: Site) -> Findings:
    """Each sentence begins on its own line, so that a change and a comment are about one claim."""
    for block in prose(page):
        lines = [line for line, _ in block.sentences]
        if block.kind not in {"head", "cell"}:
            for line in sorted({line for line in lines if lines.count(line) > 1}):
                yield line, "two sentences on one line: begin the second on a line of its own; the page looks the same"


@rule(
    bad="After remission it may come back {cite:p}`dean2021`.",
    good="After {term}`remission` it may come back {cite:p}`dean2021`.",
    note=True,
)
def terms_are_linked(page: Page, site: Site) -> Findings:
    """A word of the glossary is linked where a page uses it first."""
    if not page.is_answer or not site.terms:
        return
    linked: set[str] = set()
    for block in prose(page):
        linked |= {_target(content) for _, role, content in block.roles if role == "term"}
        below = block.bare.lower()
        for term, written in site.terms.items():
            if term not in below:  # most are not there, and a pattern for each takes a tenth of the whole check
                continue
            flags = 0 if written[:2].isupper() else re.IGNORECASE
            if linked.isdisjoint(site.synonyms[term]) and (
                match := re.search(rf"\b{re.escape(written)}\b", block.bare, flags)
            ):
                line = block.line + block.bare.count("\n", 0, match.start())
                yield line, f"“{match.group()}” is in the glossary: link its first use, as {{term}}`{written}`"
                linked.add(term)


@rule(
    bad="# Does it help with suicidal thoughts?",
    good="# Does it help with pain?",
)
def crisis_lines_come_first(page: Page, site: Site) -> Findings:
    """A page about a danger that cannot wait, such as suicide (`crisis_words` in `book.toml`), tells before anything else
    where to get help at once."""
    if not page.is_concern or page.is_template or not BOOK.crisis_words:
        return
    short = BOOK.heading("answer")
    places = [heading.text for heading in page.headings]
    places += [block.text for block in page.blocks if block.section in {short, BOOK.heading("concern")}]
    first = page.line_of_section(short)
    words = re.compile(rf"(?:{'|'.join(map(re.escape, BOOK.crisis_words))})\w*", re.IGNORECASE)
    danger = next((match.group() for match in map(words.search, places) if match), "")
    if danger and not any(_leads_to_help(each) for each in page.directives if each.line < first):
        include = f"```{{include}} {BOOK.crisis_part} and ```"
        yield first, f"“{danger}” is a subject here: write {include} on two lines before “{short}”"


def _leads_to_help(block: Directive) -> bool:
    number = BOOK.crisis_number
    return block.argument.endswith(BOOK.crisis_part) or bool(number and number in block.content)


def _target(content: str) -> str:
    match = re.search(r"<([^<>]*)>\s*$", content)
    return " ".join((match[1] if match else content).lower().split())


def _in_short(page: Page) -> str:
    """The short answer as one line of text; empty where the page has none."""
    return (
        " ".join(" ".join(block.text for block in page.section(BOOK.heading("answer"))).split())
        if page.is_answer
        else ""
    )


@cache
def _hyphens() -> Pyphen:
    return Pyphen(lang="en_US")


def _reading_grade(text: str) -> float:
    """The Flesch-Kincaid grade (Kincaid et al., 1975)."""
    sentences = [_words(sentence) for sentence in re.findall(r"\b[^.!?]+[.!?]*", text)]
    words = _words(text)
    if not words:
        return 0.0
    syllables = sum(len(_hyphens().positions(word.lower())) + 1 for word in words)
    counted = max(1, sum(len(each) > 2 for each in sentences))  # "See below." is no sentence that makes a text easy
    # Both averages to one decimal, as textstat has them, with which the pages were written.
    return 0.39 * round(len(words) / counted, 1) + 11.8 * round(syllables / len(words), 1) - 15.59


def _words(text: str) -> list[str]:
    return re.sub(r"[^\w\s]", "", text).split()
