"""`make watch` and numbers: what our record gives stands in the abstract that the registry gives out."""

import pytest

from tests.tools.test_watch import ENTRY, WORK, watch  # noqa: F401 - a fixture

BIB = ENTRY.replace("{It found nothing, in 100\\% of cases.}", "{%s}, read = {%s}")


def abstract(*texts: str) -> str:
    return "".join(f'<AbstractText Label="PART" NlmCategory="RESULTS">{text}</AbstractText>' for text in texts)


FOUND = {
    "as written": ("63.0\\% and 31.6\\%", "remission in 63.0% and 31.6%"),
    "without its zero": ("63\\% against 31.6\\%", "63.0% vs 31.6%"),
    "rounded": ("27 of 100 on it", "26.7% relapsed"),
    "with a middle dot": ("63.0\\% got well", "63·0% got well"),
    "with a decimal comma": ("63.5\\% got well", "63,5% got well"),
    "with thousands": ("1,285 users", "1285 users"),
    "with a narrow space": ("1,285 users", "1\u2009285 users"),
    "as a word": ("8 people", "Eight patients responded"),
    "behind n=": ("13 people", "patients (n=13) were"),
    "as counts": ("50\\% got well", "13 of 26 got well"),
    "as a fraction of counts": ("half of them", "13/26 (50%)"),
    "in a range": ("8 to 19\\% of them", "8%-19%"),
    "before a superscript": ("63\\% got well", "63%<sup>12</sup> got well"),
    "in MathML": (
        "63.0\\% got well",
        '<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML"><mml:mn>63.0</mml:mn><mml:mi>%</mml:mi></mml:math>',
    ),
    "in another part": ("40 people", "It is known.</AbstractText><AbstractText>We asked 40 adults."),
}


@pytest.mark.parametrize(("ours", "theirs"), FOUND.values(), ids=FOUND)
def test_a_number_is_found_in_the_abstract(registries, watch, ours, theirs):  # noqa: F811
    registries.work(**WORK, abstract=abstract(theirs))
    watch(BIB % (ours, "abstract"))
    assert (watch.code, watch.first["state"]) == (0, "confirmed"), watch.out
    assert watch.first["numbers_found"] >= 1


def test_a_number_that_the_abstract_does_not_have_is_something_to_do(registries, watch):  # noqa: F811
    registries.work(**WORK, abstract=abstract("Remission in 43.8% and 30.0%."))
    watch(BIB % ("44.8\\% got well", "abstract"))
    assert watch.code == 1
    assert watch.fields["a number"] == ("44.8%", "not in the abstract (PubMed); the nearest there is 43.8%")


def test_where_we_read_the_full_text_it_is_a_note(registries, watch):  # noqa: F811
    registries.work(**WORK, abstract=abstract("Remission in 43.8%."))
    watch(BIB % ("44.8\\% got well", "full text"), "--all")
    assert (watch.code, watch.first["state"]) == (0, "confirmed")
    assert "note: the number 44.8% is not in the abstract (PubMed); the nearest there is 43.8%" in watch.out


def test_a_number_of_an_abstract_by_crossref_counts_too(registries, watch):  # noqa: F811
    work = {name: value for name, value in WORK.items() if name != "pmid"}
    registries.work(
        **work, crossref={"abstract": "<jats:sec><jats:p>Of 40 adults<jats:sup>3</jats:sup></jats:p></jats:sec>"}
    )
    bib = (BIB % ("40 people but not 3 of them", "abstract")).replace("  pmid         = {901},\n", "")
    watch(bib)
    assert watch.fields["a number"][0] == "3"


def test_a_work_without_an_abstract_says_so(registries, watch):  # noqa: F811
    registries.work(**WORK)
    watch(BIB % ("44.8\\% got well", "abstract"), "--all")
    assert watch.code == 0
    assert "note: no registry has an abstract: its numbers could not be looked for" in watch.out
    assert watch.first["numbers_found"] == 0


def test_a_request_that_failed_is_never_found(registries, watch):  # noqa: F811
    registries.work(**WORK, abstract=abstract("Remission in 44.8%."))
    registries.fault("/efetch.fcgi", times=9, status=500)
    watch(BIB % ("44.8\\% got well", "abstract"), "--all")
    assert (watch.code, watch.first["state"]) == (2, "not checked")
    assert watch.first["numbers_found"] == 0
    assert watch.first["notes"] == []


def test_what_we_reckoned_ourselves_is_not_looked_for(registries, watch):  # noqa: F811
    registries.work(**WORK, abstract=abstract("Remission in 44.8%."))
    watch(BIB % ("44.8\\% got well", "abstract},\n  numbers = {our sum: 12 weeks are 84 days"))
    assert watch.code == 0
