"""The e-book: Sphinx's own, with the PDF's cover and what a library tells readers about its accessibility."""

from __future__ import annotations

import tempfile
from html import escape
from pathlib import Path

from shared.vocabulary import N_
from shared.words import _
from sphinx.application import Sphinx
from sphinx.builders.epub3 import Epub3Builder
from sphinx.util.typing import ExtensionMetadata
from typst_pdf.builder import copy_look, stamp
from typst_pdf.compiler import Settings, draw_cover

from website.stale_pages import remove_unshown

COVER = "_static/cover.png"
ACCESSIBILITY = {
    "accessMode": ["textual", "visual"],
    "accessModeSufficient": ["textual"],
    "accessibilityFeature": ["alternativeText", "readingOrder", "structuralNavigation", "tableOfContents"],
    "accessibilityHazard": ["none"],
    "accessibilitySummary": [N_("Text with headings in order. Each picture has a text that says the same.")],
}
"""schema.org properties, with words of https://www.w3.org/community/reports/a11y-discov-vocab/CG-FINAL-vocabulary-20241209/."""


class EbookBuilder(Epub3Builder):
    """Sphinx writes no accessibility metadata and draws no cover."""

    def build_content(self) -> None:
        self.remove_leftovers()
        self.draw_cover()
        super().build_content()
        package = Path(self.outdir, "content.opf")
        metas = "".join(
            f'    <meta property="schema:{name}">{escape(_(value))}</meta>\n'
            for name, values in ACCESSIBILITY.items()
            for value in values
        )
        text = package.read_text(encoding="utf-8").replace("  </metadata>", f"{metas}  </metadata>")
        package.write_text(text, encoding="utf-8")

    def remove_leftovers(self) -> None:
        """Keep what is no part of the book out of it: Sphinx packs every file of its folder.

        That is a page deleted since the last build and a picture that only it showed, a page in no table of contents,
        and, warning, the last book.
        """
        kept = (name for name in self.env.found_docs if "orphan" not in self.env.metadata[name])
        pages = {self.outdir / f"{name}{self.out_suffix}" for name in kept}
        gone = [path for path in self.outdir.rglob(f"*{self.out_suffix}") if path not in pages]
        for path in [*gone, *self.outdir.glob("*.epub"), *self.outdir.glob(".buildinfo.*")]:
            path.unlink()
        remove_unshown(Path(self.outdir))

    def draw_cover(self) -> None:
        fonts = tuple(Path(self.confdir, path) for path in self.config.typst_font_paths)
        target = Path(self.outdir, COVER)
        target.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            copy_look(self.config, Path(self.confdir), Path(folder))
            target.write_bytes(draw_cover(Path(folder), Settings((), fonts, int(stamp().timestamp()))))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("shared.words")
    app.setup_extension("typst_pdf")
    app.add_builder(EbookBuilder, override=True)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
