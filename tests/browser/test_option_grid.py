"""The choices side by side, as a reader on a small phone, with a keyboard, on a wide screen and on paper has them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, TABLET

PAGE = "comparison.html"
WITH_AND_WITHOUT_JAVASCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["JavaScript", "no JavaScript"])


def shown(page: Page, cells: str = ".options thead th") -> list[str]:
    """The words of the cells that can be seen, from left to right."""
    boxes = [
        (cell.bounding_box(), cell.inner_text().strip()) for cell in page.locator(cells).all() if cell.is_visible()
    ]
    return [words for box, words in sorted(boxes, key=lambda each: each[0]["x"])]


@WITH_AND_WITHOUT_JAVASCRIPT
@pytest.mark.parametrize("width", [PHONE, TABLET])
def test_a_reader_puts_the_two_choices_of_their_own_beside_each_other(visit, width, javascript):
    page = visit(PAGE, width=width, javascript=javascript)
    assert shown(page) == ["Ketamine infusion", "Esketamine spray"]
    page.get_by_label("First choice").select_option("Waiting")
    page.get_by_label("Second choice").select_option("ECT")
    assert shown(page) == ["Waiting", "ECT"], "the first on the left, whatever their order in the table"
    answers = page.locator(".options tbody tr").first.locator("td:visible")
    assert [answer.bounding_box()["y"] for answer in answers.all()] == [answers.first.bounding_box()["y"]] * 2


@WITH_AND_WITHOUT_JAVASCRIPT
def test_with_only_a_keyboard_too(visit, javascript):
    page = visit(PAGE, width=PHONE, javascript=javascript)
    page.get_by_label("First choice").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Second choice")).to_be_focused()
    page.keyboard.press("ArrowDown")
    assert shown(page) == ["Ketamine infusion", "ECT"]


@pytest.mark.parametrize("width", [PHONE, TABLET, 1280, DESKTOP])
def test_nothing_is_wider_than_the_screen_whatever_is_chosen(visit, width):
    page = visit(PAGE, width=width)
    for choice in page.locator("select.first option").all_inner_texts() if width < 1280 else [""]:
        if choice:
            page.get_by_label("First choice").select_option(choice)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, choice
        wide = "cells => cells.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.innerText)"
        assert page.locator(".options :is(th, td)").evaluate_all(wide) == [], choice


def test_a_wide_screen_has_all_choices_in_one_table_and_the_contents_at_hand(visit):
    page = visit(PAGE, width=DESKTOP)
    assert len(shown(page)) == 7
    expect(page.get_by_label("First choice")).to_be_hidden()
    page.get_by_role("button", name="On this page").click()
    expect(page.locator("#page-contents").get_by_role("link", name="What happens without treatment")).to_be_visible()


def test_the_names_of_the_choices_stay_in_sight_while_their_answers_are_read(visit):
    page = visit(PAGE, width=PHONE)
    page.locator(".options tbody tr").nth(3).scroll_into_view_if_needed()
    page.mouse.wheel(0, 600)
    expect(page.locator(".options thead")).to_be_in_viewport()


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_a_reference_leads_back_to_a_choice_that_was_not_chosen(visit, width):
    page = visit(f"{PAGE}#ref-vida2023", width=width)
    page.locator("#ref-vida2023 .reference-links a[href^='#']").first.click()
    citation = page.get_by_role("link", name="Vida et al., 2023").first
    expect(citation).to_be_in_viewport()
    box, head = citation.bounding_box(), page.locator(".options thead").bounding_box()
    assert box["y"] >= head["y"] + head["height"], "the head of the table does not cover it"
    if width == PHONE:
        page.get_by_label("Second choice").select_option("Waiting")
        beside = page.locator(".options tbody tr").first.locator("td:visible")
        places = {answer.get_attribute("data-head"): answer.bounding_box()["y"] for answer in beside.all()}
        assert places["Ketamine infusion"] == places["Waiting"] < places["Magnetic stimulation"]


def test_a_screen_reader_meets_a_table_with_heads_of_columns_and_rows(visit):
    page = visit(PAGE, width=PHONE)
    table = page.get_by_role("table", name="Seven choices")
    assert table.get_by_role("columnheader").all_inner_texts() == ["Ketamine infusion", "Esketamine spray"]
    expect(table.get_by_role("rowheader", name="How long does it last?")).to_be_visible()
    assert table.get_by_role("row").nth(2).get_by_role("cell").count() == 2


def test_paper_has_every_choice_and_no_controls(visit):
    page = visit(PAGE)
    page.emulate_media(media="print")
    answers = page.locator(".options tbody td")
    assert all(answer.is_visible() for answer in answers.all())
    named = "cells => cells.map(one => getComputedStyle(one, '::before')).map(head => head.display == 'block' && head.content)"
    choices = page.locator("select.first option").all_inner_texts()
    assert answers.evaluate_all(named) == [f'"{choice}" / ""' for choice in choices] * 6
    expect(page.get_by_label("First choice")).to_be_hidden()
