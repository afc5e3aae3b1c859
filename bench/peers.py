"""What this project costs and gives beside what a team would pick instead: the same book, one machine, one run."""

from __future__ import annotations

import argparse
import json
import math
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # run as a file or imported by its test alike
from bench import features, generate
from bench.measure import Run, growth, machine, run, written
from bench.tools import CONTENDERS, ROOT, Contender, edit, install

GOALS = (
    ("this project", "MkDocs Material, mkdocs-bibtex", 150, 1.0),
    ("this project", "MkDocs Material, mkdocs-bibtex", 500, 0.9),
    ("this project", "Sphinx, bibliography on each page", 150, 0.05),
    ("this project", "Jupyter Book 1", 150, 0.05),
    ("this project, HTML and PDF", "pandoc, page by page", 150, 0.6),
)
"""Ours, theirs, pages, and the most that the ratio of CPU seconds may be."""
LONG = 60
"""Where a full build takes more CPU seconds than these, one build after an edit has to do."""

HOPELESS = 1.2
"""A build whose growth so far lets it take so many times the limit is not tried."""

Results = dict[tuple[str, int], list[Run]]


def measure(pages: list[int], runs: int, limit: float, work: Path) -> Iterator[tuple[Results, Results, dict, dict]]:
    """Full builds, builds after one edit, MB written and features, as far as they are known after each size.

    Contenders take turns, so that noise hits all alike.
    One that went over the limit, or by its growth so far would, is not run again at that size, nor at a larger one.
    """
    full, edited, size, features = defaultdict(list), defaultdict(list), {}, {}
    slow: dict[str, int] = {}
    for number, count in enumerate(pages):
        for contender in CONTENDERS:
            cost = expected(full, contender.name, pages[:number], count)
            if contender.name not in slow and cost > HOPELESS * limit:
                slow[contender.name] = pages[number - 1]
                full[contender.name, count] = [Run(0, 0, 0, f"not run: about {cost / 60:.0f} minutes expected")]
        for turn in range(runs):
            for contender in CONTENDERS:
                if slow.get(contender.name, math.inf) < count or (turn and slow.get(contender.name) == count):
                    continue
                folder = work / f"{contender.name}-{count}-{turn}".replace(" ", "-").replace(",", "")
                contender.prepare(folder, count)
                command = contender.command(contender.python)
                done = run(command, folder, limit)
                full[contender.name, count].append(done)
                print(
                    f"{count:5} pages, turn {turn + 1}: {contender.name}: {done.cpu:.1f} s, {done.outcome}",
                    file=sys.stderr,
                )
                if done.outcome != "done":
                    slow[contender.name] = count
                    if done.outcome == "failed":
                        print((folder / "build.log").read_text(errors="replace")[-2000:], file=sys.stderr)
                    continue
                if not turn:
                    size[contender.name, count] = written(folder / contender.output)
                    check(contender, folder)
                    if count == pages[0]:
                        features[contender.name] = given(contender, folder, count, limit)
                if not turn or done.cpu <= LONG:
                    edit(folder)
                    edited[contender.name, count].append(run(command, folder, limit))
                shutil.rmtree(folder)
        yield full, edited, size, features


def expected(full: Results, name: str, before: list[int], pages: int) -> float:
    """CPU seconds that so many pages would take if cost grew as between the last two sizes; 0 where that is not known."""
    known = [(size, cost) for size in before[-2:] if (cost := least(full.get((name, size), [])))]
    if len(known) < 2:
        return 0
    return carried_on(known, pages)


def carried_on(points: list[tuple[int, float]], pages: int) -> float:
    """CPU seconds of so many pages if cost grew on as between the last two sizes measured; one size tells no growth."""
    if len(points) < 2:
        return points[-1][1]
    (small, low), (large, high) = points[-2:]
    return high * (pages / large) ** (math.log(high / low) / math.log(large / small))


def check(contender: Contender, folder: Path) -> None:
    """A build that left keys as text does not count."""
    site = features.Site(contender, folder)
    if contender.name != "Sphinx without citations" and (not features.resolved(site) or features.unresolved(site)):
        sys.exit(f"bench: {contender.name} did not resolve its citations in {folder}")


def given(contender: Contender, folder: Path, count: int, limit: float) -> dict[str, str]:
    """What the build gives the reader, feature by feature."""
    if contender.prepare_in_full:
        folder = folder.with_name(folder.name + "-in-full")
        contender.prepare_in_full(folder, count)
        run(contender.command(contender.python), folder, limit)
    site = features.Site(contender, folder)
    found = {name: read(site) for name, read in features.FEATURES.items()}
    return {**found, "reproducible PDF": reproducible(contender, folder, count, limit)}


def reproducible(contender: Contender, folder: Path, count: int, limit: float) -> str:
    """Whether the same book built in another folder gives the same bytes."""
    first = next(folder.rglob("*.pdf"), None)
    if first is None:
        return "no PDF"
    other = folder.with_name(folder.name + "-elsewhere")
    (contender.prepare_in_full or contender.prepare)(other, count)
    run(contender.command(contender.python), other, limit)
    second = next(other.rglob(first.name))
    return "yes" if second.read_bytes() == first.read_bytes() else "no"


def least(runs: list[Run]) -> float | None:
    """The least CPU seconds of the runs that were done."""
    return min((each.cpu for each in runs if each.outcome == "done"), default=None)


def exponent(full: Results, name: str) -> str:
    """How the cost of a contender grows from 50 to 500 pages."""
    return growth({pages: least(runs) for (each, pages), runs in full.items() if each == name})


def cell(runs: list[Run]) -> str:
    """``12.3 (12.9)``: least and median CPU seconds; or ``12.3 (once)``."""
    done = [each.cpu for each in runs if each.outcome == "done"]
    if not done:
        return runs[0].outcome if runs else "-"
    return f"{min(done):.1f} ({statistics.median(done):.1f})" if len(done) > 1 else f"{done[0]:.1f} (once)"


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def report(full: Results, edited: Results, size: dict, features: dict, args: argparse.Namespace) -> str:
    names, pages = [contender.name for contender in CONTENDERS], args.pages
    title = "Performance compared with MkDocs, Jupyter Book and pandoc"
    text = [f"# {title}\n\nMeasured on {date.today():%Y-%m-%d}; repeat it with `make bench`.\n"]
    text.append(
        f"{machine()}.\n\nOne book of made-up pages: {generate.CITATIONS} citations and {generate.ENTRIES} entries a page, "
    )
    text.append(f"seed {generate.SEED}. Turns are taken, {args.runs} each, at most {args.limit:g} s for one; ")
    text.append("what went over the limit was not run again, what by its growth would take far longer was not tried, ")
    text.append("and where a full build takes more than ")
    text.append(f"{LONG} s, one build after an edit was made. {args.note}".rstrip())
    text.append("\n\n## CPU seconds of a full build: least (median)\n\n")
    rows = [[name, *(cell(full.get((name, n), [])) for n in pages), exponent(full, name)] for name in names]
    text.append(table(["", *(f"{n} pages" for n in pages), "growth 50 to 500"], rows))
    text.append("\n## CPU seconds after one edit: least (median)\n\n")
    text.append(
        table(
            ["", *(f"{n} pages" for n in pages)],
            [[name, *(cell(edited.get((name, n), [])) for n in pages)] for name in names],
        )
    )
    text.append("\n## Peak memory and what is written, in MB\n\n")
    most = {key: max(each.memory for each in runs) for key, runs in full.items() if least(runs)}
    rows = [
        [name, *(f"{most[name, n]:.0f} / {size[name, n]:.1f}" if (name, n) in most else "-" for n in pages)]
        for name in names
    ]
    text.append(table(["", *(f"{n} pages" for n in pages)], rows))
    text.append("\n## What the reader gets, read from the output\n\n")
    columns = [*features.FEATURES, "reproducible PDF"]
    text.append(
        table(["", *features], [[column, *(found[column] for found in features.values())] for column in columns])
    )
    text.append("\nSphinx and Jupyter Book make a PDF through LaTeX, which none of the environments brings.\n")
    text.append("\n## Goals\n\n")
    text.append(
        table(["", "pages", "ratio", "goal", ""], [goal(full, *each) for each in GOALS] + own_goals(full, edited))
    )
    text.append("\n## Versions\n\n" + versions() + "\n")
    return "".join(text)


def goal(full: Results, ours: str, theirs: str, pages: int, most: float) -> list[str]:
    """One line of the goals. Of a peer that was stopped at the limit, what it had used by then is a lower bound."""
    mine, others = least(full.get((ours, pages), [])), full.get((theirs, pages), [])
    used = least(others) or max((each.cpu for each in others if each.outcome == "over the limit"), default=0)
    ratio = mine / used if mine and used else None
    line = verdict(f"{ours} / {theirs}", str(pages), ratio, most)
    if ratio and not least(others):
        line[2] = f"below {line[2]}"
        line[4] = line[4].replace("missed", "not measured")
    return line


def own_goals(full: Results, edited: Results, ours: str = "this project") -> list[list[str]]:
    whole, after = least(full.get((ours, 500), [])), least(edited.get((ours, 500), []))
    grown = exponent(full, ours)
    return [
        verdict("one edit / full build", "500", after / whole if whole and after else None, 0.25),
        verdict("growth exponent", "50 to 500", None if grown == "-" else float(grown), 1.1),
    ]


def verdict(what: str, pages: str, value: float | None, most: float) -> list[str]:
    if value is None:
        return [what, pages, "-", f"at most {most}", "not measured"]
    return [what, pages, f"{value:.3f}", f"at most {most}", "met" if value <= most else "missed"]


def versions() -> str:
    lines = []
    for contender in CONTENDERS:
        for package in contender.packages:
            if contender.environment:
                ask = f"from importlib.metadata import version; print(version({package!r}))"
                told = subprocess.run([contender.python, "-c", ask], capture_output=True, text=True).stdout.strip()
            else:
                told = version(package)
            lines.append(f"- {package} {told}")
    return "\n".join(dict.fromkeys(lines))


def save(path: Path, full: Results, edited: Results, size: dict, features: dict) -> None:
    """Every run, for those who want to reckon for themselves: ``cpu`` and ``wall`` in seconds, ``memory`` in MB."""
    raw = {"full build": _listed(full), "after one edit": _listed(edited)}
    raw["MB written"] = [
        {"contender": name, "pages": pages, "written": round(each, 2)} for (name, pages), each in size.items()
    ]
    raw["features"] = features
    path.write_text(json.dumps(raw, indent=1) + "\n", encoding="utf-8")


def load(paths: list[Path]) -> tuple[Results, Results, dict, dict]:
    """What :func:`save` wrote; several files are put together, such as those of two runs for different sizes."""
    full, edited, size, features = defaultdict(list), defaultdict(list), {}, {}
    for path in paths:
        raw = json.loads(path.read_text(encoding="utf-8"))
        for results, name in (full, "full build"), (edited, "after one edit"):
            for each in raw[name]:
                key = each.pop("contender"), each.pop("pages")
                del each["turn"]
                results[key].append(Run(**each))
        size |= {(each["contender"], each["pages"]): each["written"] for each in raw["MB written"]}
        features = features or raw["features"]
    return full, edited, size, features


def _listed(results: Results) -> list[dict]:
    return [
        {"contender": name, "pages": pages, "turn": turn, **{key: _short(value) for key, value in vars(each).items()}}
        for (name, pages), runs in results.items()
        for turn, each in enumerate(runs, 1)
    ]


def _short(value: float | str) -> float | str:
    return round(value, 3) if isinstance(value, float) else value


def draw(full: Results, pages: list[int], path: Path) -> None:
    """Cost over size, both on logarithmic scales: a straight line, whose slope is the growth."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context({"svg.hashsalt": "bench", "svg.fonttype": "none"}):
        figure = Figure(figsize=(9, 5.4))
        axes = figure.add_axes((0.09, 0.11, 0.55, 0.85))
        ends = []
        for contender in CONTENDERS:
            points = [(n, cost) for n in pages if (cost := least(full.get((contender.name, n), [])))]
            if points:
                is_ours = contender.name.startswith("this project")
                look = {
                    "lw": 2.6 if is_ours else 1.4,
                    "color": "#b4541a" if is_ours else "#5d6b68",
                    "marker": "o",
                    "ms": 4,
                }
                axes.loglog(*zip(*points, strict=True), ls="--" if "PDF" in contender.name else "-", **look)
                grown = exponent(full, contender.name)
                label = contender.name + (f", growth {grown}" if grown != "-" else "")
                ends.append((points[-1], label, look["color"], carried_on(points, pages[-1])))
        place = -math.inf
        for (end, cost), label, color, _ in sorted(ends, key=lambda each: each[-1]):
            place = max(math.log10(cost), place + 0.135)  # labels must not cover each other
            # A dotted line leads from the end of each to its label.
            axes.plot((end, pages[-1] * 1.13), (cost, 10**place), ls=":", lw=0.7, color=color)
            axes.annotate(
                label, (pages[-1] * 1.15, 10**place), annotation_clip=False, va="center", fontsize=9, color=color
            )
        axes.set_ylim(top=10 ** (place + 0.1))
        axes.set_xlabel("pages")
        axes.set_ylabel("CPU seconds of a full build")
        axes.set_xticks(pages, [str(n) for n in pages])
        axes.minorticks_off()
        for side in "top", "right":
            axes.spines[side].set_visible(False)
        figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None}, facecolor="white")


def write(args: argparse.Namespace, full: Results, edited: Results, size: dict, features: dict) -> None:
    save(args.results / "peers.json", full, edited, size, features)
    (args.results / "peers.md").write_text(report(full, edited, size, features, args), encoding="utf-8")
    draw(full, args.pages, args.results / "peers.svg")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, nargs="+", default=[10, 50, 150, 500])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--limit", type=float, default=300, help="seconds that one build may take")
    parser.add_argument("--results", type=Path, default=ROOT / "bench" / "results")
    parser.add_argument("--note", default="", help="a sentence for the report on how the runs were made")
    parser.add_argument("--from", type=Path, nargs="+", dest="files", help="build nothing: report on these peers.json")
    args = parser.parse_args()
    args.results.mkdir(parents=True, exist_ok=True)
    if args.files:
        write(args, *load(args.files))
        return
    for contender in CONTENDERS:
        install(contender)
    with tempfile.TemporaryDirectory(prefix="bench-") as work:
        for known in measure(args.pages, args.runs, args.limit, Path(work)):
            write(args, *known)
    print(f"The results are in {args.results}: peers.md, peers.svg, and every run in peers.json")


if __name__ == "__main__":
    main()
