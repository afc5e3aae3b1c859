"""Rules for what is claimed: each statement rests on a publication, and is worded as strongly as the evidence allows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from shared.book import BOOK
from shared.vocabulary import CERTAINTY, WORDING

from rules.page import Block, Page, prose, without_quotations
from rules.registry import ENGLISH, nearest, rule
from rules.site import Site

Findings = Iterator[tuple[int, str]]

UNCITED = ("answer", "questions")
"""Parts without citations: the short answer, whose ground the page gives below, and questions, which claim nothing."""

_NAME = r"[^\W\d_a-z][\w’'-]+"
_YEAR = r"(?:1[89]|20)\d\d[a-z]?"
_AUTHORS = rf"{_NAME}(?:,? (?:et al\b\.?|and colleagues|(?:and|&) {_NAME}))"
TYPED = [
    re.compile(pattern)
    for pattern in (
        rf"\[(?:[^\[\]\n]*[\s;-])?@[A-Za-z][\w:.-]*[^\[\]\n]*\]|(?<![\w.@])@[A-Za-z][A-Za-z-]*{_YEAR}\b",
        r"\\(?:[Cc]ite|footcite|autocite|parencite|textcite)\w*\*?(?:\[[^\]\n]*\])*\{?[\w:,-]+\}?",
        rf"\((?:see |e\.g\.,? )?(?:{_AUTHORS}|{_NAME}),? {_YEAR}(?:[;,] [^()\n]*)?\)",
        rf"\[(?:see |e\.g\.,? )?(?:{_AUTHORS}|{_NAME}),? {_YEAR}(?:[;,] [^\[\]\n]*)?\]",
        rf"{_AUTHORS},? (?:\({_YEAR}\)|\[{_YEAR}\]|{_YEAR}\b)(?!\.\s+[\"“])",
        rf"{_NAME} et al\b\.?",
        r"(?<!CI )(?<!CI: )(?<!interval )\[\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\](?!\()",
        r"(?:(?<=[a-z]{3})|(?<=[.,;:)]))[⁰¹²³⁴-⁹]+(?:[,˒⁻–-][⁰¹²³⁴-⁹]+)*",
    )
]
"""How people type citations, each with its kind: pandoc's and LaTeX's, names and years, numbers in brackets or raised."""
_BARE_KEY = re.compile(rf"[\[(]{{0,2}}(?<![\w@/.`-])(?P<key>[A-Za-z][\w-]*{_YEAR}\w*)\b(?!`)[\])]{{0,2}}")
"""A key without a role, as `[dean2021]`: only where an entry has it."""
_IDENTIFIER = re.compile(
    r"(?:https?://)?(?:dx\.)?doi\.org/(?P<doi>10\.\d{4,9}/[^\s<>]+)|(?:\bdoi:\s*)?(?<![\w./])(?P<bare>10\.\d{4,9}/[^\s<>]+)|"
    r"pubmed\.ncbi\.nlm\.nih\.gov/(?P<pmid>\d+)|ncbi\.nlm\.nih\.gov/pubmed/(?P<old>\d+)|\bPMID:?\s*(?P<typed>\d+)",
    re.IGNORECASE,
)
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
_REDUCES = r"(?:reduces|relieves|eases|lowers|improves|prevents|cures|heals|stops|treats|works|helps)"
_REDUCE = r"(?:reduce|relieve|ease|lower|improve|prevent|cure|heal|stop|treat|work|help)"
STRONGER = {
    "probably": rf"{_REDUCES}",
    "may": rf"(?:(?:probably|likely) )?{_REDUCES}",
    "uncertain": rf"(?:(?:(?:probably|likely) )?{_REDUCES}|(?:may|might|can|could) (?:also )?{_REDUCE})",
}
"""Strength, as `book.toml` gives one to each level -> how an effect may not be put there."""


def _subject() -> str:
    """A pattern for what the book is about, by all its names."""
    names = "".join(rf"{re.escape(name)}(?: (?:treatment|therapy))?|" for name in BOOK.treatment)
    return rf"(?:{names}the (?:drug|treatment|therapy))"


#: What comes before makes the effect a question, or somebody else's claim.
_DOUBT = re.compile(
    r"\b(?:uncertain|unclear|unknown|nobody|no one|no|not|cannot|whether|if|how|"
    r"claims?|say|says|said|hope|believe|think|heard|idea)\b",
    re.IGNORECASE,
)


_MEANT = re.compile(r"\{cite[\w:]*\}")
"""A citation without its text, or one that is not closed, which another rule tells."""


@rule(
    bad="It may help for a day {cite:p}`dean2021`.\n\nAfter a week the benefit is gone.",
    good="It may help for a day {cite:p}`dean2021`.\n\nAfter a week the benefit is gone {cite:p}`salloum2020`.",
)
def research_cites(page: Page, site: Site) -> Findings:
    """Every paragraph and row of “What the research shows” cites. What leads into a list or a table may leave it to them,
    and what only says that no study was found has nothing to cite."""
    seen = set()
    for block in page.section(BOOK.heading("research")) if page.is_concern else []:
        if block.kind in {"paragraph", "item", "cell"} and block.group not in seen and not page.support(block):
            seen.add(block.group)
            if (
                block.text.strip()
                and not _MEANT.search(block.text)
                and not _is_caption(page, block)
                and not (block.intro and block.intro.kind == "directive")  # whose `cite` another rule tells
                and not _claims_nothing(page, block)
            ):
                yield (
                    block.line,
                    "this paragraph cites nothing: add {cite:p}`key` to each claim, or move it to another part",
                )


_WORK = r"(?:stud(?:y|ies)|trials?|reviews?|research|papers?|reports?|publications?)"
_KIND = r"(?:(?!(?:in|of|any|from|by|with|on|to|for)\b)[\w-]+ ){0,3}"
_NOTHING_FOUND = re.compile(
    r"(?:(?:we|our search(?:es)?) (?:have |has |could )?(?:found?|identif(?:y|ied)|know of|saw|seen)|"
    rf"there (?:is|are|was|were)) "
    rf"no {_KIND}{_WORK}(?: (?:of|on|about|in|with|that (?:looked|asked|tested|measured|followed))\b[^,;:]*)?[.]|"
    rf"no {_KIND}{_WORK}(?: (?:of|on|about|in|with)\b[^,;:]*)? (?:was|were|has been|have been|could be) "
    r"(?:found|done|made|published)(?: (?:so far|yet))?[.]",
    re.IGNORECASE,
)
#: What turns "we found no study" into a claim: what studies found, or a second statement behind the first.
_CLAIM_BEHIND = re.compile(
    rf"\b(?:shows?|showed|shown|proves?|suggests?|finds|so|because|but)\b|"
    rf"\band (?:[\w-]+ ){{0,4}}(?:is|are|was|were|may|can|do|does|has|have|will|{_REDUCES})\b",
    re.IGNORECASE,
)
_ASKS = re.compile(r"(?:ask|you (?:can|could|may) ask|questions to ask)\b", re.IGNORECASE)


def _claims_nothing(page: Page, block: Block) -> bool:
    """Whether this only leads into a list, asks, or says that there is no study."""
    sentences = [sentence for _, sentence in block.sentences]
    if all(_NOTHING_FOUND.fullmatch(each) and not _CLAIM_BEHIND.search(each) for each in sentences):
        return True
    if len(sentences) > 1:
        return False
    if block.kind == "item":  # a question, or what a reader can ask about
        return sentences[0].endswith("?") or bool(block.intro and _ASKS.match(block.intro.text) and _leads(block.intro))
    return _leads(block) and any(other.intro is block for other in page.blocks)


def _leads(block: Block) -> bool:
    return len(block.sentences) == 1 and block.text.rstrip().endswith(":")


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
    languages=ENGLISH,
)
def numbers_have_a_source(page: Page, site: Site) -> Findings:
    """A number of people, a share or the size of an effect stands with a citation in its paragraph."""
    for block in prose(page):
        if (
            (page.is_answer and block.section in map(BOOK.heading, UNCITED))
            or page.support(block)
            or _is_caption(page, block)
        ):
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
_ROWS = "\ntea: 27 of 100\nplacebo: 9 of 100\n```"


@rule(bad=_ARRAY + _ROWS, good=f"{_ARRAY}:cite: dean2021\n{_ROWS}")
def icon_arrays_have_a_source(page: Page, site: Site) -> Findings:
    """Numbers that are drawn as people name the study they are from."""
    for directive in page.directives:
        if directive.name == "icon-array" and not directive.options.get("cite"):
            yield directive.line, "this picture of numbers has no source: add a line `:cite: key` below its first line"


@rule(
    bad="Dean et al. (2021) found that it may help {cite:p}`dean2021`.",
    good="{cite:t}`dean2021` found that it may help.",
)
def citations_are_not_typed(page: Page, site: Site) -> Findings:
    """A citation is made from its key: typed by hand, as `(Dean et al., 2021)`, `[12]` or `[@dean2021]`, it leads nowhere."""
    for block in _written(page):
        ends = 0
        text = without_quotations(block.bare)
        typed = [one for pattern in TYPED for one in pattern.finditer(text)]
        typed += [one for one in _BARE_KEY.finditer(text) if one["key"] in site.entries]
        for match in sorted(typed, key=_longest_first):
            if match.start() >= ends:  # "Dean et al. (2021)" holds "Dean et al."
                line = block.line + text.count("\n", 0, match.start())
                words = " ".join(match.group().split())[:80]
                yield line, f"“{words}” is typed by hand: write {_cite(words, site)}, and the text makes itself"
            ends = max(ends, match.end())


def _longest_first(match: re.Match) -> tuple[int, int]:
    return match.start(), -match.end()


def _written(page: Page) -> list[Block]:
    """What is written in the page's own words, its headings too; and quotations, which are no place to cite by hand either."""
    return [heading.block for heading in page.headings] + [block for block in page.blocks if block.kind != "directive"]


def _cite(words: str, site: Site) -> str:
    """How to cite the one entry that the words mean, or else how citations are written."""
    names = {name.lower() for name in re.findall(r"[\w’'-]+", words)}
    meant = [key for key in site.entries if key.lower() in names]
    if not meant and (year := re.search(_YEAR, words)):
        first = next(iter(re.findall(_NAME, words)), "").lower()
        meant = [key for key in site.entries if key.lower().startswith(first) and year.group()[:4] in key]
    role = "p" if words[:1] in "([\\" else "t"
    return f"{{cite:{role}}}`{meant[0] if len(meant) == 1 and meant[0] else 'key'}`"


@rule(
    bad="It may help {cite:p}`dean2021`, as cite:p`short2018` says.",
    good="It may help {cite:p}`dean2021,short2018`.",
)
def roles_have_braces(page: Page, site: Site) -> Findings:
    """What is made of a name and a text in backticks, such as a citation, has its name in braces."""
    for block in _written(page):
        for line, written, role, content in block.lookalikes:
            yield (
                line,
                f"{written[:80]} is shown as it stands: write {{{role}}}`{content[:60]}`, with the name in braces",
            )


@rule(
    bad="It may help {cite:p}`dean2021`, as [one review](https://doi.org/10.1002/14651858.CD011612.pub3) says.",
    good="It may help, as one review says {cite:p}`dean2021`.",
)
def studies_are_cited_not_linked(page: Page, site: Site) -> Findings:
    """A publication is cited by its key, not by a link to its DOI or to PubMed: no link reaches the list of references."""
    for block in _written(page):
        places = [(line, address) for line, address in block.links]
        places += [(block.line + at, text) for at, text in enumerate(block.bare.split("\n"))]
        for line, text in places:
            for match in _IDENTIFIER.finditer(unquote(text)):
                doi, pmid = match["doi"] or match["bare"], match["pmid"] or match["old"] or match["typed"]
                doi = doi.rstrip(".,;:)]”\"'").lower() if doi else ""
                keys = [
                    key
                    for key, entry in site.entries.items()
                    if (doi and entry.text("doi").lower().endswith(doi)) or (pmid and entry.text("pmid") == pmid)
                ]
                number = f"DOI={doi}" if doi else f"PMID={pmid}"
                how = (
                    f"write {{cite:p}}`{keys[0]}`"
                    if keys
                    else f"add it with `make cite {number[:100]}`, then cite its key"
                )
                yield line, f"{(doi or pmid)[:80]} is a publication that no list of references will have: {how}"


@rule(
    bad="It may help {cite:p}`dean2021 short2018`.",
    good="It may help {cite:p}`dean2021,short2018`.",
    also=("bibtex.malformed",),
)
def citations_can_be_read(page: Page, site: Site) -> Findings:
    """A citation holds one key, or several with a comma between them; words before and after a key stand in braces."""
    for block in [*(heading.block for heading in page.headings), *page.blocks]:
        for line, content, keys, readable in block.citations:
            if not readable:
                meant = _meant(keys, site)
                if re.search(r"\n|[.!?]\s|\{[a-z:]+\}$", content):  # it runs on to the next backtick
                    how = f"write a backtick after {meant[0][:40]}"
                else:
                    how = f"write a comma between two keys, as in {','.join(meant)[:60]}"
                yield line, f"the citation `{' '.join(content.split())[:60]}` cannot be read: {how}"


def _meant(words: list[str], site: Site) -> list[str]:
    """Of the words of a citation that cannot be read, those that look like keys."""
    bare = [word.strip("@;:.&[]()") for word in words]
    return [word for word in bare if word in site.entries or re.search(r"\d", word)] or [*filter(None, bare), "key"]


@rule(
    bad="It may help {cite:p}`dean2012`.",
    good="It may help {cite:p}`dean2021`.",
    also=("bibtex.key_not_found",),
)
def citations_are_known(page: Page, site: Site) -> Findings:
    """A citation names the key of an entry of `references.bib`."""
    if site.bibliographies and all(bibliography.is_whole for bibliography in site.bibliographies):
        cites = [
            (line, key) for block in page.blocks for line, _, keys, good in block.citations if good for key in keys
        ]
        for line, key in cites:
            if key not in site.entries:
                add = "; add the study with `make cite DOI=...`" if not nearest(key, site.entries) else ""
                yield line, f"no entry has the key `{key[:60]}`{nearest(key, site.entries)}{add}"


@rule(
    bad="## In short\n\nThe drug reduces pain.",
    good="## In short\n\nThe drug may reduce pain, but not for long.",
    languages=ENGLISH,
)
def wording_fits_the_certainty(page: Page, site: Site) -> Findings:
    """An effect is worded as the page's certainty allows: high “reduces”, moderate “probably reduces”, low “may reduce”,
    very low “we are very uncertain whether it reduces” (GRADE; Santesso et al., 2020), or as `wording` in `book.toml` says."""
    _, level = page.front_matter.get("certainty", (1, ""))
    strength = BOOK.strength.get(level)
    if strength not in STRONGER or not (page.is_concern or page.name in BOOK.weighing_pages):
        return
    for block in prose(page):
        # "it" is the treatment in the short answer, and anything elsewhere. "may" is the word of low certainty; only the
        # short answer speaks for the page as a whole.
        short = block.section == BOOK.heading("answer") and page.is_concern
        effect = STRONGER["may" if strength == "uncertain" and not short else strength]
        pattern = re.compile(rf"\b(?:{_subject()}{'|it' if short else ''}) {effect}\b", re.IGNORECASE)
        for line, sentence in block.sentences:
            if (match := pattern.search(sentence)) and not _DOUBT.search(sentence[: match.start()]):
                yield (
                    line,
                    (
                        f"“{match.group()}” is too sure for {CERTAINTY[level].lower()}: write it as “{WORDING[level]}”, "
                        "or say which study found it, in the past tense"
                    ),
                )
