"""Rules for the files beside the pages: the settings, what changed, which works are retracted, and which were set aside."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from evidence import set_aside
from pages.change_file import FILE, read, unknown
from shared import book

from rules.registry import rule
from rules.site import Site
from rules.source import Source

Findings = Iterator[tuple[int, str]]

_CHANGE = (
    '[[change]]\ndate = 2026-11-24\npages = ["faq/{page}"]\nwhat = "First version."\nwhy = "Nobody had answered."\n'
)


@rule(
    bad='name = "tea"\nheading = "In short"\n',
    good='name = "tea"\n',
    bad_path=book.FILE,
    also=("book.setting",),
)
def settings_can_be_used(source: Source, site: Site) -> Findings:
    """Each setting in `book.toml` is one that the code reads, holds what it can hold, and goes with the others."""
    if source.path == book.FILE and source.is_readable:
        yield from book.read(source.text)[1]


@rule(
    bad=_CHANGE.format(page="saftey"),
    good=_CHANGE.format(page="safety"),
    bad_path=FILE,
    also=("history.change",),
)
def changes_can_be_shown(source: Source, site: Site) -> Findings:
    """Each change in `changes.toml` has a day, pages that are there, what changed and why; sources are keys."""
    if source.path == FILE and source.is_readable:
        changes, problems = read(source.text)
        pages = [path.removesuffix(".md") for path in site.addresses]
        yield from problems
        yield from unknown(changes, pages, list(site.entries))


@rule(
    bad='[[retracted]]\nkey = "dean2021"\n',
    good='[[retracted]]\nkey = "nobody2001"\n',
    bad_path="retractions.toml",
    also=("retractions.file", "retractions.unsaid"),
)
def retractions_are_said(source: Source, site: Site) -> Findings:
    """A work that `retractions.toml` names is no longer cited, or its entry tells readers of the retraction."""
    if source.path != "retractions.toml" or not re.search(r"^\s*[^#\s]", source.text, re.MULTILINE):
        return  # the usual case: nothing is retracted, and Sphinx need not be loaded
    from evidence.retractions import matches, recorded

    try:
        works = recorded(source)
    except (ValueError, tomllib.TOMLDecodeError) as error:
        line = re.search(r"line (\d+)", str(error))
        last = len(source.text.rstrip().splitlines())
        yield (
            min(int(line[1]) if line else 1, last),
            (
                f"cannot be read ({error}): take the file from the last commit, or write it anew: make watch ARGS=--record"
            ),
        )
        return
    for work in works:
        at = next((number for number, text in enumerate(source.text.split("\n"), 1) if f'"{work["key"]}"' in text), 1)
        for key, entry in site.entries.items():
            fields = {name: field.text for name, field in entry.fields.items()}
            if matches(work, key, fields) and not fields.get("retraction", "").strip():
                yield (
                    at,
                    (
                        f"`{key[:60]}` is retracted: stop citing it and remove it, or tell the reader in its entry with "
                        "retraction = {one plain sentence: who retracted it, when and why}"
                    ),
                )


@rule(
    bad='[[aside]]\nid = "31166571"\ndate = 2026-11-24\n',
    good='[[aside]]\nid = "31166571"\ndate = 2026-11-24\nreason = "Animals."\n',
    bad_path=set_aside.FILE,
)
def set_aside_says_why(source: Source, site: Site) -> Findings:
    """Each publication in `set-aside.toml` has its PMID or DOI, the day on which somebody looked at it, and why it was left."""
    if source.path == set_aside.FILE and source.is_readable:
        asides, problems = set_aside.read(source.text)
        yield from problems
        yield from set_aside.unknown(asides, [path.removesuffix(".md") for path in site.addresses])
