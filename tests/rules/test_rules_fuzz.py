"""Whatever is in a file, the rules answer with messages: no traceback, no endless search, no line that is not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rules import Site, check

from tests.rules.test_rules import BIBLIOGRAPHY, PATH, page, site

ROOT = Path(__file__).parents[2]
PIECES = st.sampled_from(
    [
        "---\n", "```{icon-array}\n", "```\n", ":::{important}\n", ":::\n", "{cite:p}`dean2021`", "{cite:p}`", "`",
        "{", "}", "\t", "# ", "## In short\n", "### ", "- ", "  - ", "1. ", "| a | b |\n", "|---|---|\n", "> ",
        "![](", "](x.md)", "[", "<b>", "<!--", "27 of 100 people. ", "et al. ", "TO WRITE", "% a note\n", "\n",
        "\n\n", "\r\n", "\r", "\N{BYTE ORDER MARK}", "é", "\u2028", "certainty: ", "&a", "*a",
        "!!python/object:os.system ", "term\n: meaning\n", "\\", "\0", "(safety)=\n", "+++\n", "$$", "[^1]",
        "```{glossary}\n", "```{list-table} T\n* - ", "```{toctree}\n", ":cite: a,,b\n", "ketamine reduces ",
        "\U0001f600",
    ]
)  # fmt: skip
BIB_PIECES = st.sampled_from(
    [
        "@article{", "@misc(", "@string{", "@comment{", "@preamble{", "@", "{", "}", "(", ")", ",", "=", '"', "#",
        "\\", "%", "\n", "dean2021", "title", "title = {", "pages = {1-2}", "doi = {https://doi.org/10.1000/x}",
        " and ", "year = 2021", "month = ", "pmid = {0}", "url = {x}", "urldate = {2021-13-40}", "check = {partial}",
        "design = {}", "é", "\t", "\r\n", "\0",
    ]
)  # fmt: skip
bounded = settings(max_examples=150, derandomize=True, deadline=None, database=None)


def answers(found: Site) -> None:
    """Each finding has a place that exists and a message on one line."""
    for finding in check(found):
        assert 1 <= finding.line <= found.sources[finding.path].text.count("\n") + 1, finding
        assert finding.message
        assert "\n" not in finding.message
        assert len(finding.message) < 2000


@bounded
@given(st.lists(PIECES, max_size=40).map("".join))
@example("")
@example("---")
@example("---\n---\n")
@example("---\n- a\n---\n")
@example("---\na: &a [*a]\n---\n")
@example("---\n? [b]\n: c\n---\n")
@example("```")
@example("```{list-table}\n```{list-table}\n```{list-table}")
@example("> - 1. > - a")
@example("|a|\n|-|\n|{cite:p}`a`|")
def test_any_page_of_markdown_pieces(text):
    answers(site(text=text))


@bounded
@given(st.binary(max_size=300))
def test_any_bytes_as_a_page(data):
    answers(site(text=data))


@bounded
@given(st.data())
def test_a_valid_page_with_anything_in_any_place(data):
    text = page()
    at = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 80))
    answers(site(text=text[:at] + data.draw(st.one_of(PIECES, st.text(max_size=20))) + text[at + cut :]))


@bounded
@given(st.lists(BIB_PIECES, max_size=40).map("".join))
def test_any_bibliography_of_pieces(text):
    answers(site(bibliography=text))


@bounded
@given(st.data())
def test_a_valid_bibliography_with_anything_in_any_place(data):
    text = "\n\n".join(BIBLIOGRAPHY)
    at = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 80))
    text = text[:at] + data.draw(st.one_of(BIB_PIECES, st.text(max_size=20))) + text[at + cut :]
    if "\0" not in text:  # that is no text file, which the rules for files say
        answers(site(bibliography=text))


LARGE = {
    "20 MB": b"a" * 20_000_000,
    "a long line": b"{cite:p}`" * 30_000,
    "deep lists": "".join("  " * depth + "- a\n" for depth in range(500)).encode(),
    "deep quotations": b"> " * 20_000 + b"a",
    "deep front matter": b"---\na: " + b"[" * 4_000 + b"\n---\n",
    "open brackets": b"[" * 15_000,
    "stars": b"*a_" * 6_000,
    "backticks": b"".join(b"`" * count + b" " for count in range(300)),
    "UTF-16": page().encode("utf-16"),
    "UTF-8 with BOM and CRLF": ("\N{BYTE ORDER MARK}" + page()).replace("\n", "\r\n").encode(),
    "a picture": (ROOT / "_typst/fonts/SourceSans3-It.otf").read_bytes(),
}


@pytest.mark.parametrize("name", LARGE)
def test_a_large_or_strange_page_gets_a_message(name):
    answers(found := site(text=LARGE[name]))
    assert [finding for finding in check(found) if finding.path == PATH]


@pytest.mark.parametrize(
    "text", ["{" * 50_000, "@article{" * 5_000, "@a{b," + "c={" * 20_000, '@a{b, c = "' + "{}" * 20_000]
)
def test_a_large_or_strange_bibliography_gets_a_message(text):
    assert [finding for finding in check(site(bibliography=text)) if finding.path == "references.bib"]


def test_what_is_wrong_with_one_file_hides_nothing_of_the_others():
    found = site(text=LARGE["20 MB"], bibliography="@article{dean2021, title = ")
    assert {finding.path for finding in check(found)} >= {PATH, "references.bib"}
