"""Rules for what is claimed: each statement rests on a publication, and is worded as strongly as the evidence allows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vocabulary import CERTAINTY, HEADINGS, WORDING

from rules.page import Block, Page, prose
from rules.registry import nearest, rule
from rules.site import Site

Findings = Iterator[tuple[int, str]]

IN_SHORT, _, RESEARCH, _, _, QUESTIONS, *_ = HEADINGS
UNCITED = {IN_SHORT, QUESTIONS}
"""Parts without citations: the short answer, whose ground the page gives below, and questions, which claim nothing."""

_TYPED = re.compile(r"\((?:see )?[A-Z][\w’'-]+(?:,? (?:et al\.?|(?:and|&) [A-Z][\w’'-]+))?,? (?:19|20)\d\d[a-z]?\)")
_WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|"
    "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?"
)
_PEOPLE = "people|persons|patients|participants|adults|children|men|women|users|volunteers|veterans|soldiers|responders|deaths"
NUMBERS = {
    "a share": re.compile(r"\b\d[\d,.]*\s?(?:%|per ?cent\b)|\b\d[\d,]* (?:of|in|out of)(?: every)? \d[\d,]*\b"),
    "a number of people": re.compile(rf"\b(?:\d[\d,]*|{_WORDS})(?: [\w-]+){{0,2}} (?:{_PEOPLE})\b", re.IGNORECASE),
    "an effect size": re.compile(
        r"\b(?:odds|hazard|risk|rate) ratio\b|\brelative risk\b|\beffect size of\b|\bmean difference\b|\bconfidence interval\b|"
        r"\bSMD\b|\b95 ?% CI\b|\bp ?[<=>≤] ?0?\.\d|\b(?:twice|half|three times|\d+ times) as (?:likely|many|often)\b",
        re.IGNORECASE,
    ),
}
_SUBJECT = (
    r"(?:ketamine|esketamine|KAP|the (?:drug|treatment|therapy)|"
    r"ketamine-assisted psychotherapy|(?:ketamine|KAP) (?:treatment|therapy))"
)
_REDUCES = r"(?:reduces|relieves|eases|lowers|improves|prevents|cures|heals|stops|treats|works|helps)"
_REDUCE = r"(?:reduce|relieve|ease|lower|improve|prevent|cure|heal|stop|treat|work|help)"
STRONGER = {
    "moderate": rf"{_REDUCES}",
    "low": rf"(?:(?:probably|likely) )?{_REDUCES}",
    "very-low": rf"(?:(?:(?:probably|likely) )?{_REDUCES}|(?:may|might|can|could) (?:also )?{_REDUCE})",
}
"""Level -> how an effect may not be put there."""
#: What comes before makes the effect a question, or somebody else's claim.
_DOUBT = re.compile(
    r"\b(?:uncertain|unclear|unknown|nobody|no one|no|not|cannot|whether|if|how|"
    r"claims?|say|says|said|hope|believe|think|heard|idea)\b",
    re.IGNORECASE,
)


@rule(
    bad="It may help for a day {cite:p}`dean2021`.\n\nAfter a week the benefit is gone.",
    good="It may help for a day {cite:p}`dean2021`.\n\nAfter a week the benefit is gone {cite:p}`salloum2020`.",
)
def research_cites(page: Page, site: Site) -> Findings:
    """Every paragraph and row of “What the research shows” cites. What leads into a list or a table may leave it to them."""
    seen = set()
    for block in page.section(RESEARCH) if page.is_concern else []:
        if block.kind in {"paragraph", "item", "cell"} and block.group not in seen and not page.support(block):
            seen.add(block.group)
            if block.text.strip() and not _is_caption(page, block):
                yield (
                    block.line,
                    "this paragraph cites nothing: add {cite:p}`key` to each claim, or move it to another part",
                )


def _is_caption(page: Page, block: Block) -> bool:
    """Whether this is the text under a picture, whose source the paragraph beside it gives."""
    return any(
        directive.name == "figure"
        and directive.line <= block.line <= directive.content_line + directive.content.count("\n")
        for directive in page.directives
    )


@rule(
    bad="## The concern\n\nPeople fear it: 27 of 100 feel worse.",
    good="## The concern\n\nPeople fear it: 27 of 100 feel worse {cite:p}`dean2021`.",
)
def numbers_have_a_source(page: Page, site: Site) -> Findings:
    """A number of people, a share or the size of an effect stands with a citation in its paragraph."""
    for block in prose(page):
        if (block.section in UNCITED and page.is_concern) or page.support(block) or _is_caption(page, block):
            continue
        for what, pattern in NUMBERS.items():
            if match := pattern.search(block.text):
                line = block.line + block.text.count("\n", 0, match.start())
                words = " ".join(match.group().split())
                yield (
                    line,
                    f"“{words}” is {what} without a source: add {{cite:p}}`key` to the sentence, or leave the number out",
                )
                break


_ARRAY = "```{icon-array} felt better\n:when: after a day\n:certainty: low\n"
_ROWS = "\nketamine: 27 of 100\nplacebo: 9 of 100\n```"


@rule(bad=_ARRAY + _ROWS, good=f"{_ARRAY}:cite: dean2021\n{_ROWS}")
def icon_arrays_have_a_source(page: Page, site: Site) -> Findings:
    """Numbers that are drawn as people name the study they are from."""
    for directive in page.directives:
        if directive.name == "icon-array" and not directive.options.get("cite"):
            yield directive.line, "this picture of numbers has no source: add a line `:cite: key` below its first line"


@rule(
    bad="It may help (Dean et al., 2021), says one review {cite:p}`dean2021`.",
    good="It may help, says one review {cite:p}`dean2021`.",
)
def citations_are_not_typed(page: Page, site: Site) -> Findings:
    """A citation is made from its key: typed by hand it leads nowhere, and no machine can check it."""
    for block in prose(page):
        for match in _TYPED.finditer(block.bare):
            line = block.line + block.bare.count("\n", 0, match.start())
            yield line, f"“{match.group()}” is typed by hand: write {{cite:p}}`key`, and the text makes itself"


@rule(bad="It may help {cite:p}`dean2012`.", good="It may help {cite:p}`dean2021`.")
def citations_are_known(page: Page, site: Site) -> Findings:
    """A citation names the key of an entry of `references.bib`."""
    if site.bibliographies and all(bibliography.is_whole for bibliography in site.bibliographies):
        for line, key in page.cites:
            if key not in site.entries:
                add = "; add the study with `make cite DOI=...`" if not nearest(key, site.entries) else ""
                yield line, f"no entry has the key `{key[:60]}`{nearest(key, site.entries)}{add}"


@rule(
    bad="## In short\n\nKetamine reduces depression.",
    good="## In short\n\nKetamine may reduce depression, but not for long.",
)
def wording_fits_the_certainty(page: Page, site: Site) -> Findings:
    """An effect is worded as the page's certainty allows: high “reduces”, moderate “probably reduces”, low “may reduce”,
    very low “we are very uncertain whether it reduces” (GRADE; Santesso et al., 2020)."""
    _, level = page.front_matter.get("certainty", (1, ""))
    if level not in STRONGER or not (page.is_concern or page.name == "conclusion"):
        return
    for block in prose(page):
        # "it" is the treatment in the short answer, and anything elsewhere. "may" is the word of low certainty; only the
        # short answer speaks for the page as a whole.
        short = block.section == IN_SHORT and page.is_concern
        effect = STRONGER["low" if level == "very-low" and not short else level]
        pattern = re.compile(rf"\b(?:{_SUBJECT}{'|it' if short else ''}) {effect}\b", re.IGNORECASE)
        for line, sentence in block.sentences:
            if (match := pattern.search(sentence)) and not _DOUBT.search(sentence[: match.start()]):
                yield (
                    line,
                    (
                        f"“{match.group()}” is too sure for {CERTAINTY[level].lower()}: write it as “{WORDING[level]}”, "
                        "or say which study found it, in the past tense"
                    ),
                )
