"""Search finds after an edit what it would find after a build from nothing, and its index is the same to the byte.

`sphinx.search.IndexBuilder` (Sphinx 9.0) reads the index of the last build back, but without the everyday words and
glossary terms of pages that it does not write again; it keeps words that are nowhere any more; and pages that are gone.
"""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.util.index_entries import split_index_msg
from sphinx.util.typing import ExtensionMetadata


def complete(app: Sphinx) -> list[object]:
    """Once all pages are written, and before the index is: give it the entries of every page, in one order."""
    indexer, env = getattr(app.builder, "indexer", None), app.env
    if indexer is None:
        return []
    indexer.prune(env.all_docs)
    for words in (indexer._mapping, indexer._title_mapping):
        for word in [word for word, pages in words.items() if not pages]:
            del words[word]
    entries = env.domains.index_domain.entries
    indexer._index_entries = {
        docname: sorted(words_of(entries.get(docname, [])))
        for docname in sorted(indexer._titles)
        if not {"nosearch", "no-search"} & env.metadata[docname].keys()
    }
    return []


def words_of(entries: list[tuple[str, str, str, str, str | None]]) -> set[tuple[str, str, str]]:
    """``(word, id of its place, "main" or "")`` of each entry, as `IndexBuilder.feed` has them."""
    return {
        (word, target or "", main)
        for kind, value, target, main, _ in entries
        if kind in ("single", "pair", "triple", "see", "seealso")
        for word in split_index_msg(kind, value)
    }


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("html-collect-pages", complete, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
