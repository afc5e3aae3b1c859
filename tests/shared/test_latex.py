r"""LaTeX in a field of the bibliography reaches the reader as what it means, in every output, or is named."""

import json
import re
import zipfile

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from shared import latex
from shared.latex import address, faults, markup, plain

from tests.conftest import ROOT
from tests.pdf_reading import text as text_of

CONF = f"""
extensions = [
    "citations", "evidence.evidence_table", "website.evidence_json", "website.reference_downloads",
    "myst_parser", "typst_pdf",
]
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "medical"
bibtex_reference_style = "author_year_round"
copyright = version = "1"
text_licence = ""
typst_template = "{ROOT}/_typst/template.typ"
typst_font_paths = ["{ROOT}/_typst/fonts"]
"""
INDEX = "# Start\n\nIt helps {cite:p}`it`.\n\n```{evidence}\n```\n\n```{bibliography}\n```\n"
BIB = r"""@article{it, author = {Mu{\~n}oz, {\'E}va}, year = 2019, journal = {Acta \textit{Nova}}, volume = 1,
  title = {\textit{In vivo} H$_2$O, 5\,mg: \textbf{all} of $p<0.05$, $10^{-3}$ and \textsc{kap} in ``one'' --- \textmu g},
  finding = {Of 100, 50\% drank H$_2$O, 5\,\textmu g, at $p < 0.05$.}, participants = {20\textsuperscript{th} cohort},
  design = {cohort}, check = {verified}}"""
TITLE = "In vivo H2O, 5 mg: all of p<0.05, 10−3 and kap in “one” — µg."


def spaced(text):
    return re.sub(r"\s+", " ", text)


def is_set(page):
    """The page, web or e-book, sets the reference and the table with real italics, raised and lowered letters."""
    reference = page.find(id="ref-it").p
    assert TITLE in spaced(reference.get_text())
    assert [one.get_text() for one in reference.find_all("em")] == ["In vivo", "Acta Nova", "Nova"]
    assert [one.get_text() for one in reference.find_all("strong")] == ["all"]
    assert [one.get_text() for one in reference.find_all("sub")] == ["2"]
    assert [one.get_text() for one in reference.find_all("sup")] == ["−3"]
    assert reference.find(class_="small-caps").get_text() == "kap"
    row = page.select_one("table.evidence tbody tr")
    assert "Of 100, 50% drank H2O, 5 µg, at p < 0.05." in spaced(row.get_text())
    assert [row.find("sub").get_text(), row.find("sup").get_text()] == ["2", "th"]


@pytest.fixture
def book(project):
    return project.write(conf=CONF, index=INDEX, references_bib=BIB)


def test_a_web_page_sets_it(book):
    is_set(book.build().page())


def test_an_e_book_sets_it(book):
    book.build("epub")
    with zipfile.ZipFile(next(book.outdir.glob("*.epub"))) as opened:
        is_set(BeautifulSoup(opened.read("index.xhtml"), "html.parser"))


def test_a_pdf_sets_it(book):
    text = spaced(text_of(next(book.build("typst").outdir.glob("*.pdf"))))
    assert TITLE in text
    assert "50% drank H2O, 5 µg" in text


def test_the_downloads_have_it_as_csl_json_allows(book):
    (work,) = json.loads((book.build().outdir / "references.json").read_text(encoding="utf-8"))
    assert spaced(work["title"]) == (
        "<i>In vivo</i> H<sub>2</sub>O, 5 mg: <b>all</b> of p<0.05, 10<sup>−3</sup> and "
        '<span style="font-variant:small-caps;">kap</span> in “one” — µg'
    )
    assert work["author"] == [{"family": "Muñoz", "given": "Éva"}]


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\textit{In vivo} H$_2$O", "In vivo H₂O"),
        (r"{\em a {\bf b}} c", "a b c"),
        (r"$10^{-3}$, $x^2$, Ca$^{2+}$, 37$^\circ$C", "10⁻³, x², Ca²⁺, 37°C"),
        (r"$p<0.05$ or $p \leq 0.05$", "p<0.05 or p ≤ 0.05"),
        (r"1\textsuperscript{st} C\textsubscript{max}", "1st Cmax"),
        (r"$\alpha_2$, 5-HT$_{2A}$, $\frac{1}{2}$", "α₂, 5-HT_(2A), 1/2"),
        (r"5\,mg, 5~mg and 5\ mg", "5\u202fmg, 5\xa0mg and 5 mg"),
        (r"\textmu g, \mu g, $\mu$g", "µg, μg, μg"),
        (r"\'e {\'{e}} \c{c} {\v s} \r{a} \'{\i} \ss \o", "é é ç š å í ßø"),
        (r"``so'' and `so', 5--6 --- \enquote{yes}", "“so” and ‘so’, 5–6 — “yes”"),
        (r"\& \# \_ \{ \} \% \$5", "& # _ { } % $5"),
        (r"\url{https://example.org/a_b%20c}", "https://example.org/a_b%20c"),
        (r"\href{https://example.org}{here}", "here"),
        (r"50% of people \textit{and} 60%", "50% of people and 60%"),
        ("from 5 to 10", "from 5 to 10"),
        (r"\noopsort{1999}Old", "Old"),
        ("x_1 & C# ^", "x_1 & C# ^"),
    ],
)
def test_as_plain_words_it_keeps_its_meaning(latex, text):
    assert plain(latex) == text
    assert faults(latex) == []


@pytest.mark.parametrize(
    ("latex", "named", "text"),
    [
        (r"\foo{bar} stays", r"\foo", "bar stays"),
        (r"\alpah{} and \alpah", r"\alpah", r" and \alpah"),
        (r"\begin{small}all\end{small}", r"\begin{small}", "all"),
        (r"from $5 to $10", "a dollar sign alone", "from $5 to $10"),
        (r"US$5 and AU$6", "a dollar sign alone", "US$5 and AU$6"),
    ],
)
def test_what_has_no_form_is_named_with_what_to_write_and_its_words_stay(latex, named, text):
    (fault,) = faults(latex)
    assert fault.startswith(named)
    assert "write" in fault
    assert text in plain(latex)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*"\\{}$^_~`'%#&-ab2 \n[]()", r"\textit", r"\frac", r"\url", r"\em ", r"\verb"])))
def test_no_value_whatever_stops_a_build(parts):
    value = "".join(parts)
    assert isinstance(plain(value) + markup(value) + address(value), str)
    assert isinstance(faults(value), list)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"\url{https://example.org/a_b}", "https://example.org/a_b"),
        (r"{\url{https://example.org}}", "https://example.org"),
        (r"https://example.org/a\_b\%20c\~{}d\#e\&f", "https://example.org/a_b%20c~d#e&f"),
        (r"https://example.org/$\sim$u/{\textasciitilde}v--w", "https://example.org/~u/~v--w"),
        (r"10.1002/(SICI)49:8{\textless}693::AID$>$3.0", "10.1002/(SICI)49:8<693::AID>3.0"),
    ],
)
def test_an_address_is_what_the_web_knows(written, meant):
    assert address(written) == meant


@pytest.mark.parametrize("value", [r"45.5\% of 8--19", r"a \& b~c", r"\\% \_ \#", r"\% \foo", r"\%$x", r"\'e 5\%"])
def test_marks_that_have_no_fault_are_passed_over_with_the_same_answer_as_a_reading(value):
    assert faults(value) == list(dict.fromkeys(latex._read(value)[1]))
