"""A clinic can follow what changes: changes.toml as an Atom feed, one for all pages and one for each, linked from the pages.

The form is RFC 4287. An entry's identifier is made of its day, pages and words, so it stays as the site moves and as others
are added, and is the same in every feed. Where the site has no address the links lead from the feed to the page beside it.
Why not feedgen or feedgenerator: both want an address for each feed and write the time of the build into it.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from citations.style import links
from docutils import nodes
from shared.cited import entries
from shared.latex import plain
from shared.page_facts import SITES, address
from shared.stale import outdated
from shared.words import _
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.osutil import relative_uri
from sphinx.util.typing import ExtensionMetadata

from pages.change_file import Change

ATOM = "http://www.w3.org/2005/Atom"
TYPE = "application/atom+xml"
ALL = "changes.atom"
"""The feed of all pages, at the root of the site."""


def feed_of(docname: str) -> str:
    """The feed of one page, beside it."""
    return f"{docname}.atom"


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the feeds of the pages that have a change, and take away those of an earlier build."""
    if exception or app.builder.name not in SITES:
        return
    changes: dict[str, list[Change]] = getattr(app.env, "page_changes", {})
    every = sorted(
        {change for its in changes.values() for change in its}, key=lambda one: (one.date, -one.line), reverse=True
    )
    feeds = {ALL: (app.config.project, every)}
    feeds |= {feed_of(docname): (app.env.titles[docname].astext(), its) for docname, its in changes.items()}
    for path in Path(app.outdir).rglob("*.atom"):
        path.unlink()
    for name, (title, its) in feeds.items():
        if its:
            file = Path(app.outdir, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            ElementTree.ElementTree(feed(app, name, title, its)).write(file, encoding="utf-8", xml_declaration=True)


def feed(app: Sphinx, name: str, title: str, changes: list[Change]) -> ElementTree.Element:
    """The feed of that name, newest change first."""
    root = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": app.config.language})
    _add(root, "id", _id(app.config.project, name))
    _add(root, "title", _("What changed: {title}").format(title=title))
    _add(root, "updated", _moment(changes[0]))
    _add(_add(root, "author"), "name", app.config.author)
    _add(root, "rights", app.config.copyright)
    if whole := address(app, name):
        _add(root, "link", rel="self", type=TYPE, href=whole)
    about = app.config.root_doc if name == ALL else name.removesuffix(".atom")
    _add(root, "link", rel="alternate", type="text/html", href=_page(app, name, about))
    for change in changes:
        root.append(_entry(app, name, change))
    return root


def _entry(app: Sphinx, feed_name: str, change: Change) -> ElementTree.Element:
    """What changed on which pages, why, and from which source."""
    pages = [docname for docname in change.pages if docname in app.env.found_docs]
    entry = ElementTree.Element("entry")
    _add(entry, "id", _id(app.config.project, change.date.isoformat(), *sorted(change.pages), change.what))
    _add(entry, "title", "; ".join(app.env.titles[docname].astext() for docname in pages))
    _add(entry, "updated", _moment(change))
    for docname in pages:
        rel = "related" if docname != pages[0] else "alternate"
        _add(entry, "link", rel=rel, type="text/html", href=_page(app, feed_name, docname))
        _add(entry, "category", term=docname)
    content = ElementTree.Element("div")
    _add(content, "p", change.what)
    _add(content, "p", _("Why: {why}").format(why=change.why))
    known = entries(app.env)
    for key in change.sources:
        if key in known:
            source = _add(content, "p", _("Source:") + " ")
            title = plain(known[key].fields.get("title", key))
            where = next((uri for _, _, uri in links(known[key])), "")
            if where:
                _add(source, "a", title, href=where)
            else:
                source.text = f"{_('Source:')} {title}"
    _add(entry, "content", ElementTree.tostring(content, encoding="unicode", method="html"), type="html")
    return entry


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name, attributes)
    element.text = text or None
    return element


def _page(app: Sphinx, feed_name: str, docname: str) -> str:
    uri = app.builder.get_target_uri(docname)
    return address(app, uri) or relative_uri(feed_name, uri) or "./"


def _id(*parts: str) -> str:
    return uuid5(NAMESPACE_URL, "\n".join(parts)).urn


def _moment(change: Change) -> str:
    return f"{change.date.isoformat()}T00:00:00Z"


def followed(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Write a page again when it gets its first change, or there is one at all: its head leads to the feeds."""
    changes = getattr(env, "page_changes", {})
    any_change = any(changes.values())
    return outdated(app, "feed", {docname: (any_change, bool(changes.get(docname))) for docname in env.found_docs})


def add_links(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Lead feed readers from the head of each page to its feed and to that of all pages."""
    changes = getattr(app.env, "page_changes", {})
    if app.builder.name not in SITES or doctree is None:
        return
    feeds = {feed_of(page): _("What changed on this page")} if changes.get(page) else {}
    feeds |= {ALL: _("What changed on all pages")} if any(changes.values()) else {}
    for name, title in feeds.items():
        href = context["pathto"](name, 1)
        context["metatags"] += f'\n<link rel="alternate" type="{TYPE}" title="{escape(title)}" href="{href}">'


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("shared.page_facts")
    app.setup_extension("pages.page_history")
    app.setup_extension("shared.words")
    app.connect("env-updated", followed, priority=450)  # after the changes are read
    app.connect("html-page-context", add_links)
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
