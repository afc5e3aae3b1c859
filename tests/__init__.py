"""The tests. Their folders are those of the code.

Nothing is installed while they run: the installed packages are looked through once, not ten times for each start of Sphinx.
Sphinx and pybtex take this function by its name when they are imported, which is after this package.
"""

import functools
import importlib.metadata

importlib.metadata.entry_points = functools.cache(importlib.metadata.entry_points)
