"""`make next`: the newest releases of all that the lock files pin, and the pins stay as they are."""

import os
import shutil
import subprocess

from tests.conftest import ROOT
from tools.newest import newest

PYPROJECT = """
[dependency-groups]
docs = ["sphinx~=9.0.0", "bibclean==1.0.0", "pylatexenc>=2.11"]
dev = [{include-group = "docs"}, "pytest"]
browser = ["playwright"]
"""


def test_what_holds_back_the_newest_goes_and_a_pin_that_is_meant_stays():
    assert newest(PYPROJECT) == ["sphinx", "bibclean==1.0.0", "pylatexenc>=2.11", "pytest"]


def test_our_own_sphinx_is_not_held_back():
    assert "sphinx" in newest((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_make_next_installs_no_pin_and_builds_and_tests_in_a_folder_of_its_own(tmp_path):
    """A stand-in for Python says what it is asked for; the environment that it "makes" is one of its own kind."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    python = tmp_path / "python"
    python.write_text(
        f'#!/bin/sh\necho "$@" >>{tmp_path}/asked\n'
        'if [ "$2" = venv ]; then mkdir -p "$3/bin" && cp "$0" "$3/bin/python"; fi\n'
        'case "$1" in tools/newest.py) echo sphinx; echo pytest;; esac\n'
    )
    python.chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    pins = {path: path.read_bytes() for path in (tmp_path / "requirements").glob("*.txt")}
    done = subprocess.run(
        ["make", "next", f"PYTHON={python}"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    asked = (tmp_path / "asked").read_text().splitlines()
    assert any("pip install" in line and line.endswith("--upgrade sphinx pytest") for line in asked)
    assert not any("requirements/" in line for line in asked)
    for builder in ("html", "typst", "epub"):
        assert any(f"--builder {builder} . build/next/out/" in line for line in asked), builder
    assert asked[-1].startswith("-m pytest")
    assert not (tmp_path / ".venv").exists()
    assert {path: path.read_bytes() for path in (tmp_path / "requirements").glob("*.txt")} == pins
