"""Whoever begins a book finds every setting with its meaning on one page, and a misspelt one in conf.py is named."""

from __future__ import annotations

import re
import tomllib
from dataclasses import asdict, fields

from shared.book import Book
from sphinx.util.console import strip_colors

from tests.conftest import ROOT

CONF = 'extensions = ["myst_parser", "pages.settings_page", "pages.fold"]\n'
PAGE = "# Settings\n\n```{settings} book.toml\n```\n\n## Build\n\n```{settings} conf.py\n```\n"


def told(listed) -> dict[str, str]:
    return {term.get_text(): term.find_next_sibling("dd").get_text().strip() for term in listed.find_all("dt")}


def test_the_page_has_each_setting_of_the_book_with_its_meaning_and_what_holds_without_it(project):
    page = project.write(conf=CONF, index=PAGE).build(jobs=2).page()
    book = told(page.find("dl"))
    assert [*book] == [each.name for each in fields(Book)]
    assert all(each.metadata["text"].replace("`", "") in book[each.name] for each in fields(Book))
    assert "Without it" not in book["treatment"]
    shown = {}
    for block in page.find("dl").find_all("pre"):
        shown |= tomllib.loads(block.get_text())
    assert shown == {name: value for name, value in asdict(Book()).items() if value}


def test_it_has_each_setting_that_our_extensions_add_to_conf_py(project):
    settings = told(project.write(conf=CONF, index=PAGE).build().page().find_all("dl")[1])
    assert settings == {"fold_sections": "Id of a section that is folded up on the web -> what stands in it."}


def test_our_own_page_has_every_setting_that_the_code_adds(website):
    from bs4 import BeautifulSoup

    page = BeautifulSoup(
        (website / "contributing" / "settings.html").read_text(encoding="utf-8"), "html.parser"
    ).article
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "_ext").rglob("*.py"))
    added = {*re.findall(r'add_config_value\(\s*"(\w+)"', code)}
    shown = {literal.get_text() for place in page.find_all(["dt", "td"]) for literal in place.find_all("code")}
    # What the code tells itself is no setting.
    assert {"search_weights", "typst_looks"} <= added
    assert added - shown == {"book_settings", "typst_handouts_made"}


def test_settings_of_another_file_are_refused(project):
    [warning] = project.write(conf=CONF, index="# A\n\n```{settings} book.yml\n```\n").build(warns=True).warnings[:1]
    assert "index.md:3" in warning
    assert "no settings stand in book.yml: write one of book.toml, conf.py" in warning


def test_a_misspelt_setting_in_conf_py_is_named_with_its_line(project):
    conf = f'{CONF}fold_section = {{}}\nhtml_base_url = "https://example.org/"\nother = 1\n_fold_section = 2\n'
    project.write(conf=conf, index="# A\n").build(warns=True)
    first, second = map(strip_colors, project.warnings)
    assert "conf.py:2: WARNING: no setting is called `fold_section`: did you mean fold_sections?" in first
    assert "conf.py:3: WARNING: no setting is called `html_base_url`: did you mean html_baseurl?" in second
