"""Search that finds the section of a page, shows the words around the hit, and needs neither a server nor a network.

``{search-box}`` puts a box to search with on a page, for whoever would not look for it in a menu.

Sphinx's own search knows words and pages: not where on a page a word stands, nor what stands beside it, and it fetches
each page found to show some of it. This one hands the browser the text of every section in one file, and MiniSearch
(_static/minisearch.js) ranks them there; word forms are those of Sphinx's stemmer for the language.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from shared.words import _, plurals
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.search import IndexBuilder
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxTranslator
from sphinx.util.index_entries import split_index_msg
from sphinx.util.tags import Tags
from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

FILE = "searchsections.js"
WITHOUT_SEARCH = ("latex", "text", "man", "texinfo", "typst")
"""Kinds of output whose writers leave the box out."""


class search_box(nodes.General, nodes.Element):
    """A box to type into, on the web alone: no other output can search."""


class SearchBox(SphinxDirective):
    def run(self) -> list[nodes.Node]:
        return [search_box()]


def visit_box(self: SphinxTranslator, node: search_box) -> None:
    builder = self.builder
    if builder.name == "epub":
        raise nodes.SkipNode
    address = builder.get_relative_uri(builder.current_docname, "search")
    label, button = escape(_("Search these pages")), escape(_("Search"))
    self.body.append(
        f'<form class="search-page-form" method="get" action="{address}" role="search">'
        f'<input type="search" name="q" aria-label="{label}" placeholder="{label}" autocomplete="off">'
        f'<button type="submit">{button}</button></form>\n'
    )
    raise nodes.SkipNode


def skip_box(self: nodes.NodeVisitor, node: search_box) -> None:
    raise nodes.SkipNode


class Section(NamedTuple):
    """A part of a page that an address leads to."""

    id: str
    """Its anchor; empty for the page itself."""
    heading: str
    """Empty for the page itself, whose heading is the title."""
    words: str
    """The words that its ``{index}`` lines say people look for, and that its text need not have."""
    text: str


class Sections(EnvironmentCollector):
    """``env.search_sections``: docname -> its sections, with the front matter's ``nosearch`` obeyed."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        known(env).pop(docname, None)

    def merge_other(self, app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment) -> None:
        known(env).update({name: known(other)[name] for name in docnames if name in known(other)})

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        docname = app.env.current_document.docname
        if not {"nosearch", "no-search"} & app.env.metadata[docname].keys():
            known(app.env)[docname] = list(sections_of(without_other_outputs(app, doctree)))


def known(env: BuildEnvironment) -> dict[str, list[Section]]:
    return env.__dict__.setdefault("search_sections", {})


def without_other_outputs(app: Sphinx, doctree: nodes.document) -> nodes.document:
    """The tree as a web page shows it, whichever builder reads it: the pages are read once for all outputs."""
    if not any(doctree.findall(addnodes.only)):
        return doctree
    now = app.builder
    others = {now.name, now.format, f"builder_{now.name}", f"format_{now.format}"}
    tags = Tags([*(set(app.tags) - others), "html", "builder_html", "format_html"])
    copy = doctree.deepcopy()
    for node in list(copy.findall(addnodes.only)):
        try:
            stands = tags.eval_condition(node["expr"])
        except Exception:  # whatever is wrong in it, Sphinx names it and keeps the block (sphinx.util.nodes)
            stands = True
        node.replace_self(node.children if stands else [])
    return copy


def sections_of(doctree: nodes.document) -> Iterator[Section]:
    """The page itself (what stands before its second heading), then each section and each term of a glossary."""
    top = next(doctree.findall(nodes.section), doctree)
    yield Section("", "", _words(top), _text(top))
    for part in doctree.findall(nodes.Element):
        if part is not top and (anchor := _anchor(part)):
            heading = next(child for child in part if isinstance(child, nodes.title | nodes.term))
            yield Section(anchor, _plain(heading), _words(part), _text(part))


def _anchor(node: nodes.Node) -> str:
    """The address of a section or of a term in a glossary; empty for all else."""
    if isinstance(node, nodes.definition_list_item):
        node = node[0]
    elif not isinstance(node, nodes.section):
        return ""
    return node["ids"][0] if node["ids"] else ""


def _own(part: nodes.Element) -> Iterator[nodes.Element]:
    """What stands in it under its heading, from the outside in, but for what has an address of its own."""
    for child in part.children:
        heading = isinstance(child, nodes.title) or (isinstance(child, nodes.term) and child["ids"])
        if isinstance(child, nodes.Element) and not heading and not _anchor(child):
            yield child
            yield from _own(child)


def _text(part: nodes.Element) -> str:
    blocks = (node for node in _own(part) if isinstance(node, nodes.TextElement) and not isinstance(node, nodes.Inline))
    return " ".join(filter(None, map(_plain, blocks)))


def _plain(block: nodes.Element) -> str:
    """Its words without citations, as one line."""
    words = " ".join("".join(_visible(block)).split())
    return re.sub(r"\s+([.,;:?!)])", r"\1", words)


def _visible(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Text):
        yield node.astext()
    elif not isinstance(node, nodes.Invisible | nodes.footnote_reference) and node.get("refdomain") != "cite":
        for child in node.children:
            yield from _visible(child)


def _words(part: nodes.Element) -> str:
    """The words of its ``{index}`` lines."""
    entries = (entry for node in _own(part) if isinstance(node, addnodes.index) for entry in node["entries"])
    return ", ".join(dict.fromkeys(word for kind, value, *_ in entries for word in split_index_msg(kind, value)))


def take_over(app: Sphinx) -> None:
    """Sphinx makes no index and no search page of its own."""
    if app.builder.format == "html" and hasattr(app.builder, "search") and app.builder.name != "epub":
        app.builder.search = False


def make_pages(app: Sphinx) -> list[tuple[str, dict[str, object], str]]:
    """The search page, and the file that it looks into."""
    if app.builder.format != "html" or app.builder.name == "epub":
        return []
    data = script(app)
    Path(app.outdir, FILE).write_text(data, encoding="utf-8")
    context = {"search_sections": f"{FILE}?v={sha256(data.encode()).hexdigest()[:8]}", "search_help": help_box(app)}
    context["search_says"] = json.dumps(says(), ensure_ascii=False)
    return [("search", context, "search.html")]


def says() -> dict[str, object]:
    """What the script says of what it found."""
    return {
        "found": plurals("{n} page has something on “{words}”.", "{n} pages have something on “{words}”."),
        "nothing": _("Nothing was found for “{words}”."),
        "also": _("Also:"),
    }


def add_scripts(app: Sphinx, pagename: str, *_: object) -> None:
    """Only the search page loads the search."""
    if pagename == "search":
        app.add_js_file("minisearch.js", loading_method="defer")
        app.add_js_file("search.js", loading_method="defer")


def script(app: Sphinx) -> str:
    """What the browser is given: a script and no JSON, since a page opened from a folder may fetch nothing."""
    env, builder = app.env, app.builder
    pages, rows = [], []
    for docname in sorted(known(env)):
        title = env.titles.get(docname, nodes.title())
        address = builder.get_target_uri(docname)
        weight = next((weight for name, weight in app.config.search_weights.items() if fnmatch(docname, name)), 1)
        rows += [[len(pages), *section] for section in known(env)[docname]]
        pages.append([address, _plain(title), weight])
    language = IndexBuilder(env, app.config.html_search_language or app.config.language, {}, "")
    data = {
        "pages": pages,
        "sections": rows,
        "stopwords": sorted(language.lang.stopwords),
        "helpWords": sorted(app.config.search_help_words),
    }
    return f"{language.get_js_stemmer_code()}\nwindow.searchSections = {json.dumps(data, ensure_ascii=False)};\n"


def help_box(app: Sphinx) -> str:
    """The HTML of the first box of the class ``search_help_class`` on any page: help that stands above the hits."""
    wanted = app.config.search_help_class
    for docname in sorted(known(app.env)) if wanted else ():
        page = app.env.get_doctree(docname)
        for box in page.findall(nodes.Admonition):
            if wanted in box["classes"]:
                page[:] = [box]
                for link in box.findall(addnodes.pending_xref):
                    link["refdoc"] = "search"  # it is followed from there
                app.env.resolve_references(page, "search", app.builder)
                return str(app.builder.render_partial(page[0])["fragment"])
    if wanted:
        message = "no page has a box of the class %r: write `:class: %s` under the box that stands above the hits"
        logger.warning(message, wanted, wanted, type="search", subtype="help")
    return ""


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("shared.words")
    app.add_config_value(
        "search_weights", {}, "html", dict, "Pattern of pages -> how much their words weigh in a search."
    )
    app.add_config_value("search_help_class", "", "html", str, "Class of the box of help in a crisis.")
    app.add_config_value("search_help_words", [], "html", list, "Words of a search that show that box.")
    app.add_node(search_box, html=(visit_box, None), **dict.fromkeys(WITHOUT_SEARCH, (skip_box, None)))
    app.add_directive("search-box", SearchBox)
    app.add_env_collector(Sections)
    app.connect("builder-inited", take_over)
    app.connect("html-collect-pages", make_pages)
    app.connect("html-page-context", add_scripts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
