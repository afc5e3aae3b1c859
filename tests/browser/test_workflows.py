"""`make workflows` names a fault of a workflow by file, line and column. It stands here because it needs Node."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
WORKFLOW = """\
on: push
jobs:
  check:
    runs-on: {runner}
    steps:
      - run: echo ${{{{ github.{name} }}}}
"""


def checked(tmp_path: Path, **words: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "workflow.yml").write_text(WORKFLOW.format(**words))
    command = [Path(sys.executable).parent / "node", ROOT / "tools/workflows.mjs", "workflow.yml"]
    return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)


def test_a_misspelt_name_is_found_at_its_place(tmp_path):
    done = checked(tmp_path, runner="ubuntu-24.04", name="evnt")
    assert done.returncode == 1
    assert 'workflow.yml:6:23: property "evnt" is not defined' in done.stdout


def test_what_github_has_added_since_is_no_fault(tmp_path):
    done = checked(tmp_path, runner="ubuntu-24.04", name="event_name")
    assert (done.returncode, done.stdout) == (0, "actionlint: no fault in 1 file(s)\n")
