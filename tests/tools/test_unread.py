"""`make unread`: what waits for a second reader, the most cited first."""

from rules import Site
from rules.source import Source

from tools.unread import main, unread

ENTRY = "@misc{%s, title = {A}, read = {abstract}%s}\n"


def site(pages: dict[str, str], bib: str) -> Site:
    sources = {path: Source(path, text.encode(), len(text)) for path, text in {**pages, "references.bib": bib}.items()}
    return Site(sources, lambda path: True)


def test_what_nobody_read_twice_is_listed_the_most_cited_first():
    bib = ENTRY % ("dean2021", "") + ENTRY % ("dore2019", "") + ENTRY % ("short2018", ", second = {2026-12-01}")
    page = "# A\n\nOne {cite:p}`dore2019,dean2021`.\nTwo {cite:p}`dore2019`, three {cite:p}`short2018`.\n"
    assert list(unread(site({"faq/a.md": page}, bib))) == [
        "references.bib:2: dore2019 is cited 2 times; read once: abstract",
        "references.bib:1: dean2021 is cited 1 time; read once: abstract",
    ]


def test_that_some_wait_is_no_fault(capsys):
    assert main() == 0
    assert capsys.readouterr().out.endswith(" not read twice\n")
