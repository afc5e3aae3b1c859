"""What citing costs: this project against stock Sphinx and furo on the same pages without citations, in one run."""

from __future__ import annotations

import argparse
import math
import os
import platform
import shutil
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # run as a file or imported by its test alike
from bench import generate

ROOT = Path(__file__).parents[1]
PLAIN_CONF = """\
extensions = ["myst_parser"]
html_theme = "furo"
html_copy_source = False
"""


def prepare(folder: Path, pages: int, style: str) -> Path:
    """A project of that many pages: this project's conf.py and extensions, or for ``none`` Sphinx and furo alone."""
    generate.write(folder, pages, style)
    if style == "none":
        (folder / "conf.py").write_text(PLAIN_CONF, encoding="utf-8")
        return folder
    shutil.copy(ROOT / "conf.py", folder)
    for name in "_ext", "_static", "_templates", "_typst":
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def build(folder: Path) -> tuple[float, float]:
    """Build the web site in a process of its own: CPU seconds (user and system), and peak memory in MB."""
    options = ["-m", "sphinx", "-q", "-b", "html", "-d", folder / "build/doctrees", folder, folder / "build/html"]
    child = os.posix_spawn(sys.executable, [sys.executable, *map(os.fspath, options)], os.environ)
    _, status, used = os.wait4(child, 0)
    if status:
        sys.exit(f"bench: the build in {folder} failed")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def row(*cells: object) -> None:
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def exponent(costs: dict[int, float], small: int = 50, large: int = 500) -> str:
    """How cost grows from the small to the large book: 1 is linear, 2 is quadratic."""
    if small not in costs or large not in costs:
        return "-"
    return f"{math.log(costs[large] / costs[small]) / math.log(large / small):.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, nargs="+", default=[10, 50, 150, 500, 1000])
    parser.add_argument("--floor", type=int, default=500, help="the largest book to build without citations")
    parser.add_argument("--runs", type=int, default=1, help="the least of so many runs counts")
    args = parser.parse_args()
    print(
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, ",
        end="",
    )
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
    costs: dict[str, dict[int, float]] = {"ours": {}, "none": {}}
    for pages in args.pages:
        peak = unchanged = edited = math.inf
        with tempfile.TemporaryDirectory() as temporary:
            for run in range(args.runs):
                for style in ("ours", "none") if pages <= args.floor else ("ours",):
                    folder = prepare(Path(temporary) / f"{style}{run}", pages, style)
                    cost, memory = build(folder)
                    costs[style][pages] = min(cost, costs[style].get(pages, math.inf))
                    if style == "none":
                        continue
                    peak = min(peak, memory)
                    unchanged = min(unchanged, build(folder)[0])
                    page = folder / "p1.md"
                    page.write_text(page.read_text(encoding="utf-8").replace("Part 1", "Part one"), encoding="utf-8")
                    edited = min(edited, build(folder)[0])
        ours, floor = costs["ours"][pages], costs["none"].get(pages)
        stock, ratio = (f"{floor:.1f}", f"{ours / floor:.2f}") if floor else ("-", "-")
        each = f"{1000 * ours / pages:.0f}"
        row(pages, f"{ours:.1f}", stock, ratio, each, f"{peak:.0f}", f"{unchanged:.1f}", f"{edited:.1f}")
    print(f"\nGrowth from 50 to 500 pages (1 is linear): {exponent(costs['ours'])}; ", end="")
    print(f"stock without citations: {exponent(costs['none'])}")


if __name__ == "__main__":
    main()
