"""Every link to the site or its repository is whole: their addresses, from the environment, and what is joined to them.

A host that does not set Read the Docs' variables sets ours: SITE_URL and REPOSITORY_URL (HOSTING.md).
"""

from __future__ import annotations

import os
import re
from urllib.parse import urljoin, urlsplit

from sphinx.errors import ConfigError

SSH = re.compile(r"(?:ssh://)?(?:[^@/]+@)?([^:/@]+)(?::\d+/|:/?|/)(.+)")
"""``git@host:owner/name`` and ``ssh://git@host:22/owner/name``: the host and what follows it."""


def site() -> str:
    """The address of the site, with a final slash; empty where none is known."""
    address = os.environ.get("SITE_URL") or os.environ.get("READTHEDOCS_CANONICAL_URL", "")
    if address and not is_web(address):
        raise ConfigError(f"SITE_URL is {address!r}: write the whole address, such as https://example.org/book/")
    return join(address, "")


def repository() -> str:
    """The page of the repository on the web, without a final slash; empty where none is known."""
    if given := os.environ.get("REPOSITORY_URL", ""):
        if address := web_page(given):
            return address
        raise ConfigError(
            f"REPOSITORY_URL is {given!r}: write the whole address, such as https://example.org/owner/book"
        )
    return web_page(os.environ.get("READTHEDOCS_GIT_CLONE_URL", ""))


def web_page(clone: str) -> str:
    """The web page of the repository that ``git clone`` takes from here; empty for one that is not on the web."""
    clone = clone.rstrip("/").removesuffix(".git")
    if is_web(clone):
        parts = urlsplit(clone)
        return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()  # no password goes into a page
    if clone.startswith("ssh://") or re.match(r"[^/:]+@[^/:]+:", clone):
        found = SSH.fullmatch(clone)
        return f"https://{found[1]}/{found[2]}" if found else ""
    return ""


def join(base: str, path: str) -> str:
    """The whole address of a page or file of the site at ``base``, with or without a final slash; empty for no site."""
    return urljoin(f"{base.rstrip('/')}/", path) if base else ""


def language(original: str) -> str:
    """The language of the edition that Read the Docs builds (``pt-br`` as ``pt_BR``); that of the original elsewhere."""
    name, *region = os.environ.get("READTHEDOCS_LANGUAGE", original).replace("_", "-").split("-")
    return "_".join([name.lower(), *(each.upper() if len(each) == 2 else each.title() for each in region)])


def is_web(address: str) -> bool:
    """Whether it is a whole address of the web."""
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and bool(parts.hostname)
