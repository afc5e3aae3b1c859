"""Search finds a concern by the words that people use, and costs little."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE

QUERIES = {
    "addiction": ["addictive", "am I hooked", "withdrawal", "craving"],
    "at-home": [
        "ketamine lozenge",
        "troche",
        "mail order ketamine",
        "child swallowed ketamine",
        "ketamine alone at home",
    ],
    "bladder": ["K bladder", "burning when I pee", "is the damage permanent bladder", "ket cystitis"],
    "control": ["bad trip", "hallucinations", "frightening", "dissociation"],
    "cost": ["price per infusion", "does insurance cover ketamine", "ketamine NHS", "Spravato cost with insurance"],
    "driving": [
        "can I drive after ketamine",
        "driving",
        "back to work after ketamine",
        "ketamine drug test job",
        "hangover",
    ],
    "duration": ["how long does it last", "forever", "maintenance", "wear off"],
    "legal": [
        "is ketamine legal",
        "is ketamine FDA approved",
        "off-label",
        "class B drug",
        "is Spravato the same as ketamine",
    ],
    "other-medicines": [
        "ketamine and Zoloft",
        "ketamine and Xanax",
        "lithium",
        "can I stay on my antidepressant",
    ],
    "pregnancy": [
        "pregnant",
        "breastfeeding",
        "ketamine birth control",
        "took ketamine before I knew",
        "trying to conceive",
    ],
    "ptsd": ["ketamine for trauma", "PTSD veterans", "flashbacks", "nightmares"],
    "quick-fix": ["does it work", "quick fix", "cure"],
    "safety": ["is it safe", "memory", "dangerous", "brain damage"],
    "session": [
        "what happens in a session",
        "ketamine side effects list",
        "can I eat before ketamine",
        "choosing a ketamine clinic",
        "red flags",
    ],
    "suicidal-thoughts": ["suicide", "kill myself", "I want to die", "suicidal thoughts", "Spravato suicidal"],
    "therapy": ["do I need therapy with ketamine", "is integration worth it", "is KAP a scam", "ketamine CBT"],
    "who-should-not": [
        "who can't have ketamine",
        "bipolar",
        "ketamine for teens",
        "ketamine liver",
        "glaucoma",
        "ketamine if I used drugs",
        "ketamine with high blood pressure",
        "kids",
    ],
}
"""The page (in faq/) that must come first -> what people type, mostly the search words that the evidence was filed under."""


def search(page: Page, words: str) -> list[str]:
    """Type the words into the box of the menu; the addresses of what was found, best first."""
    page.locator("#site-menu").get_by_role("textbox", name="Search").fill(words)
    page.keyboard.press("Enter")
    expect(page.locator("#search-results .search-summary")).to_contain_text(words)
    return found(page)


def found(page: Page) -> list[str]:
    """The address of each page that was found; its further sections are links of their own."""
    return page.locator("ul.search > li > a").evaluate_all("hits => hits.map(hit => hit.getAttribute('href'))")


def test_what_people_type_leads_to_the_page_on_that_subject(visit, site):
    page = visit("search.html")
    wrong = {}
    for name, queries in QUERIES.items():
        for query in queries:
            page.goto(f"{site.url}search.html?q={quote(query)}")
            first = found(page)[:3]
            if not first or first[0].partition("#")[0] != f"faq/{name}.html":
                wrong[query] = name, first
    assert not wrong, "\n".join(f"{query}: not {page}, {first}" for query, (page, first) in wrong.items())


def test_a_hit_leads_to_its_section_and_shows_the_words_around_it(visit):
    page = visit("index.html")
    search(page, "interstitial cystitis")
    hit = page.locator("ul.search > li").first
    heading = hit.locator(".search-section").inner_text()
    expect(hit.locator("mark").first).to_be_visible()
    hit.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name=heading)).to_be_in_viewport()


@pytest.mark.parametrize(("one", "other"), [("pregnant", "pregnancy"), ("driving", "drive"), ("addictive", "addicted")])
def test_forms_of_a_word_find_the_same_page(visit, one, other):
    page = visit("index.html")
    assert search(page, one)[0].partition("#")[0] == search(page, other)[0].partition("#")[0]


@pytest.mark.parametrize("word", ["ketamine", "depression", "session", "suicide"])
def test_no_page_is_shown_twice(visit, word):
    pages = [address.partition("#")[0] for address in search(visit("index.html"), word)]
    assert len(pages) == len(set(pages)) > 2


@pytest.mark.parametrize(
    "words", ["suicide", "suicidal ketamine", "kill myself", "I want to die", "self-harm", "self harm"]
)
def test_words_of_danger_show_the_crisis_lines_above_the_hits(visit, words):
    page = visit("index.html", width=PHONE)
    page.goto(f"{page.url.removesuffix('index.html')}search.html?q={quote(words)}")
    expect(page.locator("#search-help")).to_be_in_viewport()
    expect(page.locator("#search-help")).to_contain_text("988")


def test_other_words_show_no_crisis_lines(visit):
    page = visit("index.html")
    search(page, "bladder")
    expect(page.locator("#search-help")).to_be_hidden()


@pytest.mark.parametrize("word", ["ketamine", "depression", "trial", "placebo"])
def test_the_bibliography_does_not_swamp_the_answers(visit, word):
    hits = search(visit("index.html"), word)
    assert not [hit for hit in hits if hit.startswith("references.html")]
    assert any(hit.startswith("faq/") for hit in hits)


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
    expect(page.locator("#search-results")).to_contain_text("Nothing was found")
    expect(page.locator("#search-nothing").get_by_role("link", name="All concerns")).to_be_visible()


def test_without_javascript_the_search_page_says_what_to_do_instead(visit):
    page = visit("search.html", javascript=False)
    expect(page.locator("article")).to_contain_text("Search needs JavaScript")


@pytest.mark.parametrize("javascript", [True, False], ids=["JavaScript", "no JavaScript"])
def test_a_to_z_lists_the_same_words_without_a_search(visit, javascript):
    page = visit("genindex.html", javascript=javascript)
    page.get_by_role("link", name="bladder", exact=True).click()
    expect(page.get_by_role("heading", name="Will ketamine hurt my bladder?")).to_be_attached()
