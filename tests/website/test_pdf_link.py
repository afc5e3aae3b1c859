"""The PDF that a site offers for download."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONF = f"""
extensions = ["myst_parser", "website.pdf_link"]
html_theme = "furo"
html_sidebars = {{"**": ["sidebar/tools.html"]}}
templates_path = [{str(ROOT / "_templates")!r}]
pdf_link = "made/book.pdf"
"""


@pytest.fixture
def site(project):
    return project.write(conf=CONF, index="# Home\n\n```{toctree}\nfaq/safety\n```", faq__safety="# Is it safe?")


def make_pdf(site, content: bytes = b"%PDF-1.7\n%%EOF\n") -> None:
    (site.source / "made").mkdir(exist_ok=True)
    (site.source / "made" / "book.pdf").write_bytes(content)


def offered(site, page: str) -> str | None:
    link = site.page(page).find("a", string="Download as PDF")
    return link and link["href"]


def test_every_page_leads_to_the_pdf_that_lies_beside_the_landing_page(site):
    make_pdf(site)
    site.build(jobs=2)
    assert offered(site, "index") == "book.pdf"
    assert offered(site, "faq/safety") == "../book.pdf"
    assert (site.outdir / "book.pdf").read_bytes() == b"%PDF-1.7\n%%EOF\n"


def test_no_link_leads_to_a_pdf_that_was_never_made(site):
    site.build()
    assert offered(site, "index") is None


@pytest.mark.parametrize("half", [b"", b"%PDF-1.7\n", b"an error page\n%%EOF\n"])
def test_half_a_pdf_is_not_offered(site, half):
    make_pdf(site, half)
    site.build()
    assert offered(site, "index") is None
    assert not (site.outdir / "book.pdf").exists()


def test_pages_built_before_the_pdf_offer_it_after_the_next_build(site):
    site.build()
    make_pdf(site)
    site.build()
    assert offered(site, "index") == "book.pdf"
    assert offered(site, "faq/safety") == "../book.pdf"


def test_a_new_pdf_replaces_the_old_one_though_no_page_changed(site):
    make_pdf(site)
    site.build()
    make_pdf(site, b"%PDF-2.0\n%%EOF\n")
    site.build()
    assert (site.outdir / "book.pdf").read_bytes() == b"%PDF-2.0\n%%EOF\n"


def test_a_pdf_of_another_name_leaves_nothing_of_the_old_one(site):
    make_pdf(site)
    site.build()
    (site.source / "extra").mkdir()
    (site.source / "extra" / "poster.pdf").write_bytes(b"%PDF-1.7")
    (site.source / "made" / "book.pdf").rename(site.source / "made" / "guide.pdf")
    site.write(conf=CONF.replace("book.pdf", "guide.pdf") + 'html_extra_path = ["extra"]\n').build()
    assert {path.name for path in site.outdir.glob("*.pdf")} == {"guide.pdf", "poster.pdf"}
    assert offered(site, "index") == "guide.pdf"
    (site.source / "made" / "guide.pdf").unlink()
    assert {path.name for path in site.build().outdir.glob("*.pdf")} == {"poster.pdf"}
