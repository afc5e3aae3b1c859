"""Readers see which cited works are retracted, and no build passes while one that the watch found goes unsaid.

An entry says it in a field of its own, in one plain sentence that readers see::

    retraction = {The journal retracted it in May 2026 because the data could not be confirmed.}

``retractions.toml`` lists what the weekly watch (``make watch``) found, by DOI and PMID; it is written by that command.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from docutils import nodes
from shared.cited import place
from shared.field_nodes import shown
from shared.words import _
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

ANCHOR = "ref-"
"""What the anchors of all references begin with; their keys follow."""


def recorded(path: Path) -> list[dict[str, str]]:
    """The works that the watch found retracted; none where there is no such file.

    Raises ``ValueError`` where the file is not as the watch writes it.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8")).get("retracted", [])
    except FileNotFoundError:
        return []
    if not isinstance(found, list) or not all(isinstance(one, dict) and "key" in one for one in found):
        raise ValueError("each [[retracted]] needs a key")
    return found


def matches(work: dict[str, str], key: str, fields: Any) -> bool:
    """Whether an entry is that work: by its DOI or PMID, so that a new key does not hide it, or else by its key."""
    if work.get("doi") or work.get("pmid"):
        same_doi = work.get("doi", "").lower() == _bare(fields.get("doi", ""))
        same_pmid = work.get("pmid", "") == fields.get("pmid", "").strip()
        return bool((work.get("doi") and same_doi) or (work.get("pmid") and same_pmid))
    return work["key"] == key


def _bare(doi: str) -> str:
    doi = doi.replace("\\", "").strip().lower()
    return re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", doi)


def check(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Warn, on every build, of each entry that is recorded as retracted and does not say so."""
    path = Path(app.confdir, app.config.retractions_file)
    try:
        works = recorded(path)
    except (ValueError, OSError) as error:
        message = "cannot be read: %s. Take the file from the last commit, or write it anew: make watch ARGS=--record"
        line = re.search(r"line (\d+)", str(error))
        logger.warning(message, error, location=f"{path}:{line[1] if line else 1}", type="retractions", subtype="file")
        return
    for key, entry in env.get_domain("cite").bibdata.data.entries.items():
        for work in works:
            if matches(work, key, entry.fields) and not entry.fields.get("retraction", "").strip():
                message = (
                    "%r is retracted%s: stop citing it and remove it, or tell the reader in its entry with "
                    "retraction = {one plain sentence: who retracted it, when and why}"
                )
                notice = f" ({work['notice']})" if work.get("notice") else ""
                logger.warning(message, key, notice, location=place(env, key), type="retractions", subtype="unsaid")


def mark(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Say it where the work is listed, in a sentence, and in a word after each link that leads to it."""
    said = _said(app.env)
    if not said:
        return
    for target in list(doctree.findall(lambda node: bool(_keys(node) & said.keys()))):
        for key in _keys(target) & said.keys():
            _explain(target, said[key])
    for link in list(doctree.findall(nodes.reference)):
        if _led_to(link) in said and not _is_listed(link):
            at = link.parent.index(link) + 1
            link.parent[at:at] = [nodes.Text(", "), nodes.strong("", _("retracted"), classes=["retracted"])]


def _said(env: BuildEnvironment) -> dict[str, str]:
    """What entries say of their retraction, by key; looked for once a build, since pages x entries is quadratic."""
    domain = env.get_domain("cite")
    if getattr(domain, "retractions_said_by", None) is not domain.bibdata:
        entries = domain.bibdata.data.entries.items()
        domain.retractions_said = {key: said for key, entry in entries if (said := entry.fields.get("retraction"))}
        domain.retractions_said_by = domain.bibdata
    return domain.retractions_said


def _keys(node: nodes.Node) -> set[str]:
    """The keys of the references that a node is the anchor of."""
    ids = node.get("ids", []) if isinstance(node, nodes.Element) else []
    return {name.removeprefix(ANCHOR) for name in ids if name.startswith(ANCHOR)}


def _led_to(link: nodes.reference) -> str:
    """The key of the reference that a link leads to, or nothing."""
    anchor = link.get("refid") or link.get("refuri", "").rpartition("#")[2]
    return anchor.removeprefix(ANCHOR) if anchor.startswith(ANCHOR) else ""


def _is_listed(link: nodes.reference) -> bool:
    """Whether a link stands in a list of references, where the sentence is."""
    at = link.parent
    while at is not None and not (isinstance(at, nodes.bullet_list) and "references" in at["classes"]):
        at = at.parent
    return at is not None


def _explain(target: nodes.Element, sentence: str) -> None:
    """Put the sentence under the reference that the target marks."""
    item: nodes.Element | None = target
    while item is not None and not isinstance(item, nodes.list_item):
        item = item.parent
    if item is None:
        return
    mark = nodes.strong("", _("This work has been retracted."), classes=["retracted"])
    item.insert(1, nodes.paragraph("", "", mark, nodes.Text(" "), *shown(sentence), classes=["retraction"]))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("shared.words")
    app.add_config_value("retractions_file", "retractions.toml", "", str, "The file that names retracted works.")
    app.connect("env-before-read-docs", check)  # on every build, also one in which no page has changed
    app.connect("doctree-resolved", mark, priority=700)  # after lists, tables and charts are in place
    return {"parallel_read_safe": True, "parallel_write_safe": True}
