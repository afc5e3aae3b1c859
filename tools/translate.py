"""`make translate LANGUAGE=de`: makes and updates the catalogues of an edition, and names what is missing in them.

Our own words are in _ext/locale and _ext/typst_pdf/locale, for every book; what conf.py and the pages say is in locale/, a
catalogue for each page (sphinx-intl). Whoever translates edits the .po files, with Poedit or any editor, and runs it again.
Nothing that a person translated is lost: what an English sentence no longer says is marked `fuzzy`, and shown in English.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import runpy
import subprocess
import sys
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "_ext")]

from shared import book  # noqa: E402  (only now is it on the path)
from shared.translated_settings import CATALOGUE, SETTINGS, texts  # noqa: E402
from sphinx_intl.basic import update as update_pages  # noqa: E402

from tools.catalogue import OURS, faults, path_of, read, update, words  # noqa: E402
from tools.command import COULD_NOT, run  # noqa: E402


def main(arguments: list[str] | None = None) -> int:
    """Update all catalogues of the language; 0, also where much is missing: the edition can be built all the same."""
    parser = argparse.ArgumentParser(prog="make translate", description=__doc__)
    parser.add_argument("language", nargs="?", default="", help="such as de or pt_BR")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    root, language = options.root.resolve(), options.language
    conf = runpy.run_path(str(root / "conf.py"))
    book.use(root)
    if problem := wrong(language, conf.get("source_language", "en")):
        print(f"make translate: {problem}", file=sys.stderr)
        return COULD_NOT
    for name in OURS:
        ours = update(path_of(name, language, root), language, words(root, name))
        for message, what in faults(ours):
            shown = message.id if isinstance(message.id, str) else message.id[0]
            print(f"{path_of(name, language, root).relative_to(root)}: “{shown}” {what}")
    folder = root / "locale" / language / "LC_MESSAGES"
    update(folder / f"{CATALOGUE}.po", language, of_settings(conf))
    if not read_pages(root, language):
        return COULD_NOT
    missing = total = 0
    for path in sorted(folder.rglob("*.po")):
        known = read(path, language)
        count, wanting = sum(bool(message.id) for message in known), len(list(faults(known)))
        missing, total = missing + wanting, total + count
        if wanting:
            print(f"{path.relative_to(root)}: {wanting} of {count} parts are to be translated, or looked at again")
    print(f"pages and settings: {total - missing} of {total} parts are translated")
    return 0


def wrong(language: str, original: str) -> str:
    """What to write instead; empty for a language to translate to."""
    try:
        known = str(Locale.parse(language)) == language
    except (UnknownLocaleError, ValueError, TypeError):
        known = False
    if not known:
        return f"{language!r} is no language: write its code, as in make translate LANGUAGE=de, or LANGUAGE=pt_BR"
    return f"the pages are written in {language!r}: name another language" if language == original else ""


def of_settings(conf: dict) -> Catalog:
    """What conf.py says to readers, and book.toml where it has words of its own."""
    catalogue = Catalog(charset="utf-8")
    ours = book.Book()
    for name in book.SHOWN:
        for text in set(texts(getattr(book.BOOK, name))) - set(texts(getattr(ours, name))):
            catalogue.add(text, locations=[(book.FILE, 0)], auto_comments=[name])
    for name in SETTINGS:
        for text in texts(conf.get(name)):
            catalogue.add(text, locations=[("conf.py", 0)], auto_comments=[name])
    return catalogue


def read_pages(root: Path, language: str) -> bool:
    """A catalogue for each page, from what Sphinx reads in it; whether Sphinx could read them all."""
    made = root / "build/gettext"
    command = [sys.executable, "-m", "sphinx", "--quiet", "--nitpicky", "--fail-on-warning", "--keep-going"]
    places = ["--builder", "gettext", "--doctree-dir", root / "build/doctrees/gettext", root, made]
    if subprocess.run([*command, *places], cwd=root).returncode:
        return False
    made.joinpath("sphinx.pot").unlink(missing_ok=True)  # the words of the templates are ours, and in our own catalogue
    with contextlib.redirect_stdout(io.StringIO()):  # a line for each page
        update_pages(str(root / "locale"), str(made), (language,), line_width=-1)
    return True


if __name__ == "__main__":
    run(main)
