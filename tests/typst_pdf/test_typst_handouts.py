"""Each concern as a PDF to print or send, and the link to it on its web page."""

import pikepdf
import pytest
from typst_pdf import builder

from tests.conftest import ROOT
from tests.pdf_reading import misplaced, pages, tagged, text, web_links

CONF = f"""
project = "A book"
extensions = ["myst_parser", "typst_pdf"]
myst_enable_extensions = ["attrs_block", "colon_fence"]
typst_template = "{ROOT}/_typst/template.typ"
typst_font_paths = ["{ROOT}/_typst/fonts"]
typst_handouts = ["faq/*"]
typst_handout_skips = ["the-studies"]
typst_handouts_folder = "../build/handouts"
"""
SAFETY = "# Is it safe?\n\nSee [control](control.md).\n\n## The studies\n\nA long table.\n\n## What to ask\n\nWho?\n"
INDEX = "# Start\n\n```{{toctree}}\n{}\n```\n"
WORDS = "Print or send this page (PDF)"


@pytest.fixture
def faq(project):
    index = INDEX.format("faq/safety\nfaq/control")
    return project.write(conf=CONF, index=index, faq__safety=SAFETY, faq__control="# Will I lose control?\n\nText.\n")


def test_a_handout_holds_its_page_without_what_is_left_to_the_book(faq):
    words = text(faq.build("handouts").outdir / "safety.pdf")
    assert "Is it safe?" in words
    assert "What to ask" in words
    assert "A long table" not in words
    assert "The studies" not in words


def test_the_book_keeps_what_the_handouts_leave_out(faq):
    assert "A long table" in text(faq.build("typst").outdir / "A book.pdf")


def test_a_link_to_a_page_that_is_not_in_the_handout_is_plain_where_the_site_has_no_address(faq):
    tags = tagged(faq.build("handouts").outdir / "safety.pdf")
    assert "See control." in [tag.get_text() for tag in tags.select("P")]
    assert not tags.select("Link")


def test_a_web_page_leads_to_its_handout_and_the_file_is_there(faq):
    page = faq.build("handouts").build("html").page("faq/safety")
    address = page.find("a", string=WORDS)["href"]
    assert (faq.outdir / "faq" / address).resolve() == faq.outdir / "handouts" / "safety.pdf"
    assert (faq.outdir / "handouts" / "safety.pdf").is_file()
    assert not faq.page("index").find("a", string=WORDS)


def test_no_web_page_leads_to_a_handout_that_was_not_made(faq):
    assert not faq.build("html").page("faq/safety").find("a", string=WORDS)


def test_the_links_come_when_the_handouts_do(faq):
    faq.build("html").build("handouts").build("html")
    assert faq.page("faq/safety").find("a", string=WORDS)


def test_an_ebook_has_no_link_to_a_file_it_does_not_hold(faq):
    faq.build("handouts").build("epub", conf={"epub_show_urls": "no", "version": "1", "copyright": "2026"})
    assert WORDS not in (faq.outdir / "faq" / "safety.xhtml").read_text(encoding="utf-8")


def test_only_the_handout_of_an_edited_page_is_made_again(faq):
    faq.build("handouts")
    before = {path.name: path.stat().st_mtime_ns for path in faq.outdir.iterdir()}
    faq.write(faq__safety=SAFETY.replace("Who?", "When?")).build("handouts")
    after = {path.name: path.stat().st_mtime_ns for path in faq.outdir.iterdir()}
    assert [name for name in before if before[name] != after[name]] == ["safety.pdf"]


LONG = "# Is it safe?\n\n## In short\n\n" + "A line of its own.\n\n" * 150
ON_ONE_SHEET = {"typst_handout_sections": ["in-short"], "typst_handout_sheets": 1}


@pytest.fixture
def compiled(monkeypatch):
    """The files that Typst was asked for."""
    seen = []
    real = builder.compile_around
    monkeypatch.setattr(builder, "compile_around", lambda cache, *rest: seen.append(cache.name) or real(cache, *rest))
    return seen


def test_a_handout_that_no_measure_fits_is_not_made_again_while_nothing_changes(faq, compiled):
    faq.write(faq__safety=LONG).build("handouts", conf=ON_ONE_SHEET)
    assert compiled.count("safety") > 1
    compiled.clear()
    faq.build("handouts", conf=ON_ONE_SHEET)
    assert compiled == []
    faq.write(faq__safety=LONG.replace("A line", "A word")).build("handouts", conf=ON_ONE_SHEET)
    assert set(compiled) == {"safety"}
    assert "A word of its own" in text(faq.outdir / "safety.pdf")


def test_a_handout_is_measured_again_when_it_may_take_more_sheets(faq, compiled):
    faq.write(faq__safety=LONG).build("handouts", conf=ON_ONE_SHEET)
    compiled.clear()
    faq.build("handouts", conf=ON_ONE_SHEET | {"typst_handout_sheets": 9})
    assert compiled.count("safety") == 1


def names(faq):
    return {path.relative_to(faq.outdir).as_posix() for path in faq.outdir.rglob("*.pdf")}


def test_pages_of_one_name_have_handouts_of_their_own_and_each_page_leads_to_its_own(faq):
    faq.write(index=INDEX.format("faq/a/index\nfaq/b/index\nfaq/safety\nfaq/control"))
    faq.write(faq__a__index="# One\n\nAlpha.\n", faq__b__index="# Two\n\nBeta.\n")
    conf = {"typst_handouts": ["faq/**"]}
    assert names(faq.build("handouts", conf=conf)) == {
        "faq/a/index.pdf",
        "faq/b/index.pdf",
        "safety.pdf",
        "control.pdf",
    }
    assert "Alpha." in text(faq.outdir / "faq/a/index.pdf")
    faq.build("html", conf=conf)
    for page, words in (("faq/a/index", "Alpha."), ("faq/b/index", "Beta.")):
        address = faq.page(page).find("a", string=WORDS)["href"]
        assert words in text((faq.outdir / page).parent / address)


def test_a_handout_never_has_the_name_of_the_book(faq):
    faq.build("handouts", conf={"typst_filename": "Safety.pdf"})
    assert names(faq) == {"faq/safety.pdf", "control.pdf"}


def test_the_handout_of_a_withdrawn_page_goes_from_its_folder_and_from_the_site(faq):
    faq.build("handouts").build("html")
    (faq.source / "faq" / "control.md").unlink()
    faq.write(index=INDEX.format("faq/safety"), faq__safety="# Is it safe?\n\nText.\n")
    assert names(faq.build("handouts")) == {"safety.pdf"}
    assert {name for name in names(faq.build("html")) if name.startswith("handouts")} == {"handouts/safety.pdf"}


@pytest.mark.parametrize("half", [b"", b"%PDF-1.7\n"])
def test_half_a_handout_is_not_offered(faq, half):
    (faq.build("handouts").outdir / "safety.pdf").write_bytes(half)
    assert not faq.build("html").page("faq/safety").find("a", string=WORDS)
    assert names(faq) == {"handouts/control.pdf"}


def test_a_full_disk_leaves_the_old_pdf_or_none_but_never_half_of_one(faq, monkeypatch):
    def full(path, data):
        with path.open("wb") as file:
            file.write(data[:100])
        raise OSError("No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        faq.build("handouts")
    assert [path for path in (faq.folder / "build" / "handouts").rglob("*") if path.is_file()] == []


def test_a_link_to_a_part_that_handouts_leave_out_leads_to_the_web(faq):
    faq.write(faq__safety=SAFETY + "\nSee [the studies](#the-studies).\n")
    conf = {"myst_heading_anchors": 2}
    assert not tagged(faq.build("handouts", conf=conf).outdir / "safety.pdf").select("Link")
    faq.build("handouts", conf=conf | {"html_baseurl": "https://example.org/en/"})
    assert "https://example.org/en/faq/safety.html#the-studies" in web_links(faq.outdir / "safety.pdf")


SHORT = (
    """# Is it safe?

## In short

It is {term}`safe`.

## The studies

One [work](#ref-a), [the same](#ref-a), [another](#ref-b).

:::{container} drawn
The first drawing.
:::

:::{container} drawn
The second drawing.
:::

:::{container} drawn
The third drawing.
:::

## Questions

- Who?

## References

{.references}
"""
    + "\n".join(f"- Work {letter}." for letter in "abcdefghijkl")
    + "\n```\n"
)
HELP = ":::{important}\n:class: crisis\nCall 112.\n:::\n\n```{glossary}\nsafe\n  Without harm.\n```\n\n"
CHOSEN = {
    "typst_handout_sections": ["in-short", "questions"],
    "typst_handout_pictures": ["drawn"],
    "typst_handout_sheets": 2,
    "typst_help_class": "crisis",
}


def short(faq, page=SHORT, **conf):
    index = INDEX.format("faq/safety").replace("# Start\n\n", "# Start\n\n" + HELP)
    page = page.replace("[work](#ref-a), [the same](#ref-a), [another](#ref-b)", "work")
    faq.write(index=index, faq__safety=page)
    (faq.source / "faq" / "control.md").unlink(missing_ok=True)
    return faq.build("handouts", conf=CHOSEN | conf).outdir / "safety.pdf"


def test_a_short_handout_has_the_chosen_parts_two_pictures_eight_references_and_whom_to_call(faq):
    said = text(short(faq))
    parts = [
        "It is safe.",
        "The first drawing.",
        "The second drawing.",
        "Who?",
        "Work a.",
        "Call 112.",
        "References that had no room here: 4.",
    ]
    assert [said.index(part) for part in parts] == sorted(said.index(part) for part in parts)
    assert "The third drawing." not in said
    assert "One work" not in said
    assert sum(f"Work {letter}." in said for letter in "abcdefghijkl") == 8


def test_whom_to_call_stands_once_where_the_page_has_it_already(faq):
    assert (
        text(short(faq, SHORT.replace("## The studies", HELP.partition("```")[0] + "## The studies"))).count(
            "Call 112."
        )
        == 1
    )


def test_the_rest_is_reached_by_a_code_that_leads_to_the_page(faq):
    path = short(faq, html_baseurl="https://example.org/en/")
    assert [figure["alt"] for figure in tagged(path).select("Figure")] == [
        "QR code that leads to https://example.org/en/faq/safety.html"
    ]


def test_a_handout_that_is_too_long_has_fewer_references(faq):
    long = SHORT.replace("Work", "A very long title of a work. " * 60 + "Work")
    path = short(faq, long)
    assert len(pages(path)) <= 2
    assert sum(f"Work {letter}." in text(path) for letter in "abcdefghijkl") in (1, 2, 3, 5, 0)


@pytest.mark.parametrize(("paper", "size"), [("a4", 842), ("us-letter", 792)])
def test_a_handout_fits_the_paper(faq, paper, size):
    path = short(faq, typst_paper=paper)
    assert misplaced(path) == []
    with pikepdf.open(path) as pdf:
        assert float(pdf.pages[0].mediabox[3]) == pytest.approx(size, abs=1)


def test_the_book_leaves_out_pages_and_parts_that_stay_on_the_web(faq):
    faq.build("typst", conf={"typst_book_leaves": ["faq/control"], "typst_book_skips": ["the-studies"]})
    said = text(faq.outdir / "A book.pdf")
    assert "Is it safe?" in said
    assert "Will I lose control?" not in said
    assert "A long table" not in said
