"""Break lines of the code on purpose, one at a time, and see whether a test notices: `make mutants`.

Cosmic Ray makes the mutants: `<` for `<=`, `and` for `or`, 400 for 401, a loop that never runs. Each is tried in a copy of
the project, with the tests of the folder in which the file stands, the nearest first, until one fails.
A mutant that no test notices is shown with its line: write the test that was missing, or, where the mutant means the same
as the line (a faster path, the size of a cache), say so in tools/mutants.toml.

All mutants of a part take hours. So a sample is drawn, by a seed, and tried until the time is over.
Exit code: 0 enough are noticed, 1 too few, or the tests fail without any mutant.
"""

from __future__ import annotations

import argparse
import ast
import random
import re
import shlex
import shutil
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import chdir
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]  # run as a file, it does not find it

from tools.command import run  # noqa: E402

PARTS = ["_ext/rules", "_ext/citations", "_ext/evidence", "_ext/typst_pdf/writer.py", "tools/watch"]
"""Where a fault would mislead a reader: what a page may claim, what it cites, and whether that still stands."""
LEAST = 90
"""Of a hundred mutants so many must be noticed."""


@dataclass(frozen=True)
class Mutant:
    """One change of one line, as Cosmic Ray names it."""

    path: str
    operator: str
    occurrence: int

    def change(self, source: str) -> str:
        """The file with this change."""
        from cosmic_ray.mutating import mutate_code
        from cosmic_ray.plugins import get_operator

        return mutate_code(source, get_operator(self.operator)(), self.occurrence)


def mutants(root: Path, path: str) -> Iterator[Mutant]:
    """All changes of a file that Cosmic Ray knows."""
    from cosmic_ray.ast import ast_nodes, get_ast_from_path
    from cosmic_ray.plugins import get_operator, operator_names

    nodes = list(ast_nodes(get_ast_from_path(root / path)))
    for name in sorted(operator_names()):
        if not get_operator(name).arguments():
            operator = get_operator(name)()
            places = sum(len(list(operator.mutation_positions(node))) for node in nodes)
            yield from (Mutant(path, name, occurrence) for occurrence in range(places))


def meaning(source: str) -> str:
    """What Python runs of a file: without the types, which nothing here evaluates, and without how it is laid out."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        for name in ("annotation", "returns"):
            if getattr(node, name, None) is not None:
                setattr(node, name, ast.Constant(None))
    return ast.dump(tree)


@dataclass(frozen=True)
class Line:
    """A line and what it becomes, as a person reads it and as tools/mutants.toml has it."""

    path: str
    number: int
    was: str
    becomes: str

    def __str__(self) -> str:
        return f"{self.path}:{self.number}:\n  - {self.was}\n  + {self.becomes}"


def line_of(path: str, source: str, changed: str) -> Line:
    """The first line that differs."""
    was, becomes = source.splitlines(), changed.splitlines()
    number = next(
        (at for at, pair in enumerate(zip(was, becomes, strict=False)) if pair[0] != pair[1]), len(becomes) - 1
    )
    return Line(path, number + 1, was[number].strip(), becomes[number].strip())


def explained(root: Path) -> dict[tuple[str, str, str], str]:
    """The changes that mean the same, each with its reason."""
    file = root / "tools/mutants.toml"
    told = tomllib.loads(file.read_text(encoding="utf-8"))["mutant"] if file.is_file() else []
    return {(each["file"], each["line"], each["becomes"]): each["why"] for each in told}


def files(root: Path, parts: Iterable[str]) -> list[str]:
    """The files of Python in folders, or by their own names."""
    found = {
        file for part in parts for file in ([root / part] if part.endswith(".py") else (root / part).rglob("*.py"))
    }
    return sorted(file.relative_to(root).as_posix() for file in found)


def near_tests(root: Path, path: str) -> list[str]:
    """The tests of a file of code: first those with its name, then those that name it, then the rest of its folder."""
    folder, *names = [name for name in Path(path.removeprefix("_ext/")).with_suffix("").parts if name != "__init__"]
    whole, above = ".".join([folder, *names]), ".".join([folder, *names[:-1]])
    named = re.compile(rf"\b{re.escape(whole)}\b|from {re.escape(above)} import .*\b{names[-1] if names else folder}\b")
    ranks = {}
    for test in sorted(root.glob("tests/*/test_*.py")):
        here = test.parent.name == folder
        if here and any(name in test.stem for name in names):
            rank = 0
        elif names and named.search(test.read_text(encoding="utf-8")):
            rank = 1
        elif here:
            rank = 2
        else:
            continue
        ranks[test.relative_to(root).as_posix()] = rank
    if folder == "tools" and min(ranks.values(), default=2) < 2:  # the other commands have nothing to do with it
        ranks = {test: rank for test, rank in ranks.items() if rank < 2}
    return sorted(ranks, key=lambda test: (ranks[test], test))


def command(tests: Iterable[str]) -> str:
    """How a mutant is tried: until one test fails."""
    quiet = "-x -q -p no:cacheprovider -p no:randomly --no-header --tb=no"
    return f"{shlex.quote(sys.executable)} -m pytest {quiet} {shlex.join(tests)}"


def copy(root: Path, to: Path) -> Path:
    """What is under version control or not yet, in a folder of its own: nobody's file is changed."""
    for path in root.iterdir():
        if path.name not in {".git", ".venv", "build"} and not path.name.startswith(".venv"):
            ignore = shutil.ignore_patterns("__pycache__", ".hypothesis", ".pytest_cache")
            shutil.copytree(path, to / path.name, ignore=ignore) if path.is_dir() else shutil.copy(path, to)
    return to


@dataclass
class Result:
    """What came of the mutants."""

    noticed: int
    survived: list[Line]
    explained: int

    @property
    def share(self) -> float:
        """Of a hundred mutants that change what the code does, those that a test notices."""
        told = self.noticed + len(self.survived)
        return 100 * self.noticed / told if told else 100


def attempt(folder: Path, drawn: Iterable[Mutant], until: float, known: dict[tuple[str, str, str], str]) -> Result:
    """Try each mutant in the copy until the time is over."""
    from cosmic_ray.testing import run_tests
    from cosmic_ray.work_item import TestOutcome

    result, limits = Result(0, [], 0), {}
    for mutant in drawn:
        if time.monotonic() > until:
            break
        file = folder / mutant.path
        source = file.read_text(encoding="utf-8")
        changed = mutant.change(source)
        line = line_of(mutant.path, source, changed)
        if meaning(changed) == meaning(source):
            continue
        if (line.path, line.was, line.becomes) in known:
            result.explained += 1
            continue
        tests = command(near_tests(folder, mutant.path))
        if mutant.path not in limits:
            began = time.monotonic()
            outcome, said = run_tests(tests, None)
            if outcome is not TestOutcome.SURVIVED:
                raise SystemExit(f"make mutants: the tests of {mutant.path} fail without a mutant:\n{said}")
            limits[mutant.path] = 30 + 3 * (time.monotonic() - began)  # a loop that never ends is noticed, too
        file.write_text(changed, encoding="utf-8")
        try:
            outcome, _ = run_tests(tests, limits[mutant.path])
        finally:
            file.write_text(source, encoding="utf-8")
        if outcome is TestOutcome.SURVIVED:
            result.survived.append(line)
            print(line, flush=True)
        else:
            result.noticed += 1
    return result


def main(arguments: list[str] | None = None) -> int:
    """Draw, try, and tell; returns the exit code."""
    week = "{}-{}".format(*date.today().isocalendar())
    parser = argparse.ArgumentParser(
        prog="make mutants", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("parts", nargs="*", default=PARTS, help="folders or files (default: %(default)s)")
    parser.add_argument("--seed", default=week, help="of the draw (default: this week's, %(default)s)")
    parser.add_argument(
        "--minutes", type=float, default=45, help="until no further one is tried (default: %(default)s)"
    )
    parser.add_argument("--most", type=int, help="how many are drawn (default: all, in the order of the draw)")
    parser.add_argument(
        "--least", type=float, default=LEAST, help="percent that must be noticed (default: %(default)s)"
    )
    options = parser.parse_args(arguments)
    all_of_them = [mutant for path in files(ROOT, options.parts) for mutant in mutants(ROOT, path)]
    drawn = random.Random(options.seed).sample(all_of_them, min(options.most or len(all_of_them), len(all_of_them)))
    with tempfile.TemporaryDirectory() as folder:
        place = copy(ROOT, Path(folder)).resolve()
        with chdir(place):
            result = attempt(place, drawn, time.monotonic() + 60 * options.minutes, explained(ROOT))
    tried = result.noticed + len(result.survived)
    print(
        f"{result.noticed} of {tried} mutants noticed ({result.share:.0f} %), {result.explained} explained; "
        f"drawn from {len(all_of_them)} with the seed {options.seed}"
    )
    return 0 if result.share >= options.least else 1


if __name__ == "__main__":
    run(main)
