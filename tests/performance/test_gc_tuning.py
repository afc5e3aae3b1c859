"""The garbage collector runs less often during a build, and not at all when it ends."""

import gc
import subprocess
import sys
from pathlib import Path

import pytest
from performance import gc_tuning


@pytest.fixture(autouse=True)
def as_before():
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def test_the_garbage_collector_runs_less_often_and_still_runs(project):
    _, young, _ = gc.get_threshold()
    project.write(conf='extensions = ["performance.gc_tuning", "myst_parser"]\n', index="# Start\n").build()
    assert gc.isenabled()
    assert gc.get_threshold() == (gc_tuning.THRESHOLD_0, young, gc_tuning.THRESHOLD_2)
    assert gc.get_freeze_count() == 0, "builds in one process would never be freed"


def test_the_last_collection_is_left_out_when_the_process_ends(tmp_path):
    (tmp_path / "conf.py").write_text('extensions = ["performance.gc_tuning"]\n')
    (tmp_path / "index.rst").write_text("Start\n=====\n")
    build = (
        "import atexit, gc; from sphinx.cmd.build import main\n"
        "atexit.register(lambda: print('kept', gc.get_freeze_count()))\n"  # runs after what is registered later
        f"main(['-q', {str(tmp_path)!r}, {str(tmp_path / 'out')!r}])"
    )
    environment = {"PYTHONPATH": str(Path(gc_tuning.__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", build], capture_output=True, text=True, env=environment, check=True)
    assert int(done.stdout.split()[-1]) > 50_000, "a build makes more objects than these"
