"""`make weekly`: references, news, overdue pages, dead links and unread records in one table, and in one issue."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from tests.tools.test_news import BIB, CITED, CONF, NEW, PAGE, TEMPLATE
from tools.news.__main__ import main as run_news
from tools.watch.__main__ import main as run_watch
from tools.weekly import FILES, main

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 12, 7)
SECOND = BIB.replace("\n}", ",\n  second = {2026-12-01}\n}")


class Week:
    """A small book, on which the commands of the weekly job are run."""

    def __init__(self, folder, capsys, registries):
        self.folder, self.capsys, self.registries = folder, capsys, registries
        registries.work(**CITED)
        self.write({"conf.py": CONF, "faq/_template.md": TEMPLATE, "faq/bladder.md": PAGE, "references.bib": SECOND})

    def write(self, files):
        for path, text in files.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_text(text, encoding="utf-8")

    def __call__(self, *options, links=(), skip=(), today=TODAY):
        """Run the commands, then the table of what they wrote; ``rows`` are its cells."""
        cache = ["--cache", str(self.folder / "replies"), "--fresh"]
        wrote = {part: ["--json", str(self.folder / name)] for part, (name, _) in FILES.items()}
        quick = {"sleep": lambda _: None, "timeout": 0.5, "tries": 2}
        if "references" not in skip:
            accepted = ["--accepted", str(self.folder / "accepted.toml")]
            run_watch(["--bib", str(self.folder / "references.bib"), *accepted, *cache, *wrote["references"]], **quick)
        if "news" not in skip:
            run_news(["--root", str(self.folder), *cache, *wrote["news"]], **quick)
        if "links" not in skip:
            self.write({FILES["links"][0]: "".join(json.dumps(link) + "\n" for link in links)})
        self.capsys.readouterr()
        self.code = main(list(options), root=self.folder, today=today)
        self.out, self.err = self.capsys.readouterr()
        html = BeautifulSoup(MarkdownIt().enable("table").render(self.out), "html.parser")
        self.rows = [[cell.get_text() for cell in found.find_all("td")] for found in html.select("tbody tr")]
        return self


@pytest.fixture
def week(tmp_path, capsys, registries):
    return Week(tmp_path, capsys, registries)


def link(status, **more):
    return {"filename": "faq/cost.md", "lineno": 7, "status": status, "uri": "https://gone.example", "info": ""} | more


def test_a_week_in_which_nothing_waits_ends_with_0(week):
    assert week(links=[link("working"), link("redirected"), link("ignored")]).code == 0, week.out
    assert (week.out, week.rows) == ("Nothing to do.\n", [])


def test_all_that_waits_stands_in_one_table(week, registries):
    registries.work(**NEW)
    week.write({"references.bib": SECOND.replace("2012}", "2009}")})
    old = PAGE.replace("2026-11-26", "2026-11-26\nrecheck: 2026-12-01, whether it was extended")
    week.write({"faq/bladder.md": old})
    assert week(links=[link("broken", info="404 Not Found")]).code == 1
    assert week.out.startswith("1 references, 1 news, 1 overdue, 1 links.\n")
    assert [cells[0] for cells in week.rows] == ["references", "news", "overdue", "links"]
    reference, new, overdue, dead = week.rows
    assert reference[1] == "winstock2012"
    assert "differs: year: ours “2009”, theirs “2012" in reference[2]
    assert new[1:] == [
        "faq/bladder",
        f"{NEW['title']} (randomised trial, 120 adult patients): make cite PMID=50000001",
    ]
    assert overdue[1:] == [
        "faq/bladder.md:4",
        "since 2026-12-01 a fact here may be out of date: look up whether it was extended, then write the next day",
    ]
    assert dead[1:] == ["faq/cost.md:7", "https://gone.example: 404 Not Found"]


def test_an_overdue_page_alone_stops_the_job(week):
    assert week(today=date(2027, 11, 27)).code == 1
    assert [cells[0] for cells in week.rows] == ["overdue"]


def test_what_waits_for_a_second_reader_is_told_and_is_no_fault(week):
    many = "".join(BIB.replace("winstock2012", f"other{n}").replace("22416998", f"9{n}") for n in range(7))
    week.write({"references.bib": SECOND + many})
    week(skip=["references"])
    assert [cells[0] for cells in week.rows] == ["references (not known)", *["unread"] * 6]
    assert week.rows[-1][2] == "and 2 more wait for a second reader"
    week.write({"references.bib": BIB})
    assert week().code == 0
    assert [cells[0] for cells in week.rows] == ["unread"]


@pytest.mark.parametrize("part", FILES)
def test_a_part_that_did_not_run_is_a_row_and_the_code_is_2(week, part):
    assert week(skip=[part]).code == 2
    assert week.rows == [[f"{part} (not known)", FILES[part][1].replace('"', '"'), "was not run, or did not end"]]


@pytest.mark.parametrize("part", FILES)
@pytest.mark.parametrize("text", ["{", "[]x", '{"pages": 1, "references": 1}\n', "7"])
def test_a_part_that_wrote_nonsense_hides_none_of_the_others(week, part, text):
    week.write({FILES[part][0]: text})
    assert week(skip=[part]).code == 2
    [cells] = week.rows
    assert "cannot be read" in cells[2]


def test_what_could_not_be_asked_is_not_known(week, registries):
    registries.fault("*", times=40, status=500)
    assert week(links=[link("timeout")]).code == 2
    assert {cells[0] for cells in week.rows} == {
        "references (not known)",
        "news (not known)",
        "links (not known)",
    }


@pytest.fixture
def github(registries, monkeypatch):
    monkeypatch.setenv("GITHUB_API_URL", f"{registries.address}/github")
    monkeypatch.setenv("GITHUB_REPOSITORY", "example/project")
    monkeypatch.setenv("GITHUB_TOKEN", "let-me-in")


@pytest.mark.usefixtures("github")
def test_one_issue_is_opened_kept_up_to_date_and_closed(week, registries):
    week("--issue", links=[link("broken")])
    week("--issue", links=[link("broken"), link("broken", lineno=9)])
    [issue] = registries.issues
    assert (issue["state"], issue["title"]) == ("open", "This week: 2 links")
    assert issue["labels"] == [{"name": "weekly"}]
    assert "faq/cost.md:9" in issue["body"]
    assert f"the issue: {issue['html_url']}" in week.out
    assert week("--issue").code == 0
    assert issue["state"] == "closed"


@pytest.mark.usefixtures("github")
def test_no_issue_is_opened_when_nothing_waits(week, registries):
    assert "no issue is open" in week("--issue").out
    assert registries.issues == []


def test_an_issue_that_github_refuses_is_told(week, github, monkeypatch):
    monkeypatch.setenv("GITHUB_TOKEN", "wrong")
    assert week("--issue", links=[link("broken")]).code == 2
    assert "weekly: GitHub did not take the issue: 401" in week.err


@pytest.mark.usefixtures("github")
def test_a_table_too_long_for_an_issue_says_how_much_is_left_out(week, registries):
    week("--issue", links=[link("broken", lineno=n, info="x" * 200) for n in range(400)])
    body = registries.issues[0]["body"]
    assert len(body) < 65_536
    assert body.rstrip().endswith("more: the commands themselves show all.")


def test_the_weekly_job_runs_each_part_whatever_the_others_found_and_keeps_one_issue():
    job = yaml.safe_load((ROOT / ".github/workflows/weekly.yml").read_text())["jobs"]["weekly"]
    steps = [step for step in job["steps"] if "run" in step]
    runs = [step["run"] for step in steps]
    for name, _ in (FILES["references"], FILES["news"]):
        assert any(f"--json {name}" in line for line in runs)
    assert runs[-1] == "make weekly ARGS=--issue"
    assert sum("--issue" in path.read_text() for path in (ROOT / ".github/workflows").glob("*.yml")) == 1
    assert all(step["if"] == "success() || failure()" for step in steps[1:])


@pytest.mark.parametrize("name", ["mutants", "next"])
def test_what_is_about_the_code_has_a_job_of_its_own_that_may_write_nothing(name):
    job = yaml.safe_load((ROOT / ".github/workflows/weekly.yml").read_text())["jobs"][name]
    assert any(step.get("run", "").startswith(f"make {name}") for step in job["steps"])
    assert job["permissions"] == {"contents": "read"}
    assert "needs" not in job, "it waits for no other, and no other for it"
