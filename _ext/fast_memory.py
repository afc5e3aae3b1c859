"""Builds take a sixth less time: Python looks less often for memory to free, which a build hardly has.

Pages are trees whose nodes know their parents, so nearly all of them live until their page is written, and each look
at all of them is in vain. Measured at 150 pages: 9.5 s to 7.7 s, 154 MB to 195 MB; at 1,000 pages the memory is the same.
"""

from __future__ import annotations

import gc

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

NEW_OBJECTS = 4000
"""So many more objects than are freed, and Python looks (its own number is 700)."""


def setup(app: Sphinx) -> ExtensionMetadata:
    _, *older = gc.get_threshold()
    gc.set_threshold(NEW_OBJECTS, *older)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
