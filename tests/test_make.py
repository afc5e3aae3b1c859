"""The Makefile on a machine that lacks something: one clear line, a failure, and nothing half-made left behind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def folder(tmp_path):
    """The Makefile, its requirements and the commands, alone."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    shutil.copytree(ROOT / "tools", tmp_path / "tools")
    return tmp_path


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    return subprocess.run(["make", *arguments], cwd=folder, env=environment, capture_output=True, text=True)


def python(folder: Path, script: str) -> str:
    """A stand-in for python3 that behaves like one on such a machine."""
    path = folder / "stand-in"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return f"PYTHON={path}"


CONF = f"""
import sys
sys.path.insert(0, "{ROOT}/_ext")
project = "Book"
extensions = ["myst_parser", "typst_pdf"]
include_patterns = ["*.md"]
epub_show_urls = "no"
version = "1"
copyright = "2026"
typst_template = "{ROOT}/_typst/template.typ"
typst_font_paths = ["{ROOT}/_typst/fonts"]
typst_handouts = ["index"]
"""


def test_each_output_lies_in_its_folder_and_a_failure_leaves_no_cache(folder):
    (folder / "conf.py").write_text(CONF)
    (folder / "index.md").write_text("# Start\n\nHello.\n")
    here = [f"VENV={sys.prefix}", "-o", f"{sys.prefix}/docs"]  # the environment of the tests, as it is
    done = make(folder, *here, "pdf", "handouts", "epub", "html")
    assert done.returncode == 0, done.stderr
    made = {(path.parent.name, path.suffix) for path in folder.glob("build/*/*")}
    assert made >= {("pdf", ".pdf"), ("handouts", ".pdf"), ("epub", ".epub"), ("html", ".html")}
    assert (folder / "build/doctrees").is_dir()
    (folder / "index.md").write_text("# Start\n\n[](nowhere.md)\n")
    done = make(folder, *here, "html")
    assert done.returncode != 0
    assert "nowhere" in done.stderr
    assert not (folder / "build/doctrees").exists()


def test_help_lists_each_target_with_its_purpose(folder):
    listed = make(folder, "help").stdout
    phony = [line.split(":")[1].strip() for line in (ROOT / "Makefile").read_text().splitlines() if ".PHONY" in line]
    assert phony
    for target in phony:
        assert f"make {target} " in listed


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exit 127", "older than 3.11"),
        ('case "$2" in *version*) exit 1;; esac', "older than 3.11"),
        ('case "$2" in *ensurepip*) exit 1;; esac', "no venv module"),
    ],
    ids=["no Python", "an old Python", "a Python without venv"],
)
def test_what_is_missing_is_said_in_one_line(folder, script, said):
    done = make(folder, "html", python(folder, script))
    assert done.returncode != 0
    [line] = [line for line in done.stderr.splitlines() if "***" not in line]
    assert said in line
    assert not (folder / ".venv").exists()


def test_a_full_disk_leaves_no_half_made_environment(folder):
    script = f"""case "$1" in -m) mkdir -p .venv/bin; echo partial > .venv/bin/python
printf "OSError: [Errno 28] No space left on device\\n\\n" >&2; exit 1;; *) exec {sys.executable} "$@";; esac"""
    done = make(folder, "html", python(folder, script))
    assert done.returncode != 0
    assert "No space left on device" in done.stderr
    assert not (folder / ".venv").exists()
