"""The PDF as a whole: made once, the same everywhere, and when it cannot be made, the page to mend is named."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from tests.conftest import ROOT
from tests.pdf_reading import tagged, text, web_links

CONF = f"""
import sys
sys.path.insert(0, "{ROOT}/_ext")
project = "A book"
author = "An author"
release = "1.2"
language = "en"
extensions = ["myst_parser", "typst_pdf"]
typst_template = "{ROOT}/_typst/template.typ"
typst_font_paths = ["{ROOT}/_typst/fonts"]
typst_filename = "book.pdf"
typst_description = "What it is about."
typst_keywords = ["one", "two"]
typst_handouts = ["faq/*"]
"""
INDEX = "# Start\n\nHello.\n\n```{toctree}\nfaq/safety\nfaq/control\n```\n"
PAGES = {"index": INDEX, "faq__safety": "# Is it safe?\n\nText.\n", "faq__control": "# Will I lose control?\n\nText.\n"}


@pytest.fixture
def book(project, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764547200")
    return project.write(conf=CONF, **PAGES)


def test_one_pdf_and_nothing_else_is_in_the_output_folder(book):
    assert [path.name for path in book.build("typst").outdir.iterdir()] == ["book.pdf"]


def test_a_book_of_another_name_leaves_nothing_of_the_old_one_and_touches_no_other_pdf(book):
    (book.build("typst").outdir / "mine.pdf").write_bytes(b"%PDF-1.7 of another program")
    book.build("typst", conf={"typst_filename": "guide.pdf"})
    assert {path.name for path in book.outdir.iterdir()} == {"guide.pdf", "mine.pdf"}


def test_the_pdf_says_what_it_is(book):
    with pikepdf.open(book.build("typst").outdir / "book.pdf") as pdf, pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == "A book"
        assert metadata["dc:creator"] == ["An author"]
        assert metadata["dc:description"] == "What it is about."
        assert metadata["pdfuaid:part"] == "1"
        assert "one" in str(pdf.docinfo["/Keywords"])
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20251201")
        assert pdf.Root.Lang == "en"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_the_outline_holds_the_questions_in_order(book):
    with pikepdf.open(book.build("typst").outdir / "book.pdf") as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert [t for t in titles if t.endswith("?")] == ["Is it safe?", "Will I lose control?"]


def test_all_fonts_are_embedded(book):
    with pikepdf.open(book.build("typst").outdir / "book.pdf") as pdf:
        fonts = [
            obj for obj in pdf.objects if isinstance(obj, pikepdf.Dictionary) and obj.get("/Type") == "/FontDescriptor"
        ]
        assert fonts
        assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys()) for font in fonts)


def test_a_rebuild_compiles_only_what_changed(book, monkeypatch):
    import typst_pdf.faults as module

    compiled = []
    original = module.compile_pdf
    monkeypatch.setattr(
        module, "compile_pdf", lambda folder, *rest: compiled.append(folder.name) or original(folder, *rest)
    )
    book.build("typst")
    book.build("typst")
    assert compiled == ["book"]
    book.write(index=INDEX.replace("Hello", "Hello again")).build("typst")
    assert compiled == ["book", "book"]
    assert "Hello again" in text(book.outdir / "book.pdf")


def test_a_changed_setting_makes_the_pdf_anew(book):
    book.build("typst")
    with pikepdf.open(book.build("typst", conf={"typst_paper": "us-letter"}).outdir / "book.pdf") as pdf:
        assert [float(side) for side in pdf.pages[0].mediabox[2:]] == [612, 792]


def test_pages_read_in_parallel_give_the_same_bytes(book, tmp_path):
    alone = (book.build("typst").outdir / "book.pdf").read_bytes()
    (book.outdir / "book.pdf").unlink()
    for page in (book.source / "faq").iterdir():
        page.touch()
    assert (book.build("typst", jobs=2).outdir / "book.pdf").read_bytes() == alone


def test_the_same_source_gives_the_same_bytes_in_any_folder_zone_and_locale(tmp_path):
    made = []
    places = [("a", "UTC", "C"), ("a longer/name é", "Asia/Kathmandu", "C.UTF-8")]
    for number, (folder, zone, locale) in enumerate(places):
        source = tmp_path / folder
        for name, page in {"conf.py": CONF, **{f"{k.replace('__', '/')}.md": v for k, v in PAGES.items()}}.items():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_text(page, encoding="utf-8")
        environment = {"SOURCE_DATE_EPOCH": "1764547200", "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": str(number)}
        command = [
            sys.executable,
            "-m",
            "sphinx",
            "-q",
            "-b",
            "typst",
            "-d",
            tmp_path / f"cache{number}",
            source,
            source / "out",
        ]
        subprocess.run(command, env=os.environ | environment, check=True, cwd=tmp_path)
        made.append((source / "out" / "book.pdf").read_bytes())
    assert made[0] == made[1]
    assert b"Kathmandu" not in made[1]


CODE = "```{raw} typst\n#nosuchfunction()\n```"


def test_what_typst_cannot_do_is_told_with_page_and_line(book):
    book.write(faq__safety=f"# Is it safe?\n\nText.\n\n{CODE}\n").build("typst", warns=True)
    message = "\n".join(book.warnings)
    assert "unknown variable: nosuchfunction" in message
    assert "faq/safety.md:5: ERROR" in message
    assert "main.typ" not in message
    assert not (book.outdir / "book.pdf").exists()
    assert book.app.statuscode == 1


def test_a_letter_that_no_font_has_is_told_with_each_line_that_holds_it_and_the_rest_is_built(book):
    book.write(
        faq__safety="# Is it safe?\n\nOne \U00012000 here.\n\n```\nx = \U00012000\n```\n",
        faq__control="# Will I lose control?\n\n`\U00012000` and \U00012001\n",
    ).build("typst", warns=True)
    assert [line.partition(": no font")[0].rpartition("/")[2] for line in book.warnings] == [
        "safety.md:3: WARNING", "safety.md:5: WARNING", "control.md:3: WARNING",
    ]  # fmt: skip
    assert "\U00012000, \U00012001" in book.warnings[2]
    assert "typst_font_paths" in book.warnings[2]
    said = text(book.outdir / "book.pdf")
    assert "One \ufffd here." in said
    assert "Will I lose control?" in said


def test_what_was_mended_is_told_again_by_the_next_build(book):
    book.write(index=INDEX + "\n\U00012000\n")
    assert book.build("typst", warns=True).warnings
    assert [line for line in book.build("typst", warns=True).warnings if "no font" in line]


def test_one_handout_that_cannot_be_made_hinders_no_other(book):
    book.write(faq__control=PAGES["faq__control"] + f"\n{CODE}\n").build("handouts", warns=True)
    assert [path.name for path in book.outdir.iterdir()] == ["safety.pdf"]
    assert book.app.statuscode == 1


def test_a_mended_page_gives_a_pdf_again(book):
    book.write(index=f"{INDEX}\n{CODE}\n").build("typst", warns=True)
    book.write(index=INDEX).build("typst")
    assert (book.outdir / "book.pdf").exists()


def test_pages_stand_in_the_order_of_the_toctree_each_on_new_paper(book):
    tags = tagged(book.build("typst").outdir / "book.pdf")
    titles = [tag.get_text() for tag in tags.select("H1")]
    assert titles[1:4] == ["Start", "Is it safe?", "Will I lose control?"]


def test_each_concern_is_a_pdf_of_its_own(book):
    out = book.build("handouts").outdir
    assert sorted(path.name for path in out.iterdir()) == ["control.pdf", "safety.pdf"]
    assert "Is it safe?" in text(out / "safety.pdf")
    assert "lose control" not in text(out / "safety.pdf")


def test_a_handout_links_to_other_pages_on_the_web_where_the_site_has_an_address(book):
    book.write(faq__safety="# Is it safe?\n\nSee [control](control.md).\n")
    book.build("handouts")
    assert not web_links(book.outdir / "safety.pdf")
    book.build("handouts", conf={"html_baseurl": "https://example.org/en"})
    assert "https://example.org/en/faq/control.html" in web_links(book.outdir / "safety.pdf")


def test_the_last_page_leads_to_the_living_version_only_when_it_has_an_address(book):
    assert "Ask those who gave it to you for a newer one." in text(book.build("typst").outdir / "book.pdf")
    book.build("typst", conf={"html_baseurl": "https://example.org/en/"})
    figures = tagged(book.outdir / "book.pdf").select("Figure")
    assert [figure["alt"] for figure in figures] == ["QR code that leads to https://example.org/en/"]


def test_a_missing_template_is_named(book):
    from sphinx.errors import ConfigError

    with pytest.raises(ConfigError, match=r"typst_template in conf\.py names nowhere\.typ"):
        book.build("typst", conf={"typst_template": "nowhere.typ"})
    assert Path(ROOT, "_typst/template.typ").is_file()


def test_the_package_works_alone_as_its_readme_says(tmp_path, monkeypatch):
    readme = (ROOT / "_ext/typst_pdf/README.md").read_text(encoding="utf-8")
    conf = re.search(r"```python\n(.*?)```", readme, re.DOTALL)[1]
    shutil.copytree(ROOT / "_ext/typst_pdf", tmp_path / "typst_pdf")
    shutil.copytree(ROOT / "_typst", tmp_path / "_typst")
    (tmp_path / "conf.py").write_text(f'{conf}\nproject = "Alone"\n', encoding="utf-8")
    (tmp_path / "index.rst").write_text("Title\n=====\n\nWords.\n", encoding="utf-8")
    monkeypatch.delenv("PYTHONPATH", raising=False)
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "typst", ".", "build/pdf"]
    subprocess.run(command, check=True, cwd=tmp_path)
    assert "Words." in text(tmp_path / "build/pdf/Alone.pdf")
