"""A fault in a page stops the build of our own project, and the message says where it is."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = ("conf.py", "*.md", "references.bib", "faq", "contributing", "_ext", "_static", "_templates", "_typst")


def build(source: Path, builder: str) -> subprocess.CompletedProcess[str]:
    strict = ["--nitpicky", "--fail-on-warning", "--keep-going", "--quiet"]
    command = [sys.executable, "-m", "sphinx", *strict, "--builder", builder, source, source / "build"]
    return subprocess.run(command, capture_output=True, text=True)


def append(page: Path, text: str) -> int:
    """Add a paragraph at the end of "The concern" and return its line number."""
    lines = page.read_text(encoding="utf-8").splitlines()
    at = lines.index("## What the research shows")
    page.write_text("\n".join([*lines[:at], text, "", *lines[at:], ""]), encoding="utf-8")
    return at + 1


@pytest.fixture(scope="module", params=["html", "typst"])
def stopped(request, tmp_path_factory):
    """A build of a copy of our sources with two faults, and the line of each; what it says of a fault is a warning."""
    copy = tmp_path_factory.mktemp("copy")
    for pattern in SOURCES:
        for path in ROOT.glob(pattern):
            target = copy / path.name
            shutil.copytree(path, target) if path.is_dir() else shutil.copy(path, target)
    (copy / "faq" / "dot.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    image = append(copy / "faq" / "safety.md", "![](dot.svg)")
    key = append(copy / "faq" / "addiction.md", "A claim {cite:p}`dean2012`.")
    return build(copy, request.param), image, key


def test_a_misspelt_key_stops_the_build_with_file_line_and_the_nearest_key(stopped):
    done, _, line = stopped
    assert done.returncode != 0
    message = next(text for text in done.stderr.splitlines() if "dean2012" in text)
    assert f"addiction.md:{line}: WARNING" in message
    assert "dean2021" in message


def test_an_image_without_alternative_text_stops_the_build_with_file_and_line(stopped):
    done, line, _ = stopped
    assert done.returncode != 0
    message = next(text for text in done.stderr.splitlines() if "dot.svg" in text)
    assert f"safety.md:{line}: WARNING" in message
