"""How every command of ours ends: with its exit code, and in silence where whoever read it has gone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMANDS = [path for path in sorted((ROOT / "tools").rglob("*.py")) if "__main__" in path.read_text()]
BARE = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
"""No variable of this machine hides a fault: with PYTHONUNBUFFERED nothing waits to be written when Python ends."""


def unread(*command: str | Path, stream: str = "stdout") -> tuple[int, bytes]:
    """Run a command whose reader has gone before it says a word; its exit code, and what it says elsewhere."""
    other = {"stdout": "stderr", "stderr": "stdout"}[stream]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([sys.executable, *command], cwd=ROOT, env=BARE, **pipes) as process:
        getattr(process, stream).close()
        said = getattr(process, other).read()
    return process.returncode, said


@pytest.mark.parametrize("module", ["tools.check", "tools.identify", "tools.news", "tools.watch"])
def test_a_reader_that_has_seen_enough_of_the_help_is_no_fault(module):
    assert unread("-m", module, "--help") == (0, b"")


def test_a_reader_that_has_seen_enough_changes_no_exit_code():
    alone = subprocess.run([sys.executable, ROOT / "tools/overdue.py"], capture_output=True, env=BARE)
    assert unread(ROOT / "tools/overdue.py") == (alone.returncode, b"")


@pytest.mark.parametrize("module", ["tools.cite", "tools.new_page"])
def test_a_complaint_that_nobody_reads_is_no_second_fault(module):
    assert unread("-m", module, stream="stderr") == (1, b"")


def test_what_a_command_says_before_its_reader_leaves_arrives(tmp_path):
    script = tmp_path / "long.py"
    script.write_text(
        "from tools.command import run\ndef main():\n    for number in range(100_000):\n        print(number)\nrun(main)\n"
    )
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, script], env={**BARE, "PYTHONPATH": str(ROOT)}, **pipes) as process:
        assert process.stdout.readline() == "0\n"
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 1


def test_a_command_that_is_stopped_shows_no_traceback(tmp_path):
    script = tmp_path / "stopped.py"
    script.write_text("from tools.command import run\ndef main():\n    raise KeyboardInterrupt\nrun(main)\n")
    done = subprocess.run(
        [sys.executable, script], env={**BARE, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (130, "\nstopped\n")


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: path.relative_to(ROOT / "tools").as_posix())
def test_every_command_ends_in_the_one_way(path):
    assert re.search(r'^if __name__ == "__main__":\n    run\(main\)\n\Z', path.read_text(), re.MULTILINE)
