"""Write down which of our references are retracted, so that the next build knows without asking anyone."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

from tools.watch.bibliography import Unreadable
from tools.watch.result import Finding

HEAD = """\
# The works in references.bib that a registry calls retracted, written by the weekly watch (make watch ARGS=--record).
# While one of them stands here and its entry has no `retraction` field, no build passes: see _ext/evidence/retractions.py.
"""


def update(path: Path, findings: list[Finding], today: date) -> bool:
    """Write the file anew; returns whether it changed.

    A retraction stays while nobody could ask about the work: only an answer takes it away. Raises ``Unreadable``.
    """
    try:
        before = path.read_text(encoding="utf-8")
        known = {one["key"]: one for one in tomllib.loads(before).get("retracted", [])}
    except FileNotFoundError:
        before, known = "", {}
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise Unreadable(f"{path}: {error}") from None
    blocks = []
    for finding in sorted(findings, key=lambda finding: finding.key):
        notice = next((n for n in finding.notices if n.kind == "retraction"), None)
        old = known.get(finding.key)
        if notice:
            seen = old["seen"] if old else today.isoformat()
            values = {"key": finding.key, "doi": finding.doi, "pmid": finding.pmid, "notice": notice.link,
                      "date": notice.date, "source": notice.source, "seen": str(seen)}  # fmt: skip
        elif old and (finding.unchecked or finding.missing):
            values = {name: str(value) for name, value in old.items()}
        else:
            continue
        lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items() if value]
        blocks.append("\n[[retracted]]\n" + "\n".join(lines) + "\n")
    after = HEAD + "".join(blocks)
    if after != before:
        path.write_text(after, encoding="utf-8")
    return after != before
