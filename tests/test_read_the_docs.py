"""Read the Docs: its configuration is valid, and its very commands give HTML, one PDF and the canonical address."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pikepdf
import yaml
from bs4 import BeautifulSoup

from tests.conftest import HOSTED

ROOT = Path(__file__).parent.parent
CONFIG = yaml.safe_load((ROOT / ".readthedocs.yaml").read_text())


def test_the_configuration_is_valid_against_the_schema_of_read_the_docs():
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.readthedocs"]
    done = subprocess.run([*command, ROOT / ".readthedocs.yaml"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_every_format_that_is_offered_is_built():
    assert set(CONFIG["build"]["jobs"]["build"]) == {"html", *CONFIG["formats"]}


def test_the_pages_name_their_canonical_address(hosted):
    page = BeautifulSoup((hosted / "html" / "faq" / "safety.html").read_text(encoding="utf-8"), "html.parser")
    assert page.find("link", rel="canonical")["href"] == f"{HOSTED}faq/safety.html"


def test_there_is_exactly_one_pdf_and_it_opens(hosted):
    [book] = (hosted / "pdf").iterdir()
    with pikepdf.open(book) as pdf:
        assert len(pdf.pages) > 5


def test_there_is_exactly_one_epub(hosted):
    [book] = (hosted / "epub").iterdir()
    assert book.suffix == ".epub"
