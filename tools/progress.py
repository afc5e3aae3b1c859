"""How far a command has come, for whoever waits at a terminal."""

from __future__ import annotations

from typing import TextIO


class Progress:
    """A bar on a terminal; nothing where the output goes to a file or a log."""

    def __init__(self, total: int, stream: TextIO) -> None:
        self.total = total
        self.stream = stream
        self.shown = stream.isatty() and total > 0

    def __call__(self, done: int, key: str) -> None:
        if self.shown:
            filled = round(24 * done / self.total)
            text = f"[{'#' * filled}{'.' * (24 - filled)}] {done} of {self.total} {key}"
            self.stream.write(f"\r\033[K{text}" if done < self.total else "\r\033[K")
            self.stream.flush()
