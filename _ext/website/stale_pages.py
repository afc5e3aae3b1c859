"""After an edit every page is what a build from nothing would make of it: sidebars, previous and next, no dead pages.

Sphinx writes a page again only when its own source changed, although each page shows the titles and the order of the
others, and where its links and terms lead; and it leaves the file of a deleted page where it was. Nor does it read a page
again when the code of an extension changed, as after a `git pull` or under `make live`.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from hashlib import sha256
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from docutils import nodes
from shared.stale import outdated
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.inventory import InventoryFile
from sphinx.util.typing import ExtensionMetadata

OF_PAGES = ("_images", "_downloads")
"""The folders of the output that hold what pages show."""

_ADDRESS = re.compile(rf"(?:{'|'.join(OF_PAGES)})/[^\"'?#<>\s]+")


def note_links(app: Sphinx, doctree: nodes.document) -> None:
    """Note what a page leads to, under the names by which ``places`` knows it; citations have their own way."""
    links = [node for node in doctree.findall(addnodes.pending_xref) if node.get("refdomain") != "cite"]
    names = {"#".join(filter(None, (node.get("reftarget"), node.get("reftargetid")))) for node in links}
    if names:
        app.env.metadata[app.env.current_document.docname]["links"] = sorted(" ".join(name.split()) for name in names)


def places(env: BuildEnvironment) -> dict[str, list[tuple]]:
    """Name in small letters -> what a link to it shows, and where it leads: terms, labels, headings, of any domain."""
    found: dict[str, list[tuple]] = defaultdict(list)
    for domain in env.domains.sorted():
        for name, shown, kind, docname, anchor, _ in domain.get_objects() if domain.name != "cite" else ():
            for each in {name, f"{docname}#{name}", f"{docname}#{anchor}"}:
                found[each.lower()].append((kind, name, shown, docname, anchor))
    for docname, metadata in env.metadata.items():
        for slug, (_, anchor, text) in metadata.get("myst_slugs", {}).items():
            for each in {f"{docname}#{slug}", f"{docname}#{anchor}"}:
                found[each.lower()].append(("heading", slug, text, docname, anchor))
    return found


def write_again(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages that show of others what this builder has not yet written there."""
    if app.builder.format != "html":
        return []
    known, linking = places(env), {page: facts["links"] for page, facts in env.metadata.items() if "links" in facts}
    shown = {page: [(name, sorted(known.get(name.lower(), ()))) for name in names] for page, names in linking.items()}
    return sorted({*of_the_whole_site(app, env), *outdated(app, "links", shown)})


def of_the_whole_site(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """All pages, when titles or their order are not what they were when this builder last wrote them."""
    state = env.__dict__.setdefault("stale_pages", {})
    pages, before = state.get(app.builder.name, ((), ""))
    for gone in {*pages, *pages_of_the_last_build(app)} - env.found_docs:
        page = Path(app.builder.get_outfilename(gone))
        page.unlink(missing_ok=True)
        remove_empty(page.parent, Path(app.outdir))
    trees = [str(tree) for name in sorted(env.toctree_includes) for tree in env.tocs[name].findall(addnodes.toctree)]
    titles = [(name, str(env.titles[name])) for name in sorted(env.found_docs)]
    now = sha256(repr((trees, titles)).encode()).hexdigest()
    state[app.builder.name] = sorted(env.found_docs), now
    return sorted(env.found_docs) if now != before else []


def pages_of_the_last_build(app: Sphinx) -> list[str]:
    """The pages in the inventory of the output, which is still there when Sphinx's environment was thrown away."""
    try:
        inventory = InventoryFile.loads(Path(app.outdir, "objects.inv").read_bytes(), uri="")
        return list(inventory.data["std:doc"])
    except (OSError, ValueError, KeyError, zlib.error):  # none yet, or not one of Sphinx's
        return []


def remove_empty(folder: Path, top: Path) -> None:
    """Take away a folder that has nothing in it any more, and those around it."""
    while folder != top and top in folder.parents and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def remove_unused(app: Sphinx, exception: Exception | None) -> None:
    if not exception and app.builder.format == "html":
        remove_unshown(Path(app.outdir))


def remove_unshown(top: Path) -> None:
    """Take away the pictures and downloads that no page shows any more."""
    files = [path for folder in OF_PAGES for path in top.joinpath(folder).rglob("*") if path.is_file()]
    pages = top.rglob("*.*html") if files else ()
    shown = {unquote(unescape(name)) for page in pages for name in _ADDRESS.findall(page.read_text(encoding="utf-8"))}
    for path in files:
        if path.relative_to(top).as_posix() not in shown:
            path.unlink()
            remove_empty(path.parent, top)


def read_again(app: Sphinx, env: BuildEnvironment, *_: set[str]) -> list[str]:
    """All pages, when our own code, or a catalogue of its words, is not what it was when they were read."""
    folder = Path(__file__).parents[1]
    files = sorted([*folder.rglob("*.py"), *folder.rglob("*.mo")])
    code = sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    before = env.__dict__.get("stale_pages_code", code)
    env.stale_pages_code = code
    return sorted(env.found_docs) if code != before else []


def forget_at_once(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Forget all that is read again before any is, as Sphinx does with two jobs: a term may move to another page."""
    for docname in docnames:
        app.events.emit("env-purge-doc", env, docname)
        env.clear_doc(docname)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-read", note_links)
    app.connect("env-before-read-docs", forget_at_once)
    app.connect("env-get-outdated", read_again)
    app.connect("env-updated", write_again)
    app.connect("build-finished", remove_unused)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
