"""What each page cites, as the other extensions ask for it: keys in the order of the text, and entries with their places."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from pybtex.database import Entry
from sphinx.environment import BuildEnvironment


def keys_by_page(env: BuildEnvironment) -> dict[str, tuple[str, ...]]:
    """``page -> the keys that it cites``, first cited first: one walk over all citations of the build."""
    pages: dict[str, dict[str, None]] = defaultdict(dict)
    for reference in env.domains["cite"].citation_refs if "cite" in env.domains else ():
        pages[reference.docname] |= dict.fromkeys(target.key for target in reference.targets)
    known = entries(env)
    return {page: tuple(key for key in keys if key in known) for page, keys in pages.items()}


def entries(env: BuildEnvironment) -> dict[str, Entry]:
    """``key -> entry`` of the whole bibliography; empty in a project without one."""
    return env.domains["cite"].bibdata.data.entries if "cite" in env.domains else {}


def place(env: BuildEnvironment, key: str) -> str:
    """``references.bib:12``, where the entry begins, which pybtex does not keep; else the names of the files."""
    beginning = re.compile(rf"^[ \t]*@\w+\s*[{{(]\s*{re.escape(key)}\s*,", re.IGNORECASE | re.MULTILINE)
    for name in env.config.bibtex_bibfiles:
        text = Path(env.srcdir, name).read_text(encoding=env.config.bibtex_encoding)
        if match := beginning.search(text):
            return f"{name}:{text.count(chr(10), 0, match.start()) + 1}"
    return ", ".join(env.config.bibtex_bibfiles)
