"""What stops the build is found by `make check` before it, kind by kind, and each slip is one fault in both."""

from __future__ import annotations

import re

import pytest
from rules import check, read_site
from sphinx.util.console import strip_colors
from test_rules import BIBLIOGRAPHY, OTHER_PAGES, page, page_with
from test_rules_build import PICTURE

CONF = """
extensions = ["citations", "duration_chart", "evidence_table", "icon_array", "myst_parser", "page_history",
              "reference_downloads", "retractions", "rules", "site_file"]
include_patterns = ["*.md", "faq/*.md"]
exclude_patterns = ["faq/_*.md", "build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
nitpicky = True
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "medical"
bibtex_reference_style = "author_year_round"
show_warning_types = True
"""
CHANGE = (
    '[[change]]\ndate = 2026-11-24\npages = ["faq/safety"]\nwhat = "First version."\nwhy = "Nobody had answered."\n'
)
ARRAY = "```{icon-array} felt better\n:when: after a day\n:certainty: low\n:cite: dean2021\n\n"
CHART = "```{duration-chart} Days until it came back\n:certainty: low\n\n"
SAID = "It may help {cite:p}`dean2021`"

IN_RESEARCH = {
    "a missing picture": "![A scan](brian.png)\n\n" + SAID + ".",
    "a missing figure": "```{figure} brian.png\n:alt: A scan\n```\n\n" + SAID + ".",
    "a dead anchor here": SAID + ", [as said](#in-shorts).",
    "a dead anchor on another page": SAID + ", [as said](../methods.md#grades).",
    "a page that is not there": SAID + ", [as said](../method.md).",
    "a page without its ending": SAID + ", [as said](../method).",
    "an unknown label": SAID + ", see {ref}`grades`.",
    "an unknown label with words": SAID + ", see {ref}`the grades <grades>`.",
    "an unknown document": SAID + ", see {doc}`../method`.",
    "a plural": "After {term}`remissions` it may come back {cite:p}`dean2021`.",
    "an unknown term": "After {term}`satiety` it may come back {cite:p}`dean2021`.",
    "a file that is not made": SAID + ": {site-file}`reference.bib`.",
    "a group in per cent": f"{ARRAY}ketamine: 27%\n```\n\n{SAID}.",
    "a group as a fraction": f"{ARRAY}ketamine: 9/100\n```\n\n{SAID}.",
    "a group of more than all": f"{ARRAY}ketamine: 127 of 100\n```\n\n{SAID}.",
    "groups of different totals": f"{ARRAY}ketamine: 27 of 100\nplacebo: 9 of 50\n```\n\n{SAID}.",
    "an icon array without groups": f"{ARRAY}```\n\n{SAID}.",
    "a duration in weeks": f"{CHART}one infusion: 2 weeks | half relapsed | dean2021\n```\n\n{SAID}.",
    "a misspelt key": "It may help {cite:p}`daen2021,dean2021`.",
    "two keys without a comma": "It may help {cite:p}`dean2021 short2018`.",
    "a level left out": f"{SAID}.\n\n#### For whom\n\nFor some {{cite:p}}`dean2021`.",
    "a misspelt block": f"```{{icon-aray}} felt better\nketamine: 27 of 100\n```\n\n{SAID}.",
    "an unknown block": f"```{{zzz}}\nWords.\n```\n\n{SAID}.",
    "an unknown role": SAID + " {zzz}`words`.",
    "a misspelt role": SAID + " {trem}`remission`.",
    "a list of another book's kind": f"{SAID}.\n\n```{{bibliography}}\n:filter: docname in docnames\n```",
    "a role in a title of a backtick fence": f"{SAID}.\n\n```{{note}} See {{term}}`remission`\nMore {{cite:p}}`dean2021`.\n```",
}
IN_FILES = {
    "a fixed part at another level": {"faq/safety.md": page().replace("## The concern", "#### The concern")},
    "a fixed part in bold": {"faq/safety.md": page().replace("## The concern", "**The concern**")},
    "a fixed part without a space": {"faq/safety.md": page().replace("## The concern", "##The concern")},
    "a tab": {"faq/safety.md": page().replace("## The concern", "\t## The concern")},
    "a change of an unknown page": {"changes.toml": CHANGE.replace("safety", "saftey")},
    "a change of an unknown source": {"changes.toml": CHANGE + 'sources = ["daen2021"]\n'},
    "a change without a reason": {"changes.toml": CHANGE.replace("why", "# why")},
    "a change on a day in quotes": {"changes.toml": CHANGE.replace("2026-11-24", '"2026-11-24"')},
    "a change that is no TOML": {"changes.toml": CHANGE + "\n" + CHANGE.replace('"First', "First")},
    "a retraction that is not said": {"retractions.toml": '[[retracted]]\nkey = "dean2021"\n'},
    "a list of retractions that is no TOML": {"retractions.toml": "[[retracted]\n"},
    "a page in the contents that is not there": {
        "index.md": OTHER_PAGES["index.md"].replace("methods\n", "methods\nmethod\n")
    },
}
FAULTS = {name: {"faq/safety.md": page_with(text)} for name, text in IN_RESEARCH.items()} | IN_FILES


@pytest.fixture
def book(tmp_path):
    """A small book without a fault."""
    files = OTHER_PAGES | {
        "conf.py": CONF,
        "faq/safety.md": page(),
        "references.bib": "\n\n".join(BIBLIOGRAPHY) + "\n",
        "references.md": "---\norphan: true\n---\n# References\n\n```{bibliography}\n```\n",
        "changes.toml": CHANGE,
        "retractions.toml": "# Nothing.\n",
    }
    (tmp_path / "faq").mkdir()
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "faq/brain.png").write_bytes(PICTURE)
    return tmp_path


@pytest.fixture
def build(book, make_app):
    """Builds the book from nothing and returns the warnings."""

    def warnings() -> list[str]:
        app = make_app("html", srcdir=book, builddir=book / "build")
        app.build()
        app.cleanup()
        return [line for line in strip_colors(app.warning.getvalue()).splitlines() if line]

    return warnings


def test_a_book_without_a_fault_has_none_in_either(book, build):
    assert check(read_site(book), notes=False) == []
    assert build() == []


@pytest.mark.parametrize("name", FAULTS)
def test_what_the_build_stops_at_the_check_finds_and_each_tells_it_once(book, build, name):
    for path, text in FAULTS[name].items():
        (book / path).write_text(text, encoding="utf-8")
    [found] = check(read_site(book), notes=False)
    assert re.search(r"[:;,] .+", found.message), "what to write instead"
    [warning] = build()
    assert f"{found.path}:{found.line}: WARNING: {found.message}" in warning
