"""`make tidy` changes order and layout, and nothing else: whatever the type, the field or the value, all is still there."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from pybtex.database import BibliographyData, parse_string
from pybtex.errors import capture
from rules import RULES
from rules.bibtex import Bibliography
from rules.source import Source

NAMES = st.one_of(
    st.sampled_from(["author", "title", "date", "journaltitle", "eprint", "isbn", "fundng", "DOI", "year", "note"]),
    st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,12}", fullmatch=True),
)
WORDS = st.text(st.characters(exclude_characters='{}"', exclude_categories=["Cc", "Cs"]), max_size=20)
TEXTS = st.recursive(WORDS, lambda inner: st.lists(inner.map("{{{}}}".format), max_size=3).map(" ".join), max_leaves=4)
VALUES = st.lists(
    st.one_of(
        TEXTS.map("{{{}}}".format),
        TEXTS.map('"{}"'.format),
        st.sampled_from(["2020", "jan", "Acm", "{11}", "{189-198}", "{}", "{50%}", "{https://doi.org/10.1/x}"]),
    ),
    min_size=1,
    max_size=3,
).map(" # ".join)
FIELDS = st.lists(st.tuples(NAMES, VALUES, st.sampled_from([" = ", "=", "\n =\n\t"])), max_size=6)


@st.composite
def entries(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(["article", "Book", "online", "software", "inproceedings", "nonsense"]))
    key = draw(st.from_regex(r"[A-Za-z0-9:._-]{1,9}", fullmatch=True))
    fields = {name.lower(): f"{name}{equals}{value}" for name, value, equals in draw(FIELDS)}.values()
    opening, closing = draw(st.sampled_from(["{}", "()"]))
    return f"@{kind}{opening}{key}, " + ", ".join(fields) + closing


NOTES = st.sampled_from(
    ["% A note on what follows.", "@comment{jabref-meta: databaseType:bibtex;}", '@preamble{"\\newcommand" # " x"}']
)
BOOKS = st.lists(st.one_of(entries(), entries(), NOTES), max_size=6).map("\n\n".join)
STRING = '@string{acm = "ACM " # "Press"}\n'


def tidied(text: str) -> str:
    return Bibliography(Source.of("references.bib", text)).tidy


def read(text: str) -> BibliographyData:
    """What pybtex reads, which knows nothing of our reader."""
    with capture():  # a key given twice is said and left out
        return parse_string(text, "bibtex")


def content(text: str) -> dict:
    data = read(text)
    return {
        "preamble": data.preamble,
        **{
            key.lower(): (
                entry.type.lower(),
                {name.lower(): value for name, value in entry.fields.items()},
                {role: [str(person) for person in people] for role, people in entry.persons.items()},
            )
            for key, entry in data.entries.items()
        },
    }


@settings(max_examples=80, derandomize=True, deadline=None, database=None)
@given(BOOKS)
@example("@article{a2020, journaltitle = {J}, date = {2018-05}, isbn = {1}, fundng = {Paid by the maker.}}")
@example("@online{a2020, number = 3, note = jan # { x}, urldate = {2020-01-01}, month = {11}, pages = {1-2}}")
@example("@book{b, crossref = {a}}\n\n@book{a, title = {T}}\n\n@book(c, title = {U})")
def test_the_same_entries_fields_and_values_before_and_after(book):
    text = STRING + book
    assume("@" not in book.replace("\n@", "")[1:])  # an @ in a value is read alike, and is tried below
    after = tidied(text)
    assert content(after) == content(text)
    assert Counter(after.replace(" ", "").lower())["%"] >= text.count("% A note")
    for kept in ("% A note on what follows.", "@comment{jabref-meta: databaseType:bibtex;}", "@string{acm"):
        assert after.count(kept) == text.count(kept)
    assert tidied(after) == after, "once tidy, it stays as it is"


def test_an_address_in_a_value_is_a_value():
    text = "@article{a2020,\n note = {write to me@example.org,\n@home{x, y}, or not},\n title = {T}}"
    assert content(tidied(text)) == content(text)
    assert "me@example.org, @home{x, y}, or not" in tidied(text)


@pytest.mark.parametrize(
    "text",
    [
        "@article{b, title = {One}\n  year = 2020}\n\n@article{a, title = {Two}}\n",
        "@article{b, title = {One}, % a word between\n  year = 2020}\n\n@article{a, title = {Two}}\n",
        "@string{j = {A}}\n@article{b, journal = j}\n@string{j = {B}}\n@article{a, journal = j}\n",
    ],
    ids=["a missing comma", "a note inside an entry", "a name given two meanings"],
)
def test_what_cannot_be_laid_out_safely_stays_to_the_letter(text):
    assert tidied(text) == text


def test_a_tidy_file_is_in_the_order_that_the_rule_asks_for():
    text = "@incollection{b2020, crossref = {a2020}, title = {B}}\n\n@book{a2020, title = {A}}\n\n@book{c2020, title = {C}}"
    laid_out = Bibliography(Source.of("references.bib", tidied(text)))
    assert [entry.key for entry in laid_out.entries] == ["b2020", "c2020", "a2020"]
    assert list(RULES["entries-are-sorted"].check(laid_out, None)) == []
