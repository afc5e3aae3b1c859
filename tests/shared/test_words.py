"""Our own words in the reader's language: each is in the catalogue, German has them all, and dates and numbers follow."""

import json
from datetime import date
from decimal import Decimal

import pytest
from babel.messages.catalog import Catalog
from shared import words
from sphinx import locale

from tests.conftest import ROOT
from tools import catalogue

CONF = f"""
extensions = ["myst_parser", "pages.page_status", "pages.concern_cards", "website.section_search", "citations"]
extensions += ["evidence.evidence_table"]
project, author, release, copyright = "Bedenken", "Die Beitragenden", "1.2", "niemand"
language = "de"
html_theme = "furo"
templates_path = ["{ROOT}/_templates"]
html_sidebars = {{"**": []}}
html_permalinks = False
bibtex_bibfiles = ["references.bib"]
bibtex_default_style, bibtex_reference_style = "medical", "author_year_round"
"""
PAGE = """---
certainty: very-low
checked: 2026-11-23
group: before
---
# Macht es süchtig?

## In short

Ja {cite:p}`dean2021`.

## Studien

```{evidence}
```

```{page-references}
```
"""
BIB = """@article{dean2021, author = {Dean, A. and Mu, B.}, title = {Schlaf}, journal = {J}, year = {2021},
  pmcid = {PMC123}, design = {systematic review}, participants = {12}, finding = {Nichts.}, check = {partial}}
"""


@pytest.fixture
def edition(monkeypatch):
    """``edition("de")``: our words are in that language until the test ends."""

    def speak(language):
        monkeypatch.setitem(words.EDITION, "language", language)
        monkeypatch.setattr(locale, "translators", {})
        locale.init([words.LOCALE], language, words.CATALOGUE)

    return speak


def ids(known: Catalog) -> set:
    return {message.id for message in known if message.id}


@pytest.mark.parametrize("name", catalogue.OURS)
def test_the_german_catalogue_has_every_word_of_ours_and_no_other(name):
    german = catalogue.read(catalogue.path_of(name, "de"), "de")
    assert ids(german) == ids(catalogue.words(name=name))
    assert [f"{message.id}: {what}" for message, what in catalogue.faults(german)] == []


@pytest.mark.parametrize("name", catalogue.OURS)
def test_what_sphinx_reads_is_what_the_translator_wrote(name, tmp_path):
    there, anew = catalogue.path_of(name, "de"), tmp_path / f"{name}.po"
    catalogue.write(catalogue.read(there, "de"), anew)
    for ending in (".po", ".mo"):
        same = there.with_suffix(ending).read_bytes() == anew.with_suffix(ending).read_bytes()
        assert same, f"{name}{ending} is not as `make translate LANGUAGE=de` writes it"


def test_words_within_f_strings_and_of_templates_are_found(tmp_path):
    for name in ("_ext", "_templates"):
        (tmp_path / name).mkdir()
    (tmp_path / "_ext/page.py").write_text(
        "a = f\"<p>{_('In a text:')} {ngettext('{n} day', '{n} days', 2)}</p>\"\nb = {N_('kept'): 1}\nc = _(a)\n"
    )
    (tmp_path / "_templates/page.html").write_text('{{ _("In a template") }}{% trans %}In a block{% endtrans %}')
    assert ids(catalogue.words(tmp_path)) == {
        "In a text:", ("{n} day", "{n} days"), "kept", "In a template", "In a block",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("string", "what"),
    [
        ("", "is not translated"),
        ("Seit {tag}", "has other marks than the English: {day}, {tag} must stand in both"),
        ("Seit", "has other marks than the English: {day} must stand in both"),
    ],
)
def test_what_a_catalogue_lacks_is_named(string, what):
    asked = Catalog(locale="de")
    asked.add("Since {day}", string)
    assert [each for _, each in catalogue.faults(asked)] == [what]


def test_a_guess_of_the_tools_is_named_until_a_person_has_seen_it():
    asked = Catalog(locale="de")
    asked.add("Since", "Seit", flags={"fuzzy"})
    [(_, what)] = catalogue.faults(asked)
    assert "delete the line `#, fuzzy`" in what


@pytest.mark.parametrize(
    ("language", "day", "number"),
    [
        ("en", "3 February 2026", "\N{MINUS SIGN}12,345.60"),
        ("en_US", "February 3, 2026", "\N{MINUS SIGN}12,345.60"),
        ("de", "3. Februar 2026", "\N{MINUS SIGN}12.345,60"),
        ("pt_BR", "3 de fevereiro de 2026", "\N{MINUS SIGN}12.345,60"),
        ("xyz", "3 February 2026", "\N{MINUS SIGN}12,345.60"),
    ],
)
def test_dates_and_numbers_are_written_as_the_language_does(edition, language, day, number):
    edition(language)
    assert words.in_words(date(2026, 2, 3)) == day
    assert words.in_digits(Decimal("-12345.60")) == number


def test_names_are_listed_as_the_language_does(edition):
    edition("de")
    assert words.listed(["Dean"]) == "Dean"
    assert words.listed(["Dean", "Mu", "Short"]) == "Dean, Mu und Short"


def test_a_script_gets_each_form_of_the_plural_by_the_name_that_browsers_have_for_it(edition):
    edition("de")
    assert words.plurals("{n} reference.", "{n} references.") == {"one": "{n} Quelle.", "other": "{n} Quellen."}
    edition("pl")
    assert set(words.plurals("{n} reference.", "{n} references.")) == {"one", "few", "many"}


def test_no_word_is_no_word(edition):
    edition("de")
    assert words._("") == ""


def test_a_german_page_has_no_word_of_ours_in_english(project):
    index = "# Anfang\n\n```{concern-cards}\n```\n\n```{toctree}\nfaq/sucht\n```\n"
    page = project.write(conf=CONF, index=index, faq__sucht=PAGE, references_bib=BIB).build().page("faq/sucht")
    assert [item.get_text() for item in page.find(class_="status").ul("li")] == [
        "Sehr niedrige Vertrauenswürdigkeit",
        "Evidenz geprüft am 23. November 2026",
        "Nächste Prüfung fällig am 23. November 2027",
        "Noch nicht von einer Fachperson geprüft",
    ]
    assert page.find(id="in-short").p.get_text() == "Ja (Dean und Mu, 2021†, nur zum Teil bestätigt)."
    assert [cell.get_text() for cell in page.find("thead")("th")] == [
        "Studie",
        "Studientyp",
        "Personen",
        "Was sie ergab",
    ]
    assert page.find("tbody").find_all("td")[0].get_text() == "Systematische Übersicht"
    reference = page.find(id="ref-dean2021").get_text(" ", strip=True)
    assert "kostenloser Volltext" in reference
    assert "Nur zum Teil bestätigt." in reference
    assert "Zurück zum Text" in reference
    assert project.page().find(class_="certainty").get_text() == "Sehr niedrige Vertrauenswürdigkeit"
    assert project.page().find(id="concerns-before").h2.get_text() == "Bevor Sie sich entscheiden"


def test_templates_and_scripts_speak_the_language_too(project):
    project.write(conf=CONF, index="# Anfang\n", references_bib=BIB)
    page = project.build().page("search")
    assert page.find(class_="skip-to-content").get_text() == "Zum Inhalt springen"
    assert json.loads(page.find(id="search-results")["data-says"])["nothing"] == "Zu „{words}“ wurde nichts gefunden."


def test_a_project_can_word_it_otherwise_and_what_it_does_not_word_is_ours(project):
    project.write(conf=f'{CONF}locale_dirs = ["own"]\n', index=PAGE.replace("cite:p", "literal"), references_bib=BIB)
    mine = Catalog(locale="de")
    mine.add("Cite this page", "Zitat")
    catalogue.write(mine, project.source / "own/de/LC_MESSAGES/book.po")
    page = project.build(warns=True).page()
    assert page.find(class_="cite-this-page").summary.get_text() == "Zitat"
    assert "Noch nicht von einer Fachperson geprüft" in page.find(class_="status").get_text()


def test_where_no_catalogue_is_our_words_are_english_and_its_dates_are_its_own(project):
    conf = CONF.replace('"de"', '"fr"')
    page = project.write(conf=conf, index=PAGE, references_bib=BIB).build(warns=True).page()
    assert "Evidence checked 23 novembre 2026" in page.find(class_="status").get_text()
