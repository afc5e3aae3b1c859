"""When two descriptions of a publication are of the same one, and when they only look like it."""

from __future__ import annotations

import pytest

from tools.matching import is_cut_short, is_same_work, same_family, same_journal, same_pages, same_text
from tools.registries import Author, Record


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("On nothing: a story", "ON NOTHING \u2014 A STORY"),
        ("Caf\u00e9 &amp; <i>more</i>", "Cafe & more"),
        ("TGF-\u03b2 and \u03bb", "TGF beta and lambda"),
        ("Sub-anesthetic", "Subanesthetic"),
    ],
)
def test_titles_that_differ_in_form_are_the_same(one, other):
    assert same_text(one, other)


def test_an_empty_title_is_the_same_as_nothing():
    assert not same_text("", "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("American Journal of Psychiatry", "Am J Psychiatry"),
        ("American Journal of Psychiatry", "The American journal of psychiatry"),
        ("Journal of the National Cancer Institute", "J Natl Cancer Inst"),
        ("Addiction", "Addiction (Abingdon, England)"),
        ("Neuropsychopharmacology", "Neuropsychopharmacology : official publication of a college"),
        ("Psychotherapy & Psychosomatics", "Psychotherapy and Psychosomatics"),
        ("BMJ", "BMJ"),
    ],
)
def test_a_journal_is_known_by_its_other_names(one, other):
    assert same_journal(one, other)
    assert same_journal(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("BMJ", "BMJ Open"),
        ("Neurology", "Neuroradiology"),
        ("Journal of Clinical Psychiatry", "Journal of Clinical Psychology"),
        ("International Journal of Neuropsychopharmacology", "American Journal of Psychiatry"),
        ("Nature Medicine", "Nature"),
        ("", "Nature"),
    ],
)
def test_another_journal_is_another(one, other):
    assert not same_journal(one, other)
    assert not same_journal(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("327--335", "327-35"),
        ("327\u2013335", "327-335"),
        ("e067194", "067194"),
        ("10", "10-10"),
        ("S12-S19", "s12-s19"),
    ],
)
def test_pages_that_differ_in_form_are_the_same(one, other):
    assert same_pages(one, other)


@pytest.mark.parametrize(("one", "other"), [("327-335", "327-336"), ("32-35", "327-335"), ("", "327"), ("e1", "e2")])
def test_other_pages_are_other_pages(one, other):
    assert not same_pages(one, other)


@pytest.mark.parametrize(("one", "other"), [("van den Brink", "Brink"), ("M\u00e1s", "Mas"), ("O'Neil", "ONeil")])
def test_a_family_name_is_known_in_its_forms(one, other):
    assert same_family(one, other)


@pytest.mark.parametrize(("one", "other"), [("Lee", "Kinglee"), ("", ""), ("Wang", "Wan")])
def test_another_family_name_is_another(one, other):
    assert not same_family(one, other)


def test_a_title_is_cut_short_only_at_its_subtitle():
    assert is_cut_short("On nothing", "On nothing: a randomised trial")
    assert not is_cut_short("On", "On nothing: a randomised trial")
    assert not is_cut_short("On nothing: a cohort", "On nothing: a randomised trial")


REAL = Record("Crossref", "On nothing in particular: a randomised trial of doing so", (Author("Example", "Ada"),))


@pytest.mark.parametrize(
    ("title", "author", "same"),
    [
        ("On nothing in particular: a randomised trial of doing so", "Stranger", True),  # wrongly attributed
        ("On nothing in particular", "Example", True),  # cut short
        ("On nothing in particular", "Stranger", False),
        ("On nothing particular: a randomized trial of doing it", "Example", True),
        ("On nothing in particular: what it does to the brain", "Example", False),  # half of a title is no title
    ],
)
def test_a_work_is_the_same_by_title_and_first_author(title, author, same):
    assert is_same_work(title, author, REAL) is same


def test_a_short_title_alone_tells_no_work_from_another():
    record = Record("Crossref", "Ketamine", (Author("Example", "Ada"),))
    assert is_same_work("Ketamine", "Example", record)
    assert not is_same_work("Ketamine", "Stranger", record)
