"""The questions of all pages on one page, a box to each, and a link from each question to the sheet."""

from __future__ import annotations

import re

import pytest

CONF = """
extensions = ["myst_parser", "pages.questions"]
project, author, release, copyright = "Concerns", "The contributors", "1.2", "nobody"
html_static_path = []
html_permalinks = False
"""
TREE = "# Home\n\n```{toctree}\nsheet\nb\na\n```\n"
SHEET = "# My questions\n\nTick them.\n\n```{questions}\n```\n"
HEADING = "## Questions to ask\n\n"
A = f"# Is it safe?\n\n- No question\n\n{HEADING}- Who is there?\n- For how *long*, & <why>?\n\n## Other\n\n- Nor this\n"
B = f"# Does it last?\n\n{HEADING}1. What then?\n   - And who says so?\n"


@pytest.fixture
def site(project):
    return project.write(conf=CONF, index=TREE, sheet=SHEET, a=A, b=B)


def groups(page):
    """Title -> its questions, as the sheet has them."""
    parts = page.find(class_="questions").find_all("section")
    return {part.h2.get_text(): [" ".join(item.get_text().split()) for item in part("li")] for part in parts}


def ids(page):
    """Question -> its id."""
    return {" ".join(box.parent.get_text().split()): box["value"] for box in page("input", type="checkbox")}


def asks(page):
    return [link["href"] for link in page("a", class_="ask")]


def test_every_item_of_the_section_stands_under_the_title_of_its_page_in_the_order_of_the_site(site):
    page = site.build().page("sheet")
    assert groups(page) == {
        "Does it last?": ["What then? And who says so?"],
        "Is it safe?": ["Who is there?", "For how long, & <why>?"],
    }
    assert (
        page.find("a", string="Is it safe?", class_="internal", href=re.compile("#"))["href"]
        == "a.html#questions-to-ask"
    )


def test_each_has_a_box_with_a_label_and_an_address_that_works_without_a_script(site):
    page = site.build().page("sheet")
    for box in page("input", type="checkbox"):
        assert box.find_parent("label").get_text(strip=True)
        assert box.find_parent("li")["id"] == f"q={box['value']}"
        assert re.fullmatch("[a-z2-7]{6}", box["value"])


def test_a_question_leads_from_its_own_page_to_the_sheet_with_it(site):
    site.build()
    known = ids(site.page("sheet"))
    assert asks(site.page("a")) == [
        f"sheet.html#q={known[words]}" for words in ("Who is there?", "For how long, & <why>?")
    ]
    assert asks(site.page("b")) == [f"sheet.html#q={known['What then? And who says so?']}"], "one for the whole item"


def test_only_the_sheet_and_the_pages_that_ask_load_a_script(site):
    site.build()
    scripts = {
        name: [script.get("src", "").partition("?")[0] for script in site.page(name)("script")]
        for name in ("index", "sheet", "a")
    }
    ours = {
        name: [path for path in found if path.endswith(("ask.js", "questions.js"))] for name, found in scripts.items()
    }
    assert ours == {"index": [], "sheet": ["_static/questions.js"], "a": ["_static/ask.js"]}


def test_an_id_outlives_a_new_order_and_not_new_words(site):
    before = ids(site.build().page("sheet"))
    site.write(
        a=A.replace("- Who is there?\n", "").replace(
            "<why>?\n", "<why>?\n- Who is there?\n- Who is  THERE?\n- Where?\n"
        )
    )
    after = ids(site.build().page("sheet"))
    assert {words: after[words] for words in before} == before
    assert after["Where?"] not in before.values()
    assert "Who is THERE?" not in after, "the same question twice is one"


def test_the_same_words_on_two_pages_are_two_questions(site):
    page = site.write(b=f"# Does it last?\n\n{HEADING}- Who is there?\n").build().page("sheet")
    boxes = [box["value"] for box in page("input", type="checkbox") if "Who is there?" in box.parent.get_text()]
    assert len(set(boxes)) == 2


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_sheet_follows_an_edit_of_any_page_and_the_pages_follow_the_sheet(project, jobs):
    pages = {f"p{n}": f"# Page {n}\n\n{HEADING}- Question {n}?\n" for n in range(8)}
    tree = "# Home\n\n```{toctree}\n:glob:\n\n*\n```\n"
    project.write(conf=CONF, index=tree, **pages).build(jobs=jobs)
    assert not asks(project.page("p3")), "there is nothing to lead to"
    project.write(sheet=SHEET).build(jobs=jobs)
    assert len(asks(project.page("p3"))) == 1
    project.write(p3=pages["p3"].replace("Question 3?", "What now?")).build(jobs=jobs)
    assert groups(project.page("sheet"))["Page 3"] == ["What now?"]
    project.write(p3="# Page 3\n\nNothing to ask.\n").build(jobs=jobs)
    assert "Page 3" not in groups(project.page("sheet"))
    (project.source / "sheet.md").unlink()
    project.build(jobs=jobs)
    assert not asks(project.page("p4"))


def test_links_terms_and_notes_in_a_question_are_its_words_alone(site):
    text = f"# Is it safe?\n\n{HEADING}- Which [others](b.md) are there,\n  and what of {{term}}`ECT`?\n  % a note\n"
    site.write(a=text, index=f"{TREE}\n```{{glossary}}\nECT\n  A treatment.\n```\n")
    assert groups(site.build().page("sheet"))["Is it safe?"] == ["Which others are there, and what of ECT?"]
    assert len(site.page("a").find(id="questions-to-ask").li("a")) == 3


def test_what_only_another_output_has_is_not_asked(site):
    site.write(a=f"# Is it safe?\n\n{HEADING}- Who?\n\n```{{only}} latex\n- On paper?\n```\n")
    assert groups(site.build().page("sheet"))["Is it safe?"] == ["Who?"]


@pytest.mark.parametrize(("builder", "suffix"), [("epub", ".xhtml"), ("text", ".txt")])
def test_other_outputs_have_a_list_with_boxes(site, builder, suffix):
    site.build(builder, conf={"version": "1.2", "epub_show_urls": "no"})
    text = (site.outdir / f"sheet{suffix}").read_text(encoding="utf-8")
    assert "\N{BALLOT BOX} Who is there?" in text
    assert "<input" not in text
    assert "Add to my sheet" not in (site.outdir / f"a{suffix}").read_text(encoding="utf-8")


def test_a_folder_for_each_page_has_addresses_that_work_too(site):
    site.build("dirhtml")
    assert asks(site.page("a/index"))[0].startswith("../sheet/#q=")


def test_a_sheet_without_any_question_is_empty(project):
    page = project.write(conf=CONF, index=SHEET).build().page()
    assert groups(page) == {}
