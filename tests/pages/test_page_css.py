"""A page asks only for the stylesheets of what stands on it."""

CONF = """
extensions = ["myst_parser", "pages.page_css"]
myst_enable_extensions = ["colon_fence"]
page_css = "static/pages"
html_static_path = ["static"]
"""
CARDS = "# Cards\n\n:::{container} cards wide\nOne.\n:::\n"


def stylesheets(project, page):
    links = project.page(page).select("link[rel=stylesheet]")
    return [link["href"].partition("?")[0].removeprefix("_static/pages/") for link in links]


def test_it_is_on_the_pages_that_hold_its_class_and_on_the_page_of_its_name(project):
    (project.source / "static/pages").mkdir(parents=True)
    for name in ("cards", "search"):
        (project.source / f"static/pages/{name}.css").write_text("a {}", encoding="utf-8")
    words = "# Start\n\nThe word cards, and `class=cards`.\n\n```{toctree}\none\n```\n"
    built = project.write(conf=CONF, index=words, one=CARDS).build()
    assert "cards.css" in stylesheets(built, "one")
    assert "cards.css" not in stylesheets(built, "index")
    assert "search.css" in stylesheets(built, "search")
    assert "search.css" not in stylesheets(built, "one")
    assert "?v=" in built.page("one").select_one("link[href*='cards.css']")["href"]


def test_it_follows_an_edit(project):
    (project.source / "static/pages").mkdir(parents=True)
    (project.source / "static/pages/cards.css").write_text("a {}", encoding="utf-8")
    project.write(conf=CONF, index=CARDS).build()
    assert "cards.css" in stylesheets(project, "index")
    assert "cards.css" not in stylesheets(project.write(index="# Cards\n\nNone.\n").build(), "index")
