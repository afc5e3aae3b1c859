"""A build asks Python to look for memory to free less often, and changes nothing else of how it does."""

import gc

import fast_memory
import pytest


@pytest.fixture(autouse=True)
def as_before():
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def test_python_looks_less_often_and_still_looks(project):
    _, *older = gc.get_threshold()
    project.write(conf='extensions = ["fast_memory", "myst_parser"]\n', index="# Start\n").build()
    assert gc.isenabled()
    assert gc.get_threshold() == (fast_memory.NEW_OBJECTS, *older)
