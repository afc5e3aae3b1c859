"""A reader's own sheet of questions: on a phone, with a keyboard, on paper, from a friend's address, without a script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE

SHEET = "questions.html"


def choose(page: Page, *places: int) -> list[str]:
    """Tick the questions at these places of the whole list; their words."""
    words = []
    for place in places:
        item = page.locator(".questions li").nth(place)
        item.get_by_role("checkbox").check()
        words.append(item.inner_text().strip())
    return words


def shown(page: Page) -> list[str]:
    return [item.inner_text().strip() for item in page.locator(".questions li:visible").all()]


def test_on_a_phone_a_reader_ticks_questions_and_sees_them_as_a_sheet(visit):
    page = visit(SHEET, width=PHONE)
    everything = len(shown(page))
    words = choose(page, 0, 7)
    expect(page.get_by_role("status")).to_have_text("2 questions on your sheet.")
    page.get_by_role("button", name="Show my sheet").tap()
    assert shown(page) == words
    expect(page.locator(".questions li").first).to_be_in_viewport()
    page.get_by_role("button", name="Show all questions").tap()
    assert len(shown(page)) == everything
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


def test_the_choice_is_in_the_address_and_nowhere_else(visit):
    page = visit(SHEET)
    words = choose(page, 2, 9)
    assert page.url.partition("#q=")[2].count(".") == 1
    page.reload()
    assert shown(page) == words
    kept = "JSON.stringify([document.cookie, localStorage.length, sessionStorage.length, window.name, history.state])"
    assert page.evaluate(kept) == '["",0,0,"",null]'
    for item in page.locator(".questions li:visible").all():
        item.get_by_role("checkbox").uncheck()
    assert "#" not in page.url
    expect(page.get_by_role("status")).to_have_text("Tick what you want to ask.")


def test_who_is_sent_the_address_sees_the_same_sheet_and_hears_what_is_gone(visit):
    words = choose(page := visit(SHEET), 1, 3)
    sent = page.url.partition("#")[2]
    first, second = sent.removeprefix("q=").split(".")
    friend = visit(f"{SHEET}#q={second}.gone12.{first}.{first}", width=PHONE)
    assert shown(friend) == words, "in the order of the pages, whatever the order in the address"
    said = "2 questions on your sheet. 1 question of this address is no longer on these pages."
    expect(friend.get_by_role("status")).to_have_text(said)


@pytest.mark.parametrize(
    "nonsense", ["#q=", "#q=...", "#q=%3Cb%3E", "#q=%E0%A4%A", "#else", "#q=constructor.__proto__"]
)
def test_an_address_that_means_nothing_shows_all_questions(visit, nonsense):
    page = visit(SHEET + nonsense)
    assert len(shown(page)) == page.locator(".questions li").count()
    expect(page.get_by_role("status")).to_contain_text("Tick what you want to ask.")


def test_with_only_a_keyboard(visit):
    page = visit(SHEET)
    page.get_by_role("checkbox").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_role("status")).to_have_text("2 questions on your sheet.")
    show = page.get_by_role("button", name="Show my sheet")
    show.focus()
    page.keyboard.press("Enter")
    assert len(shown(page)) == 2
    expect(page.get_by_role("button", name="Show all questions")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Copy the address")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Print")).to_be_focused()


def test_a_box_that_is_cleared_on_the_sheet_stays_under_the_finger(visit):
    choose(page := visit(SHEET), 0, 1)
    page.get_by_role("button", name="Show my sheet").click()
    page.locator(".questions li:visible [type=checkbox]").first.uncheck()
    assert len(shown(page)) == 2
    expect(page.get_by_role("status")).to_have_text("1 question on your sheet.")


def test_the_address_is_copied_or_shown_to_copy_by_hand(visit):
    page = visit(SHEET, permissions=["clipboard-read", "clipboard-write"])
    choose(page, 4)
    page.get_by_role("button", name="Copy the address").click()
    expect(page.get_by_role("status")).to_contain_text("The address is copied.")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    refused = visit(SHEET)
    refused.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    choose(refused, 4)
    refused.get_by_role("button", name="Copy the address").click()
    expect(refused.get_by_label("The address of your sheet")).to_have_value(refused.url)


@pytest.mark.parametrize("width", [PHONE, 1440])
def test_questions_of_two_pages_come_together_whichever_way_the_reader_goes_back(visit, width):
    page = visit("faq/bladder.html", width=width)
    add = page.get_by_role("link", name="Add to my sheet")
    add.nth(1).click()
    expect(page.get_by_role("status")).to_have_text("1 question on your sheet.")
    page.go_back()
    add.nth(2).click()
    expect(page.get_by_role("status")).to_have_text("2 questions on your sheet.")
    page.get_by_role("button", name="Show all questions").click()
    page.get_by_role("heading", name="Is ketamine safe for mental health treatment?").get_by_role("link").click()
    add.first.click()
    expect(page.get_by_role("status")).to_have_text("3 questions on your sheet.")
    page.go_back()
    page.go_back()
    expect(page.get_by_role("status")).to_contain_text("2 questions on your sheet.")
    page.go_forward()
    page.go_forward()
    expect(page.get_by_role("status")).to_have_text("3 questions on your sheet.")


def test_a_citation_followed_on_the_way_loses_nothing(visit):
    page = visit("faq/bladder.html")
    page.get_by_role("link", name="Add to my sheet").first.click()
    page.go_back()
    page.locator(".bibtex-citation a").first.click()
    page.get_by_role("link", name="Add to my sheet").nth(1).click()
    expect(page.get_by_role("status")).to_have_text("2 questions on your sheet.")


def test_paper_has_what_is_ticked_with_a_box_and_room_for_notes_and_nothing_else(visit):
    page = visit(SHEET)
    words = choose(page, 0, 8)
    page.emulate_media(media="print")
    assert shown(page) == words
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.locator("article p").first).to_be_hidden()
    assert page.locator(".questions h2:visible").count() == 2
    height = "item => parseFloat(getComputedStyle(item, '::after').height)"
    assert page.locator(".questions li:visible").first.evaluate(height) > 20


def test_without_javascript_the_list_is_there_with_boxes_and_prints(visit):
    page = visit("faq/bladder.html", javascript=False)
    page.get_by_role("link", name="Add to my sheet").nth(1).click()
    asked = page.locator(":target")
    expect(asked).to_be_in_viewport()
    expect(asked.get_by_role("checkbox")).to_be_visible()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    everything = len(shown(page))
    page.emulate_media(media="print")
    assert len(shown(page)) == everything
    asked.locator("input").evaluate("box => box.checked = true")
    assert len(shown(page)) == 1, "the stylesheet alone makes the sheet"
