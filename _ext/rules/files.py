"""Rules for any file: it can be read, and read alike on every machine."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rules.registry import rule
from rules.source import LARGEST, NO_CHARACTER, Source, largest

Findings = Iterator[tuple[int, str]]


@rule(bad="# Is it safe?", good="# Is it safe?", bad_path="faq/safety.txt")
def file_is_a_page(source: Source, site: object) -> Findings:
    """A page is a file that ends in `.md`, in small letters: no page is made of another."""
    if not source.path.endswith((".md", ".bib", ".toml")):
        yield 1, "no page is made of this file: write it as Markdown, in a file that ends in .md"


@rule(bad="", good="# Is it safe?", also=("toc.not_included", "toc.no_title"))
def file_is_not_empty(source: Source, site: object) -> Findings:
    """A file is there, and holds something."""
    if source.fault:
        yield 1, f"the file cannot be opened ({source.fault}): look at its name in conf.py and at who may read it"
    elif not source.data.strip():
        yield 1, "the file is empty: copy faq/_template.md, or delete the file"


@rule(bad="# Is it\0 safe?", good="# Is it safe?")
def file_is_text(source: Source, site: object) -> Findings:
    """A page or a bibliography is a text file, not a picture or a word processor's document."""
    if b"\0" in source.data:
        yield source.line_of(source.data.index(b"\0")), "this is not a text file: save the page as plain text in UTF-8"


@rule(bad="x" * (LARGEST + 1), good="# Is it safe?")
def file_is_small(source: Source, site: object) -> Findings:
    """A page has at most a million bytes, and a bibliography ten million."""
    if source.size > (most := largest(source.path)):
        yield 1, f"the file has {source.size:,} bytes and may have {most:,}: split it, or remove what was pasted"


@rule(bad="# Is it\x0b safe?", good="# Is it safe?")
def file_has_only_characters(source: Source, site: object) -> Findings:
    """A file has no control characters: nobody sees them, they break lines, and an e-book that holds one cannot be opened."""
    if b"\0" in source.data or not source.is_readable:  # said by the other rules
        return
    for number, line in enumerate(source.text.split("\n"), 1):
        line = line.removeprefix("\N{BYTE ORDER MARK}") if number == 1 else line  # told by the rule below
        if match := NO_CHARACTER.search(line.removesuffix("\r")):
            yield (
                number,
                f"a character that is no text (U+{ord(match.group()):04X}), here {_around(line, match)}: delete it",
            )


def _around(line: str, match: re.Match) -> str:
    """The place of a character that nobody sees: the words before and after it."""
    before = NO_CHARACTER.sub("", line[max(0, match.start() - 20) : match.start()])
    after = NO_CHARACTER.sub("", line[match.end() : match.end() + 20])
    return f"“{before}”, it, “{after}”"


@rule(bad="# Is it safe for Zoë?".encode("latin-1"), good="# Is it safe for Zoë?")
def file_is_utf8(source: Source, site: object) -> Findings:
    """A file is in UTF-8, the encoding that every editor of today offers."""
    if b"\0" in source.data:  # said by the rule above
        return
    try:
        source.data.decode("utf-8")
    except UnicodeDecodeError as error:
        if source.size > len(source.data) and error.start > len(source.data) - 4:
            return  # only cut off where we stopped reading
        line = source.line_of(error.start)
        yield (
            line,
            f"byte {source.data[error.start]:#04x} is not UTF-8: save the file in UTF-8, which every editor offers",
        )


@rule(bad="\N{BYTE ORDER MARK}# Is it safe?", good="# Is it safe?")
def file_has_no_byte_order_mark(source: Source, site: object) -> Findings:
    """A file does not begin with a byte order mark: with it, the front matter is not seen."""
    if source.data.startswith(b"\xef\xbb\xbf"):
        yield 1, "the file begins with a byte order mark: save it as UTF-8 without BOM"


@rule(bad="# Is it safe?\r\n\r\n## In short", good="# Is it safe?\n\n## In short")
def file_has_unix_line_ends(source: Source, site: object) -> Findings:
    """Lines end in a line feed alone, so that a change of one line is shown as one line."""
    if match := re.search(rb"\r\n?", source.data):
        kind = "CR LF (Windows)" if match.group() == b"\r\n" else "CR"
        yield (
            source.line_of(match.start()),
            f"lines end in {kind}: save with line ends LF, which .editorconfig sets in most editors",
        )


@rule(bad="- One thing\n\t- and another", good="- One thing\n  - and another", also=("myst.topmatter",))
def file_has_no_tabs(source: Source, site: object) -> Findings:
    """Text is indented with spaces: how wide a tab is differs between programs, and with it what belongs to a list."""
    if not source.is_readable:
        return
    for number, line in enumerate(source.text.split("\n"), 1):
        if "\t" in line:
            yield number, "a tab: write spaces instead, two for each level"


@rule(bad="<<<<<<< HEAD\nOne answer.\n=======\nAnother.\n>>>>>>> other", good="One answer {cite:p}`dean2021`.")
def file_has_no_conflict_marks(source: Source, site: object) -> Findings:
    """A file holds no marks of a merge that is not finished."""
    if not source.is_readable:
        return
    for number, line in enumerate(source.text.split("\n"), 1):
        if re.match(r"(<{7}|>{7})( |$)", line):
            yield number, "the mark of an unfinished merge: keep one of the two versions and delete the marks"
