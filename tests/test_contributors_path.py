"""What a contributor meets before the code: forms, templates, workflows and the words that say how it goes."""

from __future__ import annotations

import datetime
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from shared.vocabulary import CERTAINTY, CHECKS, DESIGNS, READ, WORDING

from tools.overdue import main as overdue_command
from tools.overdue import overdue

ROOT = Path(__file__).parent.parent
GITHUB = ROOT / ".github"
WORKFLOWS = sorted(GITHUB.glob("workflows/*.yml"))
FORMS = [path for path in sorted(GITHUB.glob("ISSUE_TEMPLATE/*.yml")) if path.name != "config.yml"]
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
GUIDES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "ARCHITECTURE.md")]


def fields(form: str) -> dict[str, dict]:
    """The fields of an issue form, by their ids."""
    body = yaml.safe_load((GITHUB / "ISSUE_TEMPLATE" / form).read_text())["body"]
    return {part["id"]: part for part in body if "id" in part}


@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        ("github-workflows", WORKFLOWS),
        ("github-issue-forms", FORMS),
        ("github-issue-config", [GITHUB / "ISSUE_TEMPLATE/config.yml"]),
        ("dependabot", [GITHUB / "dependabot.yml"]),
        ("citation-file-format", [ROOT / "CITATION.cff"]),
    ],
)
def test_each_file_is_what_its_reader_understands(schema, paths):
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_only_calls_make_and_may_do_nothing_that_it_does_not_say(workflow):
    tree = yaml.safe_load(workflow.read_text())
    assert tree["permissions"] == {}
    for job in tree["jobs"].values():
        assert set(job["permissions"]) <= {"actions", "contents", "issues", "pull-requests"}
        assert job["timeout-minutes"] <= 60
        for step in job["steps"]:
            if "run" in step:
                name, *words = step["run"].split(" ARGS=")[0].split()
                assert name == "make"
                assert set(words) <= TARGETS


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_an_action_is_pinned_to_a_commit_and_says_its_version(workflow):
    uses = re.findall(r"uses: (.*)", workflow.read_text())
    assert uses
    for line in uses:
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)


def test_one_action_has_one_commit_in_all_workflows():
    pins = {pin for path in WORKFLOWS for pin in re.findall(r"uses: (\S+)", path.read_text())}
    assert len(pins) == len({pin.split("@")[0] for pin in pins})


def test_a_strangers_pull_request_can_do_no_harm_with_a_workflow():
    done = subprocess.run(
        [Path(sys.executable).parent / "zizmor", "--offline", "--no-progress", "--format", "plain", GITHUB],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_form_for_a_study_asks_for_the_fields_of_the_bibliography():
    study = fields("new-study.yml")
    assert {"doi", "pmid", "url", "design", "participants", "finding", "conclusion", "read", "funding", "check"} <= set(
        study
    )
    assert study["design"]["attributes"]["options"] == list(DESIGNS)
    assert study["check"]["attributes"]["options"] == list(CHECKS)
    assert study["read"]["attributes"]["options"] == list(READ)


def test_the_link_at_the_foot_of_each_page_opens_a_form_that_exists():
    [form] = re.findall(r"template=([\w-]+\.yml)", (ROOT / "_ext/pages/page_status.py").read_text())
    assert (GITHUB / "ISSUE_TEMPLATE" / form).is_file()


def test_each_kind_of_change_has_its_list_and_the_first_one_names_them_all():
    kinds = {path.name for path in (GITHUB / "PULL_REQUEST_TEMPLATE").glob("*.md")}
    assert kinds == {"concern.md", "study.md", "correction.md", "code.md"}
    assert set(re.findall(r"\?template=([\w-]+\.md)", (GITHUB / "PULL_REQUEST_TEMPLATE.md").read_text())) == kinds


def test_no_form_asks_for_more_than_one_thing_that_must_be_there():
    for form in FORMS:
        required = [part for part in fields(form.name).values() if part.get("validations", {}).get("required")]
        assert len(required) <= 1


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_a_guide_names_only_commands_and_files_that_exist(guide):
    text = guide.read_text()
    for target in re.findall(r"(?:`|^)make ([a-z][a-z-]*)", text, re.MULTILINE):
        assert target in TARGETS
    for link in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (ROOT / link).exists(), link
    for path in re.findall(r"`((?:_ext|_typst|_static|faq|tests|tools|requirements)/[\w./-]*\w)`", text):
        assert (ROOT / path).exists() or path == "faq/sleep.md", path


def test_the_guide_and_the_vocabulary_give_one_ladder_of_words():
    text = (ROOT / "CONTRIBUTING.md").read_text()
    rows = dict(re.findall(r"^ +\| `([\w-]+)` \| (.*) \|$", text, re.MULTILINE))
    assert {level: rows.get(level) for level in CERTAINTY} == WORDING


def test_the_licence_of_the_text_is_the_whole_legal_code():
    text = (ROOT / "LICENSE").read_text()
    assert text.startswith("Creative Commons Attribution 4.0 International Public License")
    assert [f"Section {number} --" in text for number in range(1, 9)] == [True] * 8


def test_a_page_is_overdue_a_year_after_its_last_search(tmp_path, capsys):
    (tmp_path / "faq").mkdir()
    (tmp_path / "faq/old.md").write_text("---\ncertainty: low\nchecked: 2025-01-31\n---\n# Old?\n")
    (tmp_path / "faq/new.md").write_text("---\nchecked: 2025-02-02\n---\n# New?\n")
    (tmp_path / "faq/_template.md").write_text("---\nchecked: 2001-01-01\n---\n")
    (tmp_path / "README.md").write_text("# No page\n\nchecked: 2001-01-01\n")
    (tmp_path / "odd.md").write_text("---\nchecked: 2025-99-99\n---\n")
    [line] = overdue(tmp_path, datetime.date(2026, 2, 1))
    assert line == "faq/old.md:3: the evidence was due on 2026-01-31: search again, then write the new date"
    assert overdue_command(tmp_path, datetime.date(2026, 2, 1)) == 1
    assert capsys.readouterr().out.endswith("1 overdue\n")
    assert overdue_command(tmp_path, datetime.date(2026, 1, 31)) == 0


def test_a_fact_that_has_run_out_is_overdue_with_what_to_look_up(tmp_path):
    (tmp_path / "faq").mkdir()
    page = "---\nchecked: 2026-11-26\nrecheck: 2026-12-31, whether the rule was extended\n---\n# Legal?\n"
    (tmp_path / "faq/legal.md").write_text(page)
    [line] = overdue(tmp_path, datetime.date(2027, 1, 1))
    assert line.startswith("faq/legal.md:3: since 2026-12-31 ")
    assert "look up whether the rule was extended" in line
    assert not list(overdue(tmp_path, datetime.date(2026, 12, 31)))
