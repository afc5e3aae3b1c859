"""What a page and a bibliography entry must hold: one small function a rule, the same in `make check` and in every build.

To add a rule, write a function in the file of its group. Its docstring is the rule, its ``bad`` and ``good`` examples are
its tests, and all three are printed on the contributors' page. Nothing has to be registered by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

# Each of these files joins RULES as it is loaded.
from rules import bibliography, blocks, evidence, files, numbers, records, structure, targets, words  # noqa: F401
from rules.registry import RULES, Finding, Rule
from rules.site import Site, check, left_out, read_site

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__all__ = ["RULES", "Finding", "Rule", "Site", "check", "left_out", "read_site"]


def setup(app: Sphinx) -> ExtensionMetadata:
    from rules.build import setup as setup_build  # here, because `make check` must not wait for Sphinx to load

    return setup_build(app)
