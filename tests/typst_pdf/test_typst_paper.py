"""Nothing leaves the paper: every word and picture of a page of hard cases stands on its sheet, and none over another."""

from io import BytesIO

import pdfplumber
import pytest
from PIL import Image

from tests.conftest import ROOT
from tests.pdf_reading import misplaced, pages, tagged, text, web_links

CONF = f"""
project = "A book"
extensions = ["myst_parser", "typst_pdf", "sphinx_design", "sphinx.ext.todo"]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
typst_template = "{ROOT}/_typst/template.typ"
typst_font_paths = ["{ROOT}/_typst/fonts"]
typst_filename = "book.pdf"
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20" viewBox="0 0 90 20"><rect width="90" height="20"/></svg>'
LONG = "abcdefghij" * 20
ADDRESS = "https://example.org/" + "a-long-path/" * 20
ITEMS = "\n".join(f"    - item {n}" for n in range(90))
WORDS = " ".join(f"word{n}" for n in range(1500))


@pytest.fixture
def book(project):
    def build(page, *, conf="", title="# A title", pages=None, **options):
        (project.source / "picture.svg").write_text(options.pop("svg", SVG), encoding="utf-8")
        project.write(conf=CONF + conf, index=f"{title}\n\n{page}\n", **(pages or {}))
        project.path = project.build("typst", **options).outdir / "book.pdf"
        return project

    return build


def picture(*options):
    lines = "\n".join(f":{option}" for option in ("alt: A sign", *options))
    return f"```{{image}} picture.svg\n{lines}\n```"


def table(*cells, head=("a", "b"), options=()):
    rows = [head, cells] if cells else [head]
    body = "\n".join(
        ("* - " if not at else "  - ") + cell.replace("\n", "\n    ") for row in rows for at, cell in enumerate(row)
    )
    lines = "\n".join(f":{option}" for option in ("header-rows: 1", *options))
    return f"```{{list-table}}\n{lines}\n\n{body}\n```"


HARD = {
    "a picture wider than the paper": picture("width: 900px"),
    "a picture higher than the paper": picture("height: 3000px"),
    "a picture of both": picture("width: 900px", "height: 3000px"),
    "a picture ten times as large": picture("scale: 1000"),
    "a picture in a line": "before ![A sign](picture.svg){width=2000px} after",
    "a picture in a cell": table(picture("width: 900px").replace("```", "~~~"), "beside it"),
    "a high picture in a cell": table(picture("height: 3000px").replace("```", "~~~"), "beside it"),
    "a long cell": table(WORDS, "beside it"),
    "a cell with a long list": table("\n".join(f"- item {n}" for n in range(90)), "beside it"),
    "a long code block in a cell": table("~~~\n" + "code line\n" * 90 + "~~~", "beside it"),
    "a cell over ninety rows": "```{eval-rst}\n+---+---+\n| a | 0 |\n"
    + "".join(f"+   +---+\n|   | {n % 10} |\n" for n in range(1, 90))
    + "+---+---+\n```",
    "a long card": ":::{card} A card\n" + "\n\n".join(f"Paragraph {n}." for n in range(60)) + "\n:::",
    "a long line of code": f"```\n{LONG}\n```",
    "a long line of Python": f"```python\nx = '{LONG}'\n```",
    "long inline code": f"before `{LONG}` after",
    "a long word": f"before {LONG} after",
    "a long word in a title": f"## {LONG}",
    "a long word in a list": f"- a\n  - b\n    - {LONG}",
    "a long address": f"<{ADDRESS}>",
    "a long address in a note": f"[a page]({ADDRESS})",
    "twelve columns of long words": table(*(["incomprehensibilities"] * 12), head=["antidisestablishment"] * 12),
    "a table of code": table(f"`{LONG}`", LONG, "a", head=("a", "b", "c")),
    "a word in a column of one letter": table(LONG, "b", options=["widths: 3 97"]),
    "a table in a table": table(table("inner", LONG).replace("```", "~~~"), "beside it", head=("a", "b")),
    "a formula in a cell": table("$$\n" + " + ".join(f"x_{{{n}}}" for n in range(40)) + "\n$$", "b", head=("a", "b")),
    "a matrix in a cell": table(
        r"$$\begin{pmatrix}" + " & ".join(f"x_{{{n}}}" for n in range(30)) + r"\end{pmatrix}$$", "b"
    ),
    "a picture in a note": f"before[^n] after\n\n[^n]: A note\n\n    {picture('height: 3000px')}".replace(
        "\n:", "\n    :"
    ).replace("\n```", "\n    ```"),
    "code in a note": f"before[^n] after\n\n[^n]: A note\n\n    ~~~\n    {LONG}\n    ~~~",
    "a row of roles": "of the author: " + ", ".join(["`:cite:author:`"] * 12),
    "a row of paths": "see " + " ".join(["/etc/fstab"] * 30) + " and " + " ".join(["`.profile`"] * 30),
    "a long term": f"{LONG}\n: {LONG}",
    "a long field": f"```{{eval-rst}}\n:{LONG}: {LONG}\n\n--{LONG}  {LONG}\n```",
    "long lines of verse": f"```{{eval-rst}}\n| {LONG}\n|     {LONG}\n```",
    "a long signature": f"```{{py:function}} {LONG}(a: {LONG}) -> {LONG}\n{LONG}\n```",
    "long words in boxes": f"```{{sidebar}} {LONG}\n:subtitle: {LONG}\n{LONG}\n```\n\n```{{topic}} {LONG}\n{LONG}\n```",
    "a long parsed literal": f"```{{parsed-literal}}\n**{LONG}** {LONG}\n```",
    "tables in tables three deep": "```{eval-rst}\n.. list-table::\n\n   * - .. list-table::\n\n"
    "          * - .. list-table::\n\n"
    f"                 * - {LONG}\n                   - b\n            - {LONG}\n     - {LONG}\n```",
    "a long formula": "$$\n" + " + ".join(f"x_{{{n}}}" for n in range(80)) + "\n$$",
    "a long formula in a line": "before $" + "".join(rf"\sqrt{{x_{{{n}}}}}" for n in range(60)) + "$ after",
}


@pytest.mark.parametrize("page", HARD.values(), ids=HARD.keys())
def test_nothing_leaves_the_paper_and_nothing_is_lost(book, page):
    path = book("Before.\n\n" + page + "\n\nAt the end.").path
    assert misplaced(path) == []
    said = text(path)
    assert "At the end." in said
    for n in (0, 59, 89, 1499):
        for word in (f"item {n}", f"Paragraph {n}.", f"word{n}"):
            assert word in said or word not in page.replace(".\n", ". ")


def test_a_long_title_stays_on_its_sheets_and_in_the_contents(book):
    path = book(" ".join(["word"] * 1500), title=f"# See {LONG} at once").path
    assert misplaced(path) == []
    assert "…" in pages(path)[-2].split("\n")[0], "the running head has room for one line"
    assert LONG in text(path).replace(" ", ""), "the page has all of it"


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ('#place(dx: 500pt, [beyond])', "beyond is beyond the paper"),
        ('#place(dx: 500pt, image("images/picture.svg", alt: "A sign"))', "beyond the paper"),
        ('#box(place(bottom, [over]))under', "lies over"),
    ],
)  # fmt: skip
def test_this_very_test_sees_what_is_beyond_the_paper_and_what_lies_over_another(book, code, fault):
    path = book(f"```{{raw}} typst\n{code}\n```\n\n{picture()}").path
    assert [line for line in misplaced(path) if fault in line]


def test_what_cannot_fit_is_told_with_page_and_line(book):
    built = book("Before.\n\n" + table(*["word"] * 60, head=["a"] * 60), warns=True)
    [message] = built.warnings
    assert "index.md:8: WARNING: this table has 60 columns and the paper has no room for them" in message


def test_a_long_word_is_copied_as_it_was_written(book):
    said = text(book(f"{LONG} `{LONG}`").path)
    assert "\u200b" not in said
    assert LONG * 2 in said.replace(" ", "")


def test_a_scaled_picture_has_its_part_of_its_size(book):
    def width(page):
        with pdfplumber.open(book(page).path) as pdf:
            [drawn] = pdf.pages[2].rects
            return drawn["width"]

    assert width(picture("scale: 50")) == pytest.approx(width(picture()) / 2, abs=0.1)


def drawn(book, page):
    """The picture and the words of the sheet after the cover and the contents."""
    with pdfplumber.open(book(page).path) as pdf:
        sheet = pdf.pages[2]
        return max(sheet.rects, key=lambda rect: rect["height"]), {word["text"]: word for word in sheet.extract_words()}


def test_a_picture_of_both_sizes_keeps_its_proportions_and_leaves_no_hole(book):
    shown, words = drawn(book, picture("width: 90px", "height: 900px") + "\n\nAfterwards.")
    assert shown["width"] / shown["height"] == pytest.approx(90 / 20, rel=0.01)
    assert words["Afterwards."]["top"] - shown["bottom"] < 40


@pytest.mark.parametrize("fence", ["image", "figure"])
def test_a_picture_stands_at_the_side_that_its_author_wants(book, fence):
    def left(*options):
        shown, _words = drawn(book, picture(*options).replace("{image}", f"{{{fence}}}"))
        return shown["x0"]

    assert left() < left("align: center") < left("align: right")


def test_a_picture_that_leads_somewhere_stands_alone(book):
    shown, words = drawn(book, picture("target: https://example.org/x") + "\n\nAfterwards.")
    assert words["Afterwards."]["top"] > shown["bottom"]


def test_a_picture_in_a_table_with_a_caption_has_its_own_below(book):
    inner = picture().replace("{image}", "{figure}").replace("A sign\n", "A sign\n\nInside\n").replace("```", "~~~")
    page = table(inner, "beside").replace("{list-table}", "{list-table} Above")
    shown, words = drawn(book, page)
    assert words["Above"]["bottom"] < shown["top"] < words["Inside"]["top"]


def test_a_caption_stands_on_the_sheet_of_its_table(book):
    tables = [
        "Words.\n\n" * (n % 5) + table("high " * 400, "b").replace("{list-table}", f"{{list-table}} Caption{n}.")
        for n in range(20)
    ]
    said = pages(book("\n\n".join(tables)).path)
    assert sum(f"Caption{n}." in page for n in range(20) for page in said) == 20
    assert not [page for page in said if page.rstrip().split("\n")[-2].startswith("Caption")], "above the foot"


def test_a_short_word_is_not_cut_in_a_column_that_its_author_wants_narrow(book):
    page = table("a", "word " * 200, head=("Name", "Long"), options=["widths: 2 98"])
    assert "Name" in text(book(page).path).split()


def test_a_formula_too_small_to_read_goes_on_on_the_next_line(book):
    formula = "$$\n" + " + ".join(f"x_{{{n}}}" for n in range(80)) + "\n$$"
    with pdfplumber.open(book(formula).path) as pdf:
        assert max(char["size"] for char in pdf.pages[2].chars if char["text"] == "+") > 8


TITLES = {
    "a link": "# See [this](https://example.org/x) now",
    "a note": "# See this[^n] now\n\n[^n]: A note.",
    "a term": "# See {term}`dose` now\n\n```{glossary}\ndose\n  How much.\n```",
}


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES.keys())
def test_a_title_is_repeated_without_its_links_and_notes(book, title):
    path = book(" ".join(["word"] * 1500), title=title).path
    said = pages(path)
    assert sum("A note." in page for page in said) <= 1
    head = said[-2].split("\n")[0]
    assert "now" in head, "the running head of a further sheet"
    assert "  " not in head


HEADS = {
    "a link": "[arm](https://example.org/x)",
    "a note": "arm[^n]",
    "a place of this book": "[arm](#a-title)",
    "a picture": "arm ![A sign](picture.svg)",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS.keys())
def test_a_table_head_is_repeated_without_its_links_and_notes(book, head):
    rows = "\n".join(f"| a{n} | b |" for n in range(120))
    note = "\n\n[^n]: The note.\n" if "[^n]" in head else ""
    path = book(f"| {head} | people |\n|---|---|\n{rows}{note}\n", conf="myst_heading_anchors = 2\n").path
    said = pages(path)
    assert sum("arm" in page and "people" in page for page in said) >= 3
    assert sum("The note." in page for page in said) == ("[^n]" in head)
    assert bool(web_links(path)) == ("https" in head)


def test_a_table_in_a_table_has_columns_of_its_own(book):
    tags = tagged(
        book(
            table(table("one", "two", "three", head=("i", "j", "k")).replace("```", "~~~"), "beside", head=("a", "b"))
        ).path
    )
    assert [len(t.find("TR").find_all("TH", recursive=False)) for t in tags.select("Table")][:2] == [2, 3]


NUMBERED = """
See {numref}`sign` and {numref}`listing`.

```{figure} picture.svg
:name: sign
:alt: A sign

The caption.

The legend.
```

```{code-block} python
:caption: How it is done
:name: listing
:linenos:
:lineno-start: 7

x = 1
y = 2
```
"""


def test_numbers_of_pictures_and_listings_read_as_in_the_text_and_lead_there(book):
    path = book(NUMBERED, conf="numfig = True\n").path
    said = text(path)
    assert said.index("Fig. 1 The caption.") < said.index("The legend.")
    assert "Listing 1 How it is done" in said
    assert "7 x = 1 8 y = 2" in said
    assert {"Fig. 1", "Listing 1"} <= {" ".join(tag.get_text().split()) for tag in tagged(path).select("P Link")}


def test_a_hidden_todo_is_hidden_and_a_shown_one_is_shown(book):
    assert "Mend this" not in text(book("```{todo}\nMend this.\n```").path)
    assert "Mend this" in text(book("```{todo}\nMend this.\n```", conf="todo_include_todos = True\n").path)


def test_a_citation_keeps_its_label(book):
    assert "[Doe2020] A work." in text(book("```{eval-rst}\nSee [Doe2020]_.\n\n.. [Doe2020] A work.\n```").path)


def test_captions_of_toctrees_head_their_part_of_the_contents(book):
    trees = "```{toctree}\n:caption: Before you decide\none\n```\n\n```{toctree}\n:caption: Afterwards\ntwo\n```"
    contents = pages(book(trees, pages={"one": "# One\n", "two": "# Two\n"}).path)[1]
    words = [contents.index(word) for word in ("Before you decide", "One", "Afterwards", "Two")]
    assert words == sorted(words)


SIGN = "![The words of a sign](sign.{})"
DOTS = BytesIO()
Image.new("RGB", (60, 40)).save(DOTS, "PNG")
PNG = DOTS.getvalue()
FAULTS = {
    "no SVG": ("svg", b"<svg", "is no SVG that can be read"),
    "a tag that is not closed": ("svg", b'<svg xmlns="http://www.w3.org/2000/svg"><g></svg>', "is no SVG that can be read"),
    "no size": ("svg", SVG.replace("90", "0").encode(), "is no SVG that can be read"),
    "a picture on another site": ("svg", SVG.replace("<rect", "<image href='https://example.org/x.png'/><rect").encode(),
                                  "a picture from another file"),
    "a PNG by content": ("svg", PNG, "is a PNG by its content: let its name end in .png"),
    "an SVG by content": ("png", SVG.encode(), "is an SVG by its content: let its name end in .svg"),
    "nothing": ("png", b"", "is an empty file"),
    "no more than blanks": ("svg", b" \n", "is an empty file"),
    "half of it": ("png", PNG[:60], "is damaged"),
    "a web page": ("jpg", b"<!DOCTYPE html><title>404</title>", "is a web page"),
    "a pointer": ("png", b"version https://git-lfs.github.com/spec/v1\n", "git lfs pull"),
    "a BMP": ("bmp", b"BM" + b"0" * 40, "is a BMP that cannot be drawn: save it as PNG, JPEG or SVG"),
    "a PDF": ("pdf", b"%PDF-1.7\n", "is a PDF, which an accessible one cannot hold"),
    "a folder": ("png", None, "cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize(("ending", "data", "complaint"), FAULTS.values(), ids=FAULTS.keys())
def test_a_picture_that_cannot_be_drawn_is_told_with_page_and_line_and_its_words_stand_in_its_place(
    book, project, ending, data, complaint
):
    path = project.source / f"sign.{ending}"
    path.mkdir() if data is None else path.write_bytes(data)
    built = book(f"Before.\n\n{SIGN.format(ending)}\n\n{picture()}\n\nAfter.", warns=True)
    [message] = built.warnings
    assert f"index.md:5: WARNING: the PDF has the words of sign.{ending} in its place" in message
    assert complaint in message
    assert "Before. The words of a sign After." in " ".join(text(built.path).split())
    assert [figure["alt"] for figure in tagged(built.path).select("Figure")] == ["A sign"], "the good one is there"


def test_each_page_with_such_a_picture_is_told(book, project):
    (project.source / "sign.png").write_bytes(b"")
    page = SIGN.format("png") + "\n\n```{toctree}\none\n```"
    messages = book(page, pages={"one": f"# One\n\n{SIGN.format('png')}\n"}, warns=True).warnings
    assert [line.partition(": WARNING")[0].rpartition("/")[2] for line in messages] == ["index.md:3", "one.md:3"]


@pytest.mark.parametrize("letter", ["\U00012000", "&#x12000;", "&#73728;"])
def test_a_letter_missing_in_a_drawing_is_told_and_the_rest_of_it_is_drawn(book, letter):
    svg = SVG.replace("</svg>", f"<text y='9'>left {letter} right</text></svg>")
    built = book("Before.\n\n" + picture(), svg=svg, warns=True)
    [message] = built.warnings
    assert "index.md:5: WARNING: picture.svg: no font of the PDF has \U00012000" in message
    assert "left \ufffd right" in text(built.path)


def test_a_letter_missing_in_conf_is_told(book):
    [message] = book("Text.", conf='typst_description = "\\U00012000"\n', warns=True).warnings
    assert message.startswith("WARNING: conf.py: no font of the PDF has \U00012000")


def test_words_of_a_web_page_in_a_drawing_are_told(book):
    inner = "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>lost</p></foreignObject></svg>"
    [message] = book("Before.\n\n" + picture(), svg=SVG.replace("</svg>", inner), warns=True).warnings
    assert "index.md:5: WARNING: picture.svg: image contains foreign object" in message
    assert "write them as <text>" in message


@pytest.mark.parametrize(
    ("ending", "options"),
    [("gif", {"save_all": True, "append_images": [Image.new("RGB", (60, 40), "blue")]}), ("webp", {}), ("jpg", {})],
    ids=["a moving GIF", "a WebP", "a JPEG for printers"],
)
def test_pictures_of_other_kinds_are_drawn(book, project, ending, options):
    colours = "CMYK" if ending == "jpg" else "RGB"
    Image.new(colours, (60, 40)).save(project.source / f"sign.{ending}", **options)
    assert len(tagged(book(SIGN.format(ending)).path).select("Figure")) == 1


def test_a_drawing_in_an_encoding_that_it_does_not_name_is_told(book, project):
    svg = SVG.replace("</svg>", "<text y='9'>d\xe9j\xe0</text></svg>")
    (project.source / "latin.svg").write_bytes(svg.encode("latin-1"))
    [message] = book("![A sign](latin.svg)", warns=True).warnings
    assert "index.md:3: WARNING: latin.svg is not in UTF-8" in message


def test_a_drawing_in_any_encoding_is_read(book, project):
    svg = '<?xml version="1.0" encoding="ISO-8859-1"?>' + SVG.replace("</svg>", "<text y='9'>d\xe9j\xe0</text></svg>")
    (project.source / "latin.svg").write_bytes(svg.encode("latin-1"))
    assert "d\xe9j\xe0" in text(book("![A sign](latin.svg)", conf='typst_svg_font = "Source Sans 3"\n').path)
