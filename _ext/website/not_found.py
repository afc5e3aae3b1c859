"""An address that leads nowhere shows a calm page that leads on, whose links hold at any depth.

sphinx-notfound-page, by the makers of Read the Docs, makes 404.html; here it learns where the site lies. What the page
says is in _templates/404.html.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata


def find_site(app: Sphinx, config: Config) -> None:
    """Begin every link with the folder of the site, as its address has it: ``/en/latest/``; ``/`` where none is known."""
    config.notfound_urls_prefix = f"{urlsplit(config.html_baseurl).path.rstrip('/')}/"
    config.notfound_template = "404.html"


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("notfound.extension")
    app.connect("config-inited", find_site, priority=400)  # before sphinx-notfound-page checks the settings
    return {"parallel_read_safe": True, "parallel_write_safe": True}
