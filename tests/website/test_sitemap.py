"""sitemap.xml and robots.txt: what leads search engines to every page."""

from xml.etree import ElementTree

CONF = 'extensions = ["myst_parser", "website.sitemap", "pages.page_history"]\nhtml_baseurl = "https://example.org/en/latest/"\n'
PAGES = {"index": "# Home\n\n```{toctree}\nfaq/safety\n```\n", "faq__safety": "# Is it safe?\n"}
CHANGE = '[[change]]\ndate = 2026-11-24\npages = ["faq/safety"]\nwhat = "First version."\nwhy = "People ask."\n'
NAMES = {"": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def listed(built):
    tree = ElementTree.parse(built.outdir / "sitemap.xml")
    return {page.find("loc", NAMES).text: page.findtext("lastmod", None, NAMES) for page in tree.findall("url", NAMES)}


def test_every_page_is_listed_with_its_address_and_the_day_of_its_last_change(project):
    project.write(conf=CONF, **PAGES)
    (project.source / "changes.toml").write_text(CHANGE, encoding="utf-8")
    assert listed(project.build()) == {
        "https://example.org/en/latest/faq/safety.html": "2026-11-24",
        "https://example.org/en/latest/index.html": None,
    }


def test_the_list_is_whole_after_an_edit_of_one_page(project):
    project.write(conf=CONF, **PAGES).build(jobs=2)
    built = project.write(faq__safety="# Is it dangerous?\n", faq__cost="---\norphan: true\n---\n# Cost\n").build(
        jobs=2
    )
    assert [address.rpartition("/")[2] for address in listed(built)] == ["cost.html", "safety.html", "index.html"]


def test_robots_are_welcome_and_told_where_the_list_is(project):
    text = (project.write(conf=CONF, **PAGES).build().outdir / "robots.txt").read_text(encoding="utf-8")
    assert text.splitlines() == [
        "User-agent: *",
        "Allow: /",
        "",
        "Sitemap: https://example.org/en/latest/sitemap.xml",
    ]


def test_without_an_address_neither_file_is_there_nor_stays(project):
    project.write(conf=CONF, **PAGES).build()
    built = project.build(conf={"html_baseurl": ""})
    assert not (built.outdir / "sitemap.xml").exists()
    assert not (built.outdir / "robots.txt").exists()
