"""Search finds a concern by the words that people use, and costs little."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

EVERYDAY_WORDS = [
    ("addictive", "faq/addiction.html", "Can people become dependent?"),
    ("bladder", "faq/safety.html", "Bladder and brain"),
    ("trip", "faq/control.html", "How often is it frightening?"),
    ("forever", "faq/duration.html", "If treatment goes on"),
    ("cost", "faq/duration.html", "Questions to ask your clinic"),
    ("suicide", "faq/suicidal-thoughts.html", "Thoughts"),
    ("pregnancy", "faq/safety.html", "Who is at higher risk"),
]


def search(page: Page, words: str) -> list[str]:
    """Type the words into the box of the menu; the addresses of what was found, best first."""
    page.locator("#site-menu").get_by_role("textbox", name="Search").fill(words)
    page.keyboard.press("Enter")
    expect(page.locator("#search-results .search-summary")).to_contain_text(re.compile("found|not match"))
    hits = page.locator("ul.search a")
    expect(hits.first).to_be_visible()
    return [hit.get_attribute("href") for hit in hits.all()]


@pytest.mark.parametrize(("word", "address", "heading"), EVERYDAY_WORDS, ids=[word for word, *_ in EVERYDAY_WORDS])
def test_an_everyday_word_leads_to_the_section_that_answers_it(visit, word, address, heading):
    page = visit("index.html")
    assert search(page, word)[0].startswith(address)
    page.locator("ul.search a").first.click()
    expect(page.get_by_role("heading", name=heading)).to_be_in_viewport()


def test_safe_leads_to_the_page_about_safety(visit):
    assert search(visit("index.html"), "safe")[0].startswith("faq/safety.html")


@pytest.mark.parametrize("word", ["ketamine", "depression", "trial", "placebo"])
def test_the_bibliography_does_not_swamp_the_answers(visit, word):
    found = search(visit("index.html"), word)
    assert not [hit for hit in found if hit.startswith("references.html")]
    assert any(hit.startswith("faq/") for hit in found)


def test_one_search_does_not_fetch_the_pages_it_found(visit, site):
    page = visit("index.html")
    site.forget()
    search(page, "ketamine")
    page.wait_for_load_state("networkidle")
    assert [path for path in site.requested if path.endswith(".html")] == ["search.html"]


def test_the_search_page_has_a_box_of_its_own_that_keeps_what_was_asked(visit):
    page = visit("search.html")
    page.get_by_role("searchbox", name="Words to search for").fill("bladder")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("ul.search a").first).to_be_visible()
    expect(page.get_by_role("searchbox", name="Words to search for")).to_have_value("bladder")


def test_a_word_that_is_nowhere_says_so(visit):
    page = visit("search.html?q=zebra")
    expect(page.locator("#search-results")).to_contain_text("did not match")


def test_without_javascript_the_search_page_says_what_to_do_instead(visit):
    page = visit("search.html", javascript=False)
    expect(page.locator("article")).to_contain_text("Search needs JavaScript")


@pytest.mark.parametrize("javascript", [True, False], ids=["JavaScript", "no JavaScript"])
def test_a_to_z_lists_the_same_words_without_a_search(visit, javascript):
    page = visit("genindex.html", javascript=javascript)
    page.get_by_role("link", name="bladder", exact=True).click()
    expect(page.get_by_role("heading", name="Will ketamine hurt my bladder?")).to_be_attached()
