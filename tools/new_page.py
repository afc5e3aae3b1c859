"""Begin a page: `make new SLUG=sleep TITLE="Will I sleep worse after a session?"`.

Copies faq/_template.md with that title and today's date, names the page in the table of contents and in the history that
readers see (changes.toml), and says what is next. Nothing that exists is ever overwritten.
"""

from __future__ import annotations

import datetime
import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "_ext")]  # run as a file, it does not find us

from shared import book  # noqa: E402  (only now is it on the path)
from shared.vocabulary import GROUPS, SLUG  # noqa: E402

from tools.command import run  # noqa: E402

CHANGE = """
[[change]]
date = {today}
pages = ["faq/{slug}"]
what = "First version."
why = "No page answered this question."
"""
EXAMPLE = 'make new SLUG=sleep TITLE="Will I sleep worse after a session?"'


class Refused(Exception):
    """What stands in the way, and what to write instead."""


def new_page(root: Path, slug: str, title: str, today: datetime.date) -> Path:
    """Write the page, list it in index.md and begin its history; returns its path.

    Raises ``Refused``, and has then changed nothing.
    """
    slug, title = slug.strip(), " ".join(title.split())
    if not slug or not title:
        raise Refused(f"say the page's name and its question: {EXAMPLE}")
    if not re.fullmatch(SLUG, slug):
        better = re.sub(r"[^a-z0-9]+", "-", slug.lower()).strip("-") or "sleep"
        raise Refused(f'SLUG="{slug}" would make a poor address: use lower-case words with hyphens, as SLUG={better}')
    if not title.endswith("?"):
        raise Refused(f'TITLE="{title}" is no question: ask it as a reader would, with a question mark')
    taken = {path.stem.lower(): path for folder in (root, root / "faq") for path in folder.glob("*.md")}
    if slug in taken:
        raise Refused(f"{taken[slug].relative_to(root).as_posix()} exists: choose another SLUG, or edit that page")

    book.use(root)
    page = (root / "faq" / "_template.md").read_text(encoding="utf-8")
    page = re.sub(r"^checked: .*$", f"checked: {today.isoformat()}", page, count=1, flags=re.MULTILINE)
    page = re.sub(r"^# .*$", lambda _: f"# {title}", page, count=1, flags=re.MULTILINE)
    index = (root / "index.md").read_text(encoding="utf-8")
    concerns = list(re.finditer(r"^faq/[\w-]+[ \t]*$", index, re.MULTILINE))
    if not concerns:
        raise Refused("index.md has no table of contents that names a page of faq/: write one there first")
    group = re.search(r"^group:[ \t]*(\S+)", page, re.MULTILINE)
    # Where the page says that it belongs, if the contents have that caption.
    caption = GROUPS.get(group[1], "") if group else ""
    concerns = [each for each in concerns if _caption(index, each.start()) == caption] or concerns
    end = concerns[-1].end()

    path = root / "faq" / f"{slug}.md"
    with path.open("x", encoding="utf-8", newline="\n") as file:  # "x": also safe when two people share a folder
        file.write(page)
    (root / "index.md").write_text(f"{index[:end]}\nfaq/{slug}{index[end:]}", encoding="utf-8", newline="\n")
    with (root / "changes.toml").open("a", encoding="utf-8", newline="\n") as file:
        file.write(CHANGE.format(today=today.isoformat(), slug=slug))
    return path


def _caption(index: str, place: int) -> str:
    """The caption of the table of contents at that place."""
    start = index.rfind("{toctree}", 0, place)
    found = re.search(r"^:caption:[ \t]*(.*?)[ \t]*$", index[start:place], re.MULTILINE)
    return found[1] if found else ""


def main(root: Path = ROOT) -> int:
    """Run the command with SLUG and TITLE from the environment; returns its exit code."""
    try:
        path = new_page(root, os.environ.get("SLUG", ""), os.environ.get("TITLE", ""), datetime.date.today())
    except Refused as reason:
        print(f"make new: {reason}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"make new: {error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    name = path.relative_to(root).as_posix()
    print(
        f"{name} is there, index.md lists it, and changes.toml begins its history.\n"
        f"Next:\n"
        f"  1. Open {name} and write what stands after each TO WRITE; the lines with % say what belongs there.\n"
        f"  2. make cite DOI=...        for each study that references.bib does not have yet\n"
        f"  3. make check FILES={name}  tells you, line by line, what is still missing\n"
        f"  4. make live                shows the page as you write\n"
        f"  5. Say in changes.toml what the page now tells readers, and from which sources."
    )
    return 0


if __name__ == "__main__":
    run(main)
