"""The pages whose evidence waits to be searched again: `make overdue`, which the weekly workflow calls."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "_ext")]  # run as a file, it finds neither

from pages.expiry import parse_recheck  # noqa: E402
from pages.page_status import next_check  # noqa: E402

from tools.command import run  # noqa: E402


def overdue(root: Path, today: date) -> Iterator[str]:
    """``path:line: message`` for each page whose next check, as its readers are told, is past."""
    for page in sorted([*root.glob("*.md"), *root.glob("faq/[!_]*.md")]):
        text = page.read_text(encoding="utf-8", errors="replace")
        name = page.relative_to(root).as_posix()
        yield from _expired(text, name, today)
        found = re.match(r"---\n(?:.*\n)*?checked:\s*(\d{4}-\d\d-\d\d)\s*\n(?:.*\n)*?---\n", text)
        if not found:
            continue
        try:
            due = next_check(date.fromisoformat(found[1]))
        except ValueError:
            continue  # `make check` says so
        if due < today:
            line = text.count("\n", 0, found.start(1)) + 1
            yield f"{name}:{line}: the evidence was due on {due}: search again, then write the new date"


def _expired(text: str, name: str, today: date) -> Iterator[str]:
    """The page's ``recheck:``, where its day is past."""
    if found := re.match(r"---\n(?:.*\n)*?recheck:[ \t]*(.*)\n(?:.*\n)*?---\n", text):
        try:
            day, what = parse_recheck(found[1])
        except ValueError:
            return  # `make check` says so
        if day < today:
            line = text.count("\n", 0, found.start(1)) + 1
            yield f"{name}:{line}: since {day} a fact here may be out of date: look up {what}, then write the next day"


def main(root: Path = ROOT, today: date | None = None) -> int:
    """Print the pages that wait, and how many; returns 1 when there are some."""
    found = list(overdue(root, today or date.today()))
    print(*found, f"{len(found)} overdue", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    run(main)
