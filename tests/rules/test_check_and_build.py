"""What stops the build is found by `make check` before it, kind by kind, and each slip is one fault in both."""

from __future__ import annotations

import re

import pytest
from rules import check, read_site
from sphinx.util.console import strip_colors

from tests.rules.test_rules import BIBLIOGRAPHY, OTHER_PAGES, page, page_with
from tests.rules.test_rules_build import PICTURE

CONF = """
extensions = [
    "citations", "evidence.duration_chart", "evidence.evidence_table", "evidence.icon_array", "myst_parser",
    "pages.page_history", "pages.picture_list", "website.reference_downloads", "evidence.retractions",
    "rules", "website.site_file",
]
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
RECORDS = "\n\n".join(BIBLIOGRAPHY) + "\n"
ARRAY = "```{icon-array} felt better\n:when: after a day\n:certainty: low\n:cite: dean2021\n\n"
CHART = "```{duration-chart} Days until it came back\n:certainty: low\n\n"
DRAWN = "```{picture-list} Two ways\n:cite: dean2021\n\ndrip: Infusion\n: Into a vein.\n\n"
SAID = "It may help {cite:p}`dean2021`"
FIGURE = "```{figure} brain.png\n:alt: A scan\n"
HOW = "(how)=\n# How we work\n\nBy reading {cite:p}`salloum2020,short2018,partial2020`.\n"


def contents(entries: str, options: str = "") -> dict[str, str]:
    text = OTHER_PAGES["index.md"].replace("methods\n", f"{entries}\n")
    return {"index.md": text.replace("{toctree}\n", "{toctree}\n" + options)}


def terms(text: str) -> dict[str, str]:
    return {"glossary.md": f"# Glossary\n\n```{{glossary}}\n{text}\n```\n"}


def record(old: str, new: str) -> dict[str, str]:
    assert old in RECORDS
    return {"references.bib": RECORDS.replace(old, new, 1)}


def front(field: str) -> dict[str, str]:
    return {"faq/safety.md": page().replace("---\n# Is", f"{field}---\n# Is")}


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
    "an item without a drawing": f"{DRAWN}Injection\n: So too.\n```\n\n{SAID}.",
    "an item whose drawing is not there": f"{DRAWN}sirynge: Injection\n: So too.\n```\n\n{SAID}.",
    "an item without words": f"{DRAWN}drip: Injection\n```\n\n{SAID}.",
    "one item alone": f"{DRAWN}```\n\n{SAID}.",
    "a misspelt source of a list with drawings": f"{DRAWN}drip: Two\n: So too.\n```\n\n{SAID}.".replace(
        ":cite", ":ciet", 1
    ),
    "an option of no list with drawings": f"{DRAWN}drip: Two\n: So too.\n```\n\n{SAID}.".replace(
        ":cite", ":step:\n:cite", 1
    ),
    "a duration in weeks": f"{CHART}one infusion: 2 weeks | half relapsed | dean2021\n```\n\n{SAID}.",
    "a misspelt key": "It may help {cite:p}`daen2021,dean2021`.",
    "two keys with a semicolon": "It may help {cite:p}`dean2021; short2018`.",
    "a citation that is not closed": "It may help {cite:p}`dean2021.\n\n" + SAID + ".",
    "a citation that runs on": "It may help {cite:p}`dean2021. It may last {cite:p}`short2018`.\n\n" + SAID + ".",
    "a citation that hides the only one of a work": "It may help {cite:p}`short2018. It may last {cite:p}`dean2021`.",
    "a key in brackets": SAID + " [short2018].",
    "a key in two brackets": SAID + " [[short2018]].",
    "a character that nobody sees": SAID + "\x0b.",
    "a line separator": SAID + "\u2028.",
    "two keys without a comma": "It may help {cite:p}`dean2021 short2018`.",
    "a level left out": f"{SAID}.\n\n#### For whom\n\nFor some {{cite:p}}`dean2021`.",
    "a misspelt block": f"```{{icon-aray}} felt better\nketamine: 27 of 100\n```\n\n{SAID}.",
    "an unknown block": f"```{{zzz}}\nWords.\n```\n\n{SAID}.",
    "an unknown role": SAID + " {zzz}`words`.",
    "a misspelt role": SAID + " {trem}`remission`.",
    "a list of another book's kind": f"{SAID}.\n\n```{{bibliography}}\n:filter: docname in docnames\n```",
    "a second list of references": f"```{{page-references}}\n```\n\n{SAID}.",
    "a footnote without a text": SAID + " [^why].",
    "a footnote that nothing leads to": f"{SAID}.\n\n[^why]: In adults.",
    "a misspelt footnote": f"{SAID} [^wyh].\n\n[^why]: In adults.",
    "a second text of a footnote": f"{SAID} [^1].\n\n[^1]: In adults.\n[^1]: In children.",
    "a footnote in a box": f":::{{note}}\n{SAID} [^why].\n:::\n\n{SAID}.",
    "an option of no block": f":::{{note}}\n:colour: red\n\n{SAID}.\n:::\n\n{SAID}.",
    "a misspelt option": f"{ARRAY.replace(':when:', ':wen:')}ketamine: 27 of 100\n```\n\n{SAID}.",
    "an option with a wrong value": f"{FIGURE}:width: wide\n```\n\n{SAID}.",
    "an option without its value": f"{FIGURE}:width:\n```\n\n{SAID}.",
    "an option with a wrong word": f"{FIGURE}:align: middle\n```\n\n{SAID}.",
    "options in another form": f":::{{note}}\n---\ncolour: red\n---\n{SAID}.\n:::\n\n{SAID}.",
    "a figure without a file": f"```{{figure}}\n:alt: A scan\n```\n\n{SAID}.",
    "a picture without a file": f"![A scan]()\n\n{SAID}.",
    "a picture without anything": f"![]()\n\n{SAID}.",
    "a picture without words": f"![](brain.png)\n\n{SAID}.",
    "a picture of another kind": f"![A scan](brain.tiff)\n\n{SAID}.",
    "a picture that is a page": f"![A scan](../methods.md)\n\n{SAID}.",
    "a picture of another site": f"![A scan](https://example.org/scan.png)\n\n{SAID}.",
    "a list under a figure": f"{FIGURE}\n- A scan\n```\n\n{SAID}.",
    "a block without its words": f"```{{include}}\n```\n\n{SAID}.",
    "an index without words": f"```{{index}}\n```\n\n{SAID}.",
    "an include of nothing": f"```{{include}} _crisis.md\n```\n\n{SAID}.",
    "a box without text": f":::{{note}}\n:::\n\n{SAID}.",
    "words behind a block that takes none": f"```{{page-history}} all\n```\n\n{SAID}.",
    "a misspelt language": f"{SAID}.\n\n```pyhton\nx = 1\n```",
    "a misspelt language in braces": f"{SAID}.\n\n```{{code-block}} pyhton\nx = 1\n```",
    "code that is none": f"{SAID}.\n\n```json\n{{'a': }}\n```",
    "a table of uneven rows": f"{SAID}.\n\n```{{list-table}}\n* - {SAID}\n  - One\n* - {SAID}\n```",
    "a table that is no list": f"{SAID}.\n\n```{{list-table}}\n{SAID}.\n```",
    "a table of too many widths": f"{SAID}.\n\n```{{list-table}}\n:widths: 1 2\n\n* - {SAID}\n```",
    "a table without its line": f"{SAID}.\n\n| Trial | Found |\n| One | It helped |",
    "an open fence": f"{SAID}.\n\n```\ncode",
    "an open block of backticks": f"{SAID}.\n\n```{{note}}\n{SAID}.",
    "an open block of colons": f"{SAID}.\n\n:::{{note}}\n{SAID}.",
    "a link to a folder": SAID + ", [as said](../faq).",
    "a link to a part of pages": SAID + ", [as said](_crisis-lines.md).",
    "a link to nothing": SAID + ", [as said]().",
    "a link with a scheme of MyST's": SAID + ", [as said](project:../method.md).",
    "a link to a file to download": SAID + ", <path:data.csv>.",
    "a link to another book": SAID + ", [as said](inv:python#grades).",
    "an address given twice": SAID + ", [as said][a].\n\n[a]: ../methods.md\n[a]: ../index.md",
    "a document with its ending": SAID + ", see {doc}`../methods.md`.",
    "a download that is not there": SAID + ": {download}`data.csv`.",
    "a number that nothing has": SAID + ": {numref}`grades`.",
    "an equation that is not there": SAID + ": {eq}`grades`.",
    "a thing of any kind": SAID + ": {any}`grades`.",
    "a condition that is none": f":::{{only}} html and (\n{SAID}.\n:::\n\n{SAID}.",
    "a condition of another project": f":::{{ifconfig}} html\n{SAID}.\n:::\n\n{SAID}.",
    "a file to show that is not there": f"{SAID}.\n\n```{{literalinclude}} data.py\n```",
    "reStructuredText with a fault": f"{SAID}.\n\n```{{eval-rst}}\nIt *may help.\n```",
    "a name given twice": f"(how)=\n### How\n\n{SAID}.\n\n(how)=\n### Why\n\n{SAID}.",
    "a name given to a figure too": f"{FIGURE}:name: how\n```\n\n(how)=\n### Why\n\n{SAID}.",
    "two lines across": f"{SAID}.\n\n---\n\n---\n\n{SAID}.",
    "a heading in bold": f"{SAID}.\n\n**For whom**\n\nFor some {{cite:p}}`dean2021`.",
    "a role without text": "It may help {cite:p}.\n\n" + SAID + ".",
    "a footnote in a heading": f"### For whom[^a]\n\n{SAID}.\n\n[^a]: For adults {{cite:p}}`dean2021`.",
    "HTML": f"<div>\n\n{SAID}.",
    "a role in a title of a backtick fence": f"{SAID}.\n\n```{{note}} See {{term}}`remission`\nMore {{cite:p}}`dean2021`.\n```",
}
IN_FILES = {
    "a fixed part at another level": {"faq/safety.md": page().replace("## The concern", "#### The concern")},
    "a fixed part in bold": {"faq/safety.md": page().replace("## The concern", "**The concern**")},
    "a fixed part without a space": {"faq/safety.md": page().replace("## The concern", "##The concern")},
    "a tab": {"faq/safety.md": page().replace("## The concern", "\t## The concern")},
    "HTML in a record": {"references.bib": RECORDS.replace("felt better", "felt <i>better</i>", 1)},
    "an entity in a record": {"references.bib": RECORDS.replace("felt better", "felt &lt; better", 1)},
    "a bell in a record": {"references.bib": RECORDS.replace("felt better", "felt\x07 better", 1)},
    "a record with a word without braces": record("year         = {2021}", "year         = about2021"),
    "a record with words without braces": record("{Ketamine for depression in adults}", "Ketamine for adults"),
    "a record with an opening brace too few": record("{Ketamine for depression", "Ketamine for depression"),
    "a record with a closing brace too few": record("in adults}", "in adults"),
    "a record without a comma": record("year         = {2021},", "year         = {2021}"),
    "a record without an equals sign": record("year         = {2021}", "year         {2021}"),
    "a record without a key": record("@article{dean2021,", "@article{"),
    "a record with a space in its key": record("@article{dean2021,", "@article{dean 2021,"),
    "a record without its @": record("@article{dean2021,", "article{dean2021,"),
    "a record that is not closed": record("{verified}\n}", "{verified}"),
    "a record with a field as a note": record("  year         = {2021}", "% year = {2021}"),
    "a record with two fields on a line": record("  year", "  journal = {Sleep}, year"),
    "a record with a field twice": record("  year", "  year         = {2021},\n  year"),
    "a record of another type": record("@article{dean2021", "@artcle{dean2021"),
    "a change of an unknown page": {"changes.toml": CHANGE.replace("safety", "saftey")},
    "a change of an unknown source": {"changes.toml": CHANGE + 'sources = ["daen2021"]\n'},
    "a change without a reason": {"changes.toml": CHANGE.replace("why", "# why")},
    "a change on a day in quotes": {"changes.toml": CHANGE.replace("2026-11-24", '"2026-11-24"')},
    "a change that is no TOML": {"changes.toml": CHANGE + "\n" + CHANGE.replace('"First', "First")},
    "a retraction that is not said": {"retractions.toml": '[[retracted]]\nkey = "dean2021"\n'},
    "a list of retractions that is no TOML": {"retractions.toml": "[[retracted]\n"},
    "a page in the contents that is not there": contents("methods\nmethod"),
    "a misspelt page in the contents": contents("method"),
    "a page twice in the contents": contents("methods\nmethods"),
    "the contents in themselves": contents("methods\nindex"),
    "a part of pages in the contents": contents("methods\nfaq/_crisis-lines"),
    "a pattern of no page": contents("methods\nfaqs/*", ":glob:\n"),
    "a pattern without its option": contents("meth*"),
    "an unknown option of the contents": contents("methods", ":captain: All\n"),
    "contents of a depth that is none": contents("methods", ":maxdepth: two\n"),
    "a page that stands in no contents": {"more.md": "# More\n\nWords.\n"},
    "a concern that stands in no contents": {"faq/driving.md": page()},
    "an empty page": {"more.md": ""},
    "a page without a title": {"methods.md": HOW.partition("\n\n")[2]},
    "references in no list": {"references.md": "---\norphan: true\n---\n# References\n", "methods.md": HOW},
    "a name given on two pages": {"more.md": "---\norphan: true\n---\n(how)=\n# More\n", "methods.md": HOW},
    "a fault in a part of pages": {
        "faq/_crisis-lines.md": "Call in {term}`zzz`.\n",
        "faq/safety.md": page_with(f"```{{include}} _crisis-lines.md\n```\n\n{SAID}."),
    },
    "a page in itself": {"faq/safety.md": page_with(f"```{{include}} safety.md\n```\n\n{SAID}.")},
    "a part of pages in itself": {
        "faq/_crisis-lines.md": "Call.\n\n```{include} _crisis-lines.md\n```\n",
        "faq/safety.md": page_with(f"```{{include}} _crisis-lines.md\n```\n\n{SAID}."),
    },
    "two parts of pages in each other": {
        "faq/_crisis-lines.md": "Call.\n\n```{include} _signs.md\n```\n",
        "faq/_signs.md": "Wait.\n\n```{include} _crisis-lines.md\n```\n",
        "faq/safety.md": page_with(f"```{{include}} _crisis-lines.md\n```\n\n{SAID}."),
    },
    "front matter that is no YAML": front("certainty: [low\n"),
    "a colon in the front matter": front("recheck: 2026-12-31, look: here\n"),
    "a tab in the front matter": front("\tnosearch: true\n"),
    "a field twice": front("certainty: low\n"),
    "a list for a front matter": {"methods.md": f"---\n- a\n---\n{HOW}"},
    "a front matter that is not closed": {"methods.md": f"---\norphan: true\n\n{HOW}"},
    "a front matter below an empty line": {"faq/safety.md": "\n" + page()},
    "a setting of MyST's that is none": front("myst:\n  zzz: 1\n"),
    "a term twice": terms("remission\n  Well.\n\nremission\n  Almost no symptoms left."),
    "a term in a second glossary": terms("remission\n  Well.\n```\n\n```{glossary}\nremission\n  Almost well."),
    "a term on its own": terms("remission\n\n  Almost no symptoms left."),
    "two terms with a gap": terms("remission\n\nrelief\n  Almost no symptoms left."),
    "a term too near": terms("remission\n  Almost no symptoms left.\nrelapse\n  Ill again."),
    "an explanation without a term": terms("  Well.\n\nremission\n  Almost no symptoms left."),
    "an explanation at the margin": terms("remission\nAlmost no symptoms left."),
    "an unknown term in the glossary": terms("remission\n  No {term}`depresion` left."),
    "an unknown key in the glossary": terms("remission\n  Almost no symptoms left {cite:p}`daen2021`."),
    "an option of the glossary": terms(":sort:\n\nremission\n  Almost no symptoms left."),
}
FAULTS = {name: {"faq/safety.md": page_with(text)} for name, text in IN_RESEARCH.items()} | IN_FILES


@pytest.fixture
def book(tmp_path):
    """A small book without a fault."""
    files = OTHER_PAGES | {
        "conf.py": CONF,
        "faq/safety.md": page(),
        "references.bib": RECORDS,
        "references.md": "---\norphan: true\n---\n# References\n\n```{bibliography}\n```\n",
        "changes.toml": CHANGE,
        "retractions.toml": "# Nothing.\n",
    }
    (tmp_path / "faq").mkdir()
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    drawing = tmp_path / "_static/drawings/drip.svg"
    drawing.parent.mkdir(parents=True)
    drawing.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"/>', encoding="utf-8")
    for name in ("brain.png", "brain.tiff"):
        (tmp_path / "faq" / name).write_bytes(PICTURE)
    return tmp_path


@pytest.fixture
def build(book, make_app):
    """Builds the book from nothing and returns the warnings."""

    def warnings() -> list[str]:
        app = make_app("html", srcdir=book, builddir=book / "build")
        app.build()
        app.cleanup()
        said = strip_colors(app.warning.getvalue())
        return re.findall(r"^(?:\S+: )?(?:WARNING|ERROR|CRITICAL): .*", said, re.MULTILINE)

    return warnings


def test_a_book_without_a_fault_has_none_in_either(book, build):
    assert check(read_site(book), notes=False) == []
    assert build() == []


@pytest.mark.filterwarnings("ignore:'sphinx.environment.BuildEnvironment.app'")  # MyST-Parser's own include asks for it
@pytest.mark.parametrize("name", FAULTS)
def test_what_the_build_stops_at_the_check_finds_and_each_tells_it_once(book, build, name):
    for path, text in FAULTS[name].items():
        (book / path).write_text(text, encoding="utf-8")
    [found] = check(read_site(book), notes=False)
    assert found.rule == "sphinx" or re.search(r"[:;,] .+", found.message), "what to write instead"
    [warning] = build()
    assert re.match(rf".*/{re.escape(found.path)}:({found.line})?:? [A-Z]+: {re.escape(found.message)}", warning)


@pytest.mark.parametrize(
    ("name", "advice"),
    {
        "two keys with a semicolon": "write a comma between two keys, as in dean2021,short2018",
        "a citation that is not closed": "write a backtick behind it, {cite:p}`dean2021`",
        "a citation that runs on": "write a backtick after dean2021",
        "a record with words without braces": "write {Ketamine for adults}",
        "a record without an equals sign": "an = is missing before {2021},: write one",
        "a record without a key": "write one behind its first brace",
        "HTML in a record": r"write \textit{...}",
        "a key in brackets": "write {cite:p}`short2018`",
    }.items(),
)
def test_the_advice_is_what_mends_it(book, name, advice):
    for path, text in FAULTS[name].items():
        (book / path).write_text(text, encoding="utf-8")
    [found] = check(read_site(book), notes=False)
    assert advice in found.message
