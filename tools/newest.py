"""What the pages and the tests need, in the newest releases: for `make next`.

In pyproject.toml ``~=`` holds back what Python 3.11 cannot run, and goes; ``==`` is meant, and stays.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]  # run as a file, it does not find it

from tools.command import run  # noqa: E402


def newest(pyproject: str) -> list[str]:
    """The requirements of both groups as pip takes them."""
    groups = tomllib.loads(pyproject)["dependency-groups"]
    named = (line for group in ("docs", "dev") for line in groups[group] if isinstance(line, str))
    return [line.partition("~=")[0] for line in named]


def main() -> int:
    """Print them; returns the exit code."""
    print(*newest((ROOT / "pyproject.toml").read_text(encoding="utf-8")), sep="\n")
    return 0


if __name__ == "__main__":
    run(main)
