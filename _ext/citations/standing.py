"""A page cites what stands on it: nothing in an `only` block of another output, and once what a translation reads again.

Sphinx's roles note a citation when it is read, which is too early: a translated paragraph is read twice, and whether an
`only` block stands is known when an output is made.
"""

from __future__ import annotations

from collections.abc import Iterable

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.tags import Tags
from sphinxcontrib.bibtex.citation_target import parse_citation_targets
from sphinxcontrib.bibtex.nodes import bibliography
from sphinxcontrib.bibtex.roles import CitationRef

CONDITIONS = "only"
"""What the page's metadata calls them: ``{id of a citation or an index entry, or kind of a list: its conditions}``."""


def note(app: Sphinx, doctree: nodes.document) -> None:
    """Note the citations, lists and index entries of the tree as it is now, with the `only` blocks around them."""
    env = app.env
    docname = env.current_document.docname
    refs = env.get_domain("cite").citation_refs
    while refs and refs[-1].docname == docname:  # as the roles noted them: those of one page stand together
        refs.pop()
    conditions: dict[str, tuple[str, ...]] = {}
    seen: set[str] = set()
    for node in doctree.findall(lambda node: isinstance(node, (addnodes.pending_xref, bibliography, addnodes.index))):
        around = tuple(conditions_of(node))
        if isinstance(node, addnodes.index):
            names = [entry[2] for entry in node["entries"]]
        elif isinstance(node, bibliography):
            names = [node["kind"]]
        elif node.get("refdomain") == "cite":
            if not node["ids"] or node["ids"][0] in seen:  # a translation gives two citations one id
                node["ids"] = []
                doctree.set_id(node)
            seen.add(node["ids"][0])
            names = node["ids"][:1]
            refs.append(CitationRef(names[0], docname, node.line or 0, list(parse_citation_targets(node["reftarget"]))))
        else:
            continue
        if around:
            conditions |= dict.fromkeys(names, around)
    if conditions:
        env.metadata[docname][CONDITIONS] = conditions


def conditions_of(node: nodes.Node) -> Iterable[str]:
    """The conditions of the `only` blocks in which the node stands."""
    while (node := node.parent) is not None:
        if isinstance(node, addnodes.only):
            yield node["expr"]


def stands(env: BuildEnvironment, tags: Tags, docname: str, name: str) -> bool:
    """Whether that citation, list or index entry of the page is part of the output that is being made."""
    return all(_holds(tags, condition) for condition in env.metadata[docname].get(CONDITIONS, {}).get(name, ()))


def _holds(tags: Tags, condition: str) -> bool:
    try:
        return tags.eval_condition(condition)
    except Exception:  # whatever is wrong in it, Sphinx names it and keeps the block (sphinx.util.nodes)
        return True


def drop_index_entries(app: Sphinx, *_: object) -> None:
    """Take out of the A to Z what leads into a block that is not there; what is kept for other outputs is saved by now."""
    for docname, entries in app.env.domains.index_domain.entries.items():
        if CONDITIONS in app.env.metadata[docname]:
            entries[:] = [entry for entry in entries if stands(app.env, app.tags, docname, entry[2])]
