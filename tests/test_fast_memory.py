"""A build asks Python to look for memory to free less often, and not at all once it is over."""

import gc
import subprocess
import sys
from pathlib import Path

import fast_memory
import pytest


@pytest.fixture(autouse=True)
def as_before():
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def test_python_looks_less_often_and_still_looks(project):
    _, young, _ = gc.get_threshold()
    project.write(conf='extensions = ["fast_memory", "myst_parser"]\n', index="# Start\n").build()
    assert gc.isenabled()
    assert gc.get_threshold() == (fast_memory.NEW_OBJECTS, young, fast_memory.LOOKS_BEFORE_THE_OLDEST)
    assert gc.get_freeze_count() == 0, "builds in one process would never be freed"


def test_a_process_that_ends_does_not_free_its_memory_piece_by_piece(tmp_path):
    (tmp_path / "conf.py").write_text('extensions = ["fast_memory"]\n')
    (tmp_path / "index.rst").write_text("Start\n=====\n")
    build = (
        "import atexit, gc; from sphinx.cmd.build import main\n"
        "atexit.register(lambda: print('kept', gc.get_freeze_count()))\n"  # runs after what is registered later
        f"main(['-q', {str(tmp_path)!r}, {str(tmp_path / 'out')!r}])"
    )
    environment = {"PYTHONPATH": str(Path(fast_memory.__file__).parent)}
    done = subprocess.run([sys.executable, "-c", build], capture_output=True, text=True, env=environment, check=True)
    assert int(done.stdout.split()[-1]) > 50_000, "a build makes more objects than these"
