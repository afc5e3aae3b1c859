"""`make record` and `make renew` open a pull request: on a real remote, with a stand-in for GitHub's command."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
GH = """#!/bin/sh
echo "$@" >> "{log}"
case "$1 $2" in
  "auth status") exit ${{GH_LOGGED_OUT:-0}} ;;
  "pr list") echo "${{GH_OPEN:-0}}" ;;
  "pr create") echo https://example.org/pull/1 ;;
esac
"""


class Clone:
    """A clone of a project with a retraction to record, its remote, and what was asked of gh."""

    def __init__(self, folder: Path) -> None:
        self.remote, self.folder, self.log = folder / "remote.git", folder / "clone", folder / "gh.log"
        self.programs = folder / "programs"
        self.programs.mkdir()
        (self.programs / "gh").write_text(GH.format(log=self.log))
        (self.programs / "gh").chmod(0o755)
        self.git("init", "--quiet", "--bare", "--initial-branch=main", str(self.remote), at=folder)
        self.git("clone", "--quiet", str(self.remote), str(self.folder), at=folder)
        for name in ("Makefile", "tools/propose.py", "tools/needs.py", "tools/command.py", "tools/__init__.py"):
            (self.folder / name).parent.mkdir(exist_ok=True)
            shutil.copy(ROOT / name, self.folder / name)
        (self.folder / "retractions.toml").write_text("# Nothing.\n")
        self.git("switch", "--quiet", "--create", "main")
        self.git("add", ".")
        self.git("commit", "--quiet", "--message", "All")
        self.git("push", "--quiet", "origin", "main")

    def git(self, *words: str, at: Path | None = None) -> str:
        names = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        return subprocess.run(
            ["git", *names, *words], cwd=at or self.folder, check=True, capture_output=True, text=True
        ).stdout

    def record(self, **variables: str) -> subprocess.CompletedProcess[str]:
        path = f"{self.programs}{os.pathsep}{os.environ['PATH']}"
        who = {f"GIT_{role}_{what}": "a@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        ours = {
            name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "GIT_", "GITHUB_", "GH_"))
        }
        env = {**ours, **who, "PATH": path, **variables}
        command = ["make", "record", f"PYTHON={sys.executable}"]
        return subprocess.run(command, cwd=self.folder, env=env, capture_output=True, text=True)

    @property
    def asked(self) -> str:
        return self.log.read_text() if self.log.exists() else ""


@pytest.fixture
def clone(tmp_path):
    return Clone(tmp_path)


@pytest.fixture
def retracted(clone):
    (clone.folder / "retractions.toml").write_text('[[retracted]]\nkey = "a2020"\n')
    return clone


def test_a_retraction_is_offered_on_a_branch_of_its_own_and_main_is_left_as_it_was(retracted):
    before = retracted.git("rev-parse", "main", at=retracted.remote)
    done = retracted.record()
    assert (done.returncode, done.stdout) == (0, "https://example.org/pull/1\n"), done.stderr
    assert "a2020" in retracted.git("show", "record-retractions:retractions.toml", at=retracted.remote)
    assert retracted.git("rev-parse", "main", at=retracted.remote) == before
    assert "pr create --head record-retractions --base main --title Record what the reference watch" in retracted.asked
    assert retracted.git("branch", "--show-current") == "main\n"


def test_nothing_to_record_opens_nothing(clone):
    done = clone.record()
    assert (done.returncode, done.stdout) == (0, "nothing has changed: no pull request is needed\n")
    assert clone.asked == ""


def test_what_else_was_edited_is_not_offered(retracted):
    (retracted.folder / "Makefile").write_text((retracted.folder / "Makefile").read_text() + "# mine\n")
    assert retracted.record().returncode == 0
    assert "# mine" not in retracted.git("show", "record-retractions:Makefile", at=retracted.remote)
    assert "# mine" in (retracted.folder / "Makefile").read_text()


def test_an_open_pull_request_is_brought_up_to_date(retracted):
    retracted.record()
    (retracted.folder / "retractions.toml").write_text('[[retracted]]\nkey = "b2021"\n')
    done = retracted.record(GH_OPEN="1")
    assert "is up to date" in done.stdout, done.stderr
    assert "b2021" in retracted.git("show", "record-retractions:retractions.toml", at=retracted.remote)
    assert retracted.asked.count("pr create") == 1


def test_a_workflow_starts_the_checks_that_its_token_does_not(retracted):
    assert "workflow run" not in (retracted.record(), retracted.asked)[1]
    (retracted.folder / "retractions.toml").write_text('[[retracted]]\nkey = "b2021"\n')
    assert retracted.record(GITHUB_ACTIONS="true").returncode == 0
    assert "workflow run check.yml --ref record-retractions" in retracted.asked


def test_whoever_is_not_logged_in_is_told_in_one_line_and_nothing_is_pushed(retracted):
    done = retracted.record(GH_LOGGED_OUT="1")
    assert done.stderr.splitlines()[0].endswith("say gh auth login, or give it a token in GH_TOKEN")
    assert "record-retractions" not in retracted.git("branch", "--all")
    assert "a2020" in (retracted.folder / "retractions.toml").read_text()


def test_a_machine_without_gh_is_told_where_to_find_it(retracted):
    (retracted.programs / "gh").unlink()
    for name in ("git", "make", "sh", "sed", "grep", "tail"):
        (retracted.programs / name).symlink_to(shutil.which(name))
    done = retracted.record(PATH=str(retracted.programs))
    assert "install it (https://cli.github.com), then say: gh auth login" in done.stderr.splitlines()[0]


def test_a_push_that_is_refused_is_told_in_one_line_and_leaves_the_branch_as_it_was(retracted):
    shutil.move(retracted.remote, retracted.remote.with_suffix(".gone"))
    done = retracted.record()
    assert done.returncode
    assert done.stderr.startswith("no pull request was opened: git push: ")
    assert retracted.git("branch", "--show-current") == "main\n"


def test_the_labels_of_the_issue_forms_are_made_by_one_command(clone):
    shutil.copytree(ROOT / ".github", clone.folder / ".github")
    env = {**os.environ, "PATH": f"{clone.programs}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(["make", "labels", f"PYTHON={sys.executable}"], cwd=clone.folder, env=env, check=True)
    assert done.returncode == 0
    made = {line.split()[2] for line in clone.asked.splitlines() if line.startswith("label create")}
    used = {label for form in (ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml") for label in labels(form)}
    assert made == used
    assert used


def labels(form: Path) -> list[str]:
    return yaml.safe_load(form.read_text(encoding="utf-8")).get("labels", [])
