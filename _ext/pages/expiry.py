"""``recheck:`` in a page's front matter: the day on which a fact on it may change, and what to look up then."""

from __future__ import annotations

from datetime import date


def parse_recheck(value: str) -> tuple[date, str]:
    """``(day, what to look up)`` of ``2026-12-31, whether the rule was extended``; raises ValueError with what to write."""
    day, _, reason = value.partition(",")
    try:
        when = date.fromisoformat(day.strip()) if len(day.strip()) == 10 else None
    except ValueError:
        when = None
    if when is None or not reason.strip():
        raise ValueError(f"`{value[:40]}` cannot be read: write a day and what to look up, as in {EXAMPLE}")
    return when, reason.strip()


EXAMPLE = "recheck: 2026-12-31, whether the rule was extended"
