"""Reads a PDF as a screen reader does: its tags, in their order, with the words inside each."""

from __future__ import annotations

from pathlib import Path

import pdfplumber
import pikepdf
from bs4 import BeautifulSoup, Tag


def tagged(path: Path) -> BeautifulSoup:
    """The structure of a PDF as elements named by their tags: ``tagged(pdf).select("Table TH")``.

    Attributes of tags are attributes here (``Scope``, ``ColSpan``), and so is ``alt``.
    """
    with pdfplumber.open(path) as pdf:
        words: dict[tuple[int, int], str] = {}
        for page in pdf.pages:
            for char in page.chars:
                place = (page.page_number, char["mcid"])
                words[place] = words.get(place, "") + char["text"]
    with pikepdf.open(path) as pdf:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        soup = BeautifulSoup("", "xml")
        for child in _several(pdf.Root.StructTreeRoot, "/K"):
            _add(soup, soup, child, None, numbers, words)
    return soup


def text(path: Path) -> str:
    """All words of a PDF in the order in which they are drawn, with single spaces."""
    with pdfplumber.open(path) as pdf:
        return " ".join(" ".join(page.extract_text() or "" for page in pdf.pages).split())


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
