"""The measurements stand on the same made-up book every time, and their command prints the figures of each size."""

import re
import subprocess
import sys

from bench import generate
from bench.measure import growth
from tests.conftest import ROOT


def test_the_book_is_the_same_every_time_and_another_with_another_seed(tmp_path):
    def files(name, **options):
        generate.write(tmp_path / name, pages=3, **options)
        return {path.name: path.read_text() for path in (tmp_path / name).iterdir()}

    first = files("first")
    assert sorted(first) == ["index.md", "p1.md", "p2.md", "p3.md", "references.bib", "references.md"]
    assert files("again") == first
    assert files("other", seed=7) != first


def test_each_page_cites_twenty_times_and_brings_ten_entries():
    pages = [generate.markdown(page) for page in generate.book(4)]
    assert [len(re.findall(r"\{cite:p\}`", page)) for page in pages] == [20] * 4
    cited = set(",".join(re.findall(r"\{cite:p\}`(.*?)`", "".join(pages))).split(","))
    known = set(re.findall(r"^@article\{(\w+),", generate.bibliography(4), re.MULTILINE))
    assert len(known) == 40
    assert cited == known, "an entry that no page cites would cost a warning"


def test_the_book_without_citations_says_the_same_words():
    with_citations, without = (generate.markdown(next(generate.book(1)), cite=cite) for cite in ("{keys}", ""))
    assert re.sub(r" author[\w,]+\.", ".", with_citations) == without


def test_growth_is_one_when_linear_and_two_when_quadratic():
    assert growth({50: 1, 500: 10}) == "1.00"
    assert growth({50: 1, 500: 100}) == "2.00"
    assert growth({50: 1}) == "-", "nothing to compare with"


def test_the_command_prints_a_row_for_each_size():
    command = [sys.executable, ROOT / "bench/cost_of_citing.py", "--pages", "2", "--floor", "0"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert re.search(r"^\| 2 \| \d+\.\d \| - \| - \| \d+ \| \d+ \| \d+\.\d \| \d+\.\d \|$", printed, re.MULTILINE)
    assert "sphinx 9" in printed, "a figure without its versions says nothing"
