"""How one reference ended, and what led to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tools.registries import Notice

#: How a reference can end, the most urgent first.
STATES = ("retracted", "not found", "differs", "corrected", "not checked", "confirmed")


@dataclass(frozen=True)
class Difference:
    """A field in which we and the registries differ. ``value`` is what the field should hold, where that is clear."""

    field: str
    ours: str
    theirs: str
    value: str = ""
    accepted: str = ""  # why we keep ours


@dataclass
class Finding:
    """How one reference ended, and why."""

    key: str
    line: int
    differences: list[Difference] = field(default_factory=list)
    additions: list[Difference] = field(default_factory=list)  # identifiers that the registries know and we could add
    notices: list[Notice] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)  # what does not exist
    unchecked: list[str] = field(default_factory=list)  # questions without an answer
    notes: list[str] = field(default_factory=list)  # what is good to know, and nothing to do
    numbers_found: int = 0  # how many of our numbers its abstract has
    asked: str = ""  # the oldest reply that this rests on
    marked: bool = False  # the entry says itself that the work is retracted
    accepted_notices: dict[str, str] = field(default_factory=dict)  # why a notice changes nothing for us
    excused: str = ""  # why the page of this entry cannot be asked
    doi: str = ""
    pmid: str = ""

    @property
    def state(self) -> str:
        """One of ``STATES``. What is known to be wrong comes first; "confirmed" needs every question answered."""
        kinds = {notice.kind for notice in self.open_notices}
        if "retraction" in kinds:
            return "retracted"
        if self.missing:
            return "not found"
        if any(not difference.accepted for difference in self.differences):
            return "differs"
        if kinds:
            return "corrected"
        return "not checked" if self.unchecked else "confirmed"

    @property
    def open_notices(self) -> list[Notice]:
        """The notices that nobody has accepted. A retraction cannot be accepted away: it is marked in the entry."""
        return [notice for notice in self.notices if notice.kind == "retraction" or notice not in self._accepted]

    @property
    def _accepted(self) -> list[Notice]:
        return [notice for notice in self.notices if {notice.doi, notice.pmid} & set(self.accepted_notices) - {""}]

    @property
    def to_do(self) -> bool:
        """Whether a person has to act. A retraction that the entry tells its readers needs nothing more."""
        if self.state == "retracted" and self.marked:
            rest = Finding(self.key, self.line, self.differences, missing=self.missing)
            return rest.to_do
        return self.state in ("retracted", "not found", "differs", "corrected")
