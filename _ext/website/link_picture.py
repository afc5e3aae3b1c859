"""Who shares a link to a concern shares a picture of its question, its answer and how sure we are of it (``og:image``)."""

from __future__ import annotations

from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

import typst
from docutils import nodes
from shared.concerns import Concern, concern_of, concerns
from shared.page_facts import SITES, address
from shared.vocabulary import CERTAINTY
from shared.words import _
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

FOLDER = "_previews"
WIDTH, HEIGHT = 720, 378
"""Pixels, three for five points of the template: at the full 1200 by 630 a picture is more than 60 kB."""


def words(app: Sphinx, concern: Concern) -> dict[str, str]:
    """What the template is told; all of it is set as text."""
    return {
        "language": app.config.language.partition("_")[0],
        "site": str(app.config.html_title),
        "question": concern.question,
        "answer": concern.answer,
        "certainty": _(CERTAINTY.get(concern.certainty, "")),
        "what": concern.of_what,
    }


def name_of(app: Sphinx, concern: Concern) -> str:
    """The picture's path in the site. Its digest is of all that decides its bytes, so one that is there need not be drawn."""
    template = Path(app.confdir, app.config.link_picture_template).read_bytes()
    digest = sha256(repr((typst.__version__, WIDTH, HEIGHT, words(app, concern))).encode() + template).hexdigest()[:12]
    return f"{FOLDER}/{concern.docname.replace('/', '-')}-{digest}.png"


def add_tags(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Name the picture in the head of the page, where the site's address is known: without one nobody could fetch it."""
    concern = concern_of(app.env, page) if app.builder.name in SITES and doctree is not None else None
    picture = address(app, name_of(app, concern)) if concern else ""
    if picture:
        told = words(app, concern)
        alternative = " ".join(filter(None, (told["question"], told["answer"], told["certainty"])))
        tags = {"": picture, ":width": WIDTH, ":height": HEIGHT, ":alt": alternative}
        for name, value in tags.items():
            context["metatags"] += f'\n<meta property="og:image{name}" content="{escape(str(value))}">'


def draw(app: Sphinx, error: Exception | None) -> None:
    """Draw the pictures that are not there yet, and take away those that no page names any more."""
    if error or app.builder.name not in SITES or not address(app, FOLDER):
        return
    wanted = {name_of(app, concern): concern for concern in concerns(app.env)}
    folder = Path(app.outdir, FOLDER)
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        if f"{FOLDER}/{path.name}" not in wanted:
            path.unlink()
    fonts = [str(Path(app.confdir, each)) for each in getattr(app.config, "typst_font_paths", ())]
    for name, concern in wanted.items():
        if not Path(app.outdir, name).is_file():
            drawn = typst.compile(
                str(Path(app.confdir, app.config.link_picture_template)),
                font_paths=typst.Fonts(include_system_fonts=False, font_paths=fonts),
                format="png",
                ppi=43.2,
                sys_inputs=words(app, concern),
            )
            Path(app.outdir, name).write_bytes(drawn if isinstance(drawn, bytes) else drawn[0])


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("shared.concerns")
    app.setup_extension("shared.page_facts")
    app.setup_extension("shared.words")
    app.add_config_value(
        "link_picture_template", "_typst/preview.typ", "html", str, "What draws the picture of a link."
    )
    app.connect("html-page-context", add_tags)
    app.connect("build-finished", draw)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
