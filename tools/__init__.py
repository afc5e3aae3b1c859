"""The commands. They read references.bib with the reader of the build, which lies beside the extensions."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "_ext"))
