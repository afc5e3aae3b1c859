"""What conf.py and book.toml say to readers, such as the name of the site, in the language of the edition.

The catalogue is ``settings`` in a folder of ``locale_dirs``, beside those of the pages; what it lacks stays as conf.py has it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx import locale
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.i18n import CatalogRepository
from sphinx.util.typing import ExtensionMetadata

from shared import words

CATALOGUE = "settings"
SETTINGS = (
    *("project", "author", "copyright", "html_title", "fold_sections", "search_help_words"),
    *("typst_description", "typst_keywords", "typst_elements", "epub_description", "epub_contributor"),
)
"""The settings that readers see; in a list or a table each text is translated, and no name."""


def texts(value: Any) -> list[str]:
    """Every text in a setting; a colour is none."""
    if isinstance(value, str):
        return [value] if value and not value.startswith("#") else []
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return [text for part in parts for text in texts(part)]


def translated(value: Any, catalogue: locale.NullTranslations) -> Any:
    """The setting with each of its texts in the language of the catalogue."""
    if isinstance(value, str):
        return catalogue.gettext(value) if value else value
    if isinstance(value, dict):
        return {name: translated(part, catalogue) for name, part in value.items()}
    return [translated(part, catalogue) for part in value] if isinstance(value, (list, tuple)) else value


def translate(app: Sphinx, config: Config) -> None:
    """Before anything reads a setting."""
    found = CatalogRepository(app.srcdir, config.locale_dirs, config.language, "utf-8")
    for each in found.catalogs:
        if each.domain == CATALOGUE and each.is_outdated():
            each.write_mo(config.language, False)
    catalogue, is_there = locale.init([Path(each) for each in found.locale_dirs], config.language, CATALOGUE)
    if is_there:
        locale.get_translator(words.CATALOGUE).add_fallback(catalogue)  # of book.toml, where it has words of its own
    for name in SETTINGS if is_there else ():
        if hasattr(config, name):
            setattr(config, name, translated(getattr(config, name), catalogue))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("shared.words")
    app.connect("config-inited", translate, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
