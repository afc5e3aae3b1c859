"""What citing costs: this project against stock Sphinx and furo on the same pages without citations, in one run."""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # run as a file or imported by its test alike
from bench import generate
from bench.measure import Run, growth, machine, run
from bench.tools import CONTENDERS, Contender, edit

WITH, WITHOUT = (
    next(each for each in CONTENDERS if each.name == name) for name in ("this project", "Sphinx without citations")
)
LIMIT = 3600
"""Seconds; only a build that hangs takes so long."""


def build(contender: Contender, folder: Path) -> Run:
    done = run(contender.command(contender.python), folder, LIMIT)
    if done.outcome != "done":
        sys.exit(f"bench: the build in {folder} {done.outcome}:\n{(folder / 'build.log').read_text()[-2000:]}")
    return done


def row(*cells: object) -> None:
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, nargs="+", default=[10, 50, 150, 500, 1000])
    parser.add_argument("--floor", type=int, default=500, help="the largest book to build without citations")
    parser.add_argument("--runs", type=int, default=1, help="the least of so many runs counts")
    args = parser.parse_args()
    print(f"{machine()}, ", end="")
    print(", ".join(f"{name} {version(name)}" for name in ("sphinx", "furo", "sphinxcontrib-bibtex")))
    print(f"CPU seconds (user and system) of a full build; {generate.CITATIONS} citations a page, ", end="")
    print(f"{generate.ENTRIES} entries a page; least of {args.runs}\n")
    row(
        "pages",
        "with citations",
        "stock without",
        "ratio",
        "ms a page",
        "peak MB",
        "nothing changed",
        "one page edited",
    )
    row(*["---:"] * 8)
    costs: dict[str, dict[int, float]] = {WITH.name: {}, WITHOUT.name: {}}
    for pages in args.pages:
        peak = unchanged = edited = math.inf
        with tempfile.TemporaryDirectory() as temporary:
            for turn in range(args.runs):
                for contender in (WITH, WITHOUT) if pages <= args.floor else (WITH,):
                    folder = Path(temporary) / f"{contender.name}-{turn}".replace(" ", "-")
                    contender.prepare(folder, pages)
                    done = build(contender, folder)
                    costs[contender.name][pages] = min(done.cpu, costs[contender.name].get(pages, math.inf))
                    if contender is WITHOUT:
                        continue
                    peak = min(peak, done.memory)
                    unchanged = min(unchanged, build(contender, folder).cpu)
                    edit(folder)
                    edited = min(edited, build(contender, folder).cpu)
        ours, floor = costs[WITH.name][pages], costs[WITHOUT.name].get(pages)
        stock, ratio = (f"{floor:.1f}", f"{ours / floor:.2f}") if floor else ("-", "-")
        each = f"{1000 * ours / pages:.0f}"
        row(pages, f"{ours:.1f}", stock, ratio, each, f"{peak:.0f}", f"{unchanged:.1f}", f"{edited:.1f}")
    print(f"\nGrowth from 50 to 500 pages (1 is linear): {growth(costs[WITH.name])}; ", end="")
    print(f"stock without citations: {growth(costs[WITHOUT.name])}")


if __name__ == "__main__":
    main()
