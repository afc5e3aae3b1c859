"""What a new publication is and how many people it tells of, from its record alone: a first sorting, no judgement."""

from __future__ import annotations

import re

from tools.registries import Record

KINDS = ("guideline", "systematic review", "randomised trial")
"""Those that are named one by one, in this order; the others are counted."""

_TYPES = {
    "systematic review": {"systematic review", "meta-analysis", "network meta-analysis"},
    "randomised trial": {"randomized controlled trial", "equivalence trial", "pragmatic clinical trial"},
    "guideline": {"guideline", "practice guideline", "consensus statement"},
}
_NO_RESULT = {"comment", "editorial", "letter", "news", "published erratum", "retracted publication"}
_PROTOCOL = re.compile(r"\bprotocol\b|\brationale and design\b", re.IGNORECASE)
# A record has its types only once it is indexed, which may take weeks.
_WORDS = {
    "systematic review": (
        r"\bsystematic(ally)? (\w+ ){0,3}review|\bmeta-?anal|\bumbrella review|\bcochrane review",
        "",
    ),
    "randomised trial": (
        r"\brandomi[sz]ed\b(?!.*\bprotocol)",
        r"\b(were|was|participants|patients) (\w+ )?randomi[sz]ed\b|\brandomly (assigned|allocated)\b",
    ),
    "guideline": (r"\bguidelines?\b|\brecommendations\b|\b(consensus|position) (statement|paper)\b", ""),
}
_WHO = (
    "participants|patients|people|persons|adults|individuals|subjects|volunteers|veterans|women|men|mothers|adolescents|"
    "children|outpatients|inpatients|users|respondents"
)
_PEOPLE = re.compile(
    rf"\b(?P<many>\d{{1,3}}(?:,\d{{3}})+|\d+)\s+(?:[\w-]+\s+){{0,4}}?(?P<who>{_WHO})\b|\(\s*[nN]\s*=\s*(?P<n>\d[\d,]*)\s*\)"
)


def has_results(record: Record) -> bool:
    """Whether it may tell results: the plan of a study, a letter about one and a notice do not."""
    return not ({one.casefold() for one in record.types} & _NO_RESULT or _PROTOCOL.search(record.title))


def kind_of(record: Record) -> str:
    """One of ``KINDS``, or "" for anything else, what has no results among it."""
    types = {one.casefold() for one in record.types}
    if not has_results(record):
        return ""
    for kind, its in _TYPES.items():
        if types & its:
            return kind
    for kind, (title, abstract) in _WORDS.items():
        if re.search(title, record.title, re.IGNORECASE):
            return kind
        if abstract and re.search(abstract, record.abstract, re.IGNORECASE) and "review" not in types:
            return kind
    return ""


def people_of(record: Record) -> str:
    """How many people the abstract tells of first, in its own words; "" where it gives no number."""
    for found in _PEOPLE.finditer(record.abstract):
        if found["n"]:
            return f"n = {found['n']}"
        if not re.fullmatch(r"(19|20)\d\d", found["many"]):  # "in 2020 patients were" is a year
            return " ".join(found[0].split())
    return ""
