"""``{site-file}`references.bib` `` leads to a file that the build puts beside the pages, such as data to take away.

On paper and in an e-book, where no such file lies beside the page, it is the file's whole address or else its name.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from shared.page_facts import SITES, address
from shared.placeholder import Placeholder
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole
from sphinx.util.osutil import relative_uri
from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)


DATA = {".atom", ".bib", ".json", ".txt", ".xml"}
"""How the names of such files end; a page is linked as a page."""


class site_file(nodes.Inline, Placeholder):
    """Where the link will stand: ``name`` of the file, ``docname`` of its page."""

    def fill(self, app: Sphinx) -> nodes.Node:
        name, uri = self["name"], address(app, self["name"])
        if app.builder.name in SITES:
            uri = relative_uri(app.builder.get_target_uri(self["docname"]), name)
        words = nodes.literal("", name)
        return nodes.reference("", "", words, refuri=uri, internal=False) if uri else words


class SiteFile(SphinxRole):
    """A link to that file, by its name at the root of the site."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        wanted = self.env.metadata[self.env.docname].setdefault("site_files", {})
        wanted[self.text] = self.lineno
        return [site_file(name=self.text, docname=self.env.docname)], []


def check(app: Sphinx, exception: Exception | None) -> None:
    """Warn of each link to a file that the build did not make."""
    if exception or app.builder.name not in SITES:
        return
    for docname in sorted(app.env.found_docs):
        for name, line in app.env.metadata[docname].get("site_files", {}).items():
            if not Path(app.outdir, name).is_file():
                made = ", ".join(sorted(path.name for path in Path(app.outdir).iterdir() if path.suffix in DATA))
                message = "there is no file %r in the built site: write one of those that it makes (%s)"
                logger.warning(message, name, made, location=(docname, line), type="site_file", subtype="missing")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("shared.page_facts")
    app.setup_extension("shared.placeholder")
    app.add_node(site_file)
    app.add_role("site-file", SiteFile())
    app.connect("build-finished", check, priority=900)  # after those that make the files
    return {"parallel_read_safe": True, "parallel_write_safe": True}
