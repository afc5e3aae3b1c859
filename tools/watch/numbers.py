"""Hold the numbers that our record gives of a work against the abstract that a registry has of it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from tools.registries import Record
from tools.watch.bibliography import Reference
from tools.watch.result import Difference, Finding

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "_ext"))

from evidence.effects import in_words
from shared.numbers_in_text import Number, numbers_of, read

FIELDS = ("finding", "numbers", "participants")
_OUR_SUM = re.compile(r"\bour sum:[^;]*", re.IGNORECASE)


def compare(finding: Finding, reference: Reference, records: list[Record]) -> None:
    """Note each number that no abstract has: to mend where we read only the abstract, else to know.

    Where a registry was not reached and no other has an abstract, nothing is known, and nothing is said.
    """
    texts = [*map(reference.get, FIELDS), in_words(reference.get("effects"))]
    ours = [number for text in texts for number in read(_OUR_SUM.sub("", text)) if number.claims]
    abstracts = {record.source: numbers_of(record.abstract) for record in records if record.abstract}
    if not ours:
        return
    if not abstracts:
        if records and not finding.unchecked:
            finding.notes.append("no registry has an abstract: its numbers could not be looked for")
        return
    missing: dict[str, Number] = {
        number.words: number for number in ours if not any(theirs.contains(number) for theirs in abstracts.values())
    }
    for words, number in missing.items():
        near = next(
            (f"; the nearest there is {near}" for one in abstracts.values() if (near := one.nearest(number))), ""
        )
        theirs = f"not in the abstract ({', '.join(abstracts)}){near}"
        if reference.get("read") == "abstract":
            finding.differences.append(Difference("a number", words, theirs))
        else:
            finding.notes.append(f"the number {words} is {theirs}")
    finding.numbers_found = len(ours) - sum(number.words in missing for number in ours)
