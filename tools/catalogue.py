"""What ``make translate`` knows of catalogues: the words of ours in the code and the templates, and what a .po file lacks."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
OURS = {"book": "_ext/locale", "typst_pdf": "_ext/typst_pdf/locale"}
"""Our catalogues -> where each lies: the PDF has one of its own, since its package can be used alone."""
CALLS = {"_": 1, "N_": 1, "ngettext": 2, "plurals": 2}
"""Function -> how many of its arguments are words."""

DAY = datetime(2000, 1, 1, tzinfo=UTC)
"""What Babel writes where it would write the time of day: the same words give the same bytes."""


def words(root: Path = ROOT, name: str = "book") -> Catalog:
    """All words of ours that belong into that catalogue, each with the files that show it."""
    catalogue = Catalog(charset="utf-8")
    for path in sorted([*root.joinpath("_ext").rglob("*.py"), *root.joinpath("_templates").rglob("*.html")]):
        if ("typst_pdf" in path.parts) != (name == "typst_pdf"):
            continue
        for message in of_code(path) if path.suffix == ".py" else of_template(path):
            catalogue.add(message, locations=[(path.relative_to(root).as_posix(), 0)])
    return catalogue


def of_code(path: Path) -> Iterator[str | tuple[str, ...]]:
    """What the calls of :data:`CALLS` are given: Babel's own extraction misses those within f-strings."""
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        count = CALLS.get(call.func.id, 0) if isinstance(call.func, ast.Name) else 0
        texts = [each.value for each in call.args[:count] if isinstance(each, ast.Constant) and each.value]
        if texts and len(texts) == count:
            yield texts[0] if count == 1 else tuple(texts)


def of_template(path: Path) -> Iterator[str]:
    for _line, message, *_comments in extract_from_file("jinja2", path):
        yield message


def path_of(name: str, language: str, root: Path = ROOT) -> Path:
    return root / OURS[name] / language / "LC_MESSAGES" / f"{name}.po"


def update(path: Path, language: str, fresh: Catalog) -> Catalog:
    """Bring the file to the words that there are now: what a new one resembles is kept as a guess, the rest goes."""
    known = read(path, language)
    known.update(fresh)
    known.obsolete.clear()
    write(known, path)
    return known


def read(path: Path, language: str) -> Catalog:
    """The catalogue in the file; an empty one where there is none."""
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    catalogue.creation_date = catalogue.revision_date = DAY
    return catalogue


def write(catalogue: Catalog, path: Path) -> None:
    """The .po and, beside it, the .mo that Sphinx reads."""
    catalogue.creation_date = catalogue.revision_date = DAY
    catalogue.fuzzy = False
    text = io.BytesIO()
    write_po(text, catalogue, width=0, sort_output=True, omit_header=True, include_lineno=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(head(catalogue).encode() + text.getvalue())
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, read(path, str(catalogue.locale)))


def head(catalogue: Catalog) -> str:
    """What the file is, and the lines that programs read in it."""
    said = [
        f"# Our own words in {catalogue.locale.english_name}. After an edit: make translate LANGUAGE={catalogue.locale}"
    ]
    said += ['msgid ""', 'msgstr ""']
    wanted = ("Language", "Plural-Forms", "MIME-Version", "Content-Type", "Content-Transfer-Encoding")
    said += [f'"{name}: {value}\\n"' for name, value in catalogue.mime_headers if name in wanted]
    return "\n".join(said) + "\n\n"


def faults(catalogue: Iterable[Message]) -> Iterator[tuple[Message, str]]:
    """Each message that is not shown as it should be, with what to do."""
    for message in catalogue:
        if not message.id:
            continue
        ids, strings = (each if isinstance(each, (tuple, list)) else (each,) for each in (message.id, message.string))
        if message.fuzzy:
            yield message, "was made for other words: mend it, and delete the line `#, fuzzy`"
        elif not all(strings):
            yield message, "is not translated"
        elif wrong := sorted({name for each in strings for name in _marks(each)} ^ {name for name in _marks(ids[-1])}):
            yield message, f"has other marks than the English: {', '.join(wrong)} must stand in both"


def _marks(text: str) -> list[str]:
    return re.findall(r"\{\w*\}|%\(\w+\)s", text)
