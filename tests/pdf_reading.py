"""Reads a PDF as a screen reader does: its tags, in their order, with the words inside each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw
from bs4 import BeautifulSoup, Tag


def tagged(path: Path) -> BeautifulSoup:
    """The structure of a PDF as elements named by their tags: ``tagged(pdf).select("Table TH")``.

    Attributes of tags are attributes here (``Scope``, ``ColSpan``), and so is ``alt``.
    """
    words = _read(path, path.stat().st_mtime_ns)[1]
    with pikepdf.open(path) as pdf:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        soup = BeautifulSoup("", "xml")
        for child in _several(pdf.Root.StructTreeRoot, "/K"):
            _add(soup, soup, child, None, numbers, words)
    return soup


def pages(path: Path) -> list[str]:
    """The words of each page of paper, line by line."""
    return _read(path, path.stat().st_mtime_ns)[0]


def text(path: Path) -> str:
    """All words of a PDF in the order in which they are drawn, with single spaces."""
    return " ".join(" ".join(pages(path)).split())


def web_links(path: Path) -> set[str]:
    """The addresses that the links of a PDF lead to."""
    with pikepdf.open(path) as pdf:
        notes = [note for page in pdf.pages for note in page.get("/Annots", [])]
        return {str(note.A.URI) for note in notes if "/A" in note and "/URI" in note.A}


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> tuple[list[str], dict[tuple[int, int], str]]:
    """The text of each page, and the words of each marked part; done once for a file."""
    texts, words = [], {}
    pdf = pdfium.PdfDocument(path)
    for number, page in enumerate(pdf, 1):
        read = page.get_textpage()
        lines = read.get_text_range().replace("\ufffe", "-\n").splitlines()  # its sign for a hyphen that ends a line
        texts.append("\n".join(line.rstrip() for line in lines))
        for place, letter in _letters(read):
            words[number, place] = words.get((number, place), "") + letter
        # Of what is drawn PDFium's text leaves out only a part that is one space.
        for thing in page.get_objects(filter=[pdfium_raw.FPDF_PAGEOBJ_TEXT]):
            words.setdefault((number, pdfium_raw.FPDFPageObj_GetMarkedContentID(thing)), " ")
    pdf.close()
    whole = {place: said.encode("utf-16", "surrogatepass").decode("utf-16") for place, said in words.items()}
    return texts, whole  # PDFium gives a letter of a formula in two halves


def _letters(read: pdfium.PdfTextPage) -> Iterator[tuple[int, str]]:
    """Each letter with the number of its marked part; a gap that PDFium reads as a space is one inside such a part."""
    part, gap = -1, ""
    for at in range(read.count_chars()):
        letter = chr(pdfium_raw.FPDFText_GetUnicode(read, at)).replace("\x02", "-")
        if pdfium_raw.FPDFText_IsGenerated(read, at) == 1:
            gap = letter.strip("\r\n")
            continue
        before, part = part, pdfium_raw.FPDFPageObj_GetMarkedContentID(pdfium_raw.FPDFText_GetTextObject(read, at))
        yield part, gap + letter if part == before else letter
        gap = ""


def sizes(path: Path, margin: float) -> list[set[float]]:
    """For each page the sizes of its letters, in points, but for those so near to its upper or lower edge."""
    found = []
    pdf = pdfium.PdfDocument(path)
    for page in pdf:
        read, height = page.get_textpage(), page.get_height()
        drawn = [at for at in range(read.count_chars()) if pdfium_raw.FPDFText_IsGenerated(read, at) != 1]
        inside = [at for at in drawn if margin < read.get_charbox(at, loose=True)[3] < height - margin]
        found.append({pdfium_raw.FPDFText_GetFontSize(read, at) for at in inside})
    pdf.close()
    return found


def _several(element: pikepdf.Object, name: str) -> list:
    """What a PDF writes alone or in an array, always as a list."""
    value = element.get(name)
    return list(value) if isinstance(value, pikepdf.Array) else [] if value is None else [value]


def _add(soup: BeautifulSoup, parent: Tag, item, page, numbers: dict, words: dict) -> None:
    if isinstance(item, int):
        parent.append(words.get((page, item), ""))
        return
    if "/Pg" in item:
        page = numbers[item.Pg.objgen]
    if item.get("/Type") == "/MCR":
        parent.append(words.get((page, int(item.MCID)), ""))
    elif "/S" in item:
        tag = soup.new_tag(str(item.S)[1:])
        if "/Alt" in item:
            tag["alt"] = str(item.Alt)
        for group in _several(item, "/A"):
            for name, value in group.items():
                tag[name[1:]] = str(value)
        parent.append(tag)
        for kid in _several(item, "/K"):
            _add(soup, tag, kid, page, numbers, words)


def misplaced(path: Path) -> list[str]:
    """What a reader cannot read: words and pictures that lie beyond the margin of their sheet, or over one another."""
    found = []
    pdf = pdfium.PdfDocument(path)
    for number, page in enumerate(pdf, 1):
        width, height = page.get_size()
        words = _words(page.get_textpage(), height)
        things = [
            _box(name, thing.get_bounds(), height) for thing in page.get_objects() if (name := NAMES.get(thing.type))
        ]
        pictures = [thing for thing in things if thing["text"] == "a picture"]
        for thing in [*words, *things]:
            sides = thing["x0"], thing["top"], width - thing["x1"], height - thing["bottom"]
            if min(sides) < EDGE and sides != (0, 0, 0, 0):
                found.append(f"page {number}: {thing['text'][:40]} is beyond the paper")
        found += [f"page {number}: {a} lies over {b}" for a, b in _overlaps([*words, *pictures])]
    pdf.close()
    return found


EDGE = 20
"""Points: what lies nearer to the edge than 7 mm is cut off by many printers."""
NAMES = {
    pdfium_raw.FPDF_PAGEOBJ_PATH: "a line",
    pdfium_raw.FPDF_PAGEOBJ_IMAGE: "a picture",
    pdfium_raw.FPDF_PAGEOBJ_FORM: "a picture",
}


def _box(text: str, bounds: tuple[float, float, float, float], height: float) -> dict:
    left, bottom, right, top = bounds
    return {"text": text, "x0": left, "x1": right, "top": height - top, "bottom": height - bottom}


def _words(read: pdfium.PdfTextPage, height: float) -> list[dict]:
    """Letters that were drawn one after the other on one line, as a box; what a word lies over stays apart from it."""
    words: list[dict] = []
    ended, before = True, {"x0": 0}
    at, beyond = -1, 0
    for char in read.get_text_range():
        at, beyond = at + 1 + beyond, int(ord(char) > 0xFFFF)  # PDFium counts such a letter, as of a formula, as two
        if char.isspace() or char == "\ufffe":
            ended = True
            continue
        box = _box(char, read.get_charbox(at, loose=True), height)
        last = words[-1] if words else box
        # From the letter before, which a ligature shares its place with, to a little beyond its end.
        follows = before["x0"] - 0.5 <= box["x0"] < last["x1"] + 4
        if not ended and abs(last["top"] - box["top"]) < 0.5 and follows:
            last["text"] += char
            last["x1"] = max(last["x1"], box["x1"])
        else:
            words.append({**box})
        before = box
        ended = False
    return words


def _overlaps(boxes: list[dict]) -> list[tuple[str, str]]:
    """Pairs of boxes of which one covers a good part of the other."""
    found, ordered = [], sorted(boxes, key=lambda box: box["top"])
    for at, one in enumerate(ordered):
        for other in ordered[at + 1 :]:
            if other["top"] >= one["bottom"]:
                break
            wide = min(one["x1"], other["x1"]) - max(one["x0"], other["x0"])
            tall = min(one["bottom"], other["bottom"]) - other["top"]
            least = min((box["x1"] - box["x0"]) * (box["bottom"] - box["top"]) for box in (one, other))
            if wide > 0 and wide * tall > 0.25 * least:
                found.append((one["text"][:40], other["text"][:40]))
    return found
