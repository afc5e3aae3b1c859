"""The book passes its own checks, and builds without a warning to what its readers get."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CONCERNS = sorted(path.stem for path in (ROOT / "faq").glob("[!_]*.md"))


def test_pages_and_references_have_nothing_to_mend():
    done = subprocess.run([sys.executable, "tools/check.py"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    for builder in ("typst", "html", "epub"):
        options = ["--quiet", "--nitpicky", "--fail-on-warning", "--keep-going", "--builder", builder]
        command = [
            sys.executable,
            "-m",
            "sphinx",
            *options,
            "--doctree-dir",
            folder / "doctrees",
            ".",
            folder / builder,
        ]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    return folder


def test_each_concern_is_a_page_that_the_first_page_leads_to(built):
    first = (built / "html" / "index.html").read_text(encoding="utf-8")
    for name in CONCERNS:
        assert f'href="faq/{name}.html' in first
        assert (built / "html" / "faq" / f"{name}.html").is_file()


@pytest.mark.parametrize(("builder", "ending"), [("typst", "pdf"), ("epub", "epub")])
def test_there_is_a_file_to_keep(built, builder, ending):
    assert [path.suffix for path in (built / builder).glob(f"*.{ending}")] == [f".{ending}"]
