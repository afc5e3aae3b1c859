"""Keep in searches.toml how many each page's question found, for the account that readers see."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tools.news.search import News
from tools.watch.bibliography import Unreadable

FILE = "searches.toml"
HEAD = """\
# How many publications the question of each page found in PubMed: made by `make news ARGS=--record`, shown in methods.md.
"""


def update(path: Path, found: list[News]) -> bool:
    """Write the counts of the pages that were asked for and keep those of the others; whether that changed the file."""
    try:
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        kept = {one["page"]: one for one in tomllib.loads(before).get("search", [])}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(f"{path.name}: {error}: delete the file, and say the same again") from None
    for news in found:
        if news.asked and not news.fault:
            kept[news.page] = {"page": news.page, "asked": news.asked, "since": news.since, "found": news.found}
    parts = [HEAD]
    for page in sorted(kept):
        one = kept[page]
        parts.append(
            f'\n[[search]]\npage = "{page}"\nasked = {one["asked"]}\nsince = {one["since"]}\nfound = {one["found"]}\n'
        )
    text = "".join(parts)
    if text == before or not kept:
        return False
    path.write_text(text, encoding="utf-8")
    return True
