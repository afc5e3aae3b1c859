"""One accessible PDF of the whole project, and one for each chosen page, without TeX. See README.md."""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from typst_pdf import links, words
from typst_pdf.builder import HandoutsBuilder, TypstBuilder, fail_the_build


def setup(app: Sphinx) -> ExtensionMetadata:
    words.add_catalogue(app)
    app.add_builder(TypstBuilder)
    app.add_builder(HandoutsBuilder)
    app.add_config_value("typst_template", "_typst/template.typ", "", types=str)
    app.add_config_value("typst_font_paths", [], "", types=list)
    app.add_config_value("typst_svg_font", "", "", types=str)
    app.add_config_value("typst_filename", lambda config: f"{config.project}.pdf", "", types=str)
    app.add_config_value("typst_paper", "a4", "", types=str)
    app.add_config_value("typst_authors", lambda config: [config.author], "", types=list)
    app.add_config_value("typst_description", "", "", types=str)
    app.add_config_value("typst_keywords", [], "", types=list)
    app.add_config_value("typst_standards", ["ua-1"], "", types=list)
    app.add_config_value("typst_bibliography", "", "", types=str)
    app.add_config_value("typst_elements", {}, "", types=dict)
    app.add_config_value("typst_looks", {}, "", types=dict)
    app.add_config_value("typst_handouts", [], "", types=list)
    app.add_config_value("typst_handouts_folder", "build/handouts", "", types=str)
    app.add_config_value("typst_handouts_made", [], "html", types=list)
    app.add_config_value("typst_handout_skips", [], "", types=list)
    app.add_config_value("typst_handout_sections", [], "", types=list)
    app.add_config_value("typst_handout_pictures", [], "", types=list)
    app.add_config_value("typst_handout_sheets", 0, "", types=int)
    app.add_config_value("typst_help_class", "", "", types=str)
    app.add_config_value("typst_book_leaves", [], "", types=list)
    app.add_config_value("typst_book_skips", [], "", types=list)
    app.connect("config-inited", links.find)
    app.connect("doctree-resolved", links.link, priority=700)  # after the status line is in
    app.connect("build-finished", links.copy)
    app.connect("build-finished", fail_the_build)
    return {"version": "0.1", "parallel_read_safe": True, "parallel_write_safe": True}
