"""Hold references.bib against the registries of record: does each work exist, is it what we say, does it still stand?

Asks Crossref by DOI and PubMed by PMID, and the page itself for an entry that has only an address.
Our numbers are looked for in the abstracts that the registries give out.
Each reference ends as

  confirmed     the registries have it as we do
  differs       a field is not as they have it, ours and theirs are shown
  not found     there is no such DOI, PMID or page
  retracted     it was retracted, withdrawn or removed
  corrected     a correction, a doubt (expression of concern) or a newer version was published
  not checked   a registry gave no usable answer, with what happened instead

Exit code: 0 all confirmed, 1 something to do, 2 nothing to do but something could not be checked (or a file not read).
Replies are kept for a day, so a run that broke off goes on where it stopped.
Set WATCH_CONTACT to your e-mail address: the registries ask for one and answer those faster who give it.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tools.command import COULD_NOT, run
from tools.progress import Progress
from tools.registries import Cache, Crossref, PubMed, WebPages
from tools.watch import accepted, propose, record, report
from tools.watch.bibliography import Unreadable, faults, read
from tools.watch.queries import Watch

ROOT = Path(__file__).resolve().parents[2]


def arguments() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = argparse.ArgumentParser(
        prog="make watch ARGS=...", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("keys", nargs="*", metavar="KEY", help="look at these references only")
    parser.add_argument("--all", action="store_true", help="show the confirmed ones too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the findings for machines")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table for an issue")
    parser.add_argument("--fix", action="store_true", help="show as a diff what the registries would change")
    parser.add_argument("--write", action="store_true", help="with --fix: write that change into the file")
    parser.add_argument("--record", action="store_true", help="write retractions.toml, which every build heeds")
    parser.add_argument("--fresh", action="store_true", help="ask everything anew")
    parser.add_argument("--bib", type=Path, default=ROOT / "references.bib", help=argparse.SUPPRESS)
    parser.add_argument(
        "--accepted", type=Path, default=Path(__file__).parent / "accepted.toml", help=argparse.SUPPRESS
    )
    parser.add_argument("--retractions", type=Path, default=ROOT / "retractions.toml", help=argparse.SUPPRESS)
    parser.add_argument("--cache", type=Path, default=ROOT / "build" / "watch" / "replies", help=argparse.SUPPRESS)
    return parser


def main(argv: list[str] | None = None, **settings: Any) -> int:
    """Run the command; returns its exit code. ``settings`` go to the services (a test's clock, a shorter time-out)."""
    parser = arguments()
    options = parser.parse_args(argv)
    if options.write and not options.fix:
        parser.error("--write goes with --fix")
    if options.keys and options.record:
        parser.error("--record needs every reference: leave out the keys")
    try:
        references = read(options.bib)
        broken = faults(options.bib)
        for fault in broken:
            print(f"watch: {fault}", file=sys.stderr)
        kept = accepted.read(options.accepted)
        if unknown := set(options.keys) - {reference.key for reference in references}:
            raise Unreadable(f"{options.bib}: no entry has the key {', '.join(sorted(unknown))}")
        if options.keys:
            references = [reference for reference in references if reference.key in options.keys]
            kept = [entry for entry in kept if entry["key"] in options.keys]
        cache = Cache(options.cache, days=0 if options.fresh else 1)
        watch = Watch(
            Crossref(cache=cache, **settings), PubMed(cache=cache, **settings), WebPages(cache=cache, **settings)
        )
        findings = watch.look(references, Progress(len(references), sys.stderr))
        stale = accepted.apply(kept, findings)
        code = report.exit_code(findings) or int(bool(broken))
        if options.fix:
            _fix(options.bib, findings, options.write)
        print(report.table(findings, options.bib.name, stale, options.all))
        for path, text in ((options.json, report.as_json), (options.markdown, report.markdown)):
            if path:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text(findings, options.bib.name), encoding="utf-8")
        if options.record and record.update(options.retractions, findings, datetime.now(UTC).date()):
            print(f"{options.retractions.name} has changed: commit it")
    except Unreadable as error:
        print(f"watch: {error}", file=sys.stderr)
        return COULD_NOT
    except KeyboardInterrupt:
        print("\nwatch: stopped; what was asked is kept, so the next run goes on from here", file=sys.stderr)
        return 130
    return code


def _fix(bib: Path, findings: list, write: bool) -> None:
    try:
        before = bib.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"{bib}: not UTF-8, so nothing is written into it ({error.reason}): save it as UTF-8"
        ) from None
    after = propose.rewritten(before, findings)
    change = propose.diff(before, after, bib.name)
    print(change or "The registries would change nothing.\n")
    if change and write:
        bib.write_text(after, encoding="utf-8")
        print(f"{bib.name} is written: read the change (git diff) before you commit it\n")
    elif change:
        print("Nothing is written. To write this into the file: make watch ARGS='--fix --write'\n")


if __name__ == "__main__":
    run(main)
