"""The folders of the code: none uses one below it, each feature can be left out alone, and the tests stand in the same."""

from __future__ import annotations

import ast
import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CODE = ROOT / "_ext"
TESTS = Path(__file__).parent
FOLDERS = re.findall(r"^\| `_ext/(\w+)/` \|", (ROOT / "ARCHITECTURE.md").read_text(), re.MULTILINE)
FEATURES = [name for name in runpy.run_path(str(ROOT / "conf.py"))["extensions"] if name.split(".")[0] in FOLDERS]
PAGE = "# Is it safe?\n\n## In short\n\nIt may be {cite:p}`dean2021`.\n"
BIB = "@article{dean2021, author = {Dean, A.}, title = {Sleep}, journal = {J Sleep}, year = {2021}}\n"


def used_by(file: Path) -> set[str]:
    """The folders whose modules a file imports, or sets up as extensions."""
    names = {name for name in re.findall(r'setup_extension\("(\w+)', file.read_text())}
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module.split(".")[0])
    return names & set(FOLDERS)


def test_architecture_lists_every_folder_of_the_code():
    there = {path.parent.name for path in CODE.glob("*/__init__.py")}
    assert sorted(FOLDERS) == sorted(there)
    assert [path.name for path in CODE.glob("*.py")] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_uses_none_that_stands_below_it(folder):
    below = set(FOLDERS[FOLDERS.index(folder) + 1 :])
    assert {file.name: used_by(file) & below for file in (CODE / folder).rglob("*.py") if used_by(file) & below} == {}


def test_the_tests_stand_in_the_folders_of_the_code():
    """Besides there are readers' journeys in a browser, and on top what is of the project as a whole."""
    there = {path.parent.name for path in TESTS.glob("*/test_*.py")}
    assert there == {*FOLDERS, "tools", "bench", "browser"}


@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_is_tested_in_the_folder_in_which_it_stands(feature):
    folder, _, name = feature.partition(".")
    assert sorted((TESTS / folder).glob(f"test_*{name}*.py" if name else "test_*.py")) != []


@pytest.mark.filterwarnings("ignore:'tags' will become a required")  # furo's call, which the next furo mends
@pytest.mark.parametrize("left_out", [name for name in FEATURES if name != "citations"])
def test_a_feature_can_be_left_out_alone(left_out, project):
    """Without citations no page of this project means anything; all else may go."""
    conf = (ROOT / "conf.py").read_text() + f"\nextensions.remove({left_out!r})\n"
    project.write(conf=conf, references_bib=BIB, index=INDEX, faq__safety=PAGE)
    for name in ("_ext", "_static", "_templates", "_typst"):
        (project.source / name).symlink_to(ROOT / name)
    assert project.build(warns=True).page("faq/safety").h1.get_text().startswith("Is it safe?")


INDEX = "# Start\n\n```{toctree}\nfaq/safety\n```\n"
