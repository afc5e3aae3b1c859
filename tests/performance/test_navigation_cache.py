"""The sidebar is the one that furo would make, but for a heading's level; on a large site only the page's section."""

import re

import pytest
from performance import navigation_cache

CONF = 'extensions = ["myst_parser"]\nhtml_theme = "furo"\n'
FAST = CONF.replace("myst_parser", 'performance.navigation_cache", "myst_parser')
PAGES = {
    "index": "# Home\n\n```{toctree}\n:caption: First\none/index\nsolo\nhttps://example.org\n```\n\n"
    "```{toctree}\n:hidden:\n:caption: Second\ntwo/index\nOther name <solo>\n```\n",
    "solo": "# Solo\n\nText.\n\n## Part\n",
    "one__index": "# One & all\n\n```{toctree}\nfirst\ndeep/index\n```\n",
    "one__first": "# First “page”\n\nText.\n",
    "one__deep__index": "# Deep\n\n```{toctree}\nbottom\n```\n",
    "one__deep__bottom": "# Bottom\n\nText.\n",
    "two__index": "# Two\n\n```{toctree}\n../one/first\n```\n",
    "lost": "---\norphan: true\n---\n\n# Lost\n\nIn no tree.\n",
}


def html(project, conf, jobs=1):
    """Every page of the built site by name."""
    project.write(conf=conf, **PAGES).build(jobs=jobs)
    return {str(path.relative_to(project.outdir)): path.read_text() for path in project.outdir.rglob("*.html")}


@pytest.fixture
def furo_alone(tmp_path, make_app):
    from tests.conftest import Project

    return html(Project(tmp_path / "furo", make_app), CONF)


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_page_is_the_same_as_furo_alone_makes_it_but_for_the_level_of_captions(furo_alone, project, jobs):
    pages = html(project, FAST, jobs)
    assert ' aria-level="2"' in pages["index.html"]
    assert {name: text.replace(' aria-level="2"', "") for name, text in pages.items()} == furo_alone


def test_only_the_html_builder_is_touched(project):
    project.write(conf=FAST, **PAGES).build("dirhtml")
    assert project.page("solo/index").select("li.current-page > a")[0].get_text() == "Other name"


def sections(size):
    """A site of two sections of that many pages."""
    names = [f"p{n}" for n in range(size)]
    pages = {f"{folder}__{name}": f"# {folder} {name}\n" for folder in ("a", "b") for name in names}
    toctree = "# Section {}\n\n```{{toctree}}\n" + "\n".join(names) + "\n```\n"
    index = "# Home\n\n```{toctree}\na/index\nb/index\n```\n"
    return {"index": index, "a__index": toctree.format("a"), "b__index": toctree.format("b"), **pages}


def sidebar_links(project, page):
    return [re.sub(r"^(\.\./)+", "", a["href"]) for a in project.page(page).select(".sidebar-tree a")]


def test_a_large_site_shows_the_section_of_the_page_and_the_way_to_the_others(project):
    project.write(conf=FAST, **sections(80)).build(jobs=2)
    links = sidebar_links(project, "a/p7")
    assert len(links) == 82
    assert links[-1] == "b/index.html"
    assert not project.page("a/p7").select("li.has-children:not(.current)"), "nothing to unfold, no switch to unfold it"
    assert sidebar_links(project, "index") == ["a/index.html", "b/index.html"]


def test_a_small_site_shows_everything(project):
    project.write(conf=FAST, **sections(3)).build()
    assert len(sidebar_links(project, "a/p1")) == 8


@pytest.mark.parametrize(("most", "shown"), [(8, 8), (7, 5)])
def test_a_site_is_large_with_one_link_more_than_that(project, monkeypatch, most, shown):
    monkeypatch.setattr(navigation_cache, "LARGE", most)
    project.write(conf=FAST, **sections(3)).build()
    assert len(sidebar_links(project, "a/p1")) == shown
