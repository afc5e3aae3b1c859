"""What each page cites, as the other extensions ask for it: keys in the order of the text, and entries with their places."""

from __future__ import annotations

from collections import defaultdict

from pybtex.database import Entry
from sphinx.environment import BuildEnvironment


def keys_by_page(env: BuildEnvironment) -> dict[str, tuple[str, ...]]:
    """``page -> the keys that it cites``, first cited first: one walk over all citations of the build."""
    pages: dict[str, dict[str, None]] = defaultdict(dict)
    for reference in env.domains["cite"].standing() if "cite" in env.domains else ():
        pages[reference.docname] |= dict.fromkeys(target.key for target in reference.targets)
    known = entries(env)
    return {page: tuple(key for key in keys if key in known) for page, keys in pages.items()}


def entries(env: BuildEnvironment) -> dict[str, Entry]:
    """``key -> entry`` of the whole bibliography; empty in a project without one."""
    return env.domains["cite"].bibdata.data.entries if "cite" in env.domains else {}


def place(env: BuildEnvironment, key: str) -> str:
    """The file and line where the entry begins; the names of the files where nobody kept them."""
    places = env.domains["cite"].data.get("places", {}) if "cite" in env.domains else {}
    return "{}:{}".format(*places[key.lower()]) if key.lower() in places else ", ".join(env.config.bibtex_bibfiles)
