"""`make translate`: the catalogues of an edition are made and brought up to date, and what is missing is named."""

import pytest

from tools.catalogue import path_of, read, write
from tools.translate import main

CONF = """extensions = ["myst_parser"]
project, html_title, source_language, locale_dirs, gettext_compact = "Tea and sleep", "Tea", "en", ["locale"], False
"""


@pytest.fixture
def book(tmp_path):
    """A book with one page, one word of ours, and nothing translated."""
    for name in ("_ext/typst_pdf", "_templates"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "_ext/page.py").write_text('a = _("Cited in")\n')
    (tmp_path / "conf.py").write_text(CONF)
    (tmp_path / "index.md").write_text("# Does tea disturb sleep?\n\nIt may do so, for some people.\n")
    return tmp_path


def page(book):
    return book / "locale/de/LC_MESSAGES/index.po"


def translate(path, **words):
    """Translate every part of a catalogue, as a person would in an editor."""
    known = read(path, "de")
    for message in known:
        if message.id:
            message.string = words.get("to", "Deutsch")
    write(known, path)


def run(book, language="de"):
    return main(["--root", str(book), language])


def test_all_catalogues_are_made_and_what_is_missing_is_named(book, capsys):
    assert run(book) == 0
    said = capsys.readouterr().out
    assert "_ext/locale/de/LC_MESSAGES/book.po: “Cited in” is not translated" in said
    assert "locale/de/LC_MESSAGES/index.po: 2 of 2 parts are to be translated" in said
    assert "locale/de/LC_MESSAGES/settings.po: 2 of 2 parts" in said
    assert "pages and settings: 0 of 4 parts are translated" in said


def test_what_is_translated_stays_and_is_named_no_more(book, capsys):
    run(book)
    for path in (path_of("book", "de", book), page(book), book / "locale/de/LC_MESSAGES/settings.po"):
        translate(path)
    capsys.readouterr()
    assert run(book) == 0
    assert capsys.readouterr().out == "pages and settings: 4 of 4 parts are translated\n"
    assert {message.string for message in read(page(book), "de") if message.id} == {"Deutsch"}


def test_what_the_original_says_otherwise_by_now_is_kept_as_a_guess_and_named(book, capsys):
    run(book)
    translate(page(book))
    text = (book / "index.md").read_text()
    (book / "index.md").write_text(text.replace("for some people", "for many people"))
    capsys.readouterr()
    run(book)
    assert "index.po: 1 of 2 parts are to be translated, or looked at again" in capsys.readouterr().out
    [changed] = [message for message in read(page(book), "de") if message.fuzzy and message.id]
    assert (changed.id, changed.string) == ("It may do so, for many people.", "Deutsch")


def test_a_word_that_we_no_longer_say_leaves_our_catalogue(book):
    run(book)
    (book / "_ext/page.py").write_text('a = _("Back to the text")\n')
    run(book)
    assert [message.id for message in read(path_of("book", "de", book), "de") if message.id] == ["Back to the text"]


@pytest.mark.parametrize("language", ["", "xyzzy", "../de", "de-DE", "en_US:en", "DE"])
def test_what_is_no_language_is_named_and_nothing_is_written(book, capsys, language):
    assert run(book, language) == 2
    assert "write its code, as in make translate LANGUAGE=de" in capsys.readouterr().err
    assert not (book / "locale").exists()


def test_the_language_of_the_pages_needs_no_translation(book, capsys):
    assert run(book, "en") == 2
    assert "the pages are written in 'en': name another language" in capsys.readouterr().err


def test_a_page_that_cannot_be_read_is_named_by_sphinx_and_stops_it(book, capfd):
    (book / "index.md").write_text("# Tea\n\n```{nonsense}\n```\n")
    assert run(book) == 2
    assert "nonsense" in capfd.readouterr().err


def test_the_words_of_book_toml_are_asked_for_where_they_are_its_own(book):
    (book / "book.toml").write_text('review = "Read by nobody yet"\n\n[groups]\nbefore = "Before you decide"\n')
    run(book)
    asked = {message.id for message in read(book / "locale/de/LC_MESSAGES/settings.po", "de") if message.id}
    assert "Read by nobody yet" in asked
    assert "Before you decide" not in asked  # in the catalogue of every book
