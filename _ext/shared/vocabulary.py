"""The words that pages and bibliography may use, each with what it means to a reader: one place for them all.

They are kept in English, by which the code knows them, and are translated where they are shown (``shared.words``).
"""

from __future__ import annotations

from typing import NamedTuple

from shared.book import BOOK, N_

CERTAINTY: dict[str, str] = BOOK.certainty
"""Level in a page's front matter -> the words on its mark, strongest first."""

REASONS: dict[str, str] = {
    N_("risk of bias"): N_("weak methods"),
    N_("inconsistency"): N_("studies disagree"),
    N_("indirectness"): N_("other people or another drug"),
    N_("imprecision"): N_("too few people"),
    N_("publication bias"): N_("results may be missing"),
}
"""GRADE's five reasons for rating certainty down (Guyatt et al., 2011) -> the words on the page."""

WORDING: dict[str, str] = BOOK.wording
"""Level -> how an effect is worded (Santesso et al., 2020)."""

DESIGNS: dict[str, str] = {
    N_("systematic review"): N_("All studies on a question, found and judged by a stated method."),
    N_("randomised trial"): N_("People were put into groups by chance."),
    N_("cohort"): N_("People were followed over time, without a group chosen by chance."),
    N_("cross-sectional"): N_("A survey, a register or a set of adverts, looked at once."),
    N_("qualitative"): N_("Interviews: what it was like, not how often."),
    N_("case series"): N_("A few people, described one by one."),
    N_("guideline"): N_("Recommendations with a stated method."),
    N_("consensus"): N_("What a group of experts agreed."),
    N_("economic model"): N_("What a treatment costs for what it does, reckoned from other studies."),
    N_("narrative review"): N_("Experts' reading of the literature, without a stated search."),
    N_("preclinical"): N_("Animals or cells, not people."),
    N_("regulator notice"): N_("What a public authority has decided or warned of."),
    N_("report"): N_("What an institute, a newspaper or a charity has written."),
    N_("methods"): N_("How to do or judge research."),
}
"""``design`` of a bibliography entry -> what it is in plain words, strongest evidence on effects first."""

CHECKS: dict[str, str] = {
    "verified": N_("Title, journal, year and DOI or pages agree in two sources."),
    "partial": N_("Not enough sources agree on the record, so it carries no number alone."),
}
"""``check`` of a bibliography entry -> what it means."""

READ: dict[str, str] = {
    "full text": N_("We read the whole publication."),
    "abstract": N_("We read the abstract only."),
    "notice": N_("We read the notice itself, on the page of the authority that gave it."),
    "a report of it": N_("We read what others say of it, not the publication itself."),
}
"""``read`` of a bibliography entry -> what we saw of the publication."""

GROUPS: dict[str, str] = BOOK.groups
"""``group`` in a page's front matter -> the heading of its cards, and the caption of its table of contents, in order."""

HEADINGS: dict[str, str] = BOOK.headings
"""Name of a part of a concern page, by which the code knows it -> its heading, in their order."""

SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
"""The name of a page's file without its ending: an address that can be read out."""

SITE_FILES = ("changes.atom", "evidence.json", "evidence.schema.json", "references.json")
"""The files to take away that every build of the site makes, beside the bibliographies."""


class Measure(NamedTuple):
    """A measure of effect."""

    words: str
    is_ratio: bool
    of_shares: bool
    """Whether it compares how many people had something, and not a score."""


MEASURES: dict[str, Measure] = {
    "RR": Measure(N_("risk ratio"), True, True),
    "OR": Measure(N_("odds ratio"), True, True),
    "HR": Measure(N_("hazard ratio"), True, True),
    "RD": Measure(N_("difference of risks, in people of 100"), False, True),
    "MD": Measure(N_("mean difference, in points of the scale"), False, False),
    "SMD": Measure(N_("standardised mean difference"), False, False),
}
"""The measures of effect that ``effects`` of a bibliography entry may give -> what they are."""

RATERS: dict[str, str] = {
    "theirs": N_("rated by its authors"),
    "ours": N_("rated by us"),
}
"""Who set the certainty of an effect -> the words in a table."""

OWN_FIELDS: dict[str, str] = {
    "design": "The kind of publication; one of DESIGNS.",
    "participants": "How many were studied, and who.",
    "finding": "What was found, in one plain sentence with its numbers.",
    "numbers": "Every further number that a page takes from it, each with what it is; “our sum:” before what we reckoned.",
    "effects": "Its outcomes one by one, for tables in GRADE's form: a line each, as `effects.py` says.",
    "conclusion": "What the authors themselves conclude, in one plain sentence of our own.",
    "read": "What we saw of it; one of READ.",
    "second": "The day on which a second person read it against our record.",
    "funding": "Who paid, where that is known.",
    "check": "How far the record is confirmed; one of CHECKS.",
    "retraction": "Only where the work was retracted: by whom, when and why.",
}
"""The fields of a bibliography entry beside standard BibTeX -> what they say."""

BIBLATEX: dict[str, str] = {
    "date": "year",
    "journaltitle": "journal",
    "location": "address",
    "eprinttype": "archiveprefix",
    "eprintclass": "primaryclass",
    "issue": "number",
    "eid": "pages",
}
"""What biblatex and Zotero call a field -> BibTeX's name: pages understand both, and the check asks for the second."""
