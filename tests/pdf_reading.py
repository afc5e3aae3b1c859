"""Reads a PDF as a screen reader does: its tags, in their order, with the words inside each."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pdfplumber
import pikepdf
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
    """The text of each page, and the words of each marked part; slow, so done once for a file."""
    texts, words = [], {}
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            texts.append(page.extract_text() or "")
            for char in page.chars:
                place = (page.page_number, char["mcid"])
                words[place] = words.get(place, "") + char["text"]
    return texts, words


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
