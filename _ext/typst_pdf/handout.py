"""What of a page stands on its handout: the chosen sections, a few pictures and references, in as many sheets as are given."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from docutils import nodes


class Measure(NamedTuple):
    """How much of a page a handout takes."""

    pictures: int
    references: int


MEASURES = [Measure(2, 8), Measure(1, 8), Measure(1, 5), Measure(1, 3), Measure(1, 0), Measure(0, 0)]
"""From what is wanted to what always fits, tried in this order."""


def sheets(pdf: bytes) -> int:
    """How many pages of paper a PDF has."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def shorten(doctree: nodes.document, sections: list[str], pictures: list[str], measure: Measure) -> int:
    """Leave the chosen sections, and after the first of them some pictures of the others; say how many references went."""
    page = next(doctree.findall(nodes.section), None)
    if page is None or not sections:
        return 0
    parts = [child for child in page.children if isinstance(child, nodes.section)]
    wanted = [part for part in parts if {*part["ids"], *part["classes"]} & {*sections}]
    if not wanted:
        return 0  # a page of another kind stays as it is
    lists = [node for node in doctree.findall(nodes.bullet_list) if "references" in node["classes"]]
    drawn = [
        node
        for part in parts
        if part not in wanted
        for node in part.findall(nodes.Element)
        if {*node.get("classes", ())} & {*pictures}
    ]
    all_cited = cited(page)
    for part in parts:
        if part not in wanted and not any(found in part.findall() for found in lists):
            page.remove(part)
    wanted[0].parent.insert(wanted[0].parent.index(wanted[0]) + 1, drawn[: measure.pictures])
    left = Counter({key: count + 1000 for key, count in cited(page).items()}) + all_cited
    return sum(keep(items, left, measure.references) for items in lists)


def cited(node: nodes.Element) -> Counter:
    """How often each anchor is linked to."""
    links = node.findall(nodes.reference)
    return Counter(link.get("refid") or link.get("refuri", "").rpartition("#")[2] for link in links)


def keep(items: nodes.bullet_list, weights: Counter, most: int) -> int:
    """Leave the entries that are cited in what is printed, then those cited most often; say how many went."""
    ranked = sorted(items.children, key=lambda item: -max((weights[key] for key in item["ids"]), default=0))
    for item in ranked[most:]:
        items.remove(item)
    if not items.children:
        section = items.parent
        section.parent.remove(section)
    return len(ranked[most:])
