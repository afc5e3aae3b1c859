"""An outcome in a page's front matter, as contributors write it and as the rules, the pages and the data files read it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shared.vocabulary import CERTAINTY, REASONS
from shared.words import _

_VALUE = re.compile(r"(?P<level>[\w-]+)(?:\s*\((?P<reasons>[^()]*)\))?")


@dataclass(frozen=True)
class Outcome:
    """One thing that a page answers, how sure we are of it, and GRADE's reasons for rating it down."""

    what: str
    level: str
    """One of ``vocabulary.CERTAINTY``."""
    reasons: tuple[str, ...] = ()
    """Some of ``vocabulary.REASONS``, in the order written."""

    @classmethod
    def parse(cls, what: str, value: str) -> Outcome:
        """Read ``very-low (imprecision, risk of bias)``; raises ValueError with what to write instead."""
        match = _VALUE.fullmatch(value.strip())
        if not what.strip() or not match:
            raise ValueError(
                "an outcome that cannot be read: write `- safety over years: very-low (imprecision)`, one a line"
            )
        level = match["level"]
        if level not in CERTAINTY:
            raise ValueError(f"`{level[:40]}` is no level: write one of {', '.join(CERTAINTY)}")
        reasons = tuple(reason.strip() for reason in (match["reasons"] or "").split(",") if reason.strip())
        for reason in reasons:
            if reason not in REASONS:
                raise ValueError(f"`{reason[:40]}` is no reason of GRADE: write one of {', '.join(REASONS)}")
        highest = next(iter(CERTAINTY))
        if (level == highest) == bool(reasons):
            right = "has no reason" if reasons else "needs a reason in brackets"
            raise ValueError(
                f"`{level}` {right}: GRADE gives a reason for each level below {highest}, and none for {highest}"
            )
        return cls(what.strip(), level, reasons)

    @property
    def why(self) -> str:
        """The reasons in the reader's words: ``too few people; weak methods``."""
        return "; ".join(_(REASONS[reason]) for reason in self.reasons) or _("no serious doubt")
