"""What a build gives the reader, read from its output: nothing in the table of features is typed by hand."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urljoin

from bs4 import BeautifulSoup, Tag

from bench import generate
from bench.tools import ROOT, Contender


class Site:
    """The built pages of a contender; ``page`` is the one that is looked at."""

    def __init__(self, contender: Contender, folder: Path) -> None:
        self.contender = contender
        self.root = folder / contender.output
        self.path = self.root / contender.page
        self._read: dict[Path, BeautifulSoup] = {}
        self._anchors: dict[Path, dict[str, Tag]] = {}
        self.page = self.read(self.path)

    def read(self, path: Path) -> BeautifulSoup:
        if path not in self._read:
            text = path.read_text(encoding="utf-8") if path.is_file() else ""
            self._read[path] = BeautifulSoup(text, "lxml")
        return self._read[path]

    def anchors(self, path: Path) -> dict[str, Tag]:
        """The elements of a page that a link can lead to; looked up once, since a book on one page has thousands."""
        if path not in self._anchors:
            self._anchors[path] = {element["id"]: element for element in reversed(self.read(path).find_all(id=True))}
        return self._anchors[path]

    def target(self, link: Tag) -> Tag | None:
        """The element that a link within the site leads to."""
        address, _, anchor = link.get("href", "").partition("#")
        if not anchor or "//" in address:
            return None
        path = Path(unquote(urljoin(str(self.path), address))) if address else self.path
        return self.anchors(path).get(unquote(anchor))

    def citations(self) -> list[tuple[Tag, Tag]]:
        """Links in the text of the page that lead to a reference, and these references."""
        links = [(link, self.target(link)) for link in self.page.find_all("a", href=True)]
        targets = {id(target): target for _, target in links if target is not None}
        entries = {name for name, target in targets.items() if is_reference(target)}
        return [
            (link, target)
            for link, target in links
            if id(target) in entries
            and not link.find_parent("table")
            and not any(id(holder) in entries for holder in link.parents)
        ]


def is_reference(element: Tag) -> bool:
    """Whether it is one entry of a bibliography: the text of a journal article, and not a whole list of them."""
    return journals(element if element.get_text(strip=True) else element.parent) == 1


def journals(element: Tag) -> int:
    """How often a journal is named there, however the lines are broken."""
    text = " ".join(element.get_text(" ").split())
    return sum(text.count(journal) for journal in generate.JOURNALS)


def resolved(site: Site) -> int:
    """How many citations of the page lead to a reference; a build that left keys as text has none."""
    return len(site.citations())


def unresolved(site: Site) -> list[str]:
    """Keys that stand on the page as text."""
    return re.findall(r"\bauthor\d+\b", site.page.get_text(" "))


def linked(site: Site) -> str:
    count = resolved(site)
    return f"yes ({count})" if count else "no"


def list_on_page(site: Site) -> str:
    return "yes" if journals(site.page) > generate.ENTRIES else "no"


def back_links(site: Site) -> str:
    for link, target in site.citations():
        for back in target.find_all("a", href=True):
            place = site.target(back)
            if place is not None and (place is link or link in place.descendants or place in link.parents):
                return "yes"
    return "no"


def cited_in(site: Site) -> str:
    """Whether some entry leads to two pages that cite it."""
    for path in site.root.rglob("*.html"):
        page = site.read(path) if path.stem in ("references", "index") else None
        for entry in page.find_all(["li", "dd", "div", "p"]) if page else ():
            pages = {link["href"].partition("#")[0] for link in entry.find_all("a", href=re.compile(r"^p\d+"))}
            if len(pages) > 1 and is_reference(entry):
                return "yes"
    return "no"


EVENTS = {"hover": "pointerenter", "keyboard": "focus", "touch": "touch"}
"""A way to see a reference beside its citation -> what the script listens to for it."""


def preview(site: Site) -> str:
    link = next((link for link, _ in site.citations()), None)
    if link is None:
        return "no"
    for script in site.page.find_all("script", src=re.compile("citation")):
        code = (site.path.parent / script["src"].partition("?")[0]).read_text(encoding="utf-8")
        return ", ".join(way for way, event in EVENTS.items() if f'"{event}"' in code) or "no"
    return "hover" if any(journal in link.get("title", "") for journal in generate.JOURNALS) else "no"


def pdf(site: Site) -> str:
    return "yes" if next(site.root.rglob("*.pdf"), None) else "no"


def tagged_pdf(site: Site) -> str:
    import pikepdf

    for path in site.root.rglob("*.pdf"):
        with pikepdf.open(path) as book:
            marked = book.Root.get("/MarkInfo", {}).get("/Marked", False)
            return "yes" if marked and "/StructTreeRoot" in book.Root else "no"
    return "no"


def evidence_table(site: Site) -> str:
    heads = [table.get_text(" ") for table in site.page.find_all("thead")]
    return "yes" if any("Design" in head and "found" in head for head in heads) else "no"


def structured_data(site: Site) -> str:
    return "yes" if site.page.find("script", type="application/ld+json") else "no"


def reference_watch(site: Site) -> str:
    """Whether the tool brings a check for retracted works: ours is asked, others' installed code is searched."""
    if site.contender.prepare.__name__ == "ours":
        told = subprocess.run(["make", "--dry-run", "watch"], cwd=ROOT, capture_output=True)
        return "yes" if told.returncode == 0 else "no"
    packages = Path(site.contender.python).parents[1] / "lib"
    found = subprocess.run(["grep", "-rliE", "--include=*bibtex*.py", "retract", packages], capture_output=True)
    return "yes" if found.stdout else "no"


FEATURES: dict[str, Callable[[Site], str]] = {
    "linked citations": linked,
    "list on the page": list_on_page,
    "back-links": back_links,
    "cited-in across pages": cited_in,
    "preview": preview,
    "PDF": pdf,
    "tagged PDF": tagged_pdf,
    "evidence table": evidence_table,
    "structured data": structured_data,
    "reference watch": reference_watch,
}
"""What the reader gets -> how it is read from the output."""
