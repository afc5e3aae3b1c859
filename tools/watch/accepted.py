"""Differences that a person has looked at and keeps, from accepted.toml beside this file."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

from tools.watch.bibliography import Unreadable
from tools.watch.result import Finding

FIELDS = ("key", "field", "theirs", "reason")


def read(path: Path) -> list[dict[str, str]]:
    """The accepted differences; none where there is no such file. Raises ``Unreadable``."""
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("accepted", [])
    except FileNotFoundError:
        return []
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unreadable(f"{path}: {error}") from None
    for number, entry in enumerate(entries, 1):
        if missing := [name for name in FIELDS if not str(entry.get(name, "")).strip()]:
            raise Unreadable(f"{path}: accepted difference {number} lacks {', '.join(missing)}: write why it is kept")
    return entries


def apply(accepted: list[dict[str, str]], findings: list[Finding]) -> list[str]:
    """Mark what is accepted; returns the key and field of each one that no longer fits anything."""
    stale = []
    for entry in accepted:
        used = False
        for finding in (finding for finding in findings if finding.key == entry["key"]):
            if entry["field"] == "notice":
                used |= any(entry["theirs"].lower() in (n.doi, n.pmid) for n in finding.notices)
                finding.accepted_notices[entry["theirs"].lower()] = entry["reason"]
            if entry["field"] == "url" and any(reason.startswith(entry["theirs"]) for reason in finding.unchecked):
                finding.excused = entry["reason"]
                used = True
            for place, difference in enumerate(finding.differences):
                if difference.field == entry["field"] and entry["theirs"] in (difference.value, difference.theirs):
                    finding.differences[place] = replace(difference, accepted=entry["reason"])
                    used = True
        if not used:
            stale.append(f"{entry['key']}: {entry['field']}")
    return stale
