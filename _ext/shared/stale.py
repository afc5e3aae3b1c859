"""Write a page again when what it shows of other files has changed: Sphinx itself looks only at the page's own source."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from sphinx.application import Sphinx


def outdated(app: Sphinx, feature: str, shows: Mapping[str, object]) -> list[str]:
    """The pages of ``shows`` (page -> what the feature will show on it) that this builder last wrote with something else.

    To be returned from ``env-updated``. What is shown is compared by its ``repr``.
    """
    now = {page: sha256(repr(what).encode()).hexdigest() for page, what in shows.items()}
    written: dict[tuple[str, str], dict[str, str]] = app.env.__dict__.setdefault("shown", {})
    before, written[app.builder.name, feature] = written.get((app.builder.name, feature), {}), now
    return [page for page in now if now[page] != before.get(page)]
