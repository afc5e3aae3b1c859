"""Give sphinxcontrib-bibtex what our reader has read of the .bib files: one broken entry is named and hides no other."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from shared import bib
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinxcontrib.bibtex.bibfile import BibData, BibFile, get_mtime, is_bibdata_outdated

logger = logging.getLogger(__name__)


class Problem(NamedTuple):
    file: Path
    line: int
    message: str


def read_bibfiles(app: Sphinx) -> None:
    """Before sphinxcontrib-bibtex looks: give it what can be read, so that it finds its own cache up to date."""
    data = app.env.get_domain("cite").data
    files = [(Path(app.confdir) / name).resolve() for name in app.config.bibtex_bibfiles or ()]
    if is_bibdata_outdated(data["bibdata"], files, app.config.bibtex_encoding):
        told = "rules" in app.extensions  # they say what is wrong within a file, from the same reader
        data["bibdata"], data["problems"], data["places"] = read(files, app.config.bibtex_encoding, told)
    for file, line, message in data["problems"]:
        logger.warning(message, location=f"{file}:{line}", type="bibtex", subtype="bibfile_data_error")


def read(
    files: list[Path], encoding: str, told: bool = False
) -> tuple[BibData, list[Problem], dict[str, tuple[Path, int]]]:
    """Every entry that can be read, in the order of the files; what is wrong, unless it is ``told``; where each one stands."""
    entries, problems, bibfiles, places = [], [], {}, {}
    for file in files:
        bibfiles[file] = BibFile(get_mtime(file), {})
        try:
            found = bib.read(file.read_bytes(), encoding)
        except OSError:
            problems.append(Problem(file, 1, "there is no such file; bibtex_bibfiles in conf.py names it"))
            continue
        problems += [Problem(file, fault.line, fault.message) for fault in found.faults if not told]
        for entry in found.entries:
            if taken := places.get(entry.key.lower()):
                there = f"{taken[0].name}, line {taken[1]}"
                message = (
                    f"the key {entry.key!r} is taken by the entry in {there}: this one is left out; give it another"
                )
                problems.append(Problem(file, entry.line, message))
                continue
            places[entry.key.lower()] = file, entry.line
            bibfiles[file].keys[entry.key] = None
            entries.append(entry)
    data, misread = bib.database(entries)
    if not told:
        problems += [Problem(places[each.key.lower()][0], each.line_of("author"), message) for each, message in misread]
    return BibData(encoding, bibfiles, data), problems, places
