"""What CI runs: the README's two commands, on the last commit, with nothing of the machine to help them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
COMMANDS = re.findall(r"^run (make.*)$", (ROOT / ".ci/run").read_text(), re.MULTILINE)


def test_ci_begins_with_the_two_commands_of_the_readme():
    [block] = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert [line.split("#")[0].strip() for line in block.splitlines()] == COMMANDS[:2]


@pytest.fixture
def ran(tmp_path, monkeypatch):
    """CI on a commit whose commands only say where and as whom they run, while an edit lies about uncommitted."""
    programs, clone, home = tmp_path / "programs", tmp_path / "clone", tmp_path / "home"
    for folder in (programs, clone / ".ci", home):
        folder.mkdir(parents=True)
    for name in ("java", "chromium", "nginx", "caddy"):  # their installation is no part of this test
        (programs / name).symlink_to(shutil.which("true"))
    shutil.copy(ROOT / ".ci/run", clone / ".ci")
    targets = {command.removeprefix("make").strip() or "all" for command in COMMANDS}
    (clone / "Makefile").write_text(
        "".join(f"{name}:\n\t@echo $(CURDIR); id -u; env; touch {name}\n" for name in ("all", *targets - {"all"}))
    )
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "All"]):
        subprocess.run([*git, *words], cwd=clone, check=True)
    (clone / "Makefile").write_text("all:\n\t@echo an edit; exit 1\n")
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    for name, value in {"PYTHONUNBUFFERED": "1", "PIP_TIMEOUT": "7", "https_proxy": "p", "EDITOR": "e"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HOME", str(home))
    done = subprocess.run(["bash", clone / ".ci/run"], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_ci_runs_every_command_and_says_which(ran):
    assert re.findall(r"^== (.*)$", ran, re.MULTILINE) == COMMANDS


def test_ci_leaves_the_machines_own_variables_out_and_keeps_those_of_the_package_clients(ran):
    names = set(re.findall(r"^(\w+)=", ran, re.MULTILINE))
    assert {"PATH", "HOME", "PIP_TIMEOUT", "https_proxy"} <= names
    assert not names & {"PYTHONUNBUFFERED", "EDITOR", "LANG", "CI"}


def test_ci_runs_the_commit_in_a_clone_of_its_own_and_removes_it(ran, tmp_path):
    [folder] = set(re.findall(r"^(/.*/kap)$", ran, re.MULTILINE))
    assert not Path(folder).is_relative_to(tmp_path)
    assert not Path(folder).exists()


def test_ci_runs_as_an_ordinary_user(ran):
    users = set(re.findall(r"^(\d+)$", ran, re.MULTILINE))
    assert users
    assert "0" not in users
