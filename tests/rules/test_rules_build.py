"""Every build gives every finding, whatever it builds and however little has changed; `make check` says the same."""

from __future__ import annotations

import base64
import gc
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rules.test_rules import BIBLIOGRAPHY, OTHER_PAGES, page_with
from tools.check import main

ROOT = Path(__file__).parents[2]
CONF = """
extensions = ["citations", "myst_parser", "rules", "typst_pdf"]
include_patterns = ["*.md", "faq/*.md"]
exclude_patterns = ["faq/_*.md"]
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "medical"
bibtex_reference_style = "author_year_round"
show_warning_types = True
"""
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)
BAD = page_with("![](brain.png)\n\nIt may help {cite:p}`dean2021`.").replace("{evidence}", "{note}\nNone.")


@pytest.fixture
def bad(project):
    """A project with one fault: a picture without words."""
    project.write(**{name.removesuffix(".md").replace("/", "__"): text for name, text in OTHER_PAGES.items()})
    project.write(conf=CONF, faq__safety=BAD, references_bib="\n\n".join(BIBLIOGRAPHY) + "\n")
    (project.source / "faq/brain.png").write_bytes(PICTURE)
    shutil.copytree(ROOT / "_typst", project.source / "_typst")
    return project


def findings(project) -> list[str]:
    return [warning for warning in project.warnings if "[rules." in warning]


@pytest.mark.parametrize("builder", ["html", "typst", "latex"])
def test_a_picture_without_words_is_named_by_file_and_line(bad, builder):
    [warning] = findings(bad.build(builder, warns=True))
    assert "faq/safety.md:18: WARNING: the picture brain.png has no alternative text: write ![what it shows]" in warning
    assert warning.endswith("[rules.images-have-alt-text]")


def test_a_second_build_that_reads_no_page_says_it_again(bad):
    bad.build(warns=True)
    assert len(findings(bad.build(warns=True))) == 1


def test_two_jobs_say_it_once(bad):
    assert len(findings(bad.build(jobs=2, warns=True))) == 1


def test_a_mended_page_is_said_no_more(bad):
    bad.build(warns=True)
    bad.write(faq__safety=BAD.replace("![]", "![A scan]"))
    assert findings(bad.build(warns=True)) == []


def test_a_bibliography_is_read_again_only_when_it_changed(bad, monkeypatch):
    entries = "\n\n".join(BIBLIOGRAPHY) + "\n"
    bad.write(references_bib=entries.replace("{systematic review}", "{poem}", 1))
    [said] = [each for each in findings(bad.build(warns=True)) if "poem" in each]
    with monkeypatch.context() as patch:
        patch.setattr("shared.bib.read", None)
        assert said in findings(bad.build(warns=True))
    bad.write(references_bib=entries)
    assert [each for each in findings(bad.build(warns=True)) if "references.bib" in each] == []


@pytest.fixture
def check(capsys):
    """The command, in this process: how a process ends is asked by tests/tools/test_command.py."""

    def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        try:
            code = main(["--root", str(folder), *arguments])
        finally:
            gc.enable()  # which the command does without, since its process ends
        return subprocess.CompletedProcess(arguments, code, *capsys.readouterr())

    return run


def test_the_check_says_the_same_without_a_build(bad, check):
    done = check(bad.source)
    assert done.stdout.splitlines() == [
        "faq/safety.md:18: the picture brain.png has no alternative text: "
        "write ![what it shows](brain.png), or the option :alt: of the directive",
        "1 thing to mend",
    ]
    assert done.returncode == 1
    assert not done.stderr


def test_the_check_can_look_at_some_files_and_annotate_a_pull_request(bad, check):
    assert check(bad.source, str(bad.source / "references.bib")).returncode == 0
    done = check(bad.source, str(bad.source / "faq/safety.md"), "--format", "github")
    assert done.stdout.startswith("::error file=faq/safety.md,line=18::the picture brain.png has no alternative text")


def test_a_file_that_is_not_there_is_named(bad, check):
    done = check(bad.source, str(bad.source / "faq/saftey.md"))
    assert "faq/saftey.md:1: there is no such file" in done.stdout
    assert done.returncode == 1


def test_notes_are_shown_and_fail_nothing(bad, check):
    bad.write(faq__safety=BAD.replace("![]", "![A scan]").replace("It may help", "In remission it may help"))
    done = check(bad.source)
    assert "faq/safety.md:10: note: “remission” is in the glossary" in done.stdout
    assert done.stdout.splitlines()[-1] == "nothing to mend, 1 note"
    assert done.returncode == 0


def test_tidy_sorts_and_lays_out_the_bibliography_and_loses_nothing(bad, check):
    bad.write(faq__safety=BAD.replace("![]", "![A scan]"))
    bad.write(references_bib="% A note.\n\n" + "\n".join(reversed(BIBLIOGRAPHY)).replace("  title", "\ttitle"))
    assert check(bad.source).returncode == 1
    assert check(bad.source, "--tidy").returncode == 0
    after = (bad.source / "references.bib").read_text(encoding="utf-8")
    assert after == "% A note.\n\n" + "\n\n".join(BIBLIOGRAPHY) + "\n"


def test_a_bibliography_that_is_not_there_is_a_line_and_no_traceback(bad, check):
    (bad.source / "references.bib").unlink()
    done = check(bad.source)
    assert "references.bib:1: the file cannot be opened (No such file or directory)" in done.stdout
    assert done.returncode == 1
    assert not done.stderr


def test_a_broken_conf_is_a_line_and_no_traceback(bad, check):
    bad.write(conf=CONF + "include_patterns = [\n")
    done = check(bad.source)
    assert done.stdout.startswith("conf.py:9: cannot be read")
    assert done.returncode == 1
    assert not done.stderr


def test_a_reader_that_has_seen_enough_is_no_fault(bad):
    command = [sys.executable, ROOT / "tools/check.py", "--root", bad.source]
    bare = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}  # which hides the fault
    with subprocess.Popen(command, env=bare, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
