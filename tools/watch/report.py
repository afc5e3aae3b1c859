"""Say what the watch found: a table for people, Markdown for an issue, JSON for machines."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from textwrap import wrap

from tools.markdown import cell
from tools.registries import Notice
from tools.watch.result import STATES, Finding

#: The report names what to do, for each state.
REMEDY = {
    "retracted": "stop citing it, or say so in its entry: retraction = {who retracted it, when and why}.",
    "not found": "look it up again (make identify helps): the number may be mistyped, or the work may not exist.",
    "differs": "mend the entry (make watch ARGS=--fix shows how), or give a reason in tools/watch/accepted.toml.",
    "corrected": "read the notice, mend what we say, then name it in tools/watch/accepted.toml.",
    "not checked": "run the watch again later: nothing is known about it.",
}


def exit_code(findings: list[Finding]) -> int:
    """1 where a person has to act, else 2 where something could not be checked, else 0."""
    if any(finding.to_do for finding in findings):
        return 1
    return 2 if any(finding.unchecked and not finding.excused for finding in findings) else 0


def summary(findings: list[Finding]) -> str:
    """One line: how many ended how."""
    counts = Counter(finding.state for finding in findings)
    parts = [f"{counts[state]} {state}" for state in reversed(STATES) if counts[state]]
    noun = "reference" if len(findings) == 1 else "references"
    return f"{len(findings)} {noun}: {', '.join(parts) or 'nothing to check'}"


def in_order(findings: list[Finding]) -> list[Finding]:
    """The most urgent first, then as in the file."""
    return sorted(findings, key=lambda finding: (STATES.index(finding.state), finding.line))


def table(findings: list[Finding], file: str, stale: list[str], everything: bool = False) -> str:
    """For a terminal: by state, the most urgent first, what differs and what to do; the confirmed ones on request."""
    lines = []
    for state in STATES:
        found = [finding for finding in in_order(findings) if finding.state == state]
        if not found or (state == "confirmed" and not everything):
            continue
        lines.append(f"{state.upper()}: {REMEDY[state]}" if state in REMEDY else state.upper())
        if state == "not checked":
            for reason, keys in _by_reason(found).items():
                listed = wrap(", ".join(keys), 100, break_on_hyphens=False)
                lines += [f"  {reason}", *(f"    {line}" for line in listed)]
            found = []
        for finding in found:
            lines.append(f"  {finding.key}  {file}:{finding.line}")
            for label, ours, theirs in _rows(finding):
                if ours or theirs:
                    lines += [f"    {label:<18}ours    {ours}", f"{'':22}theirs  {theirs}"]
                else:
                    lines.append(f"    {label}")
        lines.append("")
    lines += [f"accepted, but no longer so: {one} (remove it from tools/watch/accepted.toml)" for one in stale]
    additions = sum(len(finding.additions) for finding in findings)
    if additions:
        noun = "identifier that we lack" if additions == 1 else "identifiers that we lack"
        lines.append(f"The registries know {additions} {noun}: make watch ARGS=--fix shows them.")
    found = sum(finding.numbers_found for finding in findings)
    noted = sum(note.startswith("the number") for finding in findings for note in finding.notes)
    if found or noted:
        lines.append(
            f"Our numbers in the abstracts: {found} found, {noted} noted as not there (make watch ARGS=--all)."
        )
    oldest = min((finding.asked for finding in findings if finding.asked), default="")
    return "\n".join([*lines, summary(findings) + (f"; oldest reply of {oldest}" if oldest else "")])


def _by_reason(findings: list[Finding]) -> dict[str, list[str]]:
    """What was not answered, with the keys it concerns: one outage is told once, not a hundred times."""
    keys: dict[str, list[str]] = {}
    for finding in findings:
        for label in (label for label, _, _ in _rows(finding) if not label.startswith("note: ")):
            keys.setdefault(label.removeprefix("not checked: "), []).append(finding.key)
    return keys


def markdown(findings: list[Finding], file: str) -> str:
    """For an issue: what to do, as a table with one row for each reference that needs it."""
    rows = []
    for finding in in_order(findings):
        if finding.state in ("confirmed", "not checked"):
            continue
        details = []
        for label, ours, theirs in _rows(finding):
            details.append(f"{label}: ours “{ours}”, theirs “{theirs}”" if ours or theirs else label)
        said = "<br>".join(cell(detail) for detail in details)
        rows.append(f"| `{finding.key}` (line {finding.line}) | {finding.state} | {said} |")
    for reason, keys in _by_reason([finding for finding in findings if finding.state == "not checked"]).items():
        rows.append(f"| {', '.join(f'`{key}`' for key in keys)} | not checked | {cell(reason)} |")
    if not rows:
        return f"{summary(findings)}.\n\nEvery reference in `{file}` is as the registries have it.\n"
    needed = [state for state in STATES if state in REMEDY and any(f.state == state for f in findings)]
    remedies = "\n".join(f"- **{state}**: {REMEDY[state]}" for state in needed)
    return (
        f"{summary(findings)}.\n\n| Reference in `{file}` | State | What the registries say |\n|---|---|---|\n"
        + "\n".join(rows)
        + f"\n\nWhat to do:\n\n{remedies}\n"
    )


def as_json(findings: list[Finding], file: str) -> str:
    """For machines: every reference with its state and all that led to it."""
    entries = []
    for finding in findings:
        entry = asdict(finding) | {"state": finding.state, "to_do": finding.to_do}
        entry["notices"] = [asdict(notice) | {"link": notice.link} for notice in finding.notices]
        entries.append(entry)
    counts = Counter(finding.state for finding in findings)
    report = {
        "file": file,
        "exit": exit_code(findings),
        "counts": {state: counts[state] for state in STATES},
        "references": entries,
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _rows(finding: Finding) -> list[tuple[str, str, str]]:
    """What there is to say, as label, ours and theirs; the last two are empty for a plain sentence."""
    rows = [(_notice(notice), "", "") for notice in finding.open_notices]
    if finding.marked and any(notice.kind == "retraction" for notice in finding.notices):
        rows.append(("its entry says so", "", ""))
    rows += [(missing, "", "") for missing in finding.missing]
    rows += [(d.field, d.ours or "(nothing)", d.theirs) for d in finding.differences if not d.accepted]
    rows += [(f"not checked: {reason}", "", "") for reason in finding.unchecked]
    rows += [(f"note: {note}", "", "") for note in finding.notes]
    return rows + ([(f"accepted: {finding.excused}", "", "")] if finding.excused else [])


def _notice(notice: Notice) -> str:
    when = f" of {notice.date}" if notice.date else ""
    return f"{notice.kind}{when}, says {notice.source}" + (f": {notice.link}" if notice.link else "")
