"""All that waits for a maintainer, in one table: `make weekly`, after `make watch`, `make news` and `make linkcheck`.

It asks nothing itself: it reads what those three wrote (build/weekly/watch.json, build/weekly/news.json and
build/linkcheck/output.json), and looks which pages are overdue and what nobody has read twice.
With --issue it keeps one issue on GitHub that holds the table: opened when something waits, updated in place, closed when not.

Exit code: 0 nothing waits, 1 something to do, 2 nothing to do but a part was not run or could not be asked.
That publications wait for a second reader is told, and is no fault.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "_ext")]  # run as a file, it finds neither

from rules import read_site  # noqa: E402

from tools import issue  # noqa: E402
from tools.command import COULD_NOT, run  # noqa: E402
from tools.markdown import cell, row  # noqa: E402
from tools.overdue import overdue  # noqa: E402
from tools.unread import unread  # noqa: E402

LABEL = "weekly"
LONGEST = 60_000
"""GitHub takes no issue of more than 65,536 letters."""
SHOWN = 5
"""So many of the publications that wait for a second reader are named, the most cited first."""
FILES = {
    "references": ("build/weekly/watch.json", 'make watch ARGS="--json build/weekly/watch.json"'),
    "news": ("build/weekly/news.json", 'make news ARGS="--json build/weekly/news.json"'),
    "links": ("build/linkcheck/output.json", "make linkcheck"),
}
"""Part -> the file that it is read from, and the command that writes it."""


@dataclass(frozen=True)
class Row:
    """One thing: ``state`` is "to do", "unknown" where something could not be asked, or "waits" for what is no fault."""

    part: str
    where: str
    what: str
    state: str = "to do"


def rows(root: Path, today: date) -> list[Row]:
    """All that waits, what is to do first; a part that was not run, or wrote nonsense, is a row of its own."""
    found = [*_of_file(root, "references", _references), *_of_file(root, "news", _news)]
    found += [Row("overdue", *line.split(": ", 1)) for line in overdue(root, today)]
    found += _of_file(root, "links", _links)
    waiting = list(unread(read_site(root)))
    found += [Row("unread", *line.split(": ", 1), "waits") for line in waiting[:SHOWN]]
    if len(waiting) > SHOWN:
        found.append(Row("unread", "make unread", f"and {len(waiting) - SHOWN} more wait for a second reader", "waits"))
    return sorted(found, key=lambda one: ("to do", "unknown", "waits").index(one.state))


def _of_file(root: Path, part: str, read: Any) -> list[Row]:
    name, command = FILES[part]
    try:
        return list(read((root / name).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return [Row(part, command, "was not run, or did not end", "unknown")]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return [Row(part, name, f"cannot be read ({type(error).__name__}): say {command} again", "unknown")]


def _references(text: str) -> Iterator[Row]:
    for one in json.loads(text)["references"]:
        said = [f"{notice['kind']} {notice['link']}".strip() for notice in one["notices"]]
        said += [
            f"{d['field']}: ours “{d['ours']}”, theirs “{d['theirs']}”" for d in one["differences"] if not d["accepted"]
        ]
        said += [*one["missing"], *one["unchecked"]]
        if one["to_do"] or one["state"] == "not checked":
            state = "to do" if one["to_do"] else "unknown"
            yield Row("references", f"`{one['key']}`", f"{one['state']}: {'; '.join(said)}", state)


def _news(text: str) -> Iterator[Row]:
    for page in json.loads(text)["pages"]:
        for item in (*page["items"], *page["trials"]):
            facts = ", ".join(filter(None, [item["kind"], item["people"], *item["trials"]]))
            yield Row("news", page["page"], f"{item['title']} ({facts}): {item['command']}")
        for notice in page["notices"]:
            yield Row("news", page["page"], f"`{notice['key']}`: {notice['kind']} {notice['link']}".strip())
        yield from (Row("news", page["page"], f"its question: {said}") for said in page["warnings"])
        yield from (Row("news", page["page"], page["fault"]) for _ in filter(None, [page["fault"]]))
        yield from (Row("news", page["page"], f"not asked: {said}", "unknown") for said in page["unchecked"])


def _links(text: str) -> Iterator[Row]:
    """Sphinx writes one JSON object a line."""
    for line in filter(None, map(str.strip, text.splitlines())):
        link = json.loads(line)
        where = f"{link['filename']}:{link['lineno']}"
        if link["status"] == "broken":
            yield Row("links", where, f"{link['uri']}: {link['info'] or 'broken'}")
        elif link["status"] == "timeout":
            yield Row("links", where, f"{link['uri']}: no answer in time", "unknown")


def exit_code(found: list[Row]) -> int:
    """1 where a person has to act, else 2 where something is not known, else 0."""
    states = {one.state for one in found}
    return 1 if "to do" in states else COULD_NOT if "unknown" in states else 0


def summary(found: list[Row]) -> str:
    """One line: how much of what."""
    counts = Counter(one.part for one in found if one.state == "to do")
    parts = [f"{count} {part}" for part, count in counts.items()]
    unknown = sum(one.state == "unknown" for one in found)
    parts += [f"{unknown} not known"] if unknown else []
    return ", ".join(parts) or "nothing to do"


def markdown(found: list[Row]) -> str:
    """The table; what would be too long for an issue is counted."""
    lines = [row("Part", "Where", "What"), "|---|---|---|"]
    length, left = 0, 0
    for one in found:
        line = row(one.part if one.state != "unknown" else f"{one.part} (not known)", cell(one.where), cell(one.what))
        length += len(line) + 1
        if length < LONGEST:
            lines.append(line)
        else:
            left += 1
    lines += ["", f"And {left} more: the commands themselves show all."] if left else []
    return (
        "\n".join([f"{summary(found)[:1].upper()}{summary(found)[1:]}.", "", *(lines if found else [])]).rstrip() + "\n"
    )


def main(argv: list[str] | None = None, root: Path = ROOT, today: date | None = None) -> int:
    """Print the table, and keep the issue if asked to; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="make weekly ARGS=...", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--issue", action="store_true", help="open, update or close the issue (in the weekly job)")
    options = parser.parse_args(argv)
    found = rows(root, today or datetime.now(UTC).date())
    code = exit_code(found)
    print(markdown(found), end="")
    if options.issue:
        try:
            where = issue.keep(markdown(found), f"This week: {summary(found)}", open_it=code != 0, label=LABEL)
        except issue.NoIssue as error:
            print(f"weekly: {error}", file=sys.stderr)
            return COULD_NOT
        print(f"the issue: {where}" if where else "no issue is open, and none is needed")
    return code


if __name__ == "__main__":
    run(main)
