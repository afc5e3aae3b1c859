"""After an edit every page is what a build from nothing would make of it: sidebars, previous and next, no dead pages.

Sphinx writes a page again only when its own source changed, although each page shows the titles and the order of the
others, and it leaves the file of a deleted page where it was. Nor does it read a page again when the code of an extension
changed, as after a `git pull` or under `make live`.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata


def write_again(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """All pages, when what they show of each other is not what it was when this builder last wrote them."""
    if app.builder.format != "html":
        return []
    state = env.__dict__.setdefault("fresh_pages", {})
    pages, before = state.get(app.builder.name, ((), ""))
    for gone in set(pages) - env.found_docs:
        Path(app.builder.get_outfilename(gone)).unlink(missing_ok=True)
    trees = [str(tree) for name in sorted(env.toctree_includes) for tree in env.tocs[name].findall(addnodes.toctree)]
    titles = [(name, str(env.titles[name])) for name in sorted(env.found_docs)]
    now = sha256(repr((trees, titles)).encode()).hexdigest()
    state[app.builder.name] = sorted(env.found_docs), now
    return sorted(env.found_docs) if now != before else []


def read_again(app: Sphinx, env: BuildEnvironment, *_: set[str]) -> list[str]:
    """All pages, when our own code is not what it was when they were read."""
    code = sha256(b"".join(file.read_bytes() for file in sorted(Path(__file__).parent.rglob("*.py")))).hexdigest()
    before = env.__dict__.get("fresh_pages_code", code)
    env.fresh_pages_code = code
    return sorted(env.found_docs) if code != before else []


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("env-get-outdated", read_again)
    app.connect("env-updated", write_again)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
