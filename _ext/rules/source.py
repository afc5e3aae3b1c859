"""A file as it lies on disk, decoded as far as it can be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

LARGEST = 1_000_000
"""Bytes of a page. The longest of a book has a tenth of this; more is a picture or an accident, and slow to parse."""
LARGEST_BIB = 10_000_000
"""Bytes of a bibliography: some ten thousand entries."""


NO_CHARACTER = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""What is no text for XML 1.0 or YAML, and what splits a line unseen: control characters, U+2028, a byte order mark inside."""


def largest(path: str) -> int:
    """The most bytes that a file of that name may have."""
    return LARGEST_BIB if path.endswith(".bib") else LARGEST


@dataclass(frozen=True)
class Source:
    """A file: its path as a person writes it, and its bytes."""

    path: str
    data: bytes
    size: int
    fault: str = ""
    """Why it could not be opened."""

    @classmethod
    def read(cls, root: Path, path: str) -> Source:
        """Read at most the ``largest`` number of bytes of the file; one that cannot be opened is empty, and says why."""
        try:
            with (root / path).open("rb") as file:
                data = file.read(largest(path) + 1)
            return cls(path, data, (root / path).stat().st_size)
        except OSError as error:
            return cls(path, b"", 0, error.strerror or str(error))

    @classmethod
    def of(cls, path: str, text: str | bytes) -> Source:
        """A source from memory."""
        data = text.encode() if isinstance(text, str) else text
        return cls(path, data[: largest(path) + 1], len(data))

    @cached_property
    def text(self) -> str:
        """The text with plain line ends and no byte order mark; what is not UTF-8 becomes a replacement character."""
        text = self.data.decode("utf-8", "replace").removeprefix("\N{BYTE ORDER MARK}")
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def read_text(self, encoding: str = "utf-8") -> str:
        """The text, as a path gives it: what reads a file can read this."""
        return self.text

    @property
    def is_readable(self) -> bool:
        """Whether the other rules can make sense of it: text in UTF-8, of a reasonable size, and not empty."""
        if self.size > largest(self.path) or b"\0" in self.data or not self.data.strip():
            return False
        try:
            self.data.decode("utf-8")
        except UnicodeDecodeError:
            return False
        return True

    def line_of(self, offset: int) -> int:
        """The line, from 1, of a byte offset."""
        return self.data.count(b"\n", 0, offset) + 1
