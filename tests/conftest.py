"""A throwaway Sphinx project for a test: page, conf and expectation stand on one screen."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import settings
from sphinx.testing.util import SphinxTestApp
from sphinx.util.console import strip_colors

pytest_plugins = ["sphinx.testing.fixtures", "tests.registry_server"]

# No test waits for the clock: on a busy machine the first example alone takes longer than Hypothesis allows.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "_ext"))  # Sphinx imports our extensions by their bare names


class Project:
    """A Sphinx project in a folder of its own, which can be edited and built again."""

    def __init__(self, folder: Path, make_app: Callable[..., SphinxTestApp]) -> None:
        self.folder = folder
        self.source = folder / "source"
        self.source.mkdir(parents=True)
        self._make_app = make_app
        self.warnings: list[str] = []

    def write(self, **files: str) -> Project:
        """Write pages by name: ``index`` is index.md, ``faq__safety`` faq/safety.md, ``references_bib`` the .bib."""
        for name, text in files.items():
            path = {"conf": "conf.py", "references_bib": "references.bib"}.get(name, f"{name.replace('__', '/')}.md")
            (self.source / path).parent.mkdir(parents=True, exist_ok=True)
            (self.source / path).write_text(text, encoding="utf-8")
        return self

    def build(self, builder: str = "html", *, jobs: int = 1, warns: bool = False, conf: dict | None = None) -> Project:
        """Build what changed. A warning fails the test unless it ``warns`` on purpose."""
        self.app = self._make_app(
            builder,
            srcdir=self.source,
            builddir=self.folder / "build",
            parallel=jobs,
            confoverrides=conf or {},
        )
        try:
            self.app.build()
        finally:
            self.app.cleanup()  # Sphinx keeps what it registered, and would warn when the next build registers it
        self.outdir = Path(self.app.outdir)
        self.warnings = [line for line in strip_colors(self.app.warning.getvalue()).splitlines() if line]
        assert warns or not self.warnings, "\n".join(self.warnings)
        return self

    def page(self, name: str = "index") -> BeautifulSoup:
        """The built HTML page of that name."""
        return BeautifulSoup((self.outdir / f"{name}.html").read_text(encoding="utf-8"), "html.parser")


@pytest.fixture
def project(tmp_path: Path, make_app: Callable[..., SphinxTestApp]) -> Project:
    """An empty project: ``project.write(conf=..., index=...).build().page()``."""
    return Project(tmp_path, make_app)


@pytest.fixture(scope="session")
def website(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own web site, built once for all tests as strictly as `make html` builds it."""
    return build_ours("html", tmp_path_factory.mktemp("website"))


def build_ours(builder: str, folder: Path, source: Path = ROOT, **environment: str) -> Path:
    """Build our own pages into ``folder`` and return the output; a warning is a failure that shows them all."""
    strict = ["--nitpicky", "--fail-on-warning", "--keep-going", "--quiet"]
    places = ["--doctree-dir", folder / "doctrees", source, folder / builder]
    command = [sys.executable, "-m", "sphinx", *strict, "--builder", builder, *places]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment})
    assert done.returncode == 0, done.stderr
    return folder / builder
