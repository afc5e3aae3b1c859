"""The status line says how far a page can be trusted, from its front matter and conf.py alone."""

import pytest

CONF = """
extensions = ["myst_parser", "pages.page_status"]
project, author, release, copyright = "Concerns", "The contributors", "1.2", "nobody"
"""
PAGE = """---
certainty: very-low
checked: 2026-11-23
---
# Is it addictive?

## In short

It can be.
"""


def facts(page):
    return [item.get_text(strip=True) for item in page.find(class_="status").ul("li")]


def test_it_stands_under_the_answer_and_says_what_is_known_of_the_page(project):
    page = project.write(conf=CONF, index=PAGE).build().page()
    answer = page.find("section", id="in-short")
    assert [tag.name for tag in answer(recursive=False)] == ["h2", "p", "div"]
    assert answer.div["class"][0] == "status"
    assert facts(page) == [
        "Very low certainty",
        "Evidence checked 23 November 2026",
        "Next check due 23 November 2027",
        "Not yet reviewed by a clinician",
    ]


def test_without_an_answer_it_stands_under_the_title_after_crisis_lines(project):
    page = PAGE.replace("\n## In short", "\n```{important}\nCall 988.\n```\n\n## How to decide")
    built = project.write(conf=CONF, index=page).build().page()
    assert [tag.name for tag in built.h1.find_next_siblings()][:2] == ["div", "div"]
    assert "988" in built.h1.find_next_sibling().get_text()


def test_the_last_day_of_february_has_a_next_year(project):
    page = project.write(conf=CONF, index=PAGE.replace("2026-11-23", "2028-02-29")).build().page()
    assert "Next check due 28 February 2029" in facts(page)


def test_a_mistake_can_be_reported_where_the_repository_is_known(project):
    project.write(conf=CONF + 'repository_url = "https://git.example.org/kap"\n', index=PAGE)
    link = project.build().page().find("a", string="Report a mistake")
    assert link["href"].startswith("https://git.example.org/kap/issues/new?")
    assert "Is%20it%20addictive%3F" in link["href"]


@pytest.mark.parametrize("site", ["https://kap.example.org/en/", "https://kap.example.org/en"])
def test_the_page_can_be_cited_with_its_version_and_its_address(project, site):
    project.write(conf=f'{CONF}html_baseurl = "{site}"\n', index=PAGE)
    cite = project.build().page().find("details")
    assert cite.summary.get_text() == "Cite this page"
    assert "Version 1.2, 2026. https://kap.example.org/en/index.html" in cite.p.get_text()
    assert "  title = {{Is it addictive?}}," in cite.pre.get_text()


def test_what_changed_is_one_link_away_where_that_page_exists(project):
    changes = "# What changed\n\n(index)=\n## Is it addictive?\n\nWritten.\n"
    page = project.write(conf=CONF, index=f"{PAGE}\n```{{toctree}}\nchanges\n```\n", changes=changes).build().page()
    assert page.find(class_="status").find("a", string="What changed")["href"] == "changes.html#index"


def test_a_date_that_cannot_be_read_is_named_with_what_to_write(project):
    project.write(conf=CONF, index=PAGE.replace("2026-11-23", "last week")).build(warns=True)
    (message,) = project.warnings
    assert (
        "index.md:1: WARNING: 'last week' is no date: write `checked:` as year-month-day, such as 2026-11-23" in message
    )


def test_a_page_without_a_date_is_cited_without_one_whatever_today_is(project):
    built = project.write(conf=CONF, index=PAGE.replace("2026-11-23", "last week")).build(warns=True)
    assert built.page().find("details").p.get_text().endswith("Version 1.2, no date.")


def test_a_page_that_is_no_concern_has_none(project):
    assert not project.write(conf=CONF, index="# Glossary\n").build().page().find(class_="status")


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_new_date_is_shown_by_the_next_build(project, jobs):
    more = {f"p{n}": PAGE for n in range(6)}
    toc = "\n```{toctree}\n" + "\n".join(more) + "\n```\n"
    project.write(conf=CONF, index=PAGE + toc, **more).build(jobs=jobs)
    project.write(p3=PAGE.replace("2026-11-23", "2026-12-01")).build(jobs=jobs)
    assert "Evidence checked 1 December 2026" in facts(project.page("p3"))
    assert "Evidence checked 23 November 2026" in facts(project.page("p2"))


@pytest.mark.parametrize("builder", ["epub", "latex", "text"])
def test_other_outputs_keep_the_words(project, builder):
    project.write(conf=CONF, index=PAGE).build(builder, conf={"version": "1.2", "epub_show_urls": "no"})
    found = "".join(
        path.read_text(errors="ignore")
        for path in project.outdir.rglob("*")
        if path.suffix in (".xhtml", ".tex", ".txt")
    )
    assert "Not yet reviewed by a clinician" in " ".join(found.split())


def test_a_fact_whose_day_has_passed_is_told_to_readers_though_the_page_was_not_edited(project, monkeypatch):
    page = PAGE.replace("checked:", "recheck: 2026-12-31, whether the rule was extended\nchecked:")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798675200")  # 31 December 2026
    project.write(conf=CONF, index=page).build(jobs=2)
    assert "May change on 31 December 2026: whether the rule was extended" in facts(project.page())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798761600")  # the day after
    project.build(jobs=2)
    assert "May have changed since 31 December 2026: whether the rule was extended" in facts(project.page())


def test_a_fact_that_may_change_is_told_with_its_day(project, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795000000")
    page = PAGE.replace("checked:", "recheck: 2026-12-31, whether the rule was extended\nchecked:")
    built = project.write(conf=CONF, index=page).build().page()
    assert "May change on 31 December 2026: whether the rule was extended" in facts(built)


def test_a_day_to_look_again_that_cannot_be_read_is_named_and_the_line_stays(project):
    project.write(conf=CONF, index=PAGE.replace("checked:", "recheck: soon\nchecked:")).build(warns=True)
    (message,) = project.warnings
    assert "`soon` cannot be read: write a day and what to look up, as in recheck: 2026-12-31" in message
    assert "Not yet reviewed by a clinician" in facts(project.page())
