"""`make mutants`: which tests are asked about a broken line, and which changes change nothing.

That Cosmic Ray's mutants are made and noticed is seen each week, where it is installed.
"""

import pytest

from tools.mutants import PARTS, ROOT, Line, Result, explained, files, line_of, meaning, near_tests


def test_the_near_tests_a_file_begin_with_those_of_its_name_and_go_on_with_its_folder():
    first, *others = near_tests(ROOT, "_ext/evidence/retractions.py")
    assert first == "tests/evidence/test_retractions.py"
    assert "tests/evidence/test_icon_array.py" in others
    assert others.index("tests/evidence/test_icon_array.py") > others.index("tests/website/test_pages_that_go.py")


def test_what_is_used_from_several_folders_is_tested_where_it_is_named():
    assert {"tests/citations/test_citations_bib.py", "tests/tools/test_watch.py"} <= {
        *near_tests(ROOT, "_ext/shared/bib.py")
    }


def test_a_command_is_tested_by_its_own_tests():
    tests = near_tests(ROOT, "tools/watch/queries.py")
    assert tests[0] == "tests/tools/test_watch.py"
    assert "tests/tools/test_weekly.py" not in tests


@pytest.mark.parametrize("path", files(ROOT, ["_ext", "tools"]))
def test_every_file_of_code_has_tests(path):
    assert near_tests(ROOT, path), path


def test_another_type_or_layout_is_no_other_meaning():
    assert meaning("def f(a: int | None) -> str:\n    return a < 1") == meaning(
        "def f(a: int + None) -> int: return (a < 1)"
    )
    assert meaning("a < 1") != meaning("a <= 1")


def test_a_mutant_is_shown_by_its_line_before_and_after():
    line = line_of("a.py", "one\ntwo < 3\n", "one\ntwo <= 3\n")
    assert str(line) == "a.py:2:\n  - two < 3\n  + two <= 3"


def test_the_share_counts_neither_what_is_explained_nor_what_was_not_tried():
    assert Result(9, [Line("a.py", 1, "a", "b")], explained=5).share == 90
    assert Result(0, [], explained=5).share == 100


def test_what_is_explained_still_stands_in_its_file_and_has_a_reason():
    for (path, line, becomes), why in explained(ROOT).items():
        assert line in [each.strip() for each in (ROOT / path).read_text(encoding="utf-8").splitlines()]
        assert becomes != line
        assert len(why) > 20


def test_each_part_is_there():
    assert all(files(ROOT, [part]) for part in PARTS)
    assert all(file.startswith(("_ext/", "tools/")) for file in files(ROOT, PARTS))
