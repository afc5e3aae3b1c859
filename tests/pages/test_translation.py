"""A page in another language says where its translation is older than the original, or missing; the original says nothing."""

import pytest
from babel.messages.catalog import Catalog

from tools import catalogue

CONF = """
extensions = ["myst_parser", "pages.translation"]
project, copyright = "Tee", "niemand"
source_language, locale_dirs, gettext_compact = "en", ["locale"], False
"""
PAGE = "# Does tea disturb sleep?\n\nIt may.\n\nNobody knows.\n"
GERMAN = {
    "Does tea disturb sleep?": "Stört Tee den Schlaf?",
    "It may.": "Vielleicht.",
    "Nobody knows.": "Niemand weiß es.",
}


@pytest.fixture
def edition(project):
    """Build the page in German: ``edition(known)`` with what has been translated, some of it for older words."""

    def build(known, fuzzy=(), page=PAGE, **conf):
        german = Catalog(locale="de")
        for text, words in known.items():
            german.add(text, words, flags={"fuzzy"} if text in fuzzy else set())
        catalogue.write(german, project.source / "locale/de/LC_MESSAGES/index.po")
        (project.source / "locale/de/LC_MESSAGES/index.mo").unlink()  # Sphinx makes its own
        return (
            project.write(conf=CONF, index=page).build(conf={"language": "de"} | conf).page().article or project.page()
        )

    return build


def note(page):
    found = page.find(class_="translation-note")
    return found and found.get_text().strip()


def test_a_whole_translation_needs_no_word(edition):
    page = edition(GERMAN)
    assert "Niemand weiß es." in page.get_text()
    assert note(page) is None


def test_what_was_changed_since_is_shown_in_the_original_and_counted(edition):
    page = edition(GERMAN, page=PAGE.replace("It may.", "It may, for some."))
    assert "It may, for some." in page.get_text()
    assert note(page).endswith("1 von 3 Teilen sind nicht übersetzt.")


def test_a_guess_that_nobody_has_seen_is_no_translation(edition):
    page = edition(GERMAN, fuzzy={"Nobody knows."})
    assert "Nobody knows." in page.get_text()
    assert note(page).endswith("1 von 3 Teilen sind nicht übersetzt.")


def test_a_page_that_nobody_has_translated_says_so_under_its_title(edition):
    page = edition({})
    assert note(page) == "Diese Seite ist noch nicht übersetzt."
    assert page.h1.find_next_sibling()["class"][0] == "translation-note"


def test_crisis_lines_stay_first(edition):
    page = edition({}, page="# Is it safe?\n\n```{important}\nCall 988.\n```\n\nIt may be.\n")
    assert [tag.get("class", [""])[0] for tag in page.h1.find_next_siblings()][:2] == ["admonition", "translation-note"]


def test_the_original_says_nothing_of_translations(edition):
    assert note(edition({}, language="en")) is None
