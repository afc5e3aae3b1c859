"""{site-file}: links to the data that the build puts beside the pages."""

from pathlib import Path

from bs4 import BeautifulSoup

CONF = """
from pathlib import Path
extensions = ["myst_parser", "website.site_file"]
copyright, version = "2026", "1"
def setup(app):
    if "html" in app.outdir.parts:
        app.connect("build-finished", lambda app, error: Path(app.outdir, "data.json").write_text("{}"))
"""
PAGES = {
    "index": "# Home\n\n```{toctree}\nfaq/data\n```\n",
    "faq__data": "# Data\n\nTake {site-file}`data.json` with you.\n",
}


def test_a_page_in_a_folder_leads_to_the_file_at_the_root(project):
    built = project.write(conf=CONF, **PAGES).build()
    link = built.page("faq/data").find(string="data.json").find_parent("a")
    assert (Path(built.outdir, "faq") / link["href"]).resolve() == (built.outdir / "data.json").resolve()


def test_an_e_book_gives_the_name(project):
    built = project.write(conf=CONF, **PAGES).build("epub")
    assert book_page(built).find(string="data.json").find_parent("a") is None


def test_an_e_book_gives_the_whole_address_where_the_site_has_one(project):
    built = project.write(conf=CONF, **PAGES).build("epub", conf={"html_baseurl": "https://example.org/en"})
    assert book_page(built).find(string="data.json").find_parent("a")["href"] == "https://example.org/en/data.json"


def book_page(built):
    return BeautifulSoup((built.outdir / "faq" / "data.xhtml").read_text(encoding="utf-8"), "html.parser")


def test_a_file_that_is_not_made_is_named_with_its_page_and_line_and_what_there_is(project):
    pages = PAGES | {"faq__data": "# Data\n\nTake {site-file}`dat.json` with you.\n"}
    (warning,) = project.write(conf=CONF, **pages).build(warns=True).warnings
    assert "data.md:3: WARNING: there is no file 'dat.json'" in warning
    assert "write one of those that it makes (data.json)" in warning
    assert "[site_file.missing]" in warning


def test_it_is_named_again_when_nothing_has_changed(project):
    pages = PAGES | {"faq__data": "# Data\n\n{site-file}`dat.json`\n"}
    project.write(conf=CONF, **pages).build(warns=True)
    assert "dat.json" in project.build(jobs=2, warns=True).warnings[0]
