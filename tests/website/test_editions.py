"""The head of a page names the same page of the other editions, where conf.py says where they are."""

import pytest

CONF = (
    'extensions = ["myst_parser", "website.editions"]\nproject, copyright = "Tea", "nobody"\nsource_language = "en"\n'
)
EDITIONS = {"en": "https://example.org/en/", "de": "https://example.org/de/latest", "pt_BR": "https://example.org/br/"}
PAGES = {"index": "# Start\n\n```{toctree}\nfaq/sleep\n```\n", "faq__sleep": "# Does tea disturb sleep?\n"}


def alternates(page):
    return {link["hreflang"]: link["href"] for link in page.find_all("link", rel="alternate")}


def test_each_page_names_itself_in_every_language_and_one_for_all_others(project):
    page = project.write(conf=f"{CONF}editions = {EDITIONS}\n", **PAGES).build().page("faq/sleep")
    assert alternates(page) == {
        "de": "https://example.org/de/latest/faq/sleep.html",
        "en": "https://example.org/en/faq/sleep.html",
        "pt-BR": "https://example.org/br/faq/sleep.html",
        "x-default": "https://example.org/en/faq/sleep.html",
    }


def test_where_the_original_is_not_known_nothing_stands_for_all_others(project):
    others = {language: address for language, address in EDITIONS.items() if language != "en"}
    page = project.write(conf=f"{CONF}editions = {others}\n", **PAGES).build().page()
    assert set(alternates(page)) == {"de", "pt-BR"}


@pytest.mark.parametrize("editions", [{}, {"en": "https://example.org/en/"}])
def test_an_edition_alone_names_no_other(project, editions):
    assert alternates(project.write(conf=f"{CONF}editions = {editions}\n", **PAGES).build().page()) == {}


def test_what_is_no_address_is_named_and_left_out(project):
    project.write(conf=f"{CONF}editions = {EDITIONS | {'fr': '/fr/'}}\n", **PAGES).build(warns=True)
    [message] = project.warnings
    assert (
        "conf.py:1: WARNING: the address of the edition 'fr' is '/fr/': write a whole one, such as https://" in message
    )
    assert "fr" not in alternates(project.page())
