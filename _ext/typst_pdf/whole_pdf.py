"""Only a PDF that is complete is offered: a disk that was full or a build that was stopped leaves half of one."""

from __future__ import annotations

from pathlib import Path


def is_whole(path: Path) -> bool:
    """Whether the file begins and ends as a PDF does."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        begins = file.read(5) == b"%PDF-"
        file.seek(max(0, path.stat().st_size - 1024))
        return begins and b"%%EOF" in file.read()
