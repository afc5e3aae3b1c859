"""What a book is about stands in its ``book.toml``: pages, rules and commands follow it, and what is wrong there is named."""

from __future__ import annotations

from dataclasses import fields

import pytest
from rules import check, read_site
from shared import book
from shared.book import BOOK, Book

CONF = (
    'extensions = ["myst_parser", "sphinxcontrib.bibtex", "citations", "rules", "evidence.outcomes", "pages.page_status"]\n'
    'extensions += ["evidence.certainty", "pages.concern_cards"]\n'
    'include_patterns = ["*.md", "faq/*.md"]\nexclude_patterns = []\nbibtex_bibfiles = []\n'
)
TEA = """name = "tea"
review = "Nobody has looked at this"

[headings]
answer = "The short of it"
research = "What was seen"

[certainty]
firm = "Firm ground"
shaky = "Shaky ground"

[wording]
firm = "eases"
shaky = "might ease"

[strength]
firm = "does"
shaky = "may"
"""
INDEX = "# Start\n\n```{concern-cards}\n```\n\n```{toctree}\nfaq/sleep\n```\n"
PAGE = """---
certainty: shaky
checked: 2026-11-23
search: tea[tiab]
---

# Does tea disturb sleep?

## The short of it

Tea may help some people, but not for long.

## What was seen

No study was found.
"""


def test_pages_have_the_headings_levels_and_words_of_their_book(project):
    built = project.write(conf=CONF, book=TEA, index=INDEX, faq__sleep=PAGE).build()
    assert built.page().find(class_="certainty").get_text() == "Shaky ground"
    page = built.page("faq/sleep")
    assert page.find(class_="in-short").h2.get_text().startswith("The short of it")
    assert "Nobody has looked at this" in page.find(class_="status").get_text()
    assert "@misc{tea-sleep," in page.find("details", class_="cite-this-page").get_text()


def test_the_check_asks_what_the_book_asks(project):
    project.write(conf=CONF, book=TEA, index=INDEX, faq__sleep=PAGE)
    assert check(read_site(project.source), notes=False) == []
    project.write(faq__sleep=PAGE.replace("shaky", "low").replace("## What was seen", "## The concern"))
    found = {finding.rule: finding.message for finding in check(read_site(project.source), notes=False)}
    assert "write one of firm, shaky" in found["certainty-is-a-level"]
    assert "the part “What was seen” is missing" in found["headings-are-complete"]


@pytest.mark.parametrize(
    "surest", ["Tea reduces pain", "Esketea therapy probably reduces pain", "The drug reduces pain"]
)
def test_an_effect_of_what_the_book_is_about_is_worded_as_its_level_allows(project, surest):
    settings = TEA.replace('name = "tea"', 'treatment = ["tea", "esketea"]')
    page = PAGE.replace("Tea may help some people", surest)
    project.write(conf=CONF, book=settings, index=INDEX, faq__sleep=page)
    [found] = check(read_site(project.source), notes=False)
    assert found.rule == "wording-fits-the-certainty"
    assert "too sure for shaky ground: write it as “might ease”" in found.message


def test_an_order_to_take_what_the_book_is_about_is_named(project):
    page = PAGE.replace("not for long.", "not for long.\n\nDo not take tea at night.")
    said = [
        [each.rule for each in check(read_site(project.source), notes=False)]
        for settings in (TEA, f'treatment = ["tea"]\n{TEA}')
        if project.write(conf=CONF, book=settings, index=INDEX, faq__sleep=page)
    ]
    assert said == [[], ["there-are-no-orders"]]


FAULTS = {
    "a misspelt setting": ('treatmnt = ["tea"]\n', 1, "no setting is called `treatmnt`: did you mean treatment?"),
    "an unknown setting": ("\nx1 = 2\n", 2, "no setting is called `x1`: delete it, or write one of name, "),
    "a text for a list": ('treatment = "tea"\n', 1, '`treatment` cannot be used: write treatment = ["one", "another"]'),
    "a number for a text": ("name = 7\n", 1, '`name` cannot be used: write name = "words"'),
    "a list for a table": ('certainty = ["low"]\n', 1, "`certainty` cannot be used: write [certainty], and below it"),
    "a setting in a table": (
        '[groups]\nnow = "Now"\ntreatment = ["tea"]\n',
        3,
        "`treatment` stands in [groups]: move it above the first line in square brackets",
    ),
    "a name that is no key": ('name = "Tea & I"\n', 1, "`Tea & I` begins no key: write small letters"),
    "parts without an answer": ('\n[headings]\nconcern = "Why"\n', 2, "the part `answer` is missing"),
    "two parts of one name": ('[headings]\nanswer = "So"\nhelp = "So"\n', 1, "two parts are called “So”"),
    "a part that is not there": ('optional_headings = ["hlp"]\n', 1, "`hlp` is no part: write one of answer"),
    "a level without wording": ('[certainty]\nlow = "Low"\nno = "None"\n', 1, "says nothing of the level `no`"),
    "an unknown strength": (
        '[certainty]\nlow = "Low"\n[wording]\nlow = "may"\n[strength]\nlow = "weak"\n',
        5,
        "`weak` is no strength of `low`: write one of does, probably, may, uncertain",
    ),
    "no TOML": ('name = "tea"\ntreatment = [\n', 2, 'cannot be read (Invalid value): write name = "words", one a line'),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_cannot_be_used_is_named_with_its_line_and_all_else_stays(name):
    text, line, message = FAULTS[name]
    _, faults = book.read(text)
    assert any(at == line and message in said for at, said in faults), faults


def test_a_fault_hides_no_other_setting():
    read, faults = book.read('review = "By nobody"\ntreatment = 3\nnmae = "x"\n')
    assert read.review == "By nobody"
    assert read.treatment == []
    assert [line for line, _ in faults] == [2, 3]


def test_the_check_and_the_build_tell_a_fault_each_once(project):
    project.write(conf=CONF, book=f'treatmnt = ["tea"]\n{TEA}', index=INDEX, faq__sleep=PAGE)
    [found] = check(read_site(project.source), notes=False)
    assert str(found).startswith("book.toml:1: no setting is called `treatmnt`")
    [warning] = project.build(warns=True).warnings
    assert "book.toml:1: WARNING: no setting is called `treatmnt`: did you mean treatment?" in warning


def test_a_build_without_the_rules_tells_it_too(project):
    conf = CONF.replace('"rules", ', "") + "show_warning_types = True\n"
    [warning] = project.write(conf=conf, book="x1 = 2\n", index="# Start\n").build(warns=True).warnings
    assert warning.endswith("[book.setting]")


def test_pages_are_made_again_when_a_setting_changes(project):
    project.write(conf=CONF, book=TEA, index=INDEX, faq__sleep=PAGE).build(jobs=2)
    page = (
        project.write(book=TEA.replace("Nobody has looked at this", "Seen by nobody")).build(jobs=2).page("faq/sleep")
    )
    assert "Seen by nobody" in page.find(class_="status").get_text()


def test_the_settings_of_one_book_do_not_stay_for_the_next(tmp_path):
    (tmp_path / "book.toml").write_text(TEA, encoding="utf-8")
    levels = BOOK.certainty
    book.use(tmp_path)
    assert [*levels] == ["firm", "shaky"]
    book.use(tmp_path / "elsewhere")
    assert Book() == BOOK
    assert levels is BOOK.certainty


def test_each_setting_says_what_it_is():
    assert [each.name for each in fields(Book) if not each.metadata["text"].endswith(".")] == []
