"""Run a build in a process of its own: CPU seconds, peak memory, and whether it kept to the time limit."""

from __future__ import annotations

import math
import os
import platform
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """``cpu`` in seconds, user and system, of the command and all it started; ``memory`` the peak of one process in MB."""

    cpu: float
    wall: float
    memory: float
    outcome: str  # "done", "over the limit" or "failed"


def run(command: Sequence[str], folder: Path, limit: float) -> Run:
    """Run the command in the folder for at most ``limit`` seconds; its output goes to build.log there."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000", "NO_COLOR": "1", "NO_MKDOCS_2_WARNING": "1"}
    command_line = (
        sys.executable,
        "-I",
        "-S",
        str(Path(__file__).with_name("isolation.py")),
        str(limit),
        *map(str, command),
    )
    told = subprocess.run(
        command_line, cwd=folder, env=environment, capture_output=True, text=True, errors="replace", check=True
    )
    said, _, figures = told.stdout.rstrip().rpartition("\n")
    with (folder / "build.log").open("a", encoding="utf-8") as log:
        log.write(said + told.stderr)
    cpu, wall, memory, outcome = figures.split()
    return Run(float(cpu), float(wall), float(memory), outcome.replace("-", " "))


def growth(costs: Mapping[int, float | None], small: int = 50, large: int = 500) -> str:
    """How cost (pages -> CPU seconds) grows between two sizes: 1 is linear, 2 quadratic, 3 cubic."""
    low, high = costs.get(small), costs.get(large)
    return f"{math.log(high / low) / math.log(large / small):.2f}" if low and high else "-"


def machine() -> str:
    """Such as ``Linux x86_64, AMD EPYC, 2 cores, 24 GB, Python 3.11.7``; what the system does not tell is left out."""
    cpu, memory = (
        re.search(pattern, file.read_text()) if (file := Path("/proc", name)).exists() else None
        for name, pattern in (("cpuinfo", r"model name\s*: (.+)"), ("meminfo", r"MemTotal:\s*(\d+) kB"))
    )
    parts = [f"{platform.system()} {platform.machine()}", cpu and cpu[1], f"{os.cpu_count()} cores"]
    parts += [memory and f"{int(memory[1]) / 1e6:.0f} GB", f"Python {platform.python_version()}"]
    return ", ".join(filter(None, parts))


def written(folder: Path) -> float:
    """What was written, in MB."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
