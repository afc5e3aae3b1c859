"""`make check`: what is missing in the pages and the bibliography, and what to write instead, in a second, without a build.

Prints ``path:line: message`` for everything it finds, sorted, then a count. Exits with 1 when something has to be mended;
notes are advice and fail nothing. The build gives the same findings, from the same functions in ``_ext/rules/``.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "_ext")]  # run as a file, it finds neither

from rules import Finding, check, left_out, read_site  # noqa: E402

from tools.command import run  # noqa: E402


def main(arguments: list[str] | None = None) -> int:
    """Check the site around this file, or the one in ``--root``; returns the exit code."""
    gc.disable()  # it ends within seconds: to look for what can be given back takes a tenth of them
    parser = argparse.ArgumentParser(prog="make check", description=__doc__)
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="only these files; all are read, because they belong together"
    )
    parser.add_argument(
        "--format", choices=("text", "github"), default="text", help="github: as annotations on a pull request"
    )
    parser.add_argument("--tidy", action="store_true", help="put the bibliography into its one layout, then check")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    root = options.root.resolve()
    try:
        site = read_site(root)
    except (SyntaxError, ValueError, KeyError) as error:
        line, why = getattr(error, "lineno", None) or 1, getattr(error, "msg", error)
        print(f"conf.py:{line}: cannot be read ({why}): keep each setting a plain list or text")
        return 1
    if options.tidy:
        for bibliography in site.bibliographies:
            if bibliography.untidy_line:
                (root / bibliography.path).write_text(bibliography.tidy, encoding="utf-8", newline="\n")
        site = read_site(root)
    only = [os.path.relpath(Path(file).resolve(), root).replace(os.sep, "/") for file in options.files]
    unknown = [file for file in only if file not in site.sources]
    for file in unknown:
        print(f"{file}:1: {_why_not(root, file)}")
    findings = check(site, only or None)
    for finding in findings:
        print(_as_annotation(finding) if options.format == "github" else finding)
    if told := left_out(site):
        print(told)
    faults = sum(not finding.note for finding in findings) + len(unknown)
    print(_count(faults, len(findings) + len(unknown) - faults))
    return 1 if faults else 0


def _why_not(root: Path, file: str) -> str:
    if (root / file).exists():
        return "no page and no bibliography of this site: include_patterns in conf.py says where they lie"
    return "there is no such file: write its path from the folder of the Makefile, such as faq/safety.md"


def _as_annotation(finding: Finding) -> str:
    """https://docs.github.com/actions/reference/workflow-commands-for-github-actions#setting-an-error-message"""
    escaped = finding.message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return f"::{'notice' if finding.note else 'error'} file={finding.path},line={finding.line}::{escaped}"


def _count(faults: int, notes: int) -> str:
    found = "nothing to mend" if not faults else "1 thing to mend" if faults == 1 else f"{faults} things to mend"
    return found if not notes else f"{found}, {notes} note{'s' if notes > 1 else ''}"


if __name__ == "__main__":
    run(main)
