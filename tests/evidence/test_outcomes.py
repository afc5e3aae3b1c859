"""The outcomes of a page: how sure we are of what, and why."""

import pytest
from shared.graded import Outcome

CONF = """
extensions = ["myst_parser", "pages.page_status", "pages.concern_cards", "evidence.outcomes"]
project, author, release, copyright = "Concerns", "The contributors", "1.2", "nobody"
"""

PAGE = """---
certainty: very-low
checked: 2026-11-23
outcomes:
  - safety over years: very-low (imprecision, risk of bias)
  - side effects on the day: high
---
# Is it safe?

## In short

Nobody knows.
"""


def rows(page):
    return [[cell.get_text(strip=True) for cell in row(["th", "td"])] for row in page.find("table", "outcomes")("tr")]


def test_each_outcome_stands_under_the_answer_with_its_level_and_the_reasons_in_plain_words(project):
    page = project.write(conf=CONF, index=PAGE).build().page()
    assert rows(page) == [
        ["What", "How sure we are", "Why"],
        ["Safety over years", "Very low certainty", "Too few people; weak methods"],
        ["Side effects on the day", "High certainty", "No serious doubt"],
    ]
    assert page.find("table", "outcomes").find_parent("section")["id"] == "in-short"


def test_the_mark_of_a_card_says_of_what_and_the_page_says_it_once(project):
    index = "# Home\n\n```{concern-cards}\n```\n\n```{toctree}\nfaq/safety\n```\n"
    built = project.write(conf=CONF, index=index, faq__safety=PAGE).build()
    card = built.page().find("ul", "concern-cards").li("p")
    assert [words.get_text() for words in card[1:]] == ["Nobody knows.", "Very low certainty: safety over years"]
    assert not built.page("faq/safety").find(class_="status").find(class_="certainty")  # the table has said it


def test_a_page_that_puts_answers_together_has_outcomes_and_a_status_without_one_level_and_is_no_card(project):
    index = "# Home\n\n```{concern-cards}\n```\n\n```{toctree}\nfaq/safety\ncomparison\n```\n"
    comparison = PAGE.replace("certainty: very-low\n", "").replace("# Is it safe?", "# Comparing the choices")
    built = project.write(conf=CONF, index=index, faq__safety=PAGE, comparison=comparison).build()
    page = built.page("comparison")
    assert [row[1] for row in rows(page)[1:]] == ["Very low certainty", "High certainty"]
    status = page.find(id="in-short").find(class_="status")
    assert status.li.get_text(strip=True) == "Evidence checked 23 November 2026"
    assert [card.a["href"] for card in built.page().find("ul", "concern-cards")("li")] == ["faq/safety.html"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_table_of_all_pages_follows_each_of_them(project, jobs):
    index = "# Home\n\n```{certainty-table}\n```\n\n```{toctree}\n" + "\n".join(f"p{n}" for n in range(6)) + "\n```\n"
    pages = {f"p{n}": PAGE.replace("Is it safe?", f"Question {n}?") for n in range(6)}
    project.write(conf=CONF, index=index, **pages).build(jobs=jobs)
    assert [row[0] for row in rows(project.page())[1:4]] == [
        "Question 0?",
        "Safety over years",
        "Side effects on the day",
    ]
    assert project.page().find("table", "outcomes").a["href"] == "p0.html"
    project.write(p3=pages["p3"].replace("safety over years", "safety when old")).build(jobs=jobs)
    assert ["Safety when old", "Very low certainty", "Too few people; weak methods"] in rows(project.page())


def test_an_outcome_that_cannot_be_read_is_named_and_the_others_stay(project):
    page = PAGE.replace("day: high", "day: surely")
    built = project.write(conf=CONF, index=page).build(warns=True)
    assert len(rows(built.page())) == 2
    assert ["`surely` is no level: write one of high, moderate, low, very-low" in line for line in built.warnings] == [
        True
    ]


@pytest.mark.parametrize("written", ["outcomes: high", "outcomes:\n  - high", "outcomes:\n  - a: [b, c]", "outcomes:"])
def test_outcomes_of_another_form_are_told_what_to_write(project, written):
    start = PAGE.index("outcomes:")
    page = PAGE[:start] + written + PAGE[PAGE.index("\n---\n", 5) :]
    built = project.write(conf=CONF, index=page).build(warns=True)
    assert not built.page().find("table", "outcomes")
    assert ["an outcome that cannot be read: write `- safety" in line for line in built.warnings] == [True]


@pytest.mark.parametrize("builder", ["epub", "latex", "text"])
def test_other_outputs_keep_the_words(project, builder):
    project.write(conf=CONF, index=PAGE).build(builder, conf={"version": "1.2", "epub_show_urls": "no"})
    suffixes = (".xhtml", ".tex", ".txt")
    found = [path.read_text(errors="ignore") for path in project.outdir.rglob("*") if path.suffix in suffixes]
    assert "Too few people" in " ".join(" ".join(found).split())


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("low", "`low` needs a reason in brackets"),
        ("high (imprecision)", "`high` has no reason"),
        ("low (small)", "`small` is no reason of GRADE: write one of risk of bias"),
        ("low imprecision", "cannot be read"),
        ("", "cannot be read"),
    ],
)
def test_a_level_and_reasons_that_do_not_go_together_are_refused(value, message):
    with pytest.raises(ValueError, match=message.replace("(", r"\(")):
        Outcome.parse("safety", value)


def test_a_mark_in_the_text_says_its_level_and_a_wrong_one_is_named(project):
    text = "# Is it safe?\n\nThe trials give {certainty}`low`, not {certainty}`medium`.\n"
    built = project.write(conf=CONF, index=text).build(warns=True)
    assert built.page().find(class_="certainty").get_text() == "Low certainty"
    message = "index.md:3: WARNING: 'medium' is no level of certainty: write one of high, moderate, low, very-low"
    assert [message in warning for warning in built.warnings] == [True]
    assert "not medium." in built.page().get_text()
