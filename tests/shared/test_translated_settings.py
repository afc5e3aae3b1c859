"""What conf.py says to readers is in the language of the edition; what nobody has translated stays as it is."""

from babel.messages.catalog import Catalog
from shared.translated_settings import texts

from tools import catalogue

CONF = """
extensions = ["myst_parser", "shared.translated_settings", "pages.fold"]
project, author, copyright, html_title = "Tea and sleep", "Some people", "nobody", "Tea"
html_theme = "basic"
source_language, locale_dirs = "en", ["locale"]
fold_sections = {"the-studies": "studies", "references": "references"}
"""
PAGE = "# Schlaf\n\n## The studies\n\n- one\n- two\n\n## References\n\n- one\n"


def test_texts_in_lists_and_tables_are_translated_and_names_are_not(project):
    german = Catalog(locale="de")
    for english, words in {"Tea": "Tee", "studies": "Studien", "references": "", "the-studies": "falsch"}.items():
        german.add(english, words)
    catalogue.write(german, project.source / "locale/de/LC_MESSAGES/settings.po")
    page = project.write(conf=CONF, index=PAGE).build(conf={"language": "de"}).page()
    assert page.title.get_text().endswith("Tee")
    assert [summary.get_text() for summary in page("summary")] == ["2 Studien", "1 references"]


def test_the_original_and_an_edition_without_a_catalogue_are_as_conf_py_has_them(project):
    for language in ("en", "fr"):
        page = project.write(conf=CONF, index=PAGE).build(conf={"language": language}).page()
        assert page.title.get_text().endswith("Tea")


def test_every_text_of_a_setting_is_found_however_deep():
    assert texts({"key": [["High", "sure"]], "notice": "Mind", "none": "", "count": 3}) == ["High", "sure", "Mind"]


def test_the_words_of_a_book_toml_of_ones_own_are_translated_too(project):
    german = Catalog(locale="de")
    german.add("Read by nobody yet", "Noch von niemandem gelesen")
    catalogue.write(german, project.source / "locale/de/LC_MESSAGES/settings.po")
    conf = CONF.replace('"pages.fold"', '"pages.page_status"')
    page = "---\ncertainty: low\nchecked: 2026-11-23\n---\n# Schlaf?\n\n## In short\n\nNein.\n"
    project.write(conf=conf, book='review = "Read by nobody yet"\n', index=page)
    said = project.build(conf={"language": "de"}, warns=True).page().find(class_="status").get_text()
    assert "Noch von niemandem gelesen" in said
    assert "Niedrige Vertrauenswürdigkeit" in said  # as every book has it
