"""The list of references is filtered in place, by words, design, page and year, and has links to the letters of its names.

The list stays one list in the order of names, as a citation is looked up: headings by design or year would tear it apart.
So a reader without JavaScript has the letters, the list at the foot of each page, and the browser's own search.
The rest is _static/references.js; what it filters by is a class of each entry, never a word that is displayed.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from html import escape

from citations.order import initial
from docutils import nodes
from shared.latex import capital
from shared.page_facts import SITES
from shared.vocabulary import DESIGNS
from shared.words import _, ngettext, plurals
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

FEWEST = 20
"""Entries of the shortest list that is worth a filter."""


def add(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the filter and the letters above the whole list, and its marks on each entry."""
    domain = app.env.get_domain("cite")
    if app.builder.name not in SITES or docname != domain.whole or len(domain.entries) < FEWEST:
        return
    found = next((node for node in doctree.findall(nodes.bullet_list) if "references" in node["classes"]), None)
    if found is None:
        return
    designs, years, letters = Counter(), Counter(), {}
    for item, (key, entry) in zip(found, domain.entries.items(), strict=True):
        design = entry.fields.get("design", "").strip()
        year = re.match(r"\d{4}", entry.fields.get("year", ""))
        designs[design] += 1
        years[year[0] if year else ""] += 1
        item["classes"] += [nodes.make_id(design)] * bool(design) + ([f"y{year[0]}"] if year else [])
        letters.setdefault(initial(entry), f"ref-{key}")
    pages = [
        (f"{app.builder.get_relative_uri(docname, page)}#", app.env.titles[page].astext()) for page in domain.places
    ]
    ranks = list(DESIGNS)
    known = sorted(filter(None, designs), key=lambda name: ranks.index(name) if name in ranks else len(ranks))
    parts = (
        f'<label>{escape(_("Words"))} <input type="search" name="words"></label>',
        choice(
            _("Design"), "design", ((nodes.make_id(name), f"{capital(_(name))} ({designs[name]})") for name in known)
        ),
        choice(_("Cited in"), "page", pages),
        choice(
            _("Year"),
            "year",
            ((f"y{year}", f"{year} ({years[year]})") for year in sorted(filter(None, years), reverse=True)),
        ),
        f'<button type="reset" hidden>{escape(_("Show all"))}</button>',
    )
    label = escape(_("References"))
    form = f'<form class="reference-filter with-javascript" role="search" aria-label="{label}">{"".join(parts)}</form>'
    count = escape(ngettext("{n} reference.", "{n} references.", len(domain.entries)))
    said = f'<p class="with-javascript" role="status" data-says="{escape(json.dumps(says(), ensure_ascii=False))}">{count}</p>'
    links = "".join(f'<li><a href="#{escape(to)}">{escape(letter)}</a></li>' for letter, to in letters.items())
    jumps = f'<nav class="reference-letters" aria-label="{escape(_("Letters"))}"><ul>{links}</ul></nav>'
    found.parent.insert(found.parent.index(found), nodes.raw("", form + said + jumps, format="html"))


def says() -> dict[str, object]:
    """What the script tells of the list."""
    return {
        "all": plurals("{n} reference.", "{n} references."),
        "some": plurals("{found} of {n} reference.", "{found} of {n} references."),
        "none": _("No reference has all of this. Take a word or a choice away."),
    }


def choice(label: str, name: str, options: Iterable[tuple[str, str]]) -> str:
    listed = "".join(f'<option value="{escape(value)}">{escape(words)}</option>' for value, words in options)
    return f'<label>{escape(label)} <select name="{name}"><option value="">{escape(_("Any"))}</option>{listed}</select></label>'


def add_script(
    app: Sphinx, page: str, template: str, context: dict[str, object], doctree: nodes.document | None
) -> None:
    if app.builder.name in SITES and 'class="reference-filter ' in str(context.get("body", "")):
        app.add_js_file("references.js", loading_method="defer")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("citations")
    app.setup_extension("shared.words")
    app.connect("doctree-resolved", add)
    app.connect("html-page-context", add_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
