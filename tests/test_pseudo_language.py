"""In another language nothing of ours stays English: a book whose own words are all marked, as web site, PDF and e-book."""

import json
import re
import zipfile

import pytest
from bs4 import BeautifulSoup, Comment

from tests import pseudo_book
from tests.pdf_reading import misplaced, tagged
from tests.pseudo_book import unmarked

pytestmark = pytest.mark.filterwarnings(
    "ignore:'tags' will become a required"
)  # furo's call, which the next furo mends

READ_OUT = ("alt", "aria-label", "title", "placeholder", "data-head", "data-sheet", "data-all", "content", "data-says")
"""The attributes that a reader is shown or told."""

FOR_MACHINES = re.compile(r"^(width|utf-8|light dark|Sphinx|noindex|https?:|website|article|summary|en)")


@pytest.fixture(scope="module")
def book(tmp_path_factory, request):
    """The book, built once for each builder: ``book("html")`` is the folder of the output."""
    from sphinx.testing.util import SphinxTestApp

    from tests.conftest import Project

    project = pseudo_book.write(Project(tmp_path_factory.mktemp("pseudo"), SphinxTestApp))
    built = {}

    def build(builder):
        if builder not in built:
            # On paper the address to report a mistake to is printed, and broken over lines.
            conf = {"repository_url": ""} if builder in ("typst", "handouts") else {}
            built[builder] = project.build(builder, conf=conf).outdir
        return built[builder]

    return build


def said(page: BeautifulSoup):
    """Each text and each attribute that a reader gets."""
    for gone in page(["script", "style", "svg"]):
        if gone.name == "svg" and gone.get("aria-label"):
            yield gone["aria-label"]
        if gone.name == "svg":
            yield from (part.get_text() for part in gone("text"))
        gone.decompose()
    for text in page.find_all(string=True):
        if not isinstance(text, Comment) and text.parent.name not in ("[document]", "title"):
            yield str(text)
    for tag in page.find_all(True):
        for name in READ_OUT:
            value = tag.get(name, "")
            if tag.name == "link" and value in ("Index", "Search"):
                continue  # of furo and Sphinx
            if name == "data-says" and value:
                yield from texts(json.loads(value))
            elif value and not (name == "content" and FOR_MACHINES.match(value)):
                yield value


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)


def left(parts):
    return sorted({word for part in parts for word in unmarked(part)})


def test_nothing_of_ours_is_left_unmarked_on_the_web(book):
    pages = sorted(book("html").rglob("*.html"))
    found = {path.name: left(said(BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser"))) for path in pages}
    assert {name: words for name, words in found.items() if words} == {}


def test_the_check_itself_sees_a_word_that_no_catalogue_has():
    page = BeautifulSoup('<p>«Cííteed íín» <a title="Hidden">xx</a> Forgotten</p>', "html.parser")
    assert left(said(page)) == ["Forgotten", "Hidden"]


def test_everything_of_a_page_is_there(book):
    page = BeautifulSoup((book("html") / "faq/xa.html").read_text(encoding="utf-8"), "html.parser")
    wanted = [
        ".status li", ".certainty.low", "table.outcomes", "figure.icon-array svg", "figure.duration-chart svg",
        "table.durations", "table.summary-of-findings", ".summary-notes li", "table.evidence", "ul.references li",
        "details.fold", ".reference-check", ".retracted", "a.ask", "details.cite-this-page", ".translation-note",
    ]  # fmt: skip
    assert [selector for selector in wanted if not page.select(selector)] == []
    start = BeautifulSoup((book("html") / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert len(start.select("ul.concern-cards > li")) == 2
    assert start.select(".option-grid select")


def test_nothing_of_ours_is_left_unmarked_in_the_feed(book):
    feed = BeautifulSoup((book("html") / "changes.atom").read_text(encoding="utf-8"), "xml")
    texts = [BeautifulSoup(tag.get_text(), "html.parser").get_text(" ") for tag in feed.select("title, content")]
    assert len(texts) == 3
    assert left(texts) == []


@pytest.mark.parametrize(("builder", "name"), [("typst", "book.pdf"), ("handouts", "xa.pdf")])
def test_nothing_of_ours_is_left_unmarked_on_paper_and_nothing_leaves_it(book, builder, name):
    path = book(builder) / name
    tree = tagged(path)
    of_sphinx = {"Contents", "page"}
    found = left([" ".join(tree.get_text(" ").split()), *(tag["alt"] for tag in tree.find_all(alt=True))])
    assert sorted(set(found) - of_sphinx) == []
    assert not misplaced(path)


def test_nothing_of_ours_is_left_unmarked_in_the_e_book(book):
    [path] = book("epub").glob("*.epub")
    with zipfile.ZipFile(path) as files:
        pages = [name for name in files.namelist() if name.endswith("xhtml")]
        texts = {name: BeautifulSoup(files.read(name), "html.parser") for name in pages}
        package = BeautifulSoup(files.read("content.opf"), "xml")
    of_sphinx = {"Cover", "image", "Table", "of", "Contents"}
    found = {name: set(left(said(page))) - of_sphinx for name, page in texts.items()}
    assert {name: words for name, words in found.items() if words} == {}
    assert package.find("meta", property="schema:accessibilitySummary").get_text().startswith("«")
