"""What is measured: this project, and what a team would pick instead, each building the same made-up book."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import generate

ROOT = Path(__file__).parents[1]
ENVIRONMENTS = ROOT / "bench" / "environments"
INSTALLED = ROOT / "bench" / ".environments"

STOCK = """\
project = "A made-up book"
extensions = ["myst_parser"{more}]
html_theme = "furo"
html_copy_source = False
bibtex_bibfiles = ["references.bib"]
bibtex_reference_style = "author_year"
"""
MKDOCS = """\
site_name: A made-up book
theme: {name: material, font: false}
plugins:
  - search
  - bibtex: {bib_file: references.bib}
markdown_extensions: [footnotes]
"""
BOOK_CONFIG = """\
title: A made-up book
execute: {execute_notebooks: "off"}
bibtex_bibfiles: [references.bib]
sphinx: {config: {bibtex_reference_style: author_year}}
"""


@dataclass(frozen=True)
class Contender:
    """``prepare`` writes a book of so many pages into a folder; ``command`` builds it there into ``output``."""

    name: str
    environment: str  # a file of bench/environments; empty for this project's own
    prepare: Callable[[Path, int], None]
    command: Callable[[str], Sequence[str]]  # given the python of the environment
    output: str
    page: str = "p3.html"  # the page that is looked at
    packages: tuple[str, ...] = ()  # whose versions are reported
    prepare_in_full: Callable[[Path, int], None] | None = None  # the book with what only this contender has

    @property
    def python(self) -> str:
        return str(INSTALLED / self.environment / "bin" / "python") if self.environment else sys.executable


def install(contender: Contender) -> None:
    """Make the environment of the contender, once for each set of pins; pinned with hashes."""
    if not contender.environment:
        return
    folder, pins = INSTALLED / contender.environment, ENVIRONMENTS / f"{contender.environment}.txt"
    stamp = folder / "complete"
    if stamp.exists() and stamp.read_bytes() == pins.read_bytes():
        return
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run([contender.python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", pins], check=True)
    shutil.copyfile(pins, stamp)


def edit(folder: Path) -> None:
    """Change some words of the first page of a prepared book."""
    page = next(path for path in (folder / "p1.md", folder / "docs" / "p1.md") if path.exists())
    page.write_text(page.read_text(encoding="utf-8").replace("Part 1", "Part one"), encoding="utf-8")


def ours(folder: Path, pages: int, style: str = "ours") -> None:
    """The book as a project of ours: conf.py and all extensions are this project's own."""
    generate.write(folder, pages, style)
    shutil.copy(ROOT / "conf.py", folder)
    for name in "_ext", "_static", "_templates", "_typst":
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))


def ours_in_full(folder: Path, pages: int) -> None:
    """The same with the table of studies, which no peer has, so that it is looked at but not measured against them."""
    ours(folder, pages, "ours with table")


def stock(style: str) -> Callable[[Path, int], None]:
    def prepare(folder: Path, pages: int) -> None:
        generate.write(folder, pages, style)
        more = "" if style == "none" else ', "sphinxcontrib.bibtex"'
        (folder / "conf.py").write_text(STOCK.format(more=more), encoding="utf-8")

    return prepare


def mkdocs(folder: Path, pages: int) -> None:
    docs = folder / "docs"
    docs.mkdir(parents=True)
    for page in generate.book(pages):
        text = generate.markdown(page, cite="[{keys}]", between="; ", foot="\n\\bibliography\n", key="@{}")
        (docs / f"{page.name}.md").write_text(text, encoding="utf-8")
    (docs / "index.md").write_text("# A made-up book\n", encoding="utf-8")
    (folder / "references.bib").write_text(generate.bibliography(pages), encoding="utf-8")
    (folder / "mkdocs.yml").write_text(MKDOCS, encoding="utf-8")


def jupyter_book(folder: Path, pages: int) -> None:
    generate.write(folder, pages, "stock")
    (folder / "references.md").unlink()
    (folder / "index.md").write_text("# A made-up book\n", encoding="utf-8")
    chapters = "".join(f"  - file: p{n}\n" for n in range(1, pages + 1))
    (folder / "_toc.yml").write_text(f"format: jb-book\nroot: index\nchapters:\n{chapters}", encoding="utf-8")
    (folder / "_config.yml").write_text(BOOK_CONFIG, encoding="utf-8")


def pandoc(folder: Path, pages: int) -> None:
    folder.mkdir(parents=True)
    for page in generate.book(pages):
        text = generate.markdown(page, cite="[{keys}]", between="; ", foot="\n## References\n", key="@{}")
        (folder / f"{page.name}.md").write_text(text, encoding="utf-8")
    (folder / "references.bib").write_text(generate.bibliography(pages), encoding="utf-8")
    (folder / "out").mkdir()
    (folder / "build.py").write_text(PANDOC, encoding="utf-8")


PANDOC = """\
import os, pathlib, subprocess, sys
import pypandoc
pandoc = pathlib.Path(pypandoc.__file__).parent / "files" / "pandoc"
pages = sorted(pathlib.Path().glob("p*.md"), key=lambda page: int(page.stem[1:]))
options = ["--citeproc", "--bibliography", "references.bib", "--metadata", "link-citations=true", "--standalone"]
if "pages" in sys.argv:
    for page in pages:
        more = ["--metadata", f"title={page.stem}"]
        subprocess.run([pandoc, *options, *more, page, "-o", f"out/{page.stem}.html"], check=True)
if "book" in sys.argv:
    subprocess.run([pandoc, *options, "--metadata", "title=Book", *pages, "-o", "out/p3.html"], check=True)
if "pdf" in sys.argv:
    import typst
    subprocess.run([pandoc, *options, "--metadata", "title=Book", *pages, "-o", "book.typ"], check=True)
    typst.compile("book.typ", output="out/book.pdf", timestamp=int(os.environ["SOURCE_DATE_EPOCH"]))
"""


def sphinx(*formats: str) -> Callable[[str], Sequence[str]]:
    def command(python: str) -> Sequence[str]:
        # `exec`, so that what a build stopped at the limit had used is known: a shell tells only of what has ended.
        *first, last = (f"{python} -m sphinx -q -b {name} -d build/doctrees . build/{name}" for name in formats)
        return "sh", "-c", " && ".join([*first, f"exec {last}"])

    return command


_SPHINX = ("sphinx", "furo", "sphinxcontrib-bibtex", "myst-parser")
CONTENDERS = (
    Contender("this project", "", ours, sphinx("html"), "build/html", "p3.html", _SPHINX, ours_in_full),
    Contender(
        "this project, HTML and PDF",
        "",
        ours,
        sphinx("html", "typst"),
        "build",
        "html/p3.html",
        ("typst",),
        ours_in_full,
    ),
    Contender("Sphinx, bibliography on each page", "", stock("stock"), sphinx("html"), "build/html"),
    Contender("Sphinx, one bibliography", "", stock("stock-global"), sphinx("html"), "build/html"),
    Contender("Sphinx without citations", "", stock("none"), sphinx("html"), "build/html"),
    Contender(
        "MkDocs Material, mkdocs-bibtex",
        "mkdocs",
        mkdocs,
        lambda python: (python, "-m", "mkdocs", "build", "--quiet"),
        "site",
        page="p3/index.html",
        packages=("mkdocs", "mkdocs-material", "mkdocs-bibtex"),
    ),
    Contender(
        "Jupyter Book 1",
        "jupyter-book",
        jupyter_book,
        lambda python: (str(Path(python).with_name("jupyter-book")), "build", "-q", "."),
        "_build/html",
        packages=("jupyter-book",),
    ),
    Contender(
        "pandoc, page by page",
        "pandoc",
        pandoc,
        lambda python: (python, "build.py", "pages"),
        "out",
        packages=("pypandoc_binary",),
    ),
    Contender("pandoc, one book", "pandoc", pandoc, lambda python: (python, "build.py", "book"), "out"),
    Contender(
        "pandoc, one book, HTML and PDF", "pandoc", pandoc, lambda python: (python, "build.py", "book", "pdf"), "out"
    ),
)
