"""`search:` in the front matter: a question to PubMed that means one thing, read by the rules and by `make news` alike."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from evidence.pubmed_query import TAGS, Group, Term, matches, parse, subject
from rules import Site, check, read_site
from rules.source import Source

from tests.rules.test_rules import FRONT_MATTER, OTHER_PAGES, PATH, page

ROOT = Path(__file__).parents[2]


def test_words_phrases_fields_and_brackets_are_read():
    assert parse('(ketamine[tiab] OR esketamine[ti]) AND "ketamine cystitis" [mh:noexp]') == Group(
        "AND",
        (
            Group("OR", (Term("ketamine", "tiab"), Term("esketamine", "ti"))),
            Term("ketamine cystitis", "mh:noexp"),
        ),
    )


def test_a_span_of_days_is_one_term():
    assert parse("2026/11/26:3000[crdt]") == Term("2026/11/26:3000", "crdt")


@pytest.mark.parametrize(
    ("question", "remedy"),
    [
        ("", "write a question for PubMed, as in search: (tea[tiab]"),
        ("(ketamine[tiab]", "a bracket `(` is not closed: write `)`"),
        ("ketamine[tiab])", "a bracket `)` closes nothing: delete it"),
        ("()", "a word is expected before `)`"),
        ('ketamine AND "bladder harm', "put one before and one after the phrase"),
        ('ketamine AND ""', "write a phrase, or delete them"),
        ("ketamine bladder", "no AND, OR or NOT stands before `bladder`: write one, or quotes"),
        ("ketamine[tiab] (bladder)", "no AND, OR or NOT stands before `(`"),
        ("ketamine and bladder", "write AND in capitals"),
        ("ketamine AND bladder OR cystitis", "put brackets around what belongs together"),
        ("ketamine AND", "it ends where a word is expected"),
        ("AND ketamine", "a word is expected before `AND`"),
        ("ketamine[abstract]", "PubMed has no field [abstract]: write [tiab]"),
        ("ketamine[]", "PubMed has no field []"),
        ("[tiab] ketamine", "write a field right after its word or phrase"),
        ("ketamine[tiab", "write a field right after its word or phrase"),
        ("ketamine] AND bladder", "a bracket `]` closes nothing"),
        ("ket*[tiab]", "write at least four letters before the *"),
        ("(" * 5000 + "ketamine" + ")" * 5000, "write a shorter question"),
    ],
)
def test_what_pubmed_would_guess_at_is_refused_with_what_to_write(question, remedy):
    with pytest.raises(ValueError, match=re.escape(remedy)):
        parse(question)


@pytest.mark.parametrize("tag", sorted(TAGS))
def test_every_field_of_pubmed_is_known_in_any_case(tag):
    assert parse(f"ketamine[{tag.upper()}]") == Term("ketamine", tag)


def test_a_record_is_found_as_pubmed_would():
    def found(question: str, *words: str) -> bool:
        return matches(parse(question), lambda term: term.text in words)

    assert found("ketamine AND (bladder OR cystitis)", "ketamine", "cystitis")
    assert not found("ketamine AND (bladder OR cystitis)", "cystitis")
    assert found("(ketamine OR esketamine) NOT rats", "esketamine")
    assert not found("(ketamine OR esketamine) NOT rats", "esketamine", "rats")


def test_the_subject_is_what_a_question_begins_with():
    assert subject(parse("(ketamine[tiab] OR Esketamine[tiab]) AND sleep")) == {"ketamine", "esketamine"}
    assert subject(parse("ketamine OR esketamine")) == {"ketamine", "esketamine"}
    assert subject(parse("psilocybin[tiab] AND sleep")) == {"psilocybin"}


def found_in(search: str, template: str = "search: (ketamine[tiab] OR esketamine[tiab]) AND sleep[tiab]") -> list[str]:
    """What the rule says of a page whose front matter has that line, beside a page to copy that has the other."""
    text = page(front_matter=FRONT_MATTER.replace("search: ketamine[tiab]", search))
    files = OTHER_PAGES | {PATH: text, "faq/_template.md": page(f"---\n{template}\n---")}
    found = check(Site({path: Source.of(path, words) for path, words in files.items()}, lambda _: True))
    return [f"{one.line}: {one.message}" for one in found if one.path == PATH and "search" in one.message]


def test_a_page_without_a_question_is_told_what_one_looks_like():
    [message] = found_in("group: before")
    assert message.startswith("1: the front matter has no `search`: write a line such as `search: (tea[tiab]")


def test_a_question_that_leaves_out_the_subject_of_the_page_to_copy_is_named_with_its_line():
    [message] = found_in("search: bladder[tiab] AND cystitis[tiab]")
    assert message == ("4: `search` does not name the subject: begin it with (esketamine[tiab] OR ketamine[tiab]) AND")


@pytest.mark.parametrize(
    "search", ["bladder NOT ketamine", "search: bladder[tiab] NOT (ketamine OR esketamine)", "search: biketamine[tiab]"]
)
def test_a_question_that_only_shuts_the_subject_out_does_not_name_it(search):
    assert "does not name the subject" in found_in(search if search.startswith("search") else f"search: {search}")[0]


@pytest.mark.parametrize("word", ["ketamine", "Ketamine[mh]", '"esketamine nasal spray"[tiab]', "esketamin*[tiab]"])
def test_the_subject_may_be_named_in_other_forms(word):
    assert found_in(f"search: {word} AND bladder") == []


def test_another_book_has_its_own_subject():
    psilocybin = "search: psilocybin[tiab] AND sleep[tiab]"
    assert found_in("search: psilocybin[tiab] AND bladder", psilocybin) == []
    assert "begin it with (psilocybin[tiab]) AND" in found_in("search: ketamine AND bladder", psilocybin)[0]


@pytest.mark.parametrize("template", ["group: before", "search: (ketamine"])
def test_where_the_page_to_copy_has_no_question_any_subject_will_do(template):
    assert found_in("search: bladder", template) == []


def test_each_of_our_concerns_asks_a_question_of_its_own():
    asked = [page.front_matter["search"][1] for page in read_site(ROOT).pages.values() if page.is_concern]
    assert len(set(asked)) == len(asked) >= 18
