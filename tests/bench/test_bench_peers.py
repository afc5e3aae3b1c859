"""The bench beside the peers: it measures what it says, and counts no build that left its keys as text."""

import sys

import pytest
from bs4 import BeautifulSoup

from bench import features, generate, peers
from bench.measure import Run, run
from bench.tools import CONTENDERS


def test_a_build_over_the_limit_is_stopped_and_said_to_be(tmp_path):
    done = run([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path, limit=0.3)
    assert done.outcome == "over the limit"
    assert done.wall < 30


def test_what_a_stopped_build_had_used_is_known(stock, tmp_path):
    stock.prepare(tmp_path / "book", 40)
    stopped = run(stock.command(stock.python), tmp_path / "book", limit=3)
    assert (stopped.outcome, stopped.cpu > 0.1) == ("over the limit", True)


def test_a_build_that_fails_is_no_result(tmp_path):
    assert run([sys.executable, "-c", "raise SystemExit(3)"], tmp_path, limit=60).outcome == "failed"


def test_what_the_build_starts_is_counted_too(tmp_path):
    busy = "sum(range(30_000_000))"
    script = f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{busy}'])"
    child, parent = (run([sys.executable, "-c", each], tmp_path, limit=60) for each in (busy, script))
    assert parent.outcome == "done"
    assert parent.cpu > 0.7 * child.cpu


def test_a_build_does_not_seem_as_large_as_the_bench_that_starts_it(tmp_path):
    held = b"\1" * 300_000_000
    small, large = (run([sys.executable, "-c", f"b'1' * {n}"], tmp_path, limit=60) for n in (1, 200_000_000))
    assert small.memory < len(held) / 1e6 / 3
    assert 190 < large.memory < len(held) / 1e6


def test_growth_is_one_when_cost_is_as_many_times_as_the_pages():
    full = {("a", 50): [Run(2, 2, 1, "done")], ("a", 500): [Run(20, 20, 1, "done"), Run(26, 26, 1, "done")]}
    assert peers.exponent(full, "a") == "1.00"
    assert peers.exponent(full, "b") == "-"


def test_what_a_larger_book_would_cost_is_told_from_the_growth_so_far():
    full = {("a", 50): [Run(2, 2, 1, "done")], ("a", 150): [Run(18, 18, 1, "done")]}  # thrice the pages, nine times
    assert peers.expected(full, "a", [10, 50, 150], 450) == pytest.approx(162)
    assert peers.expected(full, "a", [50], 150) == 0, "one size tells no growth"


def test_two_runs_for_different_sizes_are_put_together(tmp_path):
    for pages in 50, 500:
        runs = {("a", pages): [Run(pages / 25, 1, 1, "done"), Run(pages, 1, 1, "failed")]}
        peers.save(tmp_path / f"{pages}.json", runs, runs, {("a", pages): 1.5}, {"a": {"PDF": "no"}})
    full, edited, size, features = peers.load([tmp_path / "50.json", tmp_path / "500.json"])
    assert (peers.exponent(full, "a"), full == edited) == ("1.00", True)
    assert (size, features) == ({("a", 50): 1.5, ("a", 500): 1.5}, {"a": {"PDF": "no"}})


def test_a_goal_is_met_missed_or_not_measured():
    full = {("ours", 150): [Run(9, 9, 1, "done")], ("theirs", 150): [Run(10, 10, 1, "done")]}
    assert peers.goal(full, "ours", "theirs", 150, 1.0)[2:] == ["0.900", "at most 1.0", "met"]
    assert peers.goal(full, "ours", "theirs", 150, 0.5)[-1] == "missed"
    assert peers.goal(full, "ours", "theirs", 500, 1.0)[-1] == "not measured"


def test_what_a_stopped_build_had_used_is_the_least_that_it_takes():
    full = {("ours", 150): [Run(9, 9, 1, "done")], ("theirs", 150): [Run(300, 301, 1, "over the limit")]}
    assert peers.goal(full, "ours", "theirs", 150, 0.05)[2:] == ["below 0.030", "at most 0.05", "met"]
    assert peers.goal(full, "ours", "theirs", 150, 0.02)[-1] == "not measured"


def test_one_entry_is_a_reference_and_a_whole_list_is_none():
    entry, both = (BeautifulSoup(f"<ul>{'<li>Abe. Journal of Examples.</li>' * n}</ul>", "lxml").ul for n in (1, 2))
    assert features.is_reference(entry.li)
    assert not features.is_reference(both)


def test_a_journal_is_found_where_its_name_goes_over_two_lines():
    assert (
        features.journals(BeautifulSoup("<p>Abe. <em>Journal of\nExamples</em>. Annals of Samples.</p>", "lxml")) == 2
    )


@pytest.fixture
def stock():
    return next(contender for contender in CONTENDERS if contender.name == "Sphinx, one bibliography")


def cited_on(number):
    *_, page = generate.book(number)
    return [keys for _, paragraphs in page.sections for sentences in paragraphs for _, keys in sentences]


def test_citations_that_lead_to_their_reference_are_counted_and_read_off_the_page(stock, tmp_path):
    stock.prepare(tmp_path / "book", 3)
    assert run(stock.command(stock.python), tmp_path / "book", 120).outcome == "done"
    site = features.Site(stock, tmp_path / "book")
    assert features.resolved(site) == sum(len(cited) for cited in cited_on(3)), "each citation, and no other link"
    assert (features.list_on_page(site), features.pdf(site), features.structured_data(site)) == ("no", "no", "no")


def test_a_build_that_left_keys_as_text_does_not_count(stock, tmp_path):
    page = tmp_path / "build" / "html" / "p3.html"
    page.parent.mkdir(parents=True)
    page.write_text("<p>A claim [author7].</p>")
    with pytest.raises(SystemExit, match="did not resolve its citations"):
        peers.check(stock, tmp_path)
