"""The PDF speaks the language of its project: its own words, its date, its hyphens, and the tag for screen readers."""

import ast
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from typst_pdf.words import in_words, language_tag

from tests.conftest import ROOT
from tests.pdf_reading import pages, tagged, text

PACKAGE = ROOT / "_ext" / "typst_pdf"
CATALOGUE = PACKAGE / "locale/de/LC_MESSAGES/typst_pdf.po"
CONF = f"""
project = "Ein Buch"
author = "Eine Autorin"
release = "1.2"
copyright = "2026, die Autorin"
extensions = ["myst_parser", "typst_pdf"]
myst_enable_extensions = ["attrs_block", "colon_fence"]
typst_template = "{ROOT}/_typst/template.typ"
typst_font_paths = ["{ROOT}/_typst/fonts"]
typst_filename = "book.pdf"
typst_handouts = ["faq/*"]
typst_elements = {{"notice": "Ein Hinweis."}}
numfig = True
html_baseurl = "https://example.org/de/"
"""
LONG = "Donaudampfschifffahrtsgesellschaftskapitän"
SAFE = f"""# Ist es sicher?

:::{{warning}}
Vorsicht.
:::

Siehe {{numref}}`tafel`. {("Die Verträglichkeitsuntersuchungen der " + LONG + "e dauern. ") * 12}

:::{{table}} Die Tafel
:name: tafel

| a | b |
|---|---|
| 1 | 2 |
:::
"""
INDEX = "# Anfang\n\nText.\n\n```{toctree}\nfaq/sicher\n```\n"


@pytest.fixture
def book(project, monkeypatch):
    """Build a PDF in a language: ``book("de")`` gives its path."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764547200")  # 1 December 2025

    def build(language, builder="typst", **options):
        conf = {"language": language} | options.pop("conf", {})
        project.write(**{"conf": CONF, "index": INDEX, "faq__sicher": SAFE} | options.pop("pages", {}))
        return project.build(builder, conf=conf, **options).outdir / (
            "book.pdf" if builder == "typst" else "sicher.pdf"
        )

    return build


def tag(path):
    with pikepdf.open(path) as pdf:
        return str(pdf.Root.Lang)


ENGLISH = [
    "Version",
    "About",
    "cite",
    "Licence",
    "advice",
    "newest",
    "This copy",
    "Contents",
    "page",
    "Table",
    "Warning",
]


def test_a_german_book_has_german_words_and_none_of_ours_in_english(book):
    path = book("de")
    said = text(path)
    words = ["1. Dezember 2025", "Inhalt", "Über dieses Dokument", "So wird es zitiert.", "Lizenz.", "Kein Rat."]
    for word in [*words, "Die neueste Fassung steht im Internet:", "Warnung", "Tab. 1 Die Tafel"]:
        assert word in said, word
    assert not [word for word in ENGLISH if word in said.replace("Version 1.2", "")]
    [code] = tagged(path).select("Figure")
    assert code["alt"] == "QR-Code, der zu https://example.org/de/ führt"
    assert tag(path) == "de"


def test_a_german_handout_too(book):
    said = text(book("de", "handouts"))
    assert "Ein Hinweis. Aus: Eine Autorin. Ein Buch. Version 1.2, 1. Dezember 2025." in said
    assert "Die ganze Seite steht im Internet: https://example.org/de/faq/sicher.html" in said
    assert not [word for word in [*ENGLISH, "From", "The whole"] if word in said.replace("Version 1.2", "")]


def test_a_page_of_the_web_leads_to_its_handout_in_its_language(book, project):
    book("de", "handouts", conf={"typst_handouts_folder": "../build/handouts"})
    book("de", "html", conf={"typst_handouts_folder": "../build/handouts"})
    assert project.page("faq/sicher").find("a", string="Diese Seite drucken oder weitergeben (PDF)")


def test_german_words_are_parted_at_their_syllables_and_english_ones_never(book):
    def parted(path):
        return [line for page in pages(path) for line in page.splitlines() if line.endswith(("-", "\u00ad"))]

    assert any(LONG.startswith(line.split()[-1].rstrip("-")[:10]) for line in parted(book("de")))
    assert not parted(book("en"))


@pytest.mark.parametrize(
    ("language", "expected"),
    [("pt_BR", "pt-BR"), ("fil", "fil"), ("fr", "fr"), ("sr@latin", "sr"), ("en_GB", "en-GB"), ("xyz", "xyz")],
)
def test_the_tag_of_the_pdf_is_that_of_the_language(book, language, expected):
    assert tag(book(language, warns=True)) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh_CN", ("zh", "CN")), ("zh_Hant_TW", ("zh", "TW")), ("es_419", ("es", "")), ("de-AT", ("de", "AT")),
        ("PT_br", ("pt", "BR")), ("ca@valencia", ("ca", "")), ("klingon", ("und", "")), ("", ("und", "")),
    ],
)  # fmt: skip
def test_a_code_of_any_form_has_its_language_and_region(language, expected):
    assert language_tag(language) == expected


def test_what_is_no_code_of_a_language_is_named(book, project):
    assert tag(book("klingon", warns=True)) == "und"
    [message] = [line for line in project.warnings if "[typst" in line or "no code of a language" in line]
    assert 'language = "klingon" in conf.py' in message
    assert "pt_BR" in message


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "1 December 2025"), ("de", "1. Dezember 2025"), ("fr", "1 décembre 2025"), ("de-AT", "1. Dezember 2025"),
        ("pt_BR", "1 de dezembro de 2025"), ("zh_CN", "2025年12月1日"), ("xyz", "1 December 2025"),
    ],
)  # fmt: skip
def test_a_date_is_written_as_the_language_does(language, written):
    assert in_words(date(2025, 12, 1), language) == written


def test_an_arabic_book_reads_from_the_right(book):
    import pdfplumber

    # ruff: noqa: RUF001 (Arabic letters that look like Latin ones)
    arabic = "# كتاب\n\n:::{note}\nهذا نص قصير.\n:::\n\n- واحد\n\n> قول\n\n| أ | ب |\n|---|---|\n| ج | د |\n"
    path = book("ar", pages={"index": arabic, "faq__sicher": "---\norphan: true\n---\n\n# سؤال\n\nنص.\n"})
    assert tag(path) == "ar"
    with pdfplumber.open(path) as pdf:
        page = next(page for page in pdf.pages[2:] if page.chars)
        [body] = [chars for chars in [[char for char in page.chars if char["size"] > 15]] if chars]
        assert max(char["x1"] for char in body) > page.width * 0.8, "the title stands at the right margin"


def test_each_of_our_own_words_is_translated_and_no_other():
    said = {words for _file, _line, words, _comments, _context in extract_from_dir(
        PACKAGE, [("**.py", "python")], keywords={"_": None})}  # fmt: skip
    catalogue = read_po(BytesIO(CATALOGUE.read_bytes()))
    translated = {message.id: message.string for message in catalogue if message.id}
    assert set(translated) == said
    assert all(translated.values())


def test_the_compiled_catalogue_says_what_its_source_says():
    written = {message.id: message.string for message in read_po(BytesIO(CATALOGUE.read_bytes())) if message.id}
    compiled = {message.id: message.string for message in read_mo(BytesIO(CATALOGUE.with_suffix(".mo").read_bytes()))}
    assert {words: said for words, said in compiled.items() if words} == written, "pybabel compile: see the .po"


def imports(path: Path) -> set[str]:
    """The modules of the package that a module names in any import, for its types too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            module = ".".join(filter(None, ["typst_pdf" * bool(node.level), node.module]))
            if module == "typst_pdf":
                found |= {alias.name for alias in node.names}
            elif module.startswith("typst_pdf."):
                found.add(module.partition(".")[2])
        elif isinstance(node, ast.Import):
            found |= {name.name.partition(".")[2] for name in node.names if name.name.startswith("typst_pdf.")}
    return found


def circle(graph: dict[str, set[str]]) -> list[str]:
    """The modules that nothing orders: empty where each can be read after those that it imports."""
    left = dict(graph)
    while ready := [name for name, needs in left.items() if not needs & set(left)]:
        for name in ready:
            del left[name]
    return sorted(left)


def test_no_module_of_the_package_imports_one_that_imports_it():
    graph = {path.stem: imports(path) for path in PACKAGE.glob("*.py")}
    assert {"book", "compiler"} <= graph["writer"] | graph["builder"]
    assert circle(graph) == []
    assert circle(graph | {"book": {"writer"}}), "this very test sees a circle"
