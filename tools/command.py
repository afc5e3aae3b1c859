"""How each of our commands ends: with its exit code, and without a traceback where its reader or its user has gone."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import NoReturn

COULD_NOT = 2
"""The exit code of a command that could not do its work: no network, no program, a file that cannot be read.

0 is for well, 1 for something to do. A command that is called wrongly ends with 2 as well, which is argparse's own.
"""


def run(main: Callable[[], int | None]) -> NoReturn:
    """Run the command and end Python with its exit code."""
    try:
        code: int | str | None = main()
    except SystemExit as leaving:  # argparse, after --help or a word that it does not know
        code = leaving.code
    except BrokenPipeError:  # `make check | head` has seen enough
        code = 1
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
        code = 130
    for stream in (sys.stdout, sys.stderr):
        try:  # what is short was not written until now, and Python would complain of its reader after all our code
            stream.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    sys.exit(code)
