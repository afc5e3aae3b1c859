"""Furo's sidebar, made once for each folder instead of once for each page; on a large site only the page's own section.

Furo resolves and parses the whole tree of pages anew for every page, which makes a build quadratic. All pages of a
folder have one tree but for the marks of the page they are on, so it is made once, by furo, and the marks are put in.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from docutils import nodes
from furo.navigation import get_navigation_tree
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment.adapters.toctree import global_toctree_for_doc
from sphinx.util.typing import ExtensionMetadata

LARGE = 150
"""With more links than these, a page shows of other sections only the link to each."""


LEVEL = 'role="heading"', 'role="heading" aria-level="2"'
"""Sphinx calls the captions headings and leaves out of which level, which WAI-ARIA requires: the one difference."""


class Tree(HTMLParser):
    """The sidebar of a folder, with the places in its HTML that differ from page to page."""

    def __init__(self, toctree: str) -> None:
        super().__init__()
        self.toctree = toctree.replace(*LEVEL)
        self.html = html = get_navigation_tree(toctree).replace(*LEVEL)
        self.chains: dict[str, list[list[dict]]] = {}  # address -> each time it is linked, the elements around it
        self.branches: list[dict] = []
        self._open: list[dict] = []
        self._lines = [0]
        for line in html.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self.feed(html)

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        here = self._at(), self.get_starttag_text() or ""
        if tag in ("ul", "li"):
            self._open.append({tag: here})
        elif tag == "input":
            self._open[-1]["input"] = here
            self.branches.append(self._open[-1])
        elif tag == "a":
            self.chains.setdefault(dict(attrs).get("href") or "", []).append([*self._open, {"a": here}])

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "li"):
            self._open.pop()
        if tag == "ul" and self._open:
            self._open[-1]["end"] = self._at() + len("</ul>")

    def page(self, address: str) -> str:
        """The sidebar as it is on the page with this address, seen from the tree's folder."""
        edits: dict[int, tuple[int, str]] = {}  # where in the HTML -> up to where, and what stands there instead
        chains = self.chains.get(address, [])
        inside = [element for chain in chains for element in chain]
        for element in inside:
            for tag, (at, text) in ((tag, element[tag]) for tag in ("ul", "li", "input", "a") if tag in element):
                edits[at] = at + len(text), self._marked(tag, text, element in chains[-1][-2:-1])
        if len(self.chains) > LARGE:
            for branch in self.branches:
                if not any(branch is element for element in inside):
                    at, text = branch["li"]
                    edits[at] = at + len(text), text.replace(" has-children", "")
                    edits[branch["input"][0]] = branch["end"], ""
        parts, done = [], 0
        for at, (end, text) in sorted(edits.items()):
            if at >= done:
                parts += [self.html[done:at], text]
                done = end
        return "".join([*parts, self.html[done:]])

    @staticmethod
    def _marked(tag: str, text: str, own: bool) -> str:
        if tag == "ul":
            return '<ul class="current">'
        if tag == "input":
            return text.replace(" class=", ' checked="" class=')
        if tag == "a":
            before, _, after = text.replace('class="', 'class="current ', 1).partition('href="')
            return f'{before}href="#{after[after.index(chr(34)) :]}'
        children = " has-children" if " has-children" in text else ""
        start, page = text.removesuffix(f'{children}">'), " current-page" if own else ""
        return f'{start} current{children}{page}">'


class Sidebars:
    """Stands in for furo's own computation, for the HTML builder and this build alone."""

    def __init__(self) -> None:
        self._trees: dict[str, Tree] = {}

    def clear(self, app: Sphinx) -> None:
        self._trees.clear()

    def hide_toctree(
        self, app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document
    ) -> None:
        """Before furo: show it an empty tree, so that it has nothing to resolve."""
        if app.builder.name == "html" and app.config.html_theme == "furo" and "toctree" in context:
            context["whole_toctree"] = context["toctree"]
            context["toctree"] = lambda **options: ""

    def show_sidebar(
        self, app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document
    ) -> None:
        """After furo: put in what it would have made."""
        if "whole_toctree" not in context:
            return
        context["toctree"] = context.pop("whole_toctree")
        folder = page.rpartition("/")[0]
        anywhere = f"{folder}/ " if folder else " "  # a name that no page has
        if folder not in self._trees:
            self._trees[folder] = Tree(_toctree(app.builder, anywhere))
        tree = self._trees[folder]
        sidebar = tree.page(app.builder.get_relative_uri(anywhere, page))
        if page == "404":  # shown at any address, so its links begin at the root of the site
            root = app.config.notfound_urls_prefix
            sidebar = _LINK.sub(root, sidebar)
            context["toctree"] = lambda **options: _LINK.sub(root, tree.toctree)
        context["furo_navigation_tree"] = sidebar


_LINK = re.compile(r'(?<=href=")(?![a-z]+:|/|#)')
"""Where the address of a page begins, in a link to a page of the site."""


def _toctree(builder: StandaloneHTMLBuilder, docname: str) -> str:
    """The toctree, asked for in the same words as furo does."""
    wanted = {"collapse": False, "titles_only": True, "maxdepth": -1, "includehidden": True}
    toctree = global_toctree_for_doc(builder.env, docname, builder, tags=builder.tags, **wanted)
    return builder.render_partial(toctree)["fragment"]


def setup(app: Sphinx) -> ExtensionMetadata:
    sidebars = Sidebars()
    app.connect("builder-inited", sidebars.clear)
    app.connect("html-page-context", sidebars.hide_toctree, priority=400)  # furo's own handler has 500
    app.connect("html-page-context", sidebars.show_sidebar, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
