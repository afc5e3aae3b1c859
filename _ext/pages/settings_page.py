"""Whoever begins a book finds every setting with its meaning on one page, and a misspelt one in conf.py is named.

``{settings} book.toml`` lists the fields that ``shared/book.py`` reads, and ``{settings} conf.py`` what our extensions add to
Sphinx's own settings: each as the code has it, with its description and what holds where it is left out.
"""

from __future__ import annotations

import ast
import difflib
import json
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from docutils import nodes
from shared.book import FILE, Book
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

CODE = Path(__file__).parents[1]
_ADDED = re.compile(r'add_config_value\(\s*"(\w+)"')


def of_the_book(config: Config) -> Iterator[tuple[str, str, Any]]:
    """``(name, meaning, default)`` of what book.toml may hold."""
    book = Book()
    for each in fields(Book):
        yield each.name, each.metadata["text"], getattr(book, each.name)


def of_the_build(config: Config) -> Iterator[tuple[str, str, Any]]:
    """``(name, meaning, default)`` of what our extensions read from conf.py and say the meaning of."""
    code = "".join(path.read_text(encoding="utf-8") for path in CODE.rglob("*.py"))
    for name in sorted({*_ADDED.findall(code)} & {*config.values}):
        option = config.values[name]
        if option.description and name != "book_settings":
            yield name, option.description, None if callable(option.default) else option.default


PLACES = {FILE: of_the_book, "conf.py": of_the_build}


class Settings(SphinxDirective):
    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        place = self.arguments[0]
        if place not in PLACES:
            raise self.error(f"no settings stand in {place[:40]}: write one of {', '.join(PLACES)}")
        self.env.note_dependency(__file__)
        listed = nodes.definition_list()
        for name, meaning, default in PLACES[place](self.config):
            body = nodes.definition("", nodes.paragraph("", "", *_inline(meaning)))
            if default not in (None, "", [], {}):
                body += nodes.paragraph("", "Without it:")
                text = "\n".join(_toml(name, default) if place == FILE else [f"{name} = {default!r}"])
                body += nodes.literal_block(text, text, language="text", classes=["rule-example"])
            listed += nodes.definition_list_item("", nodes.term("", "", nodes.literal("", name)), body)
        return [listed]


def _toml(name: str, value: Any) -> list[str]:
    """The setting as it is written in book.toml."""
    if isinstance(value, dict):
        return [f"[{name}]", *(f"{key} = {json.dumps(each, ensure_ascii=False)}" for key, each in value.items())]
    return [f"{name} = {json.dumps(value, ensure_ascii=False)}"]


def _inline(text: str) -> list[nodes.Node]:
    """Words, and what stands in backticks as code."""
    pieces = re.split(r"`([^`]+)`", text)
    return [nodes.literal("", piece) if odd % 2 else nodes.Text(piece) for odd, piece in enumerate(pieces) if piece]


def name_unknown(app: Sphinx, config: Config) -> None:
    """Name what conf.py sets that nobody reads and that is spelt almost as a setting."""
    path = Path(app.confdir, "conf.py")
    code = ast.parse(path.read_bytes()) if path.is_file() else ast.Module([], [])
    names = [node for node in ast.walk(code) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    for name in {node.id: node for node in names if not node.id.startswith("_")}.values():
        known = name.id in config.values or name.id == "extensions"
        near = [] if known else difflib.get_close_matches(name.id, config.values, n=1, cutoff=0.85)
        if near:
            place = f"{path}:{name.lineno}"
            message = "no setting is called `%s`: did you mean %s?"
            logger.warning(message, name.id, near[0], location=place, type="settings", subtype="unknown")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("shared.book")
    app.add_directive("settings", Settings)
    app.connect("config-inited", name_unknown, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
