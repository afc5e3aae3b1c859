"""One index of who cites what, made once a build, which the lists and every citation are served from."""

from __future__ import annotations

import difflib
from collections import defaultdict
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pybtex.plugin
from docutils import nodes
from pybtex.database import Entry
from pybtex.style import FormattedEntry
from shared.field_nodes import Docutils
from shared.latex import capital
from shared.vocabulary import CHECKS, N_
from shared.words import _
from sphinx.errors import NoUri
from sphinx.util import logging
from sphinx.util.nodes import get_node_line, get_node_source
from sphinxcontrib.bibtex.citation_target import parse_citation_targets
from sphinxcontrib.bibtex.directives import BibliographyKey
from sphinxcontrib.bibtex.domain import BibtexDomain, Citation, get_docnames
from sphinxcontrib.bibtex.roles import CitationRef, CiteRole

from citations.order import lettered
from citations.standing import stands
from citations.style import RichFields, short_names

logger = logging.getLogger(__name__)

WHOLE, PAGE = "whole", "page"
"""The two kinds of list: everything that is cited, and what one page cites."""

ANY = BibliographyKey("", "any")
"""The list that sphinxcontrib-bibtex is told every entry stands in; where a link really leads is settled per page."""

DAGGER = "\N{DAGGER}"
"""The mark at a record that is confirmed only in part, in the text and in the list."""

PARTIAL = N_("confirmed only in part")

SITES = {"html", "dirhtml", "singlehtml"}
"""Builders whose pages have our stylesheet, which hides from the eye what only a screen reader is to read out."""

BOOKS = {"latex", "typst", "singlehtml", "texinfo", "man"}
"""Builders that put all pages into one document, with one list of references at its end."""


class CitationRole(CiteRole):
    """A citation that cannot be read is named and stays as it was written; it does not stop the build."""

    def result_nodes(self, document, env, node, is_ref):
        try:
            return super().result_nodes(document, env, node, is_ref)
        except ValueError:
            message = "cannot read the citation %r: write keys with one comma between them, such as dore2019,dean2021"
            logger.warning(message, self.target, location=node, type="bibtex", subtype="malformed")
            return [nodes.inline("", f"({self.target})")], []


class CitationDomain(BibtexDomain):
    """sphinxcontrib-bibtex's domain, shown for each citation only the entries that it names."""

    data_version = 2001 + BibtexDomain.data_version
    initial_data: ClassVar[dict[str, Any]] = {
        **BibtexDomain.initial_data,
        "bibliographies": {ANY: SimpleNamespace(list_="citation")},
        "problems": [],  # of the .bib files, said again in each build until they are mended
        "places": {},  # key in small letters -> the file and line of its entry, which pybtex does not keep
    }

    roles: ClassVar = {name: CitationRole() for name in BibtexDomain.roles}

    backend = Docutils()

    _shown: tuple[Citation, ...] = ()
    citations = property(lambda self: self._shown)

    # -- what a build shows, known once every page is read --------------------------------------------------------

    def env_updated(self) -> list[str]:
        """Index the build; sphinxcontrib-bibtex calls this once every page is read."""
        self.order = list(get_docnames(self.env))
        places: dict[str, dict[str, list[str]]] = defaultdict(dict)
        for ref in self.standing():
            for key in {target.key: None for target in ref.targets}:
                places[ref.docname].setdefault(key, []).append(ref.citation_ref_id)
        self.places = {docname: places[docname] for docname in self.order if docname in places}
        self.cited_in: dict[str, list[str]] = defaultdict(list)
        for docname, keys in self.places.items():
            for key in keys:
                self.cited_in[key].append(docname)
        known = self.bibdata.data.entries
        self.entries = lettered(known[key] for key in self.cited_in if key in known and known[key].key == key)
        self.rank = {key: rank for rank, key in enumerate(self.entries)}
        self.lists: dict[str, set[str]] = defaultdict(set)
        for docname, kind in self.bibliographies:
            if stands(self.env, self.env._tags, docname, kind):
                self.lists[kind].add(docname)
        self.whole = next((docname for docname in self.order if docname in self.lists[WHOLE]), None)
        self._texts: dict[str, FormattedEntry] = {}
        self._bodies: dict[tuple[str, str], nodes.inline] = {}
        self._told: set[str] = set()  # pages without a list, each named once
        self.__dict__.pop("style", None)
        return []

    def standing(self) -> list[CitationRef]:
        """The citations that are part of the output that is being made."""
        return [ref for ref in self.citation_refs if stands(self.env, self.env._tags, ref.docname, ref.citation_ref_id)]

    def shows(self) -> dict[str, list]:
        """What each page shows of the bibliography and of other pages: when it changes, the page must be written again."""
        seen = {key: _digest(entry) for key, entry in self.entries.items()}
        pages: dict[str, list] = {}
        for docname in {*self.places, *self.lists[WHOLE], *self.lists[PAGE]}:
            pages[docname] = [self.whole, docname in self.lists[PAGE]]
            pages[docname] += [(key, seen.get(key)) for key in self.places.get(docname, ())]
            if docname in self.lists[WHOLE]:
                pages[docname] += [(key, seen[key], self.uses(key)) for key in self.entries]
        return pages

    def uses(self, key: str) -> list[tuple[str, str, str]]:
        """The pages that cite the key, in the order of the site: page, its title, the id of the first place there."""
        return [(page, self.env.titles[page].astext(), self.places[page][key][0]) for page in self.cited_in[key]]

    # -- how an entry reads ---------------------------------------------------------------------------------------

    @cached_property
    def style(self):
        return pybtex.plugin.find_plugin("pybtex.style.formatting", self.env.config.bibtex_default_style)()

    def reference(self, key: str) -> nodes.paragraph:
        """The entry in full, as a paragraph of its own; of a partial record it says so."""
        if key not in self._texts:
            self._texts[key] = self.style.format_entry("", self.entries[key])
        paragraph = self.backend.paragraph(self._texts[key])
        if self._is_partial(key):
            words = f"{DAGGER} {capital(_(PARTIAL))}. {_(CHECKS['partial'])}"
            paragraph += [nodes.Text(" "), nodes.inline("", words, classes=["reference-check"])]
        return paragraph

    def _is_partial(self, key: str) -> bool:
        return self.entries[key].fields.get("check", "").strip() == "partial"

    def _mark(self, key: str, body: nodes.inline) -> None:
        """A dagger in the last link to a partial record: seen, read out, and explained where the link leads."""
        links = [link for link in body.findall(nodes.reference) if _key_of(link) == key]
        if links and self._is_partial(key):
            links[-1] += nodes.Text(DAGGER)
            if self.builder.name in SITES:
                links[-1] += nodes.inline("", f", {_(PARTIAL)}", classes=["visually-hidden"])

    # -- citations ------------------------------------------------------------------------------------------------

    def resolve_xref(self, env, fromdocname, builder, typ, target, node, contnode):
        if not all(stands(env, env._tags, fromdocname, name) for name in node["ids"]):
            return contnode  # Sphinx resolves what it takes out afterwards
        at = typ, target
        if at not in self._bodies:
            self._bodies[at] = self._body(env, fromdocname, typ, target, node, contnode)
        body = self._bodies[at].deepcopy()
        for key in {target.key: None for target in parse_citation_targets(target)}:
            if key in self.entries:
                self._mark(key, body)
            else:
                self._warn_unknown(key, node)
        for link in list(body.findall(nodes.reference)):
            key = _key_of(link)
            link.attributes.pop("refid", link.attributes.pop("refuri", ""))
            address = self._address(key, fromdocname) if key in self.entries else {}
            if address:
                link.attributes.update(address)
            else:
                link.parent.replace(link, link.children)
        if not self.book and self.whole is None and fromdocname not in self.lists[PAGE] | self._told:
            self._told.add(fromdocname)
            message = "these references stand in no list: write a {page-references} block at the foot of the page"
            logger.warning(message, location=node, type="bibtex", subtype="no_list")
        return body

    def _body(self, env, fromdocname, typ, target, node, contnode) -> nodes.inline:
        """What sphinxcontrib-bibtex makes of the citation, with links that say only which entry they mean."""
        self._shown = tuple(self._citation(target.key) for target in parse_citation_targets(target))
        somewhere = SimpleNamespace(name="", get_relative_uri=lambda *_: "")
        body = super().resolve_xref(env, fromdocname, somewhere, typ, target, node, contnode)
        self._shown = ()
        return body

    def _citation(self, key: str) -> Citation:
        entry = self.entries.get(key) or Entry("misc", {"title": key, "year": "?"})
        entry.rich_fields = RichFields(entry.fields)
        return Citation(f"ref-{key}", ANY, key, entry, FormattedEntry(key, None, short_names(entry)), None)

    def _address(self, key: str, fromdocname: str) -> dict[str, str]:
        """Where a link to the entry leads: to the list at the foot of its page, or else to the bibliography."""
        here = fromdocname == self.whole or (fromdocname in self.lists[PAGE] and not self.book)
        if here or self.builder.name == "singlehtml":
            return {"refid": f"ref-{key}"}
        if self.whole is None:
            return {}
        try:
            return {"refuri": f"{self.builder.get_relative_uri(fromdocname, self.whole)}#ref-{key}"}
        except NoUri:  # the bibliography is not in this book
            return {}

    def _warn_unknown(self, key: str, node: nodes.Element) -> None:
        near = difflib.get_close_matches(key, list(self.bibdata.data.entries), n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else "add an entry with this key to the .bib file"
        message = "no bibliography entry has the key %r: %s"
        logger.warning(message, key, hint, location=_line_of(key, node), type="bibtex", subtype="key_not_found")


def _key_of(link: nodes.reference) -> str:
    """Which entry a link means, until it is settled where it leads."""
    return (link.get("refid") or link.get("refuri", "")).rpartition("#")[2].removeprefix("ref-")


def _line_of(text: str, node: nodes.Element) -> str | nodes.Element:
    """Where the text stands: MyST knows only the line on which its paragraph begins."""
    try:
        source, first = get_node_source(node), get_node_line(node)
        lines = Path(source).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return node
    return next((f"{source}:{n}" for n, line in enumerate(lines, 1) if n >= first and text in line), node)


def _digest(entry: Entry) -> str:
    persons = [(role, [str(person) for person in people]) for role, people in entry.persons.items()]
    return sha256(repr((entry.type, list(entry.fields.items()), persons)).encode()).hexdigest()
