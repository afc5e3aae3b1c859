"""Begin a book about something else: `make start DIR=../tea TITLE="Does tea disturb sleep?"`.

Copies the code and the workflows, which know no subject, into a new folder, and writes the settings, one page and an empty
bibliography (first_pages/). What is there already stays: a folder that holds anything is refused.
"""

from __future__ import annotations

import datetime
import json
import os
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT)]  # run as a file, it does not find us

from tools.command import run  # noqa: E402  (only now is it on the path)

PAGES = Path(__file__).parent / "first_pages"
EXAMPLE = 'make start DIR=../tea TITLE="Does tea disturb sleep?"'
CODE = (
    ".editorconfig .gitattributes .github/ISSUE_TEMPLATE .github/PULL_REQUEST_TEMPLATE .github/PULL_REQUEST_TEMPLATE.md "
    ".github/dependabot.yml .github/workflows .gitignore .pre-commit-config.yaml .readthedocs.yaml ARCHITECTURE.md "
    "CODE_OF_CONDUCT.md LICENSE LICENSE-CODE Makefile _ext _static _templates _typst contributing pyproject.toml "
    "requirements tools"
).split()
"""What every book has alike."""
SMALL = set(
    "a an and are as at be by can do does for from how i in is it my of on or the this to what when why will with".split()
)


class Refused(Exception):
    """Why no book was begun, and what to write instead."""


def start(folder: str, title: str, today: datetime.date) -> Path:
    """Make the folder of a new book, and return it. Raises ``Refused``."""
    title = " ".join(title.split())
    if not folder.strip() or not title:
        raise Refused(f"write both DIR and TITLE: {EXAMPLE}")
    book = Path(folder).absolute()
    if book.resolve().is_relative_to(ROOT.resolve()):
        raise Refused(f"{folder} lies inside this book: name a folder beside it, as in {EXAMPLE}")
    if book.exists() and (not book.is_dir() or any(book.iterdir())):
        raise Refused(f"{folder} is there and not empty, and nothing is overwritten: name another DIR")
    if not (words := [word for word in re.findall(r"[^\W_]+", title.lower()) if word not in SMALL]):
        raise Refused(f"the title has no word to search with: {EXAMPLE}")
    if any(letter in title for letter in "`*_[]{}<>\\") or not title.isprintable():
        raise Refused("the title is plain words: leave out ` * _ [ ] { } < > and \\")
    copy_code(book)
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-").lstrip("0123456789-") or "book"
    told = {
        "title": title,
        "question": title if title.endswith("?") else f"{title}: what is known?",
        "today": today.isoformat(),
        "slug": slug,
        "words": json.dumps(words[0], ensure_ascii=False),
        "subject": f"{words[0]}[tiab]",
        "search": " AND ".join(f"{word}[tiab]" for word in words),
    }
    for page in sorted(path for path in PAGES.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        text = page.read_text(encoding="utf-8")
        for name, value in told.items():
            text = text.replace(f"{{{name}}}", value)
        _write(book / page.relative_to(PAGES), text)
    _write(book / "conf.py", _settings(title, slug, words))
    return book


def copy_code(book: Path) -> None:
    """Copy what every book has alike, without what is about this one."""
    for name in CODE:
        source, target = ROOT / name, book / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        else:
            shutil.copy2(source, target)
    # What is about this book's pages and words, and the tests of the code, which stay with the code.
    _leave_out(book / ".github/workflows/check.yml", r"      - run: make browser\n        if: .*\n")
    _leave_out(book / ".github/workflows/weekly.yml", r"  mutants:\n(?:    .*\n)+")
    for target in ("browser", "lighthouse", "bench", "mutants"):
        _leave_out(book / "Makefile", rf"(?:#.*\n)*\.PHONY: {target}\n(?:.+\n)+\n")
    _leave_out(book / "Makefile", r"needs-browser: .*\n")
    _leave_out(book / "pyproject.toml", r"\n\[tool\.codespell\]\n(?:[^\[\n].*\n)*")


def _leave_out(path: Path, pattern: str) -> None:
    path.write_text(re.sub(pattern, "", path.read_text(encoding="utf-8")), encoding="utf-8")


def _settings(title: str, slug: str, words: list[str]) -> str:
    """This book's conf.py with what is about another."""
    text = (ROOT / "conf.py").read_text(encoding="utf-8")
    settings = {
        "project": title,
        "html_title": title,
        "typst_filename": f"{slug}.pdf",
        "typst_description": "What the research says, and how sure it is.",
        "typst_keywords": [*words, "evidence"],
        "typst_book_leaves": ["changes"],
        "epub_basename": slug,
        "search_help_class": "",
        "search_help_words": [],
        "typst_help_class": "",
        "version = release": "0.1.0",
    }
    for name, value in settings.items():
        line = f"{name} = {json.dumps(value, ensure_ascii=False)}"
        text, count = re.subn(rf"^{name} = .*$", lambda _, line=line: line, text, count=1, flags=re.MULTILINE)
        if not count:
            raise Refused(f"conf.py has no line `{name} = ...` to write over")
    text = re.sub(r"^typst_book_skips \+= .*\n", "", text, flags=re.MULTILINE)
    notice = '"notice": "This is information, not advice. Nobody from the field has reviewed it yet.",'
    return re.sub(r'"notice": ".*",', notice, text)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)


def main() -> int:
    """Run the command with DIR and TITLE from the environment; returns its exit code."""
    folder = os.environ.get("DIR", "")
    try:
        start(folder, os.environ.get("TITLE", ""), datetime.date.today())
    except Refused as reason:
        print(f"make start: {reason}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"make start: {error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    print(
        f"The book is in {folder}: its code, its settings and one page without a study.\n"
        f"Next:\n"
        f"  1. cd {folder} && git init && git add --all && git commit -m 'A book begins'\n"
        f"  2. make && make test    builds it, and tests what was built\n"
        f"  3. book.toml            say what the book is about: `treatment` has the first word of the title so far\n"
        f"  4. faq/first-concern.md write the first answer; make cite DOI=... adds a study, make new another page"
    )
    return 0


if __name__ == "__main__":
    run(main)
