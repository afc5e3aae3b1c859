"""A small book in a language that nobody speaks: all of ours is in marks, with accents, a third longer; its author writes x.

Whatever a reader of it sees and that is neither in marks nor made of x is a word of ours that no catalogue has.
"""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from shared.vocabulary import HEADINGS

from tests.conftest import ROOT, Project
from tools.catalogue import OURS, words

LANGUAGE, FROM_RIGHT = "en_XA", "ps"
"""The name that Android and Chrome give to such an English; and Pashto, written from right to left."""

_LONGER = str.maketrans(
    {"a": "áá", "e": "éé", "i": "íí", "o": "óó", "u": "úú", "y": "ýý", "s": "š", "c": "č", "z": "ž"}
)
_MARKED = re.compile(r"«[^«»]*»")
_WORD = re.compile(r"[^\W\d_]{2,}")

NAMES = {
    "book",
    "tiab",
    "doi",
    "PubMed",
    "PMC",
    "BibTeX",
    "RR",
    "SMD",
    "OR",
    "misc",
    "year",
    "author",
    "title",
    "howpublished",
    "url",
}
"""What has no other word in any language: names, measures, the fields of BibTeX and of PubMed."""

CONF = f"""
import sys
sys.path.insert(0, {str(ROOT / "_ext")!r})
project, author, copyright, version = "Xxx xx", "Xxxx", "2026 Xxxx", "1.2"
release = version
html_title = "Xxx"
language, source_language = "LANGUAGE", "en"
locale_dirs = ["locale"]
extensions = ["citations", "myst_parser", "shared.table_roles", "sphinxcontrib.bibtex", "typst_pdf"]
extensions += ["evidence.duration_chart", "evidence.evidence_table", "evidence.icon_array", "evidence.option_grid"]
extensions += ["evidence.outcomes", "evidence.retractions", "evidence.search_account", "evidence.summary_of_findings"]
extensions += ["pages.change_feed", "pages.concern_cards", "pages.fold", "pages.page_css", "pages.page_history"]
extensions += ["pages.page_status", "pages.plain_tables", "pages.questions", "pages.translation"]
extensions += ["website.ebook", "website.not_found", "website.pdf_link", "website.reference_filter"]
extensions += ["website.evidence_json", "website.section_search", "website.structured_data"]
myst_enable_extensions = ["colon_fence", "deflist"]
templates_path = [{str(ROOT / "_templates")!r}]
bibtex_bibfiles = ["references.bib"]
bibtex_default_style, bibtex_reference_style = "medical", "author_year_round"
html_theme, html_static_path, html_css_files = "furo", [{str(ROOT / "_static")!r}], ["site.css"]
html_favicon = {str(ROOT / "_static/logo.svg")!r}
_parts = ("brand", "search", "scroll-start", "navigation", "tools", "scroll-end")
html_sidebars = {{"**": ["sidebar/brand.html", "sidebar/navigation.html", "sidebar/tools.html"]}}
html_permalinks = html_copy_source = html_show_sphinx = False
page_css = {str(ROOT / "_static/pages")!r}
fold_sections = {{"the-studies": "xxx", "references": "xxx"}}
repository_url = "https://example.org/x"
typst_template, typst_font_paths = {str(ROOT / "_typst/template.typ")!r}, [{str(ROOT / "_typst/fonts")!r}]
typst_filename, typst_handouts, typst_bibliography = "book.pdf", ["faq/*"], "references"
epub_basename = "book"
epub_cover = ("_static/cover.png", "epub-cover.html")
epub_tocscope, epub_use_index = "includehidden", False

def setup(app):
    for name in ("book", "typst_pdf"):
        app.add_message_catalog(name, {{folder}})
"""
CONCERN = """---
certainty: low
checked: 2026-11-23
group: before
recheck: 2027-01-31, xx xxx
search: xxxx[tiab]
outcomes:
  - xx xxx: low (imprecision, risk of bias)
  - xxx xx: high
---
# Xx xxx xx?

## In short

Xx xxx xx. {certainty}`low` Xx {cite:p}`xab2021`.

## What the research shows

Xx {cite:t}`xab2021,xcd2020`, xxx {cite:p}`xcd2020,xef2019`.

```{icon-array} xx xxx
:when: xx xxx
:certainty: low
:cite: xab2021

xxxx: 27 of 100
xx xxx: 9 of 100
```

```{duration-chart} Xx xx xxx
:certainty: low

xx xxxx: 14 days | xx xxx | xab2021
xx xx: 27.5 days | xx xxx | xcd2020
```

```{summary-of-findings} Xx xxx xx
:cite: xab2021,xcd2020
```

## Questions to ask

- Xx xxx xx xxx?
- Xxx xx?
- Xx xxxx?

## The studies

```{evidence}
```

## References

```{page-references}
```
"""
SECOND = (
    CONCERN.replace("# Xx xxx xx?", "# Xxx xxxx?")
    .replace("group: before", "group: special")
    .replace("xef2019", "xab2021")
)
OTHERS = {
    "index": """# Xxx

```{search-box}
```

```{concern-cards}
```

````{option-grid} Xx xxx xx
```{choice} Xxx
Xx xxx?
: Xx xx.
```
```{choice} Xxxx
Xx xxx?
: Xxx xx.
```
````

```{toctree}
faq/xa
faq/xb
questions
changes
methods
references
```
""",
    "questions": "# Xxxx xx\n\n```{questions}\n```\n",
    "changes": "# Xx xxxx xx\n\n```{page-history}\n```\n",
    "methods": "# Xx xx xxx\n\n## How sure we are\n\n```{certainty-table}\n```\n\n```{search-account}\n```\n",
    "references": "# Xxx xx xx\n\n```{bibliography}\n```\n",
}
ENTRY = """@article{KEY,
  author = {Xab, Xx and Xcd, Xx and Xef, Xx}, title = {Xx xxx}, journal = {Xx X}, year = {YEAR}, volume = {1}, pages = {1--9},
  doi = {10.1000/x-KEY}, pmid = {123}, pmcid = {PMC123}, design = {DESIGN}, participants = {120 xx}, finding = {Xx xxx.},
  conclusion = {Xx xxx xx.}, read = {abstract}, funding = {Xxx}, check = {CHECK}, effects = {EFFECTS}RETRACTION}
"""
EFFECTS = """xx xxx | xxx v xxxx | 1,200 people (600 v 600), 7 trials | RR 1.50 (1.10 to 2.04)
    | 90 of 600 v 60 of 600 | low (imprecision), ours;
  xxx xxx | xxx v xxxx | 120 people, 1 trial | SMD -0.50 (no interval) | not given | low (risk of bias), theirs;
  xxx xx | xxx v xxxx | not reported;"""
MANY = "".join(
    f"@book{{xx{n}, author = {{Xx, X}}, editor = {{Xy, X and Xz, X}}, title = {{Xx xx}}, publisher = {{Xx}}, "
    f"edition = {{{n}}}, chapter = {{2}}, pages = {{1--9}}, url = {{https://example.org/x{n}}}, urldate = {{2026-01-09}}, "
    f"design = {{methods}}, participants = {{not applicable}}, finding = {{Xx.}}}}\n"
    for n in range(1, 24)
)


def entry(key: str, year: int, design: str, check: str = "verified", effects: str = "", retraction: str = "") -> str:
    told = {"KEY": key, "YEAR": str(year), "DESIGN": design, "CHECK": check, "EFFECTS": effects}
    told["RETRACTION"] = f", retraction = {{{retraction}}}" if retraction else ""
    return re.sub("|".join(told), lambda name: told[name[0]], ENTRY)


def marked(text: str) -> str:
    """``Cited in {page}`` -> ``«Čííteed íín {page}»``."""
    parts = re.split(r"(\{\w*\}|%\(\w+\)s)", text)
    return f"«{''.join(part if at % 2 else part.translate(_LONGER) for at, part in enumerate(parts))}»"


def write_catalogues(folder: Path, language: str) -> None:
    """Every word of ours, marked, where Sphinx looks for that language."""
    for name in OURS:
        made = Catalog(locale="en", charset="utf-8")
        for message in words(name=name):
            if message.id:
                one = isinstance(message.id, str)
                made.add(message.id, marked(message.id) if one else tuple(map(marked, message.id)))
        path = folder / language / "LC_MESSAGES" / f"{name}.mo"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_mo(file, made)


def write(project: Project, language: str = LANGUAGE) -> Project:
    """The whole book, to be built by any builder."""
    folder = project.folder / "pseudo"
    write_catalogues(folder, language)
    conf = CONF.replace("LANGUAGE", language).replace("{folder}", repr(str(folder)))
    works = [
        entry("xab2021", 2021, "systematic review", effects=EFFECTS),
        entry(
            "xcd2020",
            2020,
            "randomised trial",
            "partial",
            "xx xx | xxx v xxxx | 90 people, 2 trials | not given | not given | high, ours;",
        ),
        entry("xef2019", 2019, "cohort", retraction="Xx xxx xx."),
    ]
    others = OTHERS | {
        "references": OTHERS["references"] + "\nXx {cite:p}`" + ",".join(f"xx{n}" for n in range(1, 24)) + "`\n"
    }
    project.write(conf=conf, faq__xa=CONCERN, faq__xb=SECOND, references_bib="".join(works) + MANY, **others)
    changes = (
        '[[change]]\ndate = 2026-11-24\npages = ["faq/xa"]\nwhat = "Xx xx."\nwhy = "Xxx."\nsources = ["xab2021"]\n'
    )
    (project.source / "changes.toml").write_text(changes, encoding="utf-8")
    return project


def unmarked(text: str) -> list[str]:
    """The words of a text that are neither in marks, nor the author's, nor the name of something."""
    while (without := _MARKED.sub(" ", text)) != text:
        text = without
    text = re.sub(
        "|".join((*HEADINGS.values(), "How sure we are")), " ", text
    )  # written on the page, where its translator has them
    text = re.sub(r"https?://\S+|[\w-]+\.(?:html|bib|json|pdf)\S*", " ", text)
    months = "January|February|March|April|May|June|July|August|September|October|November|December"
    return [word for word in _WORD.findall(text) if not re.fullmatch(rf"[xX]\w*|{months}", word) and word not in NAMES]
