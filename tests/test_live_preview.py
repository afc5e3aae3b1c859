"""`make live` follows every edit that a contributor makes: a page, the bibliography, a style, and also an extension."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
CONF = 'import sys\nsys.path.insert(0, "_ext")\nextensions = ["website.stale_pages", "greeting", "myst_parser"]\n'
GREETING = """
def setup(app):
    app.connect("source-read", lambda app, name, text: text.__setitem__(0, text[0].replace("HELLO", "Good morning")))
"""


def build(folder: Path) -> str:
    """Build as the preview does, in a process of its own; returns the page."""
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-d", "build/doctrees", ".", "build/live"]
    subprocess.run(command, cwd=folder, check=True)
    return (folder / "build/live/index.html").read_text(encoding="utf-8")


def test_an_edited_extension_is_seen_on_pages_that_did_not_change(tmp_path):
    for name in ("shared", "website"):
        shutil.copytree(ROOT / "_ext" / name, tmp_path / "_ext" / name)
    (tmp_path / "conf.py").write_text(CONF)
    (tmp_path / "index.md").write_text("# Start\n\nHELLO\n")
    (tmp_path / "_ext/greeting.py").write_text(GREETING)
    assert "Good morning" in build(tmp_path)
    (tmp_path / "_ext/greeting.py").write_text(GREETING.replace("morning", "evening, all"))
    assert "Good evening, all" in build(tmp_path)


def test_the_preview_watches_the_folders_of_code_and_looks():
    said = subprocess.run(
        ["make", "--dry-run", "live"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    watched = {said[place + 1] for place, word in enumerate(said) if word == "--watch"}
    assert {"_ext", "_static", "_templates"} <= watched
