"""Our own bibliography is whole, also as pybtex reads it, which knows nothing of our reader; the rest is asked by rules."""

from __future__ import annotations

from pathlib import Path

from pybtex.database import parse_file
from shared.bib import read

BIBLIOGRAPHY = Path(__file__).parent.parent / "references.bib"


def test_two_readers_find_the_same_entries_and_fields():
    ours = {entry.key: entry for entry in read(BIBLIOGRAPHY.read_bytes()).entries}
    theirs = parse_file(str(BIBLIOGRAPHY), "bibtex").entries
    assert list(ours) == list(theirs)
    assert len(ours) == BIBLIOGRAPHY.read_text(encoding="utf-8").count("\n@") > 80
    for key, entry in theirs.items():
        fields = {name: " ".join(text.split()) for name, text in entry.fields.items()}
        assert {name: ours[key].text(name) for name in fields} == fields
        assert ours[key].fields.keys() == fields.keys() | entry.persons.keys()
