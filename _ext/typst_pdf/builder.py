"""The two builders: ``typst`` makes one PDF of the whole project, ``handouts`` one for each chosen page."""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import itertools
import json
import os
import re
import shutil
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import segno
from docutils import nodes
from sphinx.addnodes import toctree
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.util import logging
from sphinx.util.matching import patmatch

from typst_pdf.book import Book
from typst_pdf.compiler import MAIN, CompileError, Problem, Settings, Source, digest
from typst_pdf.faults import compile_around, kind_of, misread, unreadable
from typst_pdf.handout import MEASURES, Measure, sheets, shorten
from typst_pdf.words import is_from_right, language_tag, own_words
from typst_pdf.writer import TypstTranslator, array, literal

logger = logging.getLogger(__name__)


class TypstBuilder(Builder):
    """The whole project as one PDF."""

    name = "typst"
    format = "typst"
    epilog = ""
    supported_image_types: list[str] = [
        "image/svg+xml",
        "image/png",
        "image/jpeg",
        "image/webp",
        "application/pdf",
        "image/gif",
    ]
    supported_remote_images = True  # so that Sphinx does not fetch them; the writer keeps their words
    default_translator_class = TypstTranslator
    allow_parallel = False  # each PDF is one file

    failed = False
    """Whether a PDF could not be made; why has been logged."""

    def init(self) -> None:
        if language_tag(self.config.language)[0] == "und":
            logger.warning(
                'language = "%s" in conf.py is no code of a language, so the PDF cannot say which it is in: '
                "write two or three letters, and those of a country if need be, as in pt_BR", self.config.language,
                type="typst", subtype="language",
            )  # fmt: skip

    # -- what Sphinx asks ----------------------------------------------------

    def get_outdated_docs(self) -> str:
        return "the PDF"  # whether it has changed is told by its source

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        return f"%{docname}#"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        return self.get_target_uri(to, typ)

    def write_documents(self, docnames: set[str]) -> None:
        root = self.config.root_doc
        others = filenames(self.config, self.env.found_docs).values()  # they may share the folder
        remove_leftovers(Path(self.outdir), {self.config.typst_filename, *others})
        leaves = self.config.typst_book_leaves
        pages = [(page, depth) for page, depth in self.pages(root) if not any(patmatch(page, one) for one in leaves)]
        self.make_pdf(self.config.typst_filename, "book", pages)

    # -- the work --------------------------------------------------------------

    def pages(self, docname: str, depth: int = 0, seen: set[str] | None = None) -> Iterator[tuple[str, int]]:
        """Each page once, in the order of the toctrees, with its depth; the root page and its children stand level."""
        seen = set() if seen is None else seen
        seen.add(docname)
        yield docname, max(1, depth)
        for child in self.env.toctree_includes.get(docname, []):
            if child not in seen and child in self.env.found_docs:
                yield from self.pages(child, depth + 1, seen)

    def make_pdf(self, filename: str, kind: str, pages: list[tuple[str, int]]) -> None:
        """Write ``filename`` into the output folder, unless it is there and nothing it depends on has changed."""
        cache = Path(self.doctreedir) / self.name / quote(filename.removesuffix(".pdf"), safe=" ")
        target = Path(self.outdir) / filename
        measures = MEASURES if kind == "handout" and self.config.typst_handout_sheets else [MEASURES[0]]
        record = cache.with_suffix(".digest")
        known = record.read_text(encoding="ascii").split() if target.is_file() and record.is_file() else []
        # The record: how many sheets there may be, then the digest of each measure that was tried, the one written last.
        tried, trusted = [f"sheets={self.config.typst_handout_sheets}"], True
        for measure in measures:
            book = self.write_source(kind, pages, measure)
            told = self.fill(cache, book.source, book)
            settings = self.settings()
            tried.append(digest(cache, settings))
            if known == tried:
                return
            if known[: len(tried)] == tried and measure is not measures[-1]:
                continue  # the last build found that this measure takes too many sheets
            made = self.set_pdf(book, cache, told, settings)
            if made is None:
                target.unlink(missing_ok=True)
                return
            pdf, whole = made
            trusted = trusted and whole
            if sheets(pdf) <= self.config.typst_handout_sheets:
                break
        target.parent.mkdir(parents=True, exist_ok=True)
        put(pdf, target)
        # Only a build without warnings is trusted: the next one shows them again.
        record.write_text("\n".join(tried) if trusted else "", encoding="ascii")

    def set_pdf(self, book: Book, cache: Path, told: list[Problem], settings: Settings) -> tuple[bytes, bool] | None:
        """The PDF of what is in ``cache``, and whether nothing was wrong with it; None where it could not be made."""
        try:
            pdf, problems = compile_around(cache, book.source, settings)
        except CompileError as error:
            for problem in error.problems:
                logger.error(problem.message, location=self.place(problem), type="typst", subtype="compile")
            book.failed = True
            problems = []
        for problem in [*told, *problems]:
            logger.warning(problem.message, location=self.place(problem), type="typst", subtype="compile")
        if book.failed:
            self.failed = True
            return None
        return pdf, not (told or problems)

    def place(self, problem: Problem) -> str | None:
        return f"{problem.path}:{problem.line}" if problem.path else None

    def settings(self) -> Settings:
        fonts = tuple(Path(self.confdir, path) for path in self.config.typst_font_paths)
        return Settings(tuple(self.config.typst_standards), fonts, int(stamp().timestamp()))

    def write_source(self, kind: str, pages: list[tuple[str, int]], measure: Measure) -> Book:
        """The Typst text of these pages, every link in it resolved."""
        book = Book(kind, {docname for docname, _depth in pages})
        self.images = {}
        book.source.parts.append('#import "template.typ": *\n#let help = [')
        self.write_help(book)
        start = len(book.source.parts) + 1
        book.source.parts.append(
            f']\n#import "template.typ": *\n#show: document.with({literal(kind)}, json("meta.json"), groups: '
        )
        book.source.parts.append("")
        captions: dict[str, str] = {}
        for docname, depth in pages:
            doctree = self.env.get_doctree(docname)
            for tree in doctree.findall(toctree):
                captions |= {
                    page: tree.get("caption") or "" for _title, page in tree["entries"] if page not in captions
                }
            self.env.resolve_references(doctree, docname, self)
            self.post_process_images(doctree)
            if kind == "handout":
                sections, pictures = self.config.typst_handout_sections, self.config.typst_handout_pictures
                before = ids(doctree)
                book.more = shorten(doctree, sections, pictures, measure)
                book.skipped |= {f"{docname}#{anchor}" for anchor in before - ids(doctree)}
            remove_dead_facts(doctree, book.pages)
            book.classes.update(name for node in doctree.findall(nodes.Admonition) for name in node["classes"])
            facts = literal(json.dumps(self.page_facts(docname), ensure_ascii=False, sort_keys=True))
            book.defined.add(f"{docname}#")
            book.source.parts.append(f"\n#page-start(json(bytes({facts})))#anchor({literal(docname + '#')});\n")
            doctree.walkabout(self.create_translator(doctree, self, book, docname, depth))
        self.resolve_links(book)
        told = kind == "handout" and self.config.typst_help_class in book.classes
        help_ = "[]" if told else "help"  # it stands on this page already
        book.source.parts[start] = f"{array(groups(book.chapters, captions))}, help: {help_})\n"
        return book

    def write_help(self, book: Book) -> None:
        """Whom to call, from the first page: it stands in front of the book and at the end of each handout."""
        name, root = self.config.typst_help_class, self.config.root_doc
        if not name:
            return
        doctree = self.env.get_doctree(root)
        self.env.resolve_references(doctree, root, self)
        node = next((node for node in doctree.findall(nodes.Admonition) if name in node["classes"]), None)
        if node is not None:
            node.walkabout(self.create_translator(doctree, self, book, root, 1))

    def page_facts(self, docname: str) -> dict[str, str]:
        """Front matter that is plain text, for the template."""
        metadata = self.env.metadata.get(docname, {})
        return {"page": docname} | {key: value for key, value in metadata.items() if isinstance(value, (str, int))}

    def resolve_links(self, book: Book) -> None:
        """Open each internal link: to its place in this PDF, else to the page on the web, else as plain text."""
        for part, key, node in book.links:
            paged = "paged" in node["classes"]
            target = self.find(book, key) or (self.find(book, f"{key.partition('#')[0]}#") if paged else None)
            if target is not None:
                opening = f"#{'paged-' if paged else ''}link(label({literal(target)}))["
            elif (url := self.web_address(book, key)) is not None:
                opening = f"#weblink({literal(url)}, none, true)[" if url else "#["
            else:
                opening = "#["
                logger.warning(
                    "this link leads to %s, which is not in the PDF; correct it, or give that place a heading", key,
                    location=node, type="typst", subtype="link",
                )  # fmt: skip
            book.source.parts[part] = opening

    def find(self, book: Book, key: str) -> str | None:
        """The key under which the PDF has what ``key`` means, or None."""
        docname, _hash, anchor = key.partition("#")
        keys = [key, f"{docname}#{anchor.lstrip('#')}"]  # Sphinx gives `%page##anchor`
        if self.config.typst_bibliography:
            # A page's own list of references is not in the book: its entries stand in the bibliography.
            keys.append(f"{self.config.typst_bibliography}#{anchor.lstrip('#')}")
        return next((key for key in keys if key in book.defined), None)

    def web_address(self, book: Book, key: str) -> str | None:
        """Address of a page that is not in this PDF, "" where the site has none, None for a page that is."""
        docname, _hash, anchor = key.partition("#")
        if docname in book.pages and f"{docname}#{anchor.lstrip('#')}" not in book.skipped:
            return None
        page = f"{docname}.html{'#' * bool(anchor.strip('#'))}{anchor.lstrip('#')}"
        return on_the_site(self.config.html_baseurl, page)

    # -- the folder that Typst reads ---------------------------------------------

    def fill(self, cache: Path, source: Source, book: Book) -> list[Problem]:
        """Put everything that Typst needs into its folder, and nothing else; say which pictures cannot be read."""
        shutil.rmtree(cache, ignore_errors=True)
        (cache / "images").mkdir(parents=True, exist_ok=True)
        address = self.config.html_baseurl
        if book.kind == "handout" and address:
            address = on_the_site(address, f"{next(iter(book.pages))}.html")
        copy_look(self.config, Path(self.confdir), cache, url=address, more=book.more)
        told = []
        for path, name in self.images.items():
            try:
                whole = copy_image(Path(self.srcdir, path), cache / "images" / name, self.config.typst_svg_font)
            except OSError as error:
                told += unreadable(source, name, error)
            else:
                told += [] if whole else misread(source, name)
        (cache / MAIN).write_text(source.text(), encoding="utf-8", newline="\n")
        return told


def on_the_site(base: str, path: str) -> str:
    """The address of a page of the site, "" where it has none."""
    return f"{base.rstrip('/')}/{path}" if base else ""


def copy_image(path: Path, target: Path, font: str) -> bool:
    """Copy a picture; the words in an SVG are set in the document's own font. Say whether all of it could be read."""
    data = b"" if path.suffix.lower() != ".svg" else path.read_bytes()
    if data.startswith(GZIP):  # some servers name a compressed one .svg
        with contextlib.suppress(EOFError, OSError, zlib.error):
            data = gzip.decompress(data)
    if not data or kind_of(data)[0]:
        shutil.copyfile(path, target)
        return True
    text, whole = read_svg(data)
    if font:
        text = re.sub(r"""font-family=("[^"]*"|'[^']*')""", f'font-family="{font}"', text)
        text = re.sub(r"font-family:[^;}\"']+(?:(['\"])[^;}]*?\1[^;}\"']*)*", f"font-family: {font}", text)
        text = re.sub(r"<svg\b(?![^>]*font-family=)", f'<svg font-family="{font}"', text, count=1)
    target.write_text(text, encoding="utf-8", newline="\n")
    return whole


GZIP = b"\x1f\x8b"


def read_svg(data: bytes) -> tuple[str, bool]:
    """The text of an SVG in the encoding that it names, and whether it is in that."""
    declared = re.match(rb"""<\?xml[^>]*?encoding=["']([\w.-]+)["']""", data)
    encoding = declared[1].decode() if declared else "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    whole = True
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        text = data.decode("utf-8", errors="replace")
        whole = "\ufffd" not in text
    return re.sub(r"""(<\?xml[^>]*?)\s+encoding=["'][\w.-]+["']""", r"\1", text, count=1), whole


def groups(chapters: list[tuple[str, str]], captions: dict[str, str]) -> list[str]:
    """The contents, as pairs of a toctree's caption and the keys of the chapters under it."""
    found = []
    for caption, keys in itertools.groupby(chapters, lambda chapter: captions.get(chapter[0], "")):
        found.append(f"({literal(caption)}, {array([literal(key) for _page, key in keys])})")
    return found


def stamp() -> dt.datetime:
    """The date of this edition: SOURCE_DATE_EPOCH, or today where it is not set."""
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH") or time.time() // 86400 * 86400)
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def remove_dead_facts(doctree: nodes.document, pages: set[str]) -> None:
    """Take from status lines what is nothing but a link to a page that is not on this paper."""
    for status in doctree.findall(nodes.container):
        for item in list(status.findall(nodes.list_item)) if "status" in status["classes"] else []:
            links = list(item.findall(nodes.reference))
            gone = [link for link in links if link.get("refuri", "")[:1] == "%"]
            gone = [link for link in gone if link["refuri"][1:].partition("#")[0] not in pages]
            if gone and "".join(link.astext() for link in gone) == item.astext():
                item.parent.remove(item)


def ids(doctree: nodes.document) -> set[str]:
    return {anchor for node in doctree.findall(nodes.Element) for anchor in node.get("ids", ())}


def copy_look(config: Config, confdir: Path, folder: Path, url: str | None = None, more: int = 0) -> None:
    """Put into ``folder`` what every document needs besides its text: the template, and what conf.py tells it."""
    template = confdir / config.typst_template
    if not template.is_file():
        raise ConfigError(f"typst_template in conf.py names {config.typst_template}, which is not there")
    shutil.copyfile(template, folder / "template.typ")
    url = config.html_baseurl if url is None else url
    if url:
        code = segno.make(url, error="m", micro=False)
        code.save(str(folder / "qr.svg"), border=0, xmldecl=False, svgclass=None)
    today = stamp()
    language, region = language_tag(config.language)
    meta = {
        "title": config.project,
        "authors": config.typst_authors,
        "description": config.typst_description,
        "keywords": config.typst_keywords,
        "copyright": config.copyright,
        "lang": language,
        "region": region,
        "from_right": is_from_right(config.language),
        "words": own_words(config, today.date()),
        "date": [today.year, today.month, today.day],
        "paper": config.typst_paper,
        "url": url,
        "more": more,
        "elements": config.typst_elements,
    }
    text = json.dumps(meta, ensure_ascii=False, sort_keys=True, indent=1)
    (folder / "meta.json").write_text(text, encoding="utf-8")


class HandoutsBuilder(TypstBuilder):
    """Each page that ``typst_handouts`` names, as a PDF of its own."""

    name = "handouts"

    def get_outdated_docs(self) -> str:
        return "the handouts"

    def write_documents(self, docnames: set[str]) -> None:
        names = filenames(self.config, self.env.found_docs)
        remove_leftovers(Path(self.outdir), {*names.values(), self.config.typst_filename})
        for docname, name in names.items():
            self.make_pdf(name, "handout", [(docname, 1)])


def filenames(config: Config, docnames: set[str]) -> dict[str, str]:
    """The pages that get a handout, in alphabetical order, each with the name of its file.

    It is the last part of the page's name, and the whole of it where two pages share that part, or the book has it.
    """
    pages = sorted(name for name in docnames if any(patmatch(name, pattern) for pattern in config.typst_handouts))
    short = {page: page.rpartition("/")[2] for page in pages}
    taken = Counter(name.lower() for name in short.values())  # to some systems A.pdf and a.pdf are one
    taken[config.typst_filename.removesuffix(".pdf").lower()] += 1
    return {page: f"{name if taken[name.lower()] == 1 else page}.pdf" for page, name in short.items()}


def put(pdf: bytes, target: Path) -> None:
    """Give the file its name when all of it is there: a disk may be full, a build may be stopped."""
    part = target.with_name(f"{target.name}.part")
    try:
        part.write_bytes(pdf)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def remove_leftovers(folder: Path, kept: set[str]) -> None:
    """Take away the handouts of pages that are gone and a book of an old name, so that nobody is handed one."""
    for path in folder.rglob("*.pdf"):
        name = path.relative_to(folder).as_posix()
        if name not in kept and b"(Typst " in path.read_bytes():  # the folder may be anybody's
            path.unlink()


def fail_the_build(app: Sphinx, exception: Exception | None) -> None:
    """A PDF that is missing is a failed build, also for those who build without --fail-on-warning."""
    if isinstance(app.builder, TypstBuilder) and app.builder.failed:
        app.statuscode = 1
