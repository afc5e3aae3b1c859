"""The list at the foot of a page, and the bibliography whose entries say which pages cite them."""

from __future__ import annotations

from docutils import nodes
from sphinx.errors import NoUri
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinxcontrib.bibtex.directives import BibliographyKey
from sphinxcontrib.bibtex.nodes import bibliography
from sphinxcontrib.bibtex.transforms import BibliographyTransform

from citations.domain import PAGE, WHOLE, CitationDomain, letters
from citations.style import plain


class PageReferences(SphinxDirective):
    """The references of this page, each with links back to where it is cited."""

    kind = PAGE

    def run(self) -> list[nodes.Node]:
        self.env.get_domain("cite").bibliographies[BibliographyKey(self.env.docname, self.kind)] = None
        node = bibliography(docname=self.env.docname, kind=self.kind)
        self.set_source_info(node)
        return [node]


class Bibliography(PageReferences):
    """All references of the site, each with the pages that cite it."""

    kind = WHOLE


class FillLists(SphinxPostTransform):
    """Put each list where its directive stood, before sphinxcontrib-bibtex looks for one of its own."""

    default_priority = BibliographyTransform.default_priority - 1

    def run(self, **kwargs: object) -> None:
        self.domain: CitationDomain = self.env.get_domain("cite")
        for node in list(self.document.findall(bibliography)):
            if node["kind"] == PAGE and self.domain.book:
                _remove(node)
                continue
            docname, known = node["docname"], self.domain.entries
            if node["kind"] == WHOLE:
                items = [self.entry(key, docname) for key in known]
            else:
                items = [self.here(key, docname) for key in self.domain.places.get(docname, ()) if key in known]
            empty = nodes.paragraph("", "No publication is cited here.")
            node.replace_self(nodes.bullet_list("", *items, classes=["references"]) if items else empty)

    def item(self, key: str) -> nodes.list_item:
        if not self.domain.book:
            return nodes.list_item("", self.domain.reference(key), ids=[f"ref-{key}"])
        text = self.domain.reference(key)
        text.insert(0, nodes.target(ids=[f"ref-{key}"]))  # LaTeX has no anchor for a list item
        return nodes.list_item("", text)

    def here(self, key: str, docname: str) -> nodes.list_item:
        """An entry at the foot of a page: back to the text, on to the bibliography."""
        places = self.domain.places[docname][key]
        line = nodes.paragraph(classes=["reference-links"])
        if len(places) == 1:
            line += _link("Back to the text", refid=places[0])
        else:
            line += nodes.Text("Back to the text: ")
            for n, (place, name) in enumerate(zip(places, letters(), strict=False)):
                line += [nodes.Text(", " if n else ""), _link(name, refid=place)]
        whole = self.domain.whole
        if whole and whole != docname:
            uri = f"{self.domain.builder.get_relative_uri(docname, whole)}#ref-{key}"
            line += [nodes.Text(" · "), _link("In the bibliography", refuri=uri)]
        item = self.item(key)
        item += line
        return item

    def entry(self, key: str, docname: str) -> nodes.list_item:
        """An entry of the bibliography: what it is, what it found, which pages cite it."""
        item = self.item(key)
        get = self.domain.entries[key].fields.get
        if get("design") or get("finding"):
            said = nodes.paragraph(classes=["reference-finding"])
            if get("design"):
                said += [nodes.strong("", plain(get("design")).capitalize() + "."), nodes.Text(" ")]
            said += nodes.Text(plain(get("finding", "")))
            item += said
        cited = nodes.paragraph("", "Cited in: ", classes=["cited-in"])
        for n, (page, title, place) in enumerate(self.domain.uses(key)):
            cited += nodes.Text("; " if n else "")
            try:
                uri = self.domain.builder.get_relative_uri(docname, page) + ("" if self.domain.book else f"#{place}")
                cited += _link(title, refuri=uri)
            except NoUri:
                cited += nodes.Text(title)
        item += cited
        return item


def _link(text: str, **to: str) -> nodes.reference:
    return nodes.reference("", text, internal=True, **to)


def _remove(node: nodes.Element) -> None:
    """Take the node out, and its section with it where the heading would stand alone."""
    section = node.parent
    section.remove(node)
    if isinstance(section, nodes.section) and all(isinstance(child, nodes.title) for child in section):
        section.parent.remove(section)
