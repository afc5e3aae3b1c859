"""Read .bib files so that one broken entry is named by file and line, and hides no other.

pybtex stops at the first fault. Here it is given one entry at a time, after the faults that it cannot place itself
(a comma, a brace, the encoding) have been looked for.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pybtex.database.input.bibtex import Parser, UndefinedMacro
from pybtex.errors import capture
from pybtex.scanner import PybtexSyntaxError
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinxcontrib.bibtex.bibfile import BibData, BibFile, get_mtime, is_bibdata_outdated

from citations.fields import complete

logger = logging.getLogger(__name__)

_ENTRY = re.compile(r"^[ \t]*@[ \t]*\w+[ \t]*[{(]\s*(?P<key>[^\s,{}()]*)", re.MULTILINE)
_FIELD = re.compile(r"^[ \t]*[A-Za-z][\w-]*[ \t]*=", re.MULTILINE)
_NO_COMMA = re.compile(r"[}\"\w](?P<gap>[ \t]*\n\s*)[A-Za-z][\w-]*[ \t]*=[ \t]*[{\"\w]")
_STRAY = re.compile(r"^[ \t]*(?:,?[ \t]*[\w-]+[ \t]*=[ \t]*[{\"]|\w+[ \t]*\{[ \t]*[\w:.-]+[ \t]*,)", re.MULTILINE)
_BRACE = re.compile(r"[{}]")  # BibTeX counts those behind a backslash too


class Problem(NamedTuple):
    file: Path
    line: int
    message: str


def read_bibfiles(app: Sphinx) -> None:
    """Before sphinxcontrib-bibtex looks: give it what can be read, so that it finds its own cache up to date."""
    domain = app.env.get_domain("cite")
    files = [(Path(app.confdir) / name).resolve() for name in app.config.bibtex_bibfiles or ()]
    if is_bibdata_outdated(domain.bibdata, files, app.config.bibtex_encoding):
        domain.data["bibdata"], domain.data["problems"] = read(files, app.config.bibtex_encoding)
    for file, line, message in domain.data["problems"]:
        logger.warning(message, location=f"{file}:{line}", type="bibtex", subtype="bibfile_data_error")


def read(files: list[Path], encoding: str = "utf-8-sig") -> tuple[BibData, list[Problem]]:
    """Every entry that can be read, in the order of the files, and what is wrong with the rest."""
    parser, problems, bibfiles, places = Parser(encoding), [], {}, {}
    for file in files:
        known = set(parser.data.entries)
        if file.is_file():
            for line, message in _read_file(parser, file, encoding, places):
                problems.append(Problem(file, line, message))
        else:
            problems.append(Problem(file, 1, "there is no such file; bibtex_bibfiles in conf.py names it"))
        bibfiles[file] = BibFile(get_mtime(file), dict.fromkeys(k for k in parser.data.entries if k not in known))
    complete(parser.data)
    return BibData(encoding, bibfiles, parser.data), problems


def _read_file(parser: Parser, file: Path, encoding: str, places: dict[str, str]) -> Iterator[tuple[int, str]]:
    text, faulty = _decode(file.read_bytes(), encoding)
    if faulty:
        lines = ", ".join(map(str, faulty[:9])) + (", ..." if len(faulty) > 9 else "")
        yield faulty[0], f"not {encoding.removesuffix('-sig').upper()} on line {lines}: save the file as UTF-8"
    starts = [*(found.start() for found in _ENTRY.finditer(text)), len(text)]
    first = text.count("\n", 0, starts[0]) + 1
    for start, end in itertools.pairwise(starts):
        entry = text[start:end]
        key = _ENTRY.match(entry)["key"]
        for offset, message in _read_entry(parser, entry, key, places):
            yield first + entry.count("\n", 0, offset), message
        places.setdefault(key.lower(), f"{file.name}, line {first}")
        first += entry.count("\n")


def _read_entry(parser: Parser, entry: str, key: str, places: dict[str, str]) -> Iterator[tuple[int, str]]:
    """Add the entry to the parser's data. What is wrong with it: at which character, and what to do."""
    if key.lower() in places and key in parser.data.entries:
        yield 0, f"the key {key!r} is taken by the entry in {places[key.lower()]}: this one is left out"
        return
    for gap in [match.start("gap") for match in _NO_COMMA.finditer(entry) if _depth(entry[: match.start("gap")]) == 1]:
        entry = f"{entry[:gap]},{entry[gap:]}"
        yield gap, f"a comma is missing at the end of this line of {key!r}"
    fault = _unpaired(entry)
    if fault:
        at, message, missing = fault
        entry = f"{entry[:missing]}}}{entry[missing:]}" if missing else entry
        yield at, message
    with capture() as errors:
        parser.parse_string(entry)
    for error in errors:
        if isinstance(error, UndefinedMacro):
            yield _offset(entry, error.lineno), f"in {key!r}: put braces around a word: {{{error.args[0]}}}"
        elif not isinstance(error, PybtexSyntaxError):
            yield 0, f"in {key!r}: {error}"
        elif not fault:
            yield _offset(entry, error.lineno), f"in {key!r}: {error.args[0]}"


def _depth(text: str) -> int:
    return sum(1 if brace == "{" else -1 for brace in _BRACE.findall(text))


def _unpaired(entry: str) -> tuple[int, str, int | None] | None:
    """Where the braces stop to pair, what that means, and where one is to be put: after the field or the entry."""
    depth = 0
    for brace in _BRACE.finditer(entry):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            stray = _STRAY.search(entry[brace.end() :])
            message = "outside of any entry: a brace too many before this, or an @ missing"
            return stray and (brace.end() + stray.start(), message, None)
    fields = [field.start() for field in _FIELD.finditer(entry)]
    for field, following in itertools.pairwise(fields):
        if _depth(entry[:following]) > 1:
            return field, "a closing brace is missing in this field", len(entry[:following].rstrip(", \t\n"))
    return 0, "a closing brace is missing at the end of this entry", len(entry.rstrip())


def _offset(text: str, line: int) -> int:
    return len("\n".join(text.split("\n")[: line - 1])) + 1 if line > 1 else 0


def _decode(data: bytes, encoding: str) -> tuple[str, list[int]]:
    """The text, and the lines that are not in the encoding: they are read as Windows-1252, which takes any byte."""
    try:
        return data.decode(encoding), []
    except UnicodeDecodeError:
        pass
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), [1]
    lines, faulty = data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), []
    for number, line in enumerate(lines):
        try:
            lines[number] = line.decode(encoding)
        except UnicodeDecodeError:
            lines[number] = line.decode("cp1252", "replace")
            faulty.append(number + 1)
    return "\n".join(lines), faulty
