"""A throwaway Sphinx project for a test: page, conf and expectation stand on one screen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache
from sphinx.testing.util import SphinxTestApp
from sphinx.util.console import strip_colors

pytest_plugins = ["sphinx.testing.fixtures", "tests.registry_server"]

# No test waits for the clock: on a busy machine the first example alone takes longer than Hypothesis allows.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "_ext"))  # Sphinx imports our extensions by their bare names

from shared import book  # noqa: E402  (only now is it on the path)


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
            others = {"conf": "conf.py", "book": "book.toml", "references_bib": "references.bib"}
            path = others.get(name, f"{name.replace('__', '/')}.md")
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


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """What Jinja makes of the theme's templates: a third of a build of two pages, and the same in each."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def make_app(make_app: Callable[..., SphinxTestApp], compiled_templates: FileSystemBytecodeCache) -> Callable:
    """Sphinx's own fixture, whose builds compile no template that an earlier one has compiled."""

    def make(*arguments: Any, **options: Any) -> SphinxTestApp:
        app = make_app(*arguments, **options)
        if templates := getattr(app.builder, "templates", None):
            templates.environment.bytecode_cache = compiled_templates
        return app

    return make


@pytest.fixture
def project(tmp_path: Path, make_app: Callable[..., SphinxTestApp]) -> Project:
    """An empty project: ``project.write(conf=..., index=...).build().page()``."""
    return Project(tmp_path, make_app)


@pytest.fixture(scope="session")
def website(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own web site, built once for all tests as strictly as `make html` builds it."""
    return once(tmp_path_factory, "website", build_ours)


@pytest.fixture(scope="session")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own site, PDF, e-book and handouts as Read the Docs builds them, at the address ``HOSTED``, once for all tests."""
    return once(tmp_path_factory, "hosted", build_as_read_the_docs)


HOSTED = "https://kap.example.org/en/latest/"


def once(factory: pytest.TempPathFactory, name: str, build: Callable[[Path], None]) -> Path:
    """The folder that ``build`` fills: the first process of the tests that asks calls it, and the others wait for it."""
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" not in os.environ:
        build(folder := base / name)
        return folder
    from filelock import FileLock  # as pytest-xdist recommends; without xdist there is nothing to wait for

    folder = base.parent / name
    with FileLock(folder.with_suffix(".lock")):
        if not folder.with_suffix(".done").exists():
            build(folder)
            folder.with_suffix(".done").touch()
    return folder


def build_ours(folder: Path) -> None:
    """Build our own pages into ``folder``; a warning is a failure that shows them all."""
    strict = ["--nitpicky", "--fail-on-warning", "--keep-going", "--quiet"]
    places = ["--doctree-dir", folder.with_name("doctrees"), ROOT, folder]
    done = subprocess.run([sys.executable, "-m", "sphinx", *strict, *places], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def build_as_read_the_docs(folder: Path) -> None:
    """Run its commands one by one in a clean clone, with what is not committed yet: ``folder`` is $READTHEDOCS_OUTPUT."""
    checkout = folder / "checkout"
    subprocess.run(["git", "clone", "--quiet", ROOT, checkout], check=True)
    listing = ["git", "ls-files", "-z", "--modified", "--deleted", "--others", "--exclude-standard"]
    for name in subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")[:-1]:
        (checkout / name).unlink(missing_ok=True)
        if (ROOT / name).is_file():  # no folder, such as a repository within
            (checkout / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, checkout / name)
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "READTHEDOCS": "True",
        "READTHEDOCS_OUTPUT": str(folder),
        "READTHEDOCS_CANONICAL_URL": HOSTED,
        "READTHEDOCS_GIT_CLONE_URL": "",  # a handout gives the address for mistakes in small letters, for a screen
        "READTHEDOCS_VERSION": "latest",
        "READTHEDOCS_LANGUAGE": "en",
    }
    jobs = yaml.safe_load((ROOT / ".readthedocs.yaml").read_text())["build"]["jobs"]["build"]
    for command in (command for commands in jobs.values() for command in commands):
        done = subprocess.run(command, shell=True, cwd=checkout, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{command}\n{done.stderr}"
    (checkout / "build/handouts").rename(folder / "handouts")


@pytest.fixture(autouse=True)
def no_book() -> None:
    """Each test begins with the settings of a book that says none, whichever book the test before has read."""
    book.use(Path("nowhere"))
