"""A page on the web: does it still answer, and does it still hold what we say it holds?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from tools.registries.service import Cache, Service, contact


@dataclass(frozen=True)
class Page:
    """The words of a page, and the address that it answered from in the end."""

    text: str
    url: str
    asked: str


class WebPages:
    """Ask for pages of any site, a second apart."""

    def __init__(self, *, cache: Cache | None = None, **settings: Any) -> None:
        # Tried twice: a site that is down is asked again next week, and nothing waits for it.
        self.service = Service("The page", "", cache=cache, contact=contact(), **({"tries": 2} | settings))

    def page(self, url: str) -> Page | None:
        """The page at an address; ``None`` where the site says that there is none. Raises ``Unreachable``."""
        self.service.faults = 0  # each address is another site: one that is down says nothing about the next
        answer = self.service.ask(url, _words, pause=1)
        return Page(answer[0], answer[1].url or url, answer[1].asked) if answer else None


def _words(html: str) -> str:
    html = re.sub(r"(?is)<(script|style|noscript)\b.*?</\1\s*>", " ", html)
    text = " ".join(unescape(re.sub(r"(?s)<[^>]*>", " ", html)).split())
    if not text:
        raise ValueError("an empty page")
    return text
