"""Search keeps finding everyday words and glossary terms after an edit: Sphinx forgets those of pages that it does not rewrite.

`sphinx.search.IndexBuilder.load` (Sphinx 9.0) reads back titles and words of the last index, but not its index entries.
"""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.index_entries import split_index_msg
from sphinx.util.typing import ExtensionMetadata


def remember(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Give the index builder the entries of every page; it replaces those of a page that is written again."""
    if Path(app.outdir, "searchindex.js").is_file():
        for docname, entries in env.domains.index_domain.entries.items():
            if "nosearch" not in env.metadata[docname] and "no-search" not in env.metadata[docname]:
                env._search_index_index_entries[docname] = sorted(words(entries))
    return []


def words(entries: list[tuple[str, str, str, str, str | None]]) -> set[tuple[str, str, str]]:
    """``(word, id of its place, "main" or "")`` of each entry, as `IndexBuilder.feed` has them."""
    return {
        (word, target or "", main)
        for kind, value, target, main, _ in entries
        if kind in ("single", "pair", "triple", "see", "seealso")
        for word in split_index_msg(kind, value)
    }


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("env-updated", remember)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
