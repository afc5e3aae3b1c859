"""Whoever hosts the site says its address and its repository's in the environment, in whichever form they have them."""

from shutil import copytree

import pytest
from shared import addresses
from sphinx.errors import ConfigError

from tests.conftest import ROOT

NAMES = ("SITE_URL", "REPOSITORY_URL", "READTHEDOCS_CANONICAL_URL", "READTHEDOCS_GIT_CLONE_URL", "READTHEDOCS_LANGUAGE")


@pytest.fixture
def environment(monkeypatch):
    """Set these variables and none of the others."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    return lambda **values: [monkeypatch.setenv(*pair) for pair in values.items()]


def test_without_a_variable_there_is_no_address(environment):
    assert (addresses.site(), addresses.repository()) == ("", "")


def test_an_empty_variable_is_as_good_as_none(environment):
    environment(SITE_URL="", REPOSITORY_URL="", READTHEDOCS_CANONICAL_URL="https://rtd.example.org/en/")
    assert (addresses.site(), addresses.repository()) == ("https://rtd.example.org/en/", "")


@pytest.mark.parametrize("given", ["https://example.org/kap", "https://example.org/kap/"])
def test_the_site_has_one_final_slash_however_it_is_given(environment, given):
    environment(SITE_URL=given)
    assert addresses.site() == "https://example.org/kap/"


def test_our_variables_come_before_those_of_read_the_docs(environment):
    environment(
        SITE_URL="https://a.example/",
        REPOSITORY_URL="https://a.example/kap",
        READTHEDOCS_CANONICAL_URL="https://b.example/",
        READTHEDOCS_GIT_CLONE_URL="https://b.example/kap",
    )
    assert (addresses.site(), addresses.repository()) == ("https://a.example/", "https://a.example/kap")


@pytest.mark.parametrize(
    "clone",
    [
        "https://git.example.org/someone/kap",
        "https://git.example.org/someone/kap/",
        "https://git.example.org/someone/kap.git",
        "https://user:secret@git.example.org/someone/kap.git",
        "git@git.example.org:someone/kap.git",
        "ssh://git@git.example.org/someone/kap.git",
        "ssh://git@git.example.org:2222/someone/kap.git",
    ],
)
@pytest.mark.parametrize("name", ["REPOSITORY_URL", "READTHEDOCS_GIT_CLONE_URL"])
def test_each_address_that_can_be_cloned_gives_the_page_of_the_repository(environment, name, clone):
    environment(**{name: clone})
    assert addresses.repository() == "https://git.example.org/someone/kap"


@pytest.mark.parametrize("given", ["example.org/kap", "/kap/", "https://", "ftp://example.org/"])
def test_a_site_that_is_no_address_is_refused_with_what_to_write(environment, given):
    environment(SITE_URL=given)
    with pytest.raises(ConfigError, match=r"SITE_URL is '.*': write the whole address, such as https://"):
        addresses.site()


@pytest.mark.parametrize("given", ["someone/kap", "C:/kap", "file:///kap"])
def test_a_repository_that_is_not_on_the_web_is_refused_if_we_were_told_so_and_else_left_out(environment, given):
    environment(READTHEDOCS_GIT_CLONE_URL=given)
    assert addresses.repository() == ""
    environment(REPOSITORY_URL=given)
    with pytest.raises(ConfigError, match=r"REPOSITORY_URL is '.*': write the whole address, such as https://"):
        addresses.repository()


@pytest.mark.filterwarnings("ignore:'tags' will become a required")  # furo's call, which the next furo mends
def test_they_reach_every_link_of_our_pages_that_needs_one(environment, project):
    """Our own conf.py, on a page of ours alone."""
    environment(SITE_URL="https://example.org/kap", REPOSITORY_URL="git@example.org:a/kap.git")
    small_book(project)
    html = project.build(warns=True).outdir  # of links to the pages that are not here
    page = project.page("faq/safety")
    whole = "https://example.org/kap/faq/safety.html"
    assert page.find("link", rel="canonical")["href"] == whole
    assert page.find("meta", property="og:url")["content"] == whole
    assert whole in page.find("details", class_="cite-this-page").p.get_text()
    assert page.find("a", string="Report a mistake")["href"].startswith("https://example.org/a/kap/issues/new?")
    assert f"<loc>{whole}</loc>" in (html / "sitemap.xml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("named", "language"),
    [(None, "en"), ("de", "de"), ("pt-br", "pt_BR"), ("zh-hans", "zh_Hans"), ("pt_BR", "pt_BR"), ("en", "en")],
)
def test_read_the_docs_says_which_language_it_builds_and_elsewhere_it_is_that_of_the_pages(
    environment, named, language
):
    environment(**({"READTHEDOCS_LANGUAGE": named} if named else {}))
    assert addresses.language("en") == language


@pytest.mark.filterwarnings("ignore:'tags' will become a required")  # furo's call, which the next furo mends
def test_a_project_of_read_the_docs_in_another_language_is_that_edition(environment, project):
    environment(READTHEDOCS_LANGUAGE="de", READTHEDOCS_CANONICAL_URL="https://kap.example.org/de/latest/")
    small_book(project)
    project.build(warns=True)  # of links to the pages that are not here
    page = project.page("faq/safety")
    assert page.html["lang"] == "de"
    assert page.find("link", rel="canonical")["href"] == "https://kap.example.org/de/latest/faq/safety.html"
    assert "Noch nicht von einer Fachperson geprüft" in page.find(class_="status").get_text()
    assert page.find(class_="translation-note").get_text().strip() == "Diese Seite ist noch nicht übersetzt."
    assert page.title.get_text().endswith("KAP: Bedenken und Evidenz")


def small_book(project):
    """Our settings, looks, words and code, with one concern."""
    project.write(conf=(ROOT / "conf.py").read_text(), index="# Start\n\n```{toctree}\nfaq/safety\n```\n")
    for name in ("_ext", "_static", "_templates", "_typst", "references.bib"):
        (project.source / name).symlink_to(ROOT / name)
    copytree(ROOT / "locale", project.source / "locale")  # Sphinx writes beside what is there
    project.write(faq__safety=(ROOT / "faq/safety.md").read_text(encoding="utf-8"))
