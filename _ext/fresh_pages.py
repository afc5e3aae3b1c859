"""After an edit every page is what a build from nothing would make of it: sidebars, previous and next, no dead pages.

Sphinx writes a page again only when its own source changed, although each page shows the titles and the order of the
others, and it leaves the file of a deleted page where it was. Nor does it read a page again when the code of an extension
changed, as after a `git pull` or under `make live`.
"""

from __future__ import annotations

import json
import re
from hashlib import sha256
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

OF_PAGES = ("_images", "_downloads")
"""The folders of the output that hold what pages show."""

_ADDRESS = re.compile(rf"(?:{'|'.join(OF_PAGES)})/[^\"'?#<>\s]+")


def write_again(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """All pages, when what they show of each other is not what it was when this builder last wrote them."""
    if app.builder.format != "html":
        return []
    state = env.__dict__.setdefault("fresh_pages", {})
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
    """The pages in the search index of the output, which is still there when Sphinx's environment was thrown away."""
    try:
        script = Path(app.outdir, "searchindex.js").read_text(encoding="utf-8")
        return list(json.loads(script.removeprefix("Search.setIndex(").removesuffix(")"))["docnames"])
    except (OSError, ValueError, LookupError, TypeError):  # none yet, or not one of Sphinx's
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
    """All pages, when our own code is not what it was when they were read."""
    code = sha256(b"".join(file.read_bytes() for file in sorted(Path(__file__).parent.rglob("*.py")))).hexdigest()
    before = env.__dict__.get("fresh_pages_code", code)
    env.fresh_pages_code = code
    return sorted(env.found_docs) if code != before else []


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("env-get-outdated", read_again)
    app.connect("env-updated", write_again)
    app.connect("build-finished", remove_unused)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
