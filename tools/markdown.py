"""Tables in Markdown, for an issue: text of others stays text in them."""

from __future__ import annotations


def cell(text: str) -> str:
    """Text in a cell of a Markdown table."""
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def row(*cells: str) -> str:
    """A row of cells that are Markdown already."""
    return f"| {' | '.join(cells)} |"
