"""What the pages of one PDF share: the builder begins it, the writer fills it, the builder closes its links."""

from __future__ import annotations

from dataclasses import dataclass, field

from docutils import nodes

from typst_pdf.compiler import Source


@dataclass
class Book:
    """One PDF in the making."""

    kind: str
    """``book`` or ``handout``"""
    pages: set[str]
    source: Source = field(default_factory=Source)
    defined: set[str] = field(default_factory=set)
    """Keys (``page#anchor``) that something in this PDF can be found under."""
    links: list[tuple[int, str, nodes.Element]] = field(default_factory=list)
    """Links to be opened when all keys are known: index of the part, key, node."""
    level: int = 0
    """Level of the last heading."""
    chapters: list[tuple[str, str]] = field(default_factory=list)
    """Page and key of each heading of the first level."""
    classes: set[str] = field(default_factory=set)
    """Classes of the boxes in it."""
    more: int = 0
    """How many references a handout leaves out."""
    skipped: set[str] = field(default_factory=set)
    """Keys that stand in a section which this PDF leaves out."""
    unknown: set[tuple[str, str]] = field(default_factory=set)
    """Kinds of nodes without a form, and the pages that have them; each is told once."""
    failed: bool = False
    """Whether this PDF cannot be made; why has been logged."""
