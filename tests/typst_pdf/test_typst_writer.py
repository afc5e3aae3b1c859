"""Every node that Markdown can express has a form in the PDF, with the tag that tells a screen reader what it is."""

import sys
import textwrap

import pytest

from tests.conftest import ROOT
from tests.pdf_reading import tagged, text, web_links

CONF = f"""
project = "A book"
author = "An author"
language = "en"
extensions = ["myst_parser", "typst_pdf"]
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist", "dollarmath", "fieldlist", "substitution"]
myst_substitutions = {{"drug": "ketamine"}}
typst_template = "{ROOT}/_typst/template.typ"
typst_font_paths = ["{ROOT}/_typst/fonts"]
typst_svg_font = "Source Sans 3"
typst_filename = "book.pdf"
"""
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 20"><text y="15" font-family="Arial">27 of 100</text></svg>'


@pytest.fixture
def pdf(project):
    """Build a PDF of one page, ``pdf("a paragraph")``, and give back its tags; ``.path`` is the file."""

    def build(page, **options):
        (project.source / "picture.svg").write_text(PICTURE, encoding="utf-8")
        conf = CONF + options.pop("conf", "")
        project.write(conf=conf, index="# A title\n\n" + textwrap.dedent(page), **options.pop("pages", {}))
        project.build("typst", **options)
        soup = tagged(project.outdir / "book.pdf")
        soup.path = project.outdir / "book.pdf"
        soup.warnings = project.warnings
        return soup

    return build


def words(tag):
    return " ".join(tag.get_text(" ").split())


def all_words(tags, name):
    return [" ".join(tag.get_text("").split()) for tag in tags.select(name)]


def test_text_keeps_every_character_and_no_ligature_eats_letters(pdf):
    assert "é ñ – “q” µ ≥ α ⁻¹ fi ffl # $ @ \\ <b>" in text(pdf("é ñ – “q” µ ≥ α ⁻¹ fi ffl # $ @ \\\\ &lt;b&gt;").path)


def test_emphasis_code_sub_and_superscript(pdf):
    tags = pdf("*soft* **hard** `x = 1` H{sub}`2`O m{sup}`2`")
    assert all_words(tags, "P Span, P Em, P Strong, P Code")[:2] == ["soft", "hard"]
    assert "soft hard x = 1 H2O m2" in all_words(tags, "P")


def test_headings_never_skip_a_level(pdf):
    tags = pdf("## Two\n\n#### Deep\n\ntext\n", warns=True)
    assert all_words(tags, "H1")[1] == "A title"
    assert all_words(tags, "H2") == ["Two"]
    assert all_words(tags, "H3") == ["Deep"]


def test_nested_lists(pdf):
    tags = pdf("""
    - one
      1. deep
      2. deeper

         a second paragraph
    - two
    """)
    assert [words(item.Lbl) for item in tags.select("L L LI")] == ["1.", "2."]
    assert "a second paragraph" in words(tags.select("L L LI")[1].LBody)
    assert words(tags.select("LI")[-1].LBody) == "two"


def test_lists_keep_their_own_numbers(pdf):
    tags = pdf("```{eval-rst}\nc. see\nd. dee\n```\n")
    assert all_words(tags, "LI Lbl") == ["c.", "d."]


def test_definition_lists_with_several_definitions(pdf):
    tags = pdf("""
    term
    : first
    : second

      and more
    """)
    assert words(tags.select("LI")[0].Lbl) == "term"
    assert words(tags.select("LI")[0].LBody) == "first second and more"


def test_glossary_terms_are_found_by_their_links(pdf):
    tags = pdf("""
    Say {term}`placebo`.

    ```{glossary}
    placebo
    sham
      A treatment without the drug.
    ```
    """)
    assert words(tags.select("L LI")[0].Lbl) == "placebo; sham"
    assert "placebo" in all_words(tags, "P Link")


def test_field_and_option_lists(pdf):
    tags = pdf(":dose: 0.5 mg/kg\n\n```{eval-rst}\n-a, --all FILE  Every one.\n```\n")
    assert [(words(i.Lbl), words(i.LBody)) for i in tags.select("LI")] == [
        ("dose", "0.5 mg/kg"),
        ("-a , --all FILE", "Every one."),
    ]


def test_tables_have_header_cells_and_alignment(pdf):
    tags = pdf("""
    | arm | people |
    |-----|-------:|
    | ketamine | 27 |
    """)
    assert all_words(tags, "Table THead TH") == ["arm", "people"]
    assert {cell["Scope"] for cell in tags.select("TH")} == {"/Column"}
    assert all_words(tags, "Table TBody TD") == ["ketamine", "27"]


def test_table_cells_span_rows_and_columns(pdf):
    tags = pdf("""
    ```{eval-rst}
    +-----+-----+
    | A span    |
    +=====+=====+
    | x   | y   |
    |     +-----+
    |     | z   |
    +-----+-----+
    ```
    """)
    assert tags.TH["ColSpan"] == "2"
    assert tags.TD["RowSpan"] == "2"


def test_a_table_head_is_drawn_again_on_each_page_and_no_row_is_split(pdf):
    long = "word " * 60
    rows = "\n".join(f"| row {n} begins {long} row {n} ends | x |" for n in range(40))
    path = pdf(f"| the head | b |\n|---|---|\n{rows}\n").path
    import pdfplumber

    with pdfplumber.open(path) as book:
        pages = [page.extract_text() for page in book.pages if "begins" in page.extract_text()]
    assert len(pages) > 2
    assert all("the head" in page for page in pages)
    for page in pages:
        for n in range(40):
            assert (f"row {n} begins" in page) == (f"row {n} ends" in page.replace("\n", " "))


def test_a_row_longer_than_a_page_goes_on_on_the_next(pdf):
    tags = pdf("| a | b |\n|---|---|\n| " + "many words " * 1500 + "the end | x |\n")
    assert "the end" in words(tags.TD)
    assert "the end" in text(tags.path)


def test_a_captioned_table_is_titled(pdf):
    tags = pdf("```{list-table} The arms\n:header-rows: 1\n\n* - a\n  - b\n* - c\n  - d\n```\n")
    assert "The arms" in words(tags.Table.Caption)


@pytest.mark.parametrize(
    "kind", ["attention", "caution", "danger", "error", "hint", "important", "note", "seealso", "tip", "warning"]
)
def test_admonitions_are_named_in_words(pdf, kind):
    assert f"{'See also' if kind == 'seealso' else kind.title()} Mind this." in words(
        pdf(f"```{{{kind}}}\nMind this.\n```\n").find("Document")
    )


def test_an_admonition_keeps_its_own_title(pdf):
    assert "In a crisis Call." in words(pdf("```{admonition} In a crisis\nCall.\n```\n").find("Document"))


def test_topics_sidebars_and_versions_are_boxes(pdf):
    found = words(
        pdf("""
    ```{topic} A topic
    Its text.
    ```

    ```{sidebar} At the side
    More.
    ```

    ```{versionadded} 2.0
    New.
    ```
    """).find("Document")
    )
    for part in ("A topic Its text.", "At the side More.", "Added in version 2.0"):
        assert part in found


def test_code_keeps_its_lines(pdf):
    tags = pdf("```python\nif x:\n    y = 1\n```\n\n```\nplain\n```\n")
    assert words(tags.select("Code")[0]) == "if x : y = 1"
    assert words(tags.select("Code")[1]) == "plain"


def test_figures_have_their_alternative_text_and_caption(pdf):
    tags = pdf("```{figure} picture.svg\n:alt: 27 of 100 people\n:width: 50%\n\nThe *caption*.\n\nA legend.\n```\n")
    assert tags.Figure["alt"] == "27 of 100 people"
    assert "The caption ." in words(tags.find("Document"))
    assert "A legend." in words(tags.find("Document"))


def test_an_image_in_a_line_stays_in_it(pdf):
    tags = pdf("before ![a sign](picture.svg) after")
    assert tags.select("P Figure")[0]["alt"] == "a sign"


def test_words_in_an_svg_are_words_in_the_documents_font(pdf):
    tags = pdf("![27 of 100](picture.svg)")
    assert words(tags.Figure) == "27 of 100"
    import pdfplumber

    with pdfplumber.open(tags.path) as book:
        assert all("SourceSans3" in char["fontname"] for page in book.pages for char in page.chars)


def test_an_image_without_alternative_text_stops_the_pdf_with_page_and_line(project):
    (project.source / "picture.svg").write_text(PICTURE, encoding="utf-8")
    project.write(conf=CONF, index="# A title\n\ntext\n\n![](picture.svg)\n").build("typst", warns=True)
    assert not (project.outdir / "book.pdf").exists()
    assert "index.md:5: ERROR: image picture.svg has no alternative text" in "\n".join(project.warnings)


def test_an_image_of_another_site_is_not_fetched_but_told(pdf):
    assert "A map" in words(pdf("![A map](https://example.org/map.png)").find("Document"))


def test_footnotes_stand_once_and_are_reached_from_each_mark(pdf):
    tags = pdf(
        "First[^a], again[^a], other[^b].\n\n[^a]: The *first* note.\n[^b]: The other.\n\n    Its second part.\n"
    )
    assert [words(note) for note in tags.select("Note")] == ["1 The first note.", "2 The other. Its second part."]


def test_maths_is_read_out_as_its_source(pdf):
    tags = pdf("Inline $x^2$ and\n\n$$\n\\frac{1}{2}\n$$\n")
    assert [formula["alt"] for formula in tags.select("Formula")] == ["x^2", "\\frac{1}{2}"]


def test_maths_is_set_as_a_formula_and_as_its_source_where_tylax_is_missing(pdf, monkeypatch):
    page = "Half is $\\frac{1}{2}$, and $\\alpha \\leq \\sqrt{\\beta}$.\n"
    found = text(pdf(page).path)
    assert "frac" not in found
    assert {"1", "2", "\N{MATHEMATICAL ITALIC SMALL ALPHA}", "≤"} <= {*found}
    monkeypatch.setitem(sys.modules, "tylax", None)
    pdf(page + "\n")  # edited, so that it is set again
    assert "\\frac{1}{2}" in text(pdf(page + "\nMore.\n").path)


@pytest.mark.parametrize("tex", ["\\badcommand{x}", "x^", "\\ce{H2O}", "}"])
def test_a_formula_that_cannot_be_set_is_told_and_its_tex_stands_in_its_place(pdf, tex):
    tags = pdf(f"Before.\n\n$$\n{tex}\n$$\n\nHalf is $\\frac{{1}}{{2}}$.\n", warns=True)
    assert tex in text(tags.path)
    assert [formula["alt"] for formula in tags.select("Formula")] == [tex, "\\frac{1}{2}"]
    if tex != "}":
        [message] = tags.warnings
        assert "index.md:5: WARNING: the PDF has the TeX of this formula in its place" in message


DESIGN = 'extensions += ["sphinx_design"]\n'


def test_a_card_shows_its_title_and_its_text_and_leads_where_it_leads(pdf):
    tags = pdf(
        """
        ::::{grid} 2
        :::{grid-item-card} Is it safe?
        :link: https://example.org/safe
        Nobody knows.
        ```{card-footer}
        At the foot.
        ```
        :::
        :::{grid-item-card} Is it dear?
        It is.
        :::
        ::::
        """,
        conf=DESIGN,
    )
    found = words(tags.find("Document"))
    assert (
        found.index("Is it safe?") < found.index("Nobody knows.") < found.index("At the foot.") < found.index("It is.")
    )
    assert "https://example.org/safe" in web_links(tags.path)


def test_a_folded_part_is_open_on_paper(pdf):
    found = words(pdf(":::{dropdown} More about it\nWhat was *hidden*.\n:::\n", conf=DESIGN).find("Document"))
    assert "More about it What was hidden ." in found.replace("hidden.", "hidden .")


def test_tabs_stand_below_one_another(pdf):
    page = """
    ::::{tab-set}
    :::{tab-item} By day
    Light.
    :::
    :::{tab-item} By night
    Dark.
    :::
    ::::
    """
    assert "By day Light. By night Dark." in words(pdf(page, conf=DESIGN).find("Document"))


def test_quotes_and_who_said_them(pdf):
    tags = pdf("```{epigraph}\nWords.\n\n-- Someone\n```\n")
    assert words(tags.BlockQuote) == "Words. — Someone"


def test_lines_of_verse_stay_lines(pdf):
    path = pdf("```{eval-rst}\n| one\n|    two\n| three\n```\n").path
    import pdfplumber

    with pdfplumber.open(path) as book:
        lines = [line for page in book.pages for line in page.extract_text_lines()]
    one, two, three = (next(line for line in lines if line["text"] == name) for name in ("one", "two", "three"))
    assert one["x0"] == three["x0"] < two["x0"]


def test_substitutions_abbreviations_rubrics_and_comments(pdf):
    found = words(
        pdf("The drug {{ drug }}, {abbr}`KAP (a therapy)`.\n\n% unseen\n\n```{rubric} A rubric\n```\n").find("Document")
    )
    assert "The drug ketamine, KAP (a therapy)." in found
    assert "A rubric" in found
    assert "unseen" not in found


def test_only_and_raw_keep_what_is_meant_for_this_format(pdf):
    found = words(
        pdf("""
    ```{only} html
    for the web
    ```

    ```{only} typst
    for paper
    ```

    ```{raw} html
    <p>raw web</p>
    ```

    ```{raw} typst
    #"raw paper"
    ```
    """).find("Document")
    )
    assert "for paper" in found
    assert "raw paper" in found
    assert "for the web" not in found
    assert "raw web" not in found


def test_nothing_in_a_text_is_read_as_typst(pdf):
    assert '#pagebreak() "quoted" [x] $y$ \\n' in text(
        pdf('`#pagebreak()` "quoted" [x] \\$y\\$ \\\\n').path.absolute()
    ).replace("“", '"').replace("”", '"')


def test_links_inside_the_book_land(pdf):
    tags = pdf("[To two](#two), [a page](other.md), [its part](other.md#part).\n\n## Two\n\n```{toctree}\nother\n```\n",
               pages={"other": "# Other\n\n## Part\n\ntext\n"}, conf="myst_heading_anchors = 2\n")  # fmt: skip
    assert {"To two", "a page", "its part"} <= set(all_words(tags, "P Link"))


def test_the_address_of_a_link_is_printed_unless_its_words_show_it(pdf):
    tags = pdf("[a study](https://doi.org/10.1/abc) and <https://example.org/x>")
    assert all_words(tags, "Note") == ["1 10.1/abc"] or all_words(tags, "Note") == ["110.1/abc"]


def test_a_number_to_call_is_printed_once_however_it_is_spaced(pdf):
    tags = pdf("Call [116\N{NO-BREAK SPACE}123](tel:116123).", conf='myst_url_schemes = ["tel"]\n')
    assert web_links(tags.path) == {"tel:116123"}
    assert all_words(tags, "Note") == []


def test_what_no_pdf_may_hold_is_left_out_and_the_rest_kept(pdf):
    assert "abcdef" in text(pdf("a\ufeffb\x7fc\ufffed\x1be\ufdd0f").path)


def test_a_letter_that_nobody_sees_is_told_by_its_number(pdf):
    [message] = pdf("One \U000f0000 here.", warns=True).warnings
    assert "no font of the PDF has U+F0000" in message


def test_literal_text_keeps_its_links_its_bold_words_and_its_lines(pdf):
    tags = pdf("```{parsed-literal}\nfirst **bold** [there](https://example.org/x)\n    `second`\n```\n")
    assert all_words(tags, "Strong")[0] == "bold"
    assert "https://example.org/x" in web_links(tags.path)
    import pdfplumber

    with pdfplumber.open(tags.path) as book:
        lines = [line for page in book.pages for line in page.extract_text_lines()]
    first, second = (next(line for line in lines if line["text"].startswith(name)) for name in ("first", "second"))
    assert first["top"] < second["top"]
    assert first["x0"] < second["x0"]


SIGNATURES = {
    "```{py:function} f(a[, b[, c]])\n```": "f(a[, b[, c]])",
    "```{py:function} f([a])\n```": "f([a])",
    "```{py:function} f[T, U: int](x: T) -> U\n```": "f[T, U: int](x: T) → U",
    "```{py:function} f(*, a)\n```": "f(*, a)",
    "```{cpp:class} template<typename T> std::array\n```": "template<typename T> class std::array",
    "```{js:function} get(href, callback[, errback])\n```": "get(href, callback[, errback])",
}


@pytest.mark.parametrize(("page", "signature"), SIGNATURES.items(), ids=SIGNATURES.values())
def test_a_signature_keeps_its_brackets_and_its_lines(pdf, page, signature):
    assert signature in text(pdf(page).path)


def test_lines_to_look_at_are_marked(pdf):
    import pdfplumber

    def marked(option):
        with pdfplumber.open(pdf(f"```{{code-block}} python\n{option}\na = 1\nb = 2\nc = 3\n```\n").path) as book:
            return len(book.pages[2].rects)

    assert marked(":emphasize-lines: 1,3") == marked(":force:") + 2


def test_a_list_of_tasks_says_which_are_done(pdf):
    found = words(pdf("- [ ] call\n- [x] ask\n", conf='myst_enable_extensions += ["tasklist"]\n').find("Document"))
    assert "☐ call" in found
    assert "☑ ask" in found


def test_a_sidebar_keeps_its_second_title(pdf):
    assert "One Two Text." in words(pdf("```{sidebar} One\n:subtitle: Two\n\nText.\n```\n").find("Document"))


NOVELTY = """
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

class novelty(nodes.General, nodes.Element):
    pass

class Novelty(SphinxDirective):
    def run(self):
        return [novelty("", nodes.paragraph("", "kept words"))]
"""
CONF_OF_NOVELTY = """
import os, sys
sys.path.insert(0, os.path.dirname(__file__))
import novelty
def setup(app):
    app.add_directive("novelty", novelty.Novelty)
    app.add_node(novelty.novelty{forms})
"""


def test_an_unknown_node_is_named_with_its_page_and_its_text_is_kept(project, pdf):
    (project.source / "novelty.py").write_text(NOVELTY, encoding="utf-8")
    tags = pdf("```{novelty}\n```\n", conf=CONF_OF_NOVELTY.format(forms=""), warns=True)
    assert "kept words" in all_words(tags, "P")
    assert "the PDF has no form for novelty on page index: its text is kept" in tags.warnings[0]


def test_another_extension_can_give_its_node_a_form(project, pdf):
    (project.source / "novelty.py").write_text(NOVELTY, encoding="utf-8")
    forms = ", typst=(lambda self, node: self.put('#strong['), lambda self, node: self.put(']'))"
    assert "kept words" in words(pdf("```{novelty}\n```\n", conf=CONF_OF_NOVELTY.format(forms=forms)).Strong)
