"""Our own PDF, as a clinic hands it out: complete, readable by a screen reader, and with no link that leads nowhere."""

import itertools
import re

import pikepdf
import pytest

from tests.conftest import HOSTED, ROOT
from tests.pdf_reading import misplaced, pages, sizes, tagged, text

QUESTIONS = [
    re.search(r"^# (.*)$", (ROOT / "faq" / f"{name}.md").read_text(encoding="utf-8"), re.MULTILINE)[1]
    for name in re.findall(r"^faq/([\w-]+)$", (ROOT / "index.md").read_text(encoding="utf-8"), re.MULTILINE)
]


@pytest.fixture(scope="module")
def path(hosted):
    """Our PDF where the site has an address, so that the last page is complete."""
    [book] = (hosted / "pdf").iterdir()
    return book


@pytest.fixture(scope="module")
def tags(path):
    return tagged(path)


@pytest.fixture
def pdf(path):
    with pikepdf.open(path) as pdf:
        yield pdf


def headings(tags):
    return [(int(tag.name[1]), " ".join(tag.get_text().split())) for tag in tags.find_all(re.compile(r"^H\d$"))]


def test_every_question_is_a_chapter_in_the_outline_and_in_the_contents(pdf, tags):
    with pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert [title for title in titles if title in QUESTIONS] == QUESTIONS
    entries = [" ".join(entry.get_text().split()) for entry in tags.select("TOCI Link")]
    contents = [re.sub(r" \d+$", "", entry) for entry in entries]  # the number of its page
    assert [title for title in contents if title in QUESTIONS] == QUESTIONS


def test_no_heading_skips_a_level(tags):
    levels = [level for level, _ in headings(tags)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_every_picture_has_a_text_and_every_table_its_heads(tags):
    assert all(figure.get("alt") for figure in tags.select("Figure"))
    assert tags.select("Table")
    assert all(table.select("THead TH[Scope='/Column']") for table in tags.select("Table"))


def test_each_short_answer_is_whole_and_in_its_place(tags):
    said = [" ".join(tag.get_text().split()) for tag in tags.find_all(["H1", "H2", "P"])]
    for name, question in zip(("safety", "addiction"), QUESTIONS, strict=False):
        page = (ROOT / "faq" / f"{name}.md").read_text(encoding="utf-8")
        answer = " ".join(page.partition("## In short\n")[2].partition("\n## ")[0].split())
        at = said.index(question, said.index(QUESTIONS[0]) if name == "safety" else 0)
        assert answer in said[at:], question


def test_every_link_inside_the_book_lands(pdf):
    links = [note for page in pdf.pages for note in page.get("/Annots", []) if note.Subtype == "/Link"]
    assert len(links) > 500
    for note in links:
        assert "/StructParent" in note, "a screen reader does not see this link"
        if "/A" in note:
            assert re.match(r"https?://|mailto:|tel:", str(note.A.URI))
        else:
            assert isinstance(note.Dest, (pikepdf.Array, pikepdf.String, pikepdf.Name))


def test_nothing_is_drawn_that_is_neither_tagged_nor_marked_as_decoration(pdf):
    drawing = {"Tj", "TJ", "'", '"', "f", "f*", "F", "S", "s", "B", "B*", "b", "b*", "Do", "sh"}
    for number, page in enumerate(pdf.pages, 1):
        depth = 0
        for operands, operator in pikepdf.parse_content_stream(page):
            depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(str(operator), 0)
            assert depth or str(operator) not in drawing, f"page {number}: {operator} {operands}"


def test_every_citation_leads_to_its_entry(tags):
    entries = tags.get_text()
    cited = {" ".join(tag.get_text().split()) for tag in tags.select("P Link")}
    names = {words.split(" et al")[0] for words in cited if re.fullmatch(r"\w+ et al\., \d{4}[a-z]?", words)}
    assert len(names) > 20
    assert all(re.search(rf"{name} [A-Z]{{1,3}}", entries) for name in names)


def test_the_bibliography_names_pages_of_paper(path):
    assert re.search(r"Cited in: .*?\(page [1-9]\d*\)", text(path))


def test_the_cover_says_what_this_is_not(path):
    cover = " ".join(pages(path)[0].split())
    for words in ("not medical advice", "No clinician has reviewed it", "Version", "Very low certainty"):
        assert words in cover


def test_the_last_page_says_how_to_cite_it_and_where_the_living_version_is(path):
    last = pages(path)[-1]
    for words in ("How to cite it", "CC BY 4.0", HOSTED):
        assert words in last


def test_running_heads_name_the_question(path):
    heads = {page.split("\n")[0] for page in pages(path)}
    assert set(QUESTIONS) <= heads


def test_no_markup_is_left_in_the_text(path):
    words = text(path)
    for mark in ("{cite", "{evidence", "```", "](", "**", "ﬁ", "ﬂ", "\ufffd"):
        assert mark not in words


def test_nothing_leaves_the_paper_or_lies_over_another(path):
    assert misplaced(path) == []


def test_nothing_leaves_the_paper_of_a_handout(hosted):
    handouts = sorted(hosted.joinpath("handouts").glob("*.pdf"))
    assert len(handouts) >= len(QUESTIONS) - 1  # the page that compares is no concern of its own
    assert {handout.name: misplaced(handout) for handout in handouts if misplaced(handout)} == {}


def test_each_handout_takes_two_sheets_in_letters_that_patients_can_read(hosted):
    for handout in sorted(hosted.joinpath("handouts").glob("*.pdf")):
        sheets = sizes(handout, margin=45)
        assert len(sheets) <= 2, handout.name
        assert min(set().union(*sheets)) > 10.9, handout.name
