"""A ``.bib`` file, read once for everybody: each entry and field with its place, each fault with its line, nothing lost.

bibclean's scanner knows the place of each word, which pybtex does not. It is made for sphinxcontrib-bibtex, and offers a
command and no interface for Python: its inner modules are used here and nowhere else, and pyproject.toml pins it to the
exact version. Ours is where an entry begins and how reading goes on after a fault. pybtex stays what splits names,
resolves keys and formats: ``database`` hands it what was read.
"""

from __future__ import annotations

import codecs
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from bibclean._config import FormatOptions
from bibclean._formatter import format_blocks
from bibclean._model import Block, Junk, Part, Position, StringDef, Value, collapse_whitespace
from bibclean._model import Entry as BibcleanEntry
from bibclean._parser import LineIndex, _ParseError, _Scanner
from pybtex.bibtex.utils import split_name_list
from pybtex.database import BibliographyData
from pybtex.database.input.bibtex import Parser, month_names
from pybtex.errors import capture

from shared.vocabulary import BIBLATEX, OWN_FIELDS

#: At the beginning of a line, anything that looks like an entry; elsewhere, what cannot be anything else.
_START = re.compile(
    r"^[ \t]*@[ \t]*[a-z][\w-]*\s*[{(]|^[ \t]*@[ \t]*[a-z]+[ \t]+[\w:.-]+,\s*\w+\s*="
    r"|@(?:comment\b|[a-z][\w-]*\s*[{(]\s*[^\s,{}()=@]+\s*(?:,\s*[\w:+-]+\s*=|,?\s*[})]))",
    re.IGNORECASE | re.MULTILINE,
)
_HEAD = re.compile(r"\s*(?P<at>@)[ \t]*(?P<kind>[a-z][\w-]*)\s*(?P<opening>[{(])", re.IGNORECASE)
_COMMENT = re.compile(r"\s*@[ \t]*comment\b", re.IGNORECASE)
_FIELD = re.compile(r"\s*[A-Za-z][\w:+-]*\s*=\s*[{\"\w]")
_NEXT_FIELD = re.compile(r"(?:^[ \t]*,?|,)[ \t]*(?P<name>[A-Za-z][\w:+-]*)[ \t]*=", re.MULTILINE)
_STRAY = re.compile(r"^[ \t]*(?:,?[ \t]*[\w-]+[ \t]*=[ \t]*[{\"]|\w+[ \t]*\{[ \t]*[\w:.-]+[ \t]*,)", re.MULTILINE)
#: Words on one line where a text in braces belongs, and what may have been its last brace.
_BARE_TEXT = re.compile(r"(?P<words>\w[^{}\"=,\n]*\s[^{}\"=\n]*?)[ \t]*\}?[ \t]*(?:,[ \t]*(?=\n)|(?=\n[ \t]*\}))")
#: A value in braces with two more levels of them within; possessive, so that a missing brace costs nothing.
_BRACED = re.compile(r"\{([^{}]*+(?:\{[^{}]*+(?:\{[^{}]*+\}[^{}]*+)*+\}[^{}]*+)*+)\}")
_ET_AL = re.compile(r"(?:^|[\s,]+)(?:and\s+)?(?:\{?et\.?\s+al\.?\}?|(?<=\s)others)(?=\s+and\s|\s*$)", re.IGNORECASE)
_NAME_PART = re.compile(r"(?:^|,)\s*(family|given|prefix|suffix)\s*=\s*\"?([^,\"]*)\"?\s*(?=,|$)")
#: A field that is a list, as bibclean lays it out: on one line, which nobody can read.
_LISTS = re.compile(r"^(?P<name>  effects += )\{(?P<items>.*;)\}(?P<end>,?)$", re.MULTILINE)

SUBTITLES = {"subtitle": "title", "booksubtitle": "booktitle", "journalsubtitle": "journal"}
PART_OF = frozenset(
    "inbook incollection inproceedings conference inreference suppbook suppcollection bookinbook".split()
)
NOT_INHERITED = {*OWN_FIELDS, *"crossref xref xdata entryset ids label options related keywords abstract file".split()}
NOT_INHERITED |= set("pages shorthand sortkey presort pmid pmcid note".split())
ADDRESSES = frozenset("doi url urldate eprint archiveprefix primaryclass".split())
"""A part has from its whole what describes both, and where it can be found only where it has no address of its own."""

MOST_FAULTS, LONGEST_VALUE, MOST_TRIALS, LONGEST_CHAIN = 50, 20, 50, 50
"""Faults of one entry, after which it is given up; the entries that a value may quote; the places tried for a missing
brace; the entries that name each other one after the other."""


class Fault(NamedTuple):
    line: int
    kind: str
    """The rule that it breaks: encoding, syntax, key, field or word; lost is one of syntax that cost an entry, or its key."""
    message: str


@dataclass(frozen=True, slots=True)
class Field:
    line: int
    text: str
    """As BibTeX understands it: without the outer braces, with the parts joined and the names of ``@string`` replaced."""
    start: int
    value: tuple[int, int]
    """Where its name begins in the text of the file, and where its value begins and ends."""


@dataclass(frozen=True, slots=True)
class Entry:
    line: int
    kind: str
    key: str
    fields: dict[str, Field]
    """Name in lower case -> field. Of one given twice the first counts, as in BibTeX."""
    start: int
    end: int
    is_whole: bool
    """Without a fault: then the places are those of the file."""

    def text(self, name: str) -> str:
        """The text of that field as it stands here; empty where it is missing."""
        return self.fields[name].text if name in self.fields else ""

    def line_of(self, name: str) -> int:
        """The line of that field, or of the entry where it is missing."""
        return self.fields[name].line if name in self.fields else self.line


@dataclass(frozen=True)
class Bib:
    """All that a file holds."""

    entries: list[Entry]
    faults: list[Fault]
    text: str
    blocks: list[Block] | None
    """For laying out; nothing where that would lose something."""

    def tidy(self, order: tuple[str, ...]) -> str:
        """The text in the one layout and order, each value as it was; to the letter where that cannot be promised."""
        if self.blocks is None:
            return self.text
        text = format_blocks(self.blocks, FormatOptions(align_values=True, sort_fields=order))
        return _LISTS.sub(_a_line_each, text)


def _a_line_each(match: re.Match[str]) -> str:
    items = "".join(f"\n    {item.strip()};" for item in match["items"].rstrip(";").split(";"))
    return f"{match['name']}{{{items}\n  }}{match['end']}"


def read(data: bytes, encoding: str = "utf-8") -> Bib:
    """Everything that can be read, in the order of the file, and what is wrong with the rest."""
    return _read(data, encoding.lower().replace("utf-8-sig", "utf-8"))  # one name, so that it is read once


@lru_cache(maxsize=4)
def _read(data: bytes, encoding: str) -> Bib:
    text, faults = _decode(data, encoding)
    macros = {name.lower(): value for name, value in month_names.items()}
    named: set[str] = set()
    entries: list[Entry] = []
    blocks: list[Block] = []
    safe = not faults
    for chunk in _chunks(text):
        faults += chunk.faults
        blocks += [chunk.block, *chunk.notes] if chunk.block else chunk.notes
        safe = safe and not chunk.faults
        if isinstance(chunk.block, StringDef):
            name = chunk.block.key.lower()
            macros[name], unknown = _text(chunk.block.value, macros)
            faults += [
                Fault(chunk.line, "word", f"{word!r} stands for nothing yet: put its @string before this one")
                for word in unknown
            ]
            if name in named:  # laid out, both would stand before the entries
                faults.append(
                    Fault(chunk.line, "word", f"@string {name!r} is here twice: give one of them another name")
                )
                safe = False
            named.add(name)
        elif isinstance(chunk.block, BibcleanEntry):
            entries.append(_entry(chunk, macros, faults))
    entries = _without_doubles(entries, faults)
    # A word that is explained further down would be explained further up, once laid out.
    safe = safe and not any(fault.kind == "word" for fault in faults)
    return Bib(entries, sorted(faults), text, blocks if safe else None)


def database(entries: Iterable[Entry]) -> tuple[BibliographyData, list[tuple[Entry, str]]]:
    """The entries as pybtex has them, with all that they mean, and what it cannot understand of their names."""
    parser, problems = Parser(), []
    meant = meanings(entries := list(entries))
    for entry in entries:
        with capture() as errors:
            fields = [(name, [text]) for name, text in meant[entry.key.lower()].items()]
            parser.process_entry(entry.kind, entry.key, fields)
        problems += [(entry, f"in {entry.key!r}: {error}") for error in errors]
    return parser.data, problems


# -- what an entry means, whatever program wrote it --------------------------------------------------------------------


def meanings(entries: Iterable[Entry]) -> dict[str, dict[str, str]]:
    """Key in small letters -> the fields by BibTeX's names, with those from the entries that it names.

    pybtex resolves ``crossref`` for its own styles alone, and knows no "booktitle" that is the "title" of the whole.
    """
    known = {entry.key.lower(): entry for entry in entries}
    found: dict[str, dict[str, str]] = {}

    def mean(key: str, depth: int = 0) -> dict[str, str]:
        if key in found or key not in known or depth > LONGEST_CHAIN:
            return found.get(key, {})
        fields = found[key] = _by_our_names(known[key])  # there at once: two may name each other
        for name in {"xdata", "entryset", "crossref"} & fields.keys():
            for above in fields[name].lower().split(",")[: 1 if name == "entryset" else None]:
                for its, text in _of_the_whole(mean(above.strip(), depth + 1), fields, known[key].kind, name).items():
                    fields.setdefault(its, text)
        if fields.get("booktitle") == fields.get("title"):  # the old way of writing a book that others name in crossref
            fields.pop("booktitle", None)
        return fields

    for key in known:
        mean(key)
    return found


def _of_the_whole(whole: dict[str, str], part: dict[str, str], kind: str, by: str) -> dict[str, str]:
    """What an entry has from one that it names; by ``crossref`` under the name that the part has for it."""
    if by != "crossref":
        return dict(whole)
    kept = whole.keys() - NOT_INHERITED - (ADDRESSES if part.keys() & {*ADDRESSES, "pmid"} else set())
    fields = {name: whole[name] for name in whole if name in kept}
    if "title" in fields and (ours := "booktitle" if kind in PART_OF else "journal" if kind == "article" else ""):
        fields = {ours: fields.pop("title"), **fields}
    return fields


def _by_our_names(entry: Entry) -> dict[str, str]:
    fields = {name: field.text for name, field in entry.fields.items()}
    for name in BIBLATEX.keys() & fields.keys() - {"date"}:
        fields.setdefault(BIBLATEX[name], fields[name])
    if re.search(r"[\\{]", fields.get("year", "")):
        from shared.latex import plain  # here: a year with LaTeX in it is rare, and its reader takes a while to load

        fields["year"] = plain(fields["year"])
    if day := re.search(r"(?<!\d)(\d{4})(?:-(\d\d))?", fields.get("date", "")):
        fields.setdefault("year", day[1])
        if day[2]:
            fields.setdefault("month", day[2])
    for subtitle, title in SUBTITLES.items():
        more, said = fields.get(subtitle, ""), fields.get(title, "")
        if more and said and more not in said:
            fields[title] = f"{said}{'' if said.endswith((':', '?', '!', '.')) else ':'} {more}"
    for role in {"author", "editor"} & fields.keys():
        fields[role] = _names(fields[role])
    return fields


def _names(text: str) -> str:
    """The same people: "et al." typed by hand is the "others" that BibTeX knows, and biblatex may name each part."""
    if "family" in text and "=" in text:
        parts = [(name, dict(_NAME_PART.findall(name))) for name in split_name_list(text)]
        text = " and ".join(_by_parts(**part) if "family" in part else name for name, part in parts)
    return _ET_AL.sub(" and others", text).removeprefix(" and ")


def _by_parts(family: str, given: str = "", prefix: str = "", suffix: str = "") -> str:
    return ", ".join(filter(None, (f"{prefix} {family}".strip(), suffix, given)))


# -- one entry after the other ------------------------------------------------------------------------------------------


class _Lines(LineIndex):
    """The lines of a piece of the file, counted from the file's beginning."""

    def __init__(self, source: str, first: int) -> None:
        super().__init__(source)
        self.first = first

    def position(self, offset: int) -> Position:
        place = super().position(offset)
        return Position(place.line + self.first - 1, place.column)

    def offset(self, place: Position) -> int:
        return self._starts[place.line - self.first] + place.column - 1


class _Places(_Scanner):
    """bibclean's scanner, which also keeps where each value begins and ends."""

    def __init__(self, source: str, first: int) -> None:
        self.source, self.pos, self.index, self._key = source, 0, _Lines(source, first), None
        self.values: list[tuple[int, int]] = []
        self.opened = 0

    def _scan_part(self, what: str) -> Part:
        if simple := _BRACED.match(self.source, self.pos):  # nearly all; bibclean looks at each letter
            self.pos = simple.end()
            return Part("braced", simple[1])
        return super()._scan_part(what)

    def _scan_value(self, what: str) -> Value:
        self.opened = opened = self.pos
        value = super()._scan_value(what)
        self.values.append((opened, self.pos))
        return value


@dataclass
class _Chunk:
    """A block of the file and what follows it, up to the next one."""

    start: int
    line: int
    text: str
    faults: list[Fault] = field(default_factory=list)
    block: Block | None = None
    scanner: _Places | None = None
    notes: list[Block] = field(default_factory=list)

    def blame(self, offset: int, message: str, kind: str = "syntax") -> None:
        self.faults.append(Fault(self.line + self.text.count("\n", 0, offset), kind, message))

    def scan(self) -> _ParseError | None:
        """Read the block at the beginning; returns what is wrong with it."""
        scanner = self.scanner = _Places(self.text, self.line)
        self.block = None
        if _COMMENT.match(self.text):
            self.block, scanner.pos = Junk(Position(self.line, 1), self.text), len(self.text)
            return None
        head = _HEAD.match(self.text)
        try:
            if not head:
                raise _ParseError("a brace is missing behind it", self.text.index("@"))
            at, closing, kind = head.start("at"), _closing(head), head["kind"].lower()
            scanner.pos = head.end()
            if kind == "string":
                self.block = scanner._scan_string(at, closing)
            elif kind == "preamble":
                self.block = scanner._scan_preamble(at, closing)
            else:
                self.block = scanner._scan_entry(at, head["kind"], closing)
        except _ParseError as error:
            return error
        return None


def _chunks(text: str) -> Iterator[_Chunk]:
    starts = [match.start() for match in _START.finditer(text) if not _is_noted(text, match.start())]
    ends = [*starts[1:], len(text)]
    first = _Chunk(0, 1, text[: starts[0]] if starts else text)
    _keep_notes(first, 0)
    yield first
    line, at = 1 + first.text.count("\n"), 0
    while at < len(starts):
        chunk, last = _Chunk(starts[at], line, text[starts[at] : ends[at]]), at
        if (error := chunk.scan()) and _is_open(error):
            # Perhaps a value quotes an entry: then the text ends within that value, and a longer one does not.
            for longer in range(at + 1, min(at + LONGEST_VALUE, len(starts))):
                trial = _Chunk(starts[at], line, text[starts[at] : ends[longer]])
                if not trial.scan():
                    chunk, last, error = trial, longer, None
                    break
        line += chunk.text.count("\n")
        if error:
            _mend(chunk, error)
        elif isinstance(chunk.block, BibcleanEntry) and _FIELD.match(chunk.text[chunk.scanner.pos :].lstrip(" ,\t\n")):
            _without_brace(chunk)
        if not isinstance(chunk.block, Junk):
            _keep_notes(chunk, chunk.scanner.pos)
        yield chunk
        at = last + 1


def _is_noted(text: str, at: int) -> bool:
    """Whether the line is a note, as in TeX: what stands behind its % is no entry."""
    return text[text.rfind("\n", 0, at) + 1 : at].lstrip().startswith("%")


def _keep_notes(chunk: _Chunk, at: int) -> None:
    """What stands between two entries is a note, or what was cut off from an entry."""
    if text := chunk.text[at:]:
        chunk.notes.append(Junk(Position(chunk.line + chunk.text.count("\n", 0, at), 1), text))
    if stray := _STRAY.search(text):
        what = "outside of any entry: a brace too many before this, or an @ missing: mend that"
        chunk.blame(at + stray.start(), what, "lost")


def _entry(chunk: _Chunk, macros: dict[str, str], faults: list[Fault]) -> Entry:
    block, fields = chunk.block, {}
    for each, (start, end) in zip(block.fields, chunk.scanner.values, strict=True):
        name, line = each.key.lower(), each.start.line
        if name in fields:
            faults.append(Fault(line, "field", f"{block.key!r} has the field {name!r} twice: delete one of the two"))
            continue
        text, unknown = _text(each.value, macros)
        faults += [Fault(line, "word", f"in {block.key!r}: put braces around a word: {{{word}}}") for word in unknown]
        name_at = chunk.start + chunk.scanner.index.offset(each.start)
        fields[name] = Field(line, text, name_at, (chunk.start + start, chunk.start + end))
    at = chunk.start + chunk.text.index("@")
    end = chunk.start + chunk.scanner.pos
    return Entry(block.start.line, block.entry_type.lower(), block.key, fields, at, end, not chunk.faults)


def _text(value: Value, macros: dict[str, str]) -> tuple[str, list[str]]:
    """What a value says, and the words in it that stand for nothing."""
    unknown = [part.text for part in value.parts if part.is_macro and part.text.lower() not in macros]
    texts = [macros.get(part.text.lower(), part.text) if part.is_macro else part.text for part in value.parts]
    return collapse_whitespace("".join(texts)).strip(), unknown


def _without_doubles(entries: list[Entry], faults: list[Fault]) -> list[Entry]:
    """Of entries with one key the first; names are alike in capitals and small letters."""
    first: dict[str, Entry] = {}
    for entry in entries:
        taken = first.setdefault(entry.key.lower(), entry)
        if taken is not entry:
            message = f"the key {entry.key!r} is taken by the entry on line {taken.line}: this one is left out; give it another"
            faults.append(Fault(entry.line, "key", message))
    return list(first.values())


# -- going on after a fault ---------------------------------------------------------------------------------------------


def _closing(head: re.Match[str]) -> str:
    return "}" if head["opening"] == "{" else ")"


def _is_open(error: _ParseError) -> bool:
    """Whether the text ended, or the entry closed, within a value."""
    return str(error).startswith(("unexpected end", "unbalanced"))


def _mend(chunk: _Chunk, error: _ParseError | None) -> None:
    """Say what is wrong, put in what is missing or leave out what is in the way, and read it again, until it can be."""
    head = _HEAD.match(chunk.text)
    while error and head and chunk.scanner._key and len(chunk.faults) < MOST_FAULTS:
        at, said, key = min(error.offset, len(chunk.text)), str(error), chunk.scanner._key
        if _is_open(error) or at >= len(chunk.text.rstrip()):
            _close_value(chunk, head, error)
        elif said.startswith("expected a value"):
            chunk.blame(at, f"in {key!r}, nothing stands behind the =: write the text in braces, or delete the line")
            chunk.text = f"{chunk.text[:at]}{{}}{chunk.text[at:]}"
        elif said.startswith("expected ','") and _FIELD.match(chunk.text, at):
            gap = len(chunk.text[:at].rstrip())
            chunk.blame(gap, f"a comma is missing at the end of this line of {key!r}: write one")
            chunk.text = f"{chunk.text[:gap]},{chunk.text[gap:]}"
        else:
            _leave_out(chunk, at, said)
        error = chunk.scan()
    if error:
        what = f"this cannot be read ({error}): write an entry as @article{{dean2021, title = {{...}}}}"
        chunk.blame(error.offset, what, "lost")
        chunk.block, chunk.scanner.pos = Junk(Position(chunk.line, 1), chunk.text), len(chunk.text)


def _leave_out(chunk: _Chunk, at: int, said: str) -> None:
    """Go on with the next field, behind what cannot be one."""
    text, joint, opened = chunk.text, "", chunk.scanner.opened
    if said.startswith("expected ','") and (bare := _BARE_TEXT.match(text, opened)):
        words = " ".join(bare["words"].split())
        chunk.blame(opened, f"in {chunk.scanner._key!r}, this text has no braces: write {{{words[:60]}}}")
        chunk.text = f"{text[:opened]}{{{bare['words']}}},{text[bare.end() :]}"
        return
    if said.startswith("expected '='") and text[at : at + 1] in {"{", '"'}:
        chunk.blame(
            at, f"in {chunk.scanner._key!r}, an = is missing before {text[at : at + 20].splitlines()[0]}: write one"
        )
        chunk.text = f"{text[:at]}= {text[at:]}"
        return
    if "after cite key" in said and text[at : at + 1] == "=":
        chunk.blame(0, "the entry has no key: write one behind its first brace, as in @article{dean2021,", "lost")
        key_at = re.search(r"[^\s{(]+\s*$", text[:at]).start()
        chunk.text = f"{text[:key_at].rstrip()}unnamed,{text[len(text[:key_at].rstrip()) :]}"
        return
    if "after cite key" in said:
        what = f"behind the key {chunk.scanner._key!r} a comma is missing, or the key has a space: write one word"
        chunk.blame(at, what, "lost")  # nobody can cite it
        end, joint = text.find(",", at), ","
        end = end + 1 if end >= 0 else len(text)
    else:
        following = _NEXT_FIELD.search(text, at)
        end = following.start() if following else len(text.rstrip().rstrip("})"))
        end = max(end, at)
        shown = " ".join(text[at:end].split())[:40] or text[at]
        chunk.blame(
            at, f"in {chunk.scanner._key!r}, {shown!r} is no field: write name = {{text}}; notes stand between entries"
        )
        if said.startswith("expected '='"):
            at = re.search(r"[^\s,{}()=]+\s*$", text[:at]).start()
        elif said.startswith("expected ','"):
            joint = ","
        end += len(text[end:]) - len(text[end:].lstrip(", ")) if following or end == at else 0
        end = max(end, at + (not joint))
    chunk.text = text[:at] + joint + "\n" * text.count("\n", at, end) + text[end:]


def _close_value(chunk: _Chunk, head: re.Match[str], error: _ParseError) -> None:
    """Put the missing brace or quotation mark where the rest can be read: before one of the fields that follow."""
    text, opened, possible = chunk.text, chunk.scanner.opened, None
    quoted = text[opened : opened + 1] == '"'
    for field_ in itertools.islice(_NEXT_FIELD.finditer(text, opened), MOST_TRIALS):
        at = len(text[: field_.start("name")].rstrip(", \t\n"))
        depth = text.count("{", opened, at) - text.count("}", opened, at)
        mark = "}" * depth + '"' * quoted + "," * ("," not in text[at : field_.start("name")])
        trial = _Chunk(chunk.start, chunk.line, text[:at] + mark + text[at:])
        left = trial.scan()
        if at > opened and (left is None or (_is_open(error) and not possible and not _is_open(left))):
            possible = at, trial.text
            if left is None:
                break
    if possible:
        what = "quotation mark" if quoted else "brace"
        chunk.blame(possible[0], f"a closing {what} is missing in this field: write it at the end of this line")
        chunk.text = possible[1]
    elif str(error).startswith("unbalanced"):
        chunk.blame(error.offset, "a closing brace too many in this field: delete it")
        chunk.text = text[: error.offset] + text[error.offset + 1 :]
    else:
        depth = text.count("{", opened) - text.count("}", opened)
        _close_entry(chunk, head, "}" * depth + '"' * quoted)


def _close_entry(chunk: _Chunk, head: re.Match[str], before: str = "") -> None:
    text = chunk.text.rstrip()
    above = text[:-1].rstrip()
    if text.endswith(_closing(head)) and "\n" in text[len(above) :]:  # the last line closes: one is missing before it
        chunk.blame(len(above), "a closing brace is missing in this field: write it at the end of this line")
    else:
        chunk.blame(
            len(text),
            f"a closing brace is missing at the end of this entry: write {_closing(head)} on a line of its own",
        )
    chunk.text = text + before + _closing(head)


def _without_brace(chunk: _Chunk) -> None:
    """Fields behind the end of an entry: read them as part of it, where a brace too many has closed it."""
    at = chunk.scanner.pos - 1
    comma = "" if chunk.text[at + 1 :].lstrip().startswith(",") else ","
    trial = _Chunk(chunk.start, chunk.line, chunk.text[:at] + comma + chunk.text[at + 1 :])
    if not trial.scan():
        chunk.blame(at, "a closing brace too many on this line: delete it")
        chunk.text, chunk.block, chunk.scanner = trial.text, trial.block, trial.scanner


def _decode(data: bytes, encoding: str) -> tuple[str, list[Fault]]:
    """The text, and the lines that are not in the encoding: they are read as Windows-1252, which takes any byte."""
    faulty: list[int] = []
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text, faulty = data.decode("utf-16", "replace"), [1]
    else:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            lines = re.split(rb"\r\n?|\n", data)
            for number, line in enumerate(lines):
                try:
                    lines[number] = line.decode(encoding)
                except UnicodeDecodeError:
                    lines[number] = line.decode("cp1252", "replace")
                    faulty.append(number + 1)
            text = "\n".join(lines)
    text = text.lstrip("\N{BYTE ORDER MARK}").replace("\r\n", "\n").replace("\r", "\n")
    if not faulty:
        return text, []
    shown = ", ".join(map(str, faulty[:9])) + (", ..." if len(faulty) > 9 else "")
    return text, [Fault(faulty[0], "encoding", f"not {encoding.upper()} on line {shown}: save the file as UTF-8")]
