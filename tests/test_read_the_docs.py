"""Read the Docs: its configuration is valid, and its very commands give HTML, one PDF and the canonical address."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
import yaml
from bs4 import BeautifulSoup

ROOT = Path(__file__).parent.parent
CONFIG = yaml.safe_load((ROOT / ".readthedocs.yaml").read_text())
ADDRESS = "https://kap.example.org/en/latest/"


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    """What the commands leave in $READTHEDOCS_OUTPUT, run one by one in a clean clone as Read the Docs does."""
    folder = tmp_path_factory.mktemp("readthedocs")
    subprocess.run(["git", "clone", "--quiet", ROOT, folder / "checkout"], check=True)
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "READTHEDOCS": "True",
        "READTHEDOCS_OUTPUT": str(folder / "output"),
        "READTHEDOCS_CANONICAL_URL": ADDRESS,
        "READTHEDOCS_GIT_CLONE_URL": "https://git.example.org/someone/kap.git",
        "READTHEDOCS_VERSION": "latest",
        "READTHEDOCS_LANGUAGE": "en",
    }
    for commands in CONFIG["build"]["jobs"]["build"].values():
        for command in commands:
            done = subprocess.run(
                command, shell=True, cwd=folder / "checkout", env=environment, capture_output=True, text=True
            )
            assert done.returncode == 0, f"{command}\n{done.stderr}"
    return folder / "output"


def test_the_configuration_is_valid_against_the_schema_of_read_the_docs():
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.readthedocs"]
    done = subprocess.run([*command, ROOT / ".readthedocs.yaml"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_every_format_that_is_offered_is_built():
    assert set(CONFIG["build"]["jobs"]["build"]) == {"html", *CONFIG["formats"]}


def test_the_pages_name_their_canonical_address(output):
    page = BeautifulSoup((output / "html" / "faq" / "safety.html").read_text(encoding="utf-8"), "html.parser")
    assert page.find("link", rel="canonical")["href"] == f"{ADDRESS}faq/safety.html"


def test_there_is_exactly_one_pdf_and_it_opens(output):
    [book] = (output / "pdf").iterdir()
    with pikepdf.open(book) as pdf:
        assert len(pdf.pages) > 5


def test_there_is_exactly_one_epub(output):
    [book] = (output / "epub").iterdir()
    assert book.suffix == ".epub"
