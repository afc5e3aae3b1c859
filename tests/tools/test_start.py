"""``make start`` begins a book about something else, which builds and passes its tests at once, and overwrites nothing."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.test_subject import found
from tools import start

ROOT = Path(__file__).parents[2]
TITLE = "Does tea disturb sleep?"
ENVIRONMENT = [
    f"VENV={sys.prefix}",
    "-o",
    f"{sys.prefix}/docs",
    "-o",
    f"{sys.prefix}/dev",
]  # that of the tests, as it is


def make(*words: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["make", *ENVIRONMENT, *words], cwd=cwd, capture_output=True, text=True)


@pytest.fixture(scope="module")
def tea(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = tmp_path_factory.mktemp("books") / "tea"
    done = make("start", f"DIR={book}", f"TITLE={TITLE}")
    assert done.returncode == 0, done.stderr
    assert "make && make test" in done.stdout
    return book


def test_the_book_is_checked_and_built_and_passes_its_tests_at_once(tea):
    for command in ("check", "lint", "test"):
        done = make(command, cwd=tea)
        assert done.returncode == 0, done.stdout + done.stderr
    assert "4 passed" in done.stdout


def test_it_has_its_own_title_and_subject_and_no_word_of_ours(tea):
    assert f"# {TITLE}\n" in (tea / "faq" / "first-concern.md").read_text(encoding="utf-8")
    assert 'treatment = ["tea"]' in (tea / "book.toml").read_text(encoding="utf-8")
    files = [path for path in tea.rglob("*") if path.suffix in {".md", ".py", ".toml", ".bib", ".yml", ".css", ".js"}]
    texts = {path: found(path.read_text(encoding="utf-8")) for path in files if "build" not in path.parts}
    assert {path.name: words for path, words in texts.items() if words} == {}


def test_it_says_who_may_use_it_and_how_it_is_checked(tea):
    assert {"LICENSE", "LICENSE-CODE", "README.md", "references.bib"} <= {path.name for path in tea.iterdir()}
    readme = (tea / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^make( test)? +#", readme, re.MULTILINE) == ["", " test"]
    workflow = (tea / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8")
    assert "make test" in workflow
    assert "make browser" not in workflow
    weekly = yaml.safe_load((tea / ".github" / "workflows" / "weekly.yml").read_text(encoding="utf-8"))
    assert [*weekly["jobs"]] == ["next", "weekly"]


def test_it_offers_each_of_our_commands_but_those_for_the_tests_of_the_code(tea):
    ours, theirs = (
        set(re.findall(r"^  make ([a-z]+)", make("help", cwd=folder).stdout, re.MULTILINE)) for folder in (ROOT, tea)
    )
    assert ours - theirs == {"browser", "lighthouse", "bench", "mutants"}
    assert theirs <= ours
    needed = set(re.findall(r"\b(?:tools|bench)/[\w.]+\.(?:py|mjs)\b", (tea / "Makefile").read_text(encoding="utf-8")))
    assert len(needed) > 10
    assert [name for name in sorted(needed) if not (tea / name).is_file()] == []


@pytest.mark.parametrize(
    ("title", "query", "name"),
    [
        ("Coffee & pain", "coffee[tiab] AND pain[tiab]", "coffee-pain"),
        ("9 questions on “sleep”", "9[tiab] AND questions[tiab] AND sleep[tiab]", "questions-on-sleep"),
        ("Schadet Käse?", "schadet[tiab] AND käse[tiab]", "schadet-k-se"),
        ("茶", "茶[tiab]", "book"),
    ],
)
def test_any_title_begins_a_book_that_has_nothing_to_mend(tmp_path, title, query, name):
    done = make("start", f"DIR={tmp_path / 'book'}", f"TITLE={title}")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "book" / "faq" / "first-concern.md").read_text(encoding="utf-8")
    assert f"search: {query}\n" in page
    assert f'name = "{name}"' in (tmp_path / "book" / "book.toml").read_text(encoding="utf-8")
    done = make("check", cwd=tmp_path / "book")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("folder", "title", "said"),
    [
        ("", TITLE, 'write both DIR and TITLE: make start DIR=../tea TITLE="Does tea disturb sleep?"'),
        ("tea", " ", "write both DIR and TITLE"),
        ("tea", "What is it?", "the title has no word to search with"),
        ("tea", "Does `tea` disturb sleep?", "the title is plain words: leave out `"),
        (str(ROOT / "tea"), TITLE, "lies inside this book: name a folder beside it"),
    ],
)
def test_what_cannot_begin_is_refused_with_what_to_write(tmp_path, monkeypatch, capsys, folder, title, said):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DIR", folder)
    monkeypatch.setenv("TITLE", title)
    assert start.main() == 1
    assert said in capsys.readouterr().err
    assert [*tmp_path.iterdir()] == []
    assert not (ROOT / "tea").exists()


def test_what_is_there_already_stays(tmp_path):
    (tmp_path / "conf.py").write_text("mine")
    done = make("start", f"DIR={tmp_path}", f"TITLE={TITLE}")
    assert "is there and not empty, and nothing is overwritten: name another DIR" in done.stderr
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("conf.py", "mine")]


def test_a_file_in_the_place_of_the_folder_stays(tmp_path):
    (tmp_path / "tea").write_text("mine")
    done = make("start", f"DIR={tmp_path / 'tea'}", f"TITLE={TITLE}")
    assert "nothing is overwritten" in done.stderr
    assert (tmp_path / "tea").read_text() == "mine"
