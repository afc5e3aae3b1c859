"""What Typst cannot draw is told with page and line, and something else stands in its place, so that the rest is set."""

from __future__ import annotations

import json
import re
from pathlib import Path

import typst

from typst_pdf.compiler import MAIN, CompileError, Problem, Settings, Source, compile_pdf, world

MISSING = "\ufffd"
"""Stands for a letter that no font has; the fonts inside the typst wheel have it."""
ROUNDS = 5
"""How often a document is mended: what is wrong behind the first fault shows when that is gone."""
KINDS = {
    b"\x89PNG\r\n": ("a PNG", "png"),
    b"\xff\xd8\xff": ("a JPEG", "jpg"),
    b"GIF8": ("a GIF", "gif"),
    b"RIFF": ("a WebP", "webp"),
    b"BM": ("a BMP", "bmp"),
    b"II*\0": ("a TIFF", "tiff"),
    b"MM\0*": ("a TIFF", "tiff"),
    b"%PDF": ("a PDF", "pdf"),
    b"\x1f\x8b": ("a compressed SVG", "svgz"),
    b"version https://git-lfs": ("a pointer of Git LFS", ""),
}
"""First bytes of a file -> what it is, and how its name ends."""
DRAWN = ("svg", "svgz", "png", "jpg", "jpeg", "gif", "webp")
"""How the name of a picture ends that Typst can draw."""


def compile_around(folder: Path, source: Source, settings: Settings) -> tuple[bytes, list[Problem]]:
    """The PDF of ``folder``, and all that is wrong with it; what Typst cannot draw has a stand-in there.

    :raises CompileError: where something else is wrong, with that and all that was mended.
    """
    told: list[Problem] = []
    for last in (*[False] * ROUNDS, True):
        try:
            pdf, warnings = compile_pdf(folder, source, settings)
        except CompileError as error:
            mended = mend_letters(folder, source, error.problems) or mend_pictures(folder, source, settings)
            mended = mended or mend_formulas(folder, source, settings)
            if last or not mended:
                raise CompileError([*told, *error.problems]) from error
            told += mended
            (folder / MAIN).write_text(source.text(), encoding="utf-8", newline="\n")
        else:
            return pdf, [*told, *placed(folder, source, settings, warnings)]
    raise AssertionError("the last round returns or raises")


def mend_letters(folder: Path, source: Source, problems: list[Problem]) -> list[Problem]:
    """Put a stand-in for each letter that no font has, in pages, pictures and what conf.py says."""
    missing = {found for problem in problems for found in letters(problem.message)}
    if not missing:
        return []
    pattern = re.compile("|".join(re.escape(found) for found in sorted(missing, key=len, reverse=True)))
    places: dict[tuple[str | None, int | None, str], list[str]] = {}

    def note(origin: tuple[str | None, int | None], name: str, text: str) -> None:
        if found := pattern.findall(text):
            places.setdefault((*origin, name), []).extend(found)

    for index, part in enumerate(source.parts):
        note(source.origin_of_part(index) or (None, None), "", part)
        source.parts[index] = pattern.sub(MISSING, part)
    for name, pictures in source.pictures.items():
        path = folder / "images" / name
        if path.suffix.lower() == ".svg" and path.is_file():
            text = numbered(path.read_text(encoding="utf-8", errors="replace"))
            for picture in pictures:
                note((picture.path, picture.line), picture.shown, text)
            path.write_text(pattern.sub(MISSING, text), encoding="utf-8", newline="\n")
    meta = folder / "meta.json"
    text = meta.read_text(encoding="utf-8")
    note((None, None), "conf.py", text)
    meta.write_text(pattern.sub(MISSING, text), encoding="utf-8")
    return [
        Problem(
            f"{name + ': ' if name else ''}no font of the PDF has {', '.join(map(shown, dict.fromkeys(found)))}, "
            f"which is shown as {MISSING}: write it otherwise, or put a font that has it into a folder of typst_font_paths",
            path,
            line,
        )
        for (path, line, name), found in places.items()
    ]


def shown(letter: str) -> str:
    """A letter as a message shows it: by its number, where there is nothing to see."""
    return letter if letter.isprintable() else " ".join(f"U+{ord(char):04X}" for char in letter)


def letters(message: str) -> list[str]:
    """The letters that Typst names as missing, as they were written."""
    quoted = re.findall(r'the text `"(.*?)"` could not be displayed', message)
    return [re.sub(r"\\u\{(\w+)\}", lambda code: chr(int(code[1], 16)), text).replace("\\\\", "\\") for text in quoted]


def numbered(svg: str) -> str:
    """An SVG whose letters beyond ASCII stand as themselves, not as their numbers."""

    def letter(code: re.Match[str]) -> str:
        number = int(code[2], 16 if code[1] else 10)
        return chr(number) if 127 < number < 0x110000 and not 0xD800 <= number < 0xE000 else code[0]

    return re.sub(r"&#(x?)([0-9a-fA-F]{1,7});", letter, svg)


def mend_pictures(folder: Path, source: Source, settings: Settings) -> list[Problem]:
    """Put its alternative text in the place of each picture that cannot be drawn."""
    told = []
    for name in list(source.pictures):
        reason = ""
        try:
            draw(folder, name, settings)
        except typst.TypstError as error:
            if not letters(error.diagnostic):  # those are mended one by one
                reason = why(folder / "images" / name, error.diagnostic)
        if reason:
            told += left_out(source, name, reason)
    return told


def left_out(source: Source, name: str, reason: str) -> list[Problem]:
    """Set the words of a picture instead of it, wherever it stands, and say why."""
    told = []
    for picture in source.pictures.pop(name, []):
        source.parts[picture.part] = picture.words
        message = f"the PDF has the words of {picture.shown} in its place, since it {reason}"
        told.append(Problem(message, picture.path, picture.line))
    return list(dict.fromkeys(told))


def mend_formulas(folder: Path, source: Source, settings: Settings) -> list[Problem]:
    """Put its TeX in the place of each formula that Typst cannot set."""
    told, reasons = [], {}
    for formula in source.formulas:
        if formula.code not in reasons:
            reasons[formula.code] = ""
            try:
                alone(folder, f'math.equation(alt: "alone", {formula.code})', settings)
            except typst.TypstError as error:
                if not letters(error.diagnostic):
                    reasons[formula.code] = error.diagnostic.splitlines()[0].removeprefix("error: ")
        if reason := reasons[formula.code]:
            source.parts[formula.part] = formula.words
            message = f"the PDF has the TeX of this formula in its place, since it cannot be set ({reason}): {formula.tex[:60]}"
            told.append(Problem(message, formula.path, formula.line))
    source.formulas = [formula for formula in source.formulas if not reasons[formula.code]]
    return list(dict.fromkeys(told))


def draw(folder: Path, name: str, settings: Settings) -> list[str]:
    """Draw one picture alone; give back what Typst warns of."""
    return alone(folder, f'image({json.dumps(f"images/{name}")}, alt: "alone")', settings)


def alone(folder: Path, code: str, settings: Settings) -> list[str]:
    """Set one thing alone; give back what Typst warns of."""
    alone = folder / "alone.typ"
    alone.write_text(f'#set document(title: "alone")\n#{code}\n', encoding="utf-8")
    try:
        _pdf, warnings = typst.compile_with_warnings(str(alone), **world(folder, settings))
    finally:
        alone.unlink()
    return [warning.diagnostic.splitlines()[0].removeprefix("warning: ") for warning in warnings]


def placed(folder: Path, source: Source, settings: Settings, warnings: list[Problem]) -> list[Problem]:
    """The same warnings; those about pictures each with the pages that show the picture."""
    found = [warning for warning in warnings if warning.path or "image" not in warning.message]
    if len(found) == len(warnings):
        return warnings
    for name, pictures in source.pictures.items():
        for message in dict.fromkeys(draw(folder, name, settings)):
            advice = "" if "foreign object" not in message else ", of which the words may be lost: write them as <text>"
            found += [Problem(f"{one.shown}: {message}{advice}", one.path, one.line) for one in pictures]
    return list(dict.fromkeys(found))


def why(path: Path, diagnostic: str) -> str:
    """What is wrong with a picture, and what to do about it."""
    data = path.read_bytes()[:512]
    ending = path.suffix.lower().lstrip(".")
    if not data.strip():
        return "is an empty file: save it again"
    if re.match(rb"\s*<(!doctype html|html)", data, re.IGNORECASE):
        return "is a web page and no picture: download the picture itself"
    kind, real = kind_of(data)
    if not kind and re.match(rb"(\xef\xbb\xbf|\s)*<(svg|\?xml|!doctype svg)", data, re.IGNORECASE):
        kind, real = "an SVG", "svg"
    if kind and not real:
        return f"is {kind}: fetch the picture with `git lfs pull`"
    if real and real != ending.replace("jpeg", "jpg") and real in DRAWN:
        return f"is {kind} by its content: let its name end in .{real}"
    if ending not in DRAWN or (real and real not in DRAWN):
        return f"is {kind or 'of a kind'} that cannot be drawn: save it as PNG, JPEG or SVG"
    message = " ".join(diagnostic.partition("┌")[0].split()).removeprefix("error: ")
    said = re.search(r"\((.*?)[; ]*\)?$", message)
    reason = said[1] if said else message
    if "linked image" in message:
        return "shows a picture from another file, which a PDF cannot fetch: put that picture into it"
    if ending.startswith("svg"):
        return f"is no SVG that can be read ({reason}): open it in a drawing program and save it again"
    return f"is damaged ({reason}): save it again"


def kind_of(data: bytes) -> tuple[str, str]:
    """What the first bytes of a file say that it is, and how its name should end; nothing for an SVG or what is unknown."""
    return next((kind for start, kind in KINDS.items() if data.startswith(start)), ("", ""))


def unreadable(source: Source, name: str, error: OSError) -> list[Problem]:
    """The same for a file that cannot even be copied, such as a folder of that name."""
    return left_out(source, name, f"cannot be read ({error.strerror or error}): name a file with a picture")


def misread(source: Source, name: str) -> list[Problem]:
    """A drawing in no encoding that it names: some of its letters are lost."""
    told = [
        Problem(
            f"{picture.shown} is not in UTF-8 and names no other encoding, so some letters are shown as {MISSING}: "
            'save it as UTF-8, or begin it with <?xml version="1.0" encoding="ISO-8859-1"?>, if that is its encoding',
            picture.path,
            picture.line,
        )
        for picture in source.pictures.get(name, [])
    ]
    return list(dict.fromkeys(told))
