"""The list at the foot of a page, and the bibliography whose entries say which pages cite them."""

from __future__ import annotations

from docutils import nodes
from shared.field_nodes import shown
from shared.latex import capital
from shared.vocabulary import N_
from shared.words import _
from sphinx.errors import NoUri
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinxcontrib.bibtex.directives import BibliographyKey
from sphinxcontrib.bibtex.nodes import bibliography
from sphinxcontrib.bibtex.transforms import BibliographyTransform

from citations.domain import PAGE, WHOLE, CitationDomain
from citations.order import letters

logger = logging.getLogger(__name__)

FIELDS = "design", "participants", "finding"
"""What an entry of the bibliography says beyond the reference."""

NOT_APPLICABLE = N_("not applicable")
"""``participants`` of a work that studied nobody."""


class PageReferences(SphinxDirective):
    """The references of this page, each with links back to where it is cited."""

    kind = PAGE

    def run(self) -> list[nodes.Node]:
        lists = self.env.get_domain("cite").bibliographies
        if any(docname == self.env.docname for docname, _ in lists):
            message = "this page has a list of references already: remove this one"
            logger.warning(message, location=self.get_location(), type="bibtex", subtype="two_lists")
            return []
        lists[BibliographyKey(self.env.docname, self.kind)] = None
        node = bibliography(docname=self.env.docname, kind=self.kind)
        self.set_source_info(node)
        return [node]


class Bibliography(PageReferences):
    """All references of the site, each with the pages that cite it."""

    kind = WHOLE


class FillLists(SphinxPostTransform):
    """Put each list where its directive stood, in place of sphinxcontrib-bibtex's own transform."""

    default_priority = BibliographyTransform.default_priority

    def run(self, **kwargs: object) -> None:
        self.domain: CitationDomain = self.env.get_domain("cite")
        for node in list(self.document.findall(bibliography)):
            if node["kind"] == PAGE and self.domain.book:
                _remove(node)
                continue
            items = self.everything(node["docname"]) if node["kind"] == WHOLE else self.here(node["docname"])
            empty = nodes.paragraph("", _("No publication is cited here."))
            node.replace_self(nodes.bullet_list("", *items, classes=["references"]) if items else empty)

    def item(self, key: str) -> nodes.list_item:
        if not self.domain.book:
            return nodes.list_item("", self.domain.reference(key), ids=[f"ref-{key}"])
        text = self.domain.reference(key)
        text.insert(0, nodes.target(ids=[f"ref-{key}"]))  # LaTeX has no anchor for a list item
        return nodes.list_item("", text)

    def here(self, docname: str) -> list[nodes.list_item]:
        """What a page cites, in the order of names, as on paper one looks it up: with the way back and on to the rest."""
        domain, items = self.domain, []
        whole = domain.builder.get_relative_uri(docname, domain.whole) if domain.whole not in (None, docname) else ""
        cited = domain.places.get(docname, {})
        for key in sorted(cited.keys() & domain.rank.keys(), key=domain.rank.__getitem__):
            places = cited[key]
            items.append(self.item(key))
            if domain.builder.format != "html":
                continue  # plain text has no way back
            line = nodes.paragraph(classes=["reference-links"])
            if len(places) == 1:
                line += _link(_("Back to the text"), refid=places[0])
            else:
                line += nodes.Text(f"{_('Back to the text:')} ")
                for n, (place, name) in enumerate(zip(places, letters(), strict=False)):
                    line += [nodes.Text(" " if n else ""), _link(name, refid=place)]
            if whole:
                line += [nodes.Text(" · "), _link(_("In the bibliography"), refuri=f"{whole}#ref-{key}")]
            items[-1] += line
        return items

    def everything(self, docname: str) -> list[nodes.list_item]:
        """What the site cites, in the order of names: each with what it is, what it found, and which pages cite it."""
        pages = {page: self._page(docname, page) for page in self.domain.places}
        return [self.entry(key, pages) for key in self.domain.entries]

    def _page(self, docname: str, page: str) -> str:
        """The address of a page, or nothing where it is not in this book."""
        try:
            return self.domain.builder.get_relative_uri(docname, page)
        except NoUri:
            return ""

    def entry(self, key: str, pages: dict[str, str]) -> nodes.list_item:
        item, fields = self.item(key), self.domain.entries[key].fields
        design, participants, finding = (fields.get(name, "").strip() for name in FIELDS)
        people = "" if participants == NOT_APPLICABLE else participants
        study = ", ".join(filter(None, (_(design), people)))
        if study or finding:
            said = [nodes.strong("", "", *shown(f"{capital(study)}.")), nodes.Text(" ")] if study else []
            item += nodes.paragraph("", "", *said, *shown(finding), classes=["reference-finding"])
        if conclusion := fields.get("conclusion", "").strip():
            label = nodes.strong("", _("What the authors conclude:"))
            item += nodes.paragraph(
                "", "", label, nodes.Text(" "), *shown(conclusion), classes=["reference-conclusion"]
            )
        cited = nodes.paragraph("", f"{_('Cited in:')} ", classes=["cited-in"])
        for n, (page, title, place) in enumerate(self.domain.uses(key)):
            # LaTeX has no anchor for a place in a line; on paper the number of its page is said as well.
            uri = pages[page] if self.domain.builder.format == "latex" else f"{pages[page]}#{place}"
            link = _link(title, refuri=uri, classes=["paged"] if self.domain.book else [])
            cited += [nodes.Text("; " if n else ""), link if pages[page] else nodes.Text(title)]
        item += cited
        return item


def _link(text: str, **to: object) -> nodes.reference:
    return nodes.reference("", text, internal=True, **to)


def _remove(node: nodes.Element) -> None:
    """Take the node out, and its section with it where the heading would stand alone."""
    section = node.parent
    section.remove(node)
    if isinstance(section, nodes.section) and all(isinstance(child, nodes.title) for child in section):
        section.parent.remove(section)
