"""Typst source to PDF: only when something changed, and with errors that name the page the author wrote."""

from __future__ import annotations

import bisect
import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import typst

MAIN = "main.typ"
"""Name of the generated file, which Typst's messages point to."""


@dataclass(frozen=True)
class Picture:
    """A picture on a page, and what stands there where it cannot be drawn."""

    shown: str
    """What its author calls it."""
    part: int
    """Index of its call in ``Source.parts``."""
    words: str
    """Its alternative text, as Typst."""
    path: str
    line: int


@dataclass(frozen=True)
class Formula:
    """A formula on a page, and what stands there where Typst cannot set it."""

    tex: str
    code: str
    """The formula as Typst."""
    part: int
    """Index of its call in ``Source.parts``."""
    words: str
    """The same call with the TeX as it was written."""
    path: str
    line: int


@dataclass
class Source:
    """Generated Typst text that remembers which line of which page each part came from."""

    parts: list[str] = field(default_factory=list)
    origins: list[tuple[int, str, int]] = field(default_factory=list)
    """(index in ``parts``, path of the page, line in it), in order of the index."""

    pictures: dict[str, list[Picture]] = field(default_factory=dict)
    """Name of each picture in the folder -> each place where it stands."""
    formulas: list[Formula] = field(default_factory=list)

    def text(self) -> str:
        return "".join(self.parts)

    def origin(self, line: int, column: int) -> tuple[str, int] | None:
        """Page and line that the given place (line from 1, column from 0) of :meth:`text` came from, if any did."""
        offset = sum(len(text) + 1 for text in self.text().split("\n")[: line - 1]) + column
        starts, total = [], 0
        for part in self.parts:
            starts.append(total)
            total += len(part)
        return self.origin_of_part(bisect.bisect_right(starts, offset) - 1)

    def origin_of_part(self, part_index: int) -> tuple[str, int] | None:
        found = bisect.bisect_right([index for index, _, _ in self.origins], part_index) - 1
        return self.origins[found][1:] if found >= 0 else None


@dataclass(frozen=True)
class Problem:
    """What Typst could not do, and the page and line that asked for it, where that is known."""

    message: str
    path: str | None = None
    line: int | None = None


class CompileError(Exception):
    """Typst refused the document; ``problems`` says why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Settings:
    """All that decides the bytes of a PDF besides the files in its folder."""

    standards: tuple[str, ...]
    font_paths: tuple[Path, ...]
    timestamp: int
    """Seconds since 1970, written into the PDF as its date."""


def digest(folder: Path, settings: Settings) -> str:
    """A digest of everything that decides the bytes: it names contents, never the places they are in."""
    files = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    for place, fonts in enumerate(settings.font_paths):
        files |= {f"font {place} {path.name}": path for path in fonts.rglob("*") if path.is_file()}
    total = hashlib.sha256(json.dumps([typst.__version__, settings.standards, settings.timestamp]).encode())
    for name in sorted(files):
        total.update(f"\0{name}\0".encode() + hashlib.sha256(files[name].read_bytes()).digest())
    return total.hexdigest()


def compile_pdf(folder: Path, source: Source, settings: Settings) -> tuple[bytes, list[Problem]]:
    """The PDF of ``folder`` (in which main.typ holds ``source``), and Typst's warnings.

    No network and no system font: only what is in the folder, the given fonts and those inside the wheel.

    :raises CompileError: with every problem Typst reported, not only the first.
    """
    try:
        pdf, warnings = typst.compile_with_warnings(
            str(folder / MAIN),
            **world(folder, settings),
        )
    except typst.TypstError as error:
        raise CompileError(read_diagnostics(error.diagnostic, source)) from error
    return pdf, [problem for warning in warnings for problem in read_diagnostics(warning.diagnostic, source)]


def world(folder: Path, settings: Settings) -> dict[str, Any]:
    """All that Typst may see and must keep to."""
    return {
        "root": str(folder),
        "font_paths": typst.Fonts(include_system_fonts=False, font_paths=[str(path) for path in settings.font_paths]),
        "pdf_standards": list(settings.standards),
        "timestamp": settings.timestamp,
    }


def draw_cover(folder: Path, settings: Settings) -> bytes:
    """The cover of the template in ``folder``, as a PNG of 1200 x 1697 dots or so."""
    source = '#import "template.typ": *\n#show: document.with("cover", json("meta.json"))\n'
    (folder / MAIN).write_text(source, encoding="utf-8")
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(path) for path in settings.font_paths])
    drawn = typst.compile(str(folder / MAIN), root=str(folder), font_paths=fonts, format="png", ppi=145)
    return drawn if isinstance(drawn, bytes) else drawn[0]


def read_diagnostics(diagnostic: str, source: Source) -> list[Problem]:
    """Typst's report, as one problem for each thing it names."""
    problems = []
    for report in re.split(r"\n\n(?=error: |warning: )", diagnostic.strip()):
        message = re.sub(r"^(error|warning): ", "", report.splitlines()[0])
        hints = [hint.strip() for hint in re.findall(r"= hint: (.*)", report)]
        place = re.search(rf"{re.escape(MAIN)}:(\d+):(\d+)", report)
        origin = source.origin(int(place[1]), int(place[2])) if place else None
        if origin is None and not place:
            # The cause is in the template, so its own lines are what helps.
            hints = [report.partition("\n")[2]]
        text = "; ".join([message, *hints]).replace(str(Path.cwd()), ".")
        problem = Problem(text, *(origin or (None, None)))
        if problem not in problems:
            problems.append(problem)
    return problems
