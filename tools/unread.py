"""The publications that nobody has read twice, the most cited first: `make unread`.

A second person reads the source against its entry in references.bib and writes the day into `second`.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "_ext")]  # run as a file, it finds neither

from rules import Site, read_site  # noqa: E402
from rules.site import TEMPLATE  # noqa: E402

from tools.command import run  # noqa: E402


def unread(site: Site) -> Iterator[str]:
    """``path:line: message`` for each entry without a second reading; those cited alike in the order of their keys."""
    pages = {path: page.cites for path, page in site.pages.items() if path != TEMPLATE}
    times = Counter(key for cites in pages.values() for _, key in cites)
    waiting = [
        (-times[entry.key], entry.key, bibliography.path, entry)
        for bibliography in site.bibliographies
        for entry in bibliography.entries
        if not entry.text("second")
    ]
    for count, key, path, entry in sorted(waiting, key=lambda one: one[:3]):
        read = entry.text("read") or "we do not say what"
        yield f"{path}:{entry.line}: {key} is cited {-count} time{'s' if count != -1 else ''}; read once: {read}"


def main(root: Path = ROOT) -> int:
    """Print what waits for a second reader, and how many; that some wait is no fault."""
    found = list(unread(read_site(root)))
    print(*found, f"{len(found)} not read twice", sep="\n")
    return 0


if __name__ == "__main__":
    run(main)
