"""Each web page that has a handout leads to it: only where the file is there, and the file comes with the site."""

from __future__ import annotations

import shutil
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from typst_pdf.builder import filenames, remove_leftovers
from typst_pdf.whole_pdf import is_whole
from typst_pdf.words import print_or_send

FOLDER = "handouts"
"""Where the site keeps them, beside its pages."""


def find(app: Sphinx, config: Config) -> None:
    """Note which handouts have been made. All pages are written again when that changes."""
    folder = Path(app.confdir, config.typst_handouts_folder)
    config.typst_handouts_made = sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*.pdf") if is_whole(path)
    )


def link(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Add the link to the page's status line, or under its title where it has none."""
    name = filenames(app.config, app.env.found_docs).get(docname) if is_site(app) else None
    title = next(doctree.findall(nodes.title), None)
    if name not in app.config.typst_handouts_made or title is None:
        return
    address = "../" * docname.count("/") + f"{FOLDER}/{name}"
    words = nodes.paragraph("", "", nodes.reference("", print_or_send(), refuri=address, internal=True))
    status = next((node for node in doctree.findall(nodes.container) if "status" in node["classes"]), None)
    facts = next(status.findall(nodes.bullet_list), None) if status else None
    if facts is not None:
        facts += nodes.list_item("", words)
    else:
        title.parent.insert(title.parent.index(title) + 1, words)


def copy(app: Sphinx, exception: Exception | None) -> None:
    """Put the handouts beside the pages that lead to them, and take away those of pages that are gone."""
    if exception is not None or not is_site(app):
        return
    folder, made = Path(app.outdir, FOLDER), set(app.config.typst_handouts_made)
    names = made & {*filenames(app.config, app.env.found_docs).values()}
    remove_leftovers(folder, names)
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(Path(app.confdir, app.config.typst_handouts_folder, name), folder / name)
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def is_site(app: Sphinx) -> bool:
    return app.builder.name in ("html", "dirhtml")
