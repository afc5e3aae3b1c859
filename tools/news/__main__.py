"""What is new for each page: asks PubMed, with the page's `search:`, for what was added since its `checked:`.

Guidelines, systematic reviews and randomised trials are named one by one, with the command that adds each; the rest is counted.
What the page cites is left out, and what set-aside.toml holds: identifier, date and reason of what somebody looked at.
Also named: retractions, corrections and new versions of what a page cites, and publications of the trials that it names.

With --recall it asks instead which of the studies that a page cites its own question finds: at least nine of ten.

Exit code: 0 nothing new, 1 something to look at, 2 nothing to look at but something could not be asked (or a file not read).
Replies are kept for a day, so a run that broke off goes on where it stopped.
Set WATCH_CONTACT to your e-mail address: PubMed asks for one. NCBI_API_KEY makes it answer faster.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from tools.command import COULD_NOT, run
from tools.news import record, report
from tools.news.pages import concerns
from tools.news.search import Search
from tools.progress import Progress
from tools.registries import Cache, PubMed
from tools.watch import accepted
from tools.watch.bibliography import Unreadable

from evidence import set_aside  # isort: skip  (on the path once tools.news.pages is loaded)

ROOT = Path(__file__).resolve().parents[2]


def arguments() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = argparse.ArgumentParser(
        prog="make news ARGS=...", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pages", nargs="*", metavar="PAGE", help="these pages only, such as faq/safety")
    parser.add_argument("--recall", action="store_true", help="which cited studies does each question find?")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write it for machines")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write it as tables")
    parser.add_argument("--record", action="store_true", help="write searches.toml, which the page on methods shows")
    parser.add_argument("--fresh", action="store_true", help="ask everything anew")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    parser.add_argument("--cache", type=Path, default=ROOT / "build" / "news" / "replies", help=argparse.SUPPRESS)
    return parser


def main(argv: list[str] | None = None, **settings: Any) -> int:
    """Run the command; returns its exit code. ``settings`` go to the service (a test's clock, a shorter time-out)."""
    parser = arguments()
    options = parser.parse_args(argv)
    if options.record and options.recall:
        parser.error("--record counts news: leave out --recall")
    try:
        pages = _chosen(options)
        asides, heard = _looked_at(options.root)
        pubmed = PubMed(cache=Cache(options.cache, days=0 if options.fresh else 1), **settings)
        search, progress = Search(pubmed, asides, heard), Progress(len(pages), sys.stderr)
        if options.recall:
            found = search.recall(pages, progress)
            code, said = report.recall_exit_code(found), report.recall_text(found)
            files = (options.json, report.recall_json), (options.markdown, report.recall_markdown)
        else:
            found = search.news(pages, progress)
            code, said = report.exit_code(found), report.text(found)
            if options.record and record.update(options.root / record.FILE, found):
                said += f"\n{record.FILE} has changed: commit it"
            files = (options.json, report.as_json), (options.markdown, report.markdown)
        print(said)
        for path, written in files:
            if path:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(written(found), encoding="utf-8")
    except Unreadable as error:
        print(f"news: {error}", file=sys.stderr)
        return COULD_NOT
    except OSError as error:
        print(f"news: {error.filename}: {error.strerror}", file=sys.stderr)
        return COULD_NOT
    except KeyboardInterrupt:
        print("\nnews: stopped; what was asked is kept, so the next run goes on from here", file=sys.stderr)
        return 130
    return code


def _chosen(options: argparse.Namespace) -> list:
    pages = concerns(options.root)
    wanted = {name.removesuffix(".md") for name in options.pages}
    if unknown := wanted - {page.name for page in pages}:
        there = ", ".join(page.name for page in pages)
        raise Unreadable(f"no concern page is named {', '.join(sorted(unknown))}: write one of {there}")
    return [page for page in pages if not wanted or page.name in wanted]


def _looked_at(root: Path) -> tuple[list[set_aside.Aside], set[tuple[str, str]]]:
    """What was set aside, and the notices that somebody accepted for the watch."""
    path = root / set_aside.FILE
    try:
        asides, problems = set_aside.read(path.read_text(encoding="utf-8")) if path.exists() else ([], [])
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path.name}: not UTF-8 ({error.reason}): save it as UTF-8") from None
    for line, problem in problems:
        print(f"news: {path.name}:{line}: {problem}", file=sys.stderr)
    notices = accepted.read(root / "tools" / "watch" / "accepted.toml")
    return asides, {(one["key"], one["theirs"].lower()) for one in notices if one["field"] == "notice"}


if __name__ == "__main__":
    run(main)
