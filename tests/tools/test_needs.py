"""What a command needs and the machine lacks: one line that says what is missing and what to do, and the exit code 2."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOWHERE = "http://127.0.0.1:9/"
"""An address of this machine where nothing answers."""


def asked(*needs: str, **environment: str) -> tuple[int, list[str]]:
    """The exit code and the lines of the question, on a machine with that environment."""
    done = subprocess.run(
        [sys.executable, ROOT / "tools/needs.py", "make it", *needs],
        env={**os.environ, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert not done.stdout
    return done.returncode, done.stderr.splitlines()


@pytest.mark.parametrize(
    ("need", "environment", "said"),
    [
        ("chromium", {"PATH": "/nowhere", "CHROMIUM": ""}, "apt install chromium"),
        ("java", {"PATH": "/nowhere"}, "apt install default-jre-headless"),
        ("git", {"PATH": "/nowhere"}, "apt install git"),
        ("caddy", {"PATH": "/nowhere"}, "apt install caddy"),
        ("gh", {"PATH": "/nowhere"}, "gh auth login"),
        (
            "npm",
            {"PATH": "/nowhere", "npm_config_registry": NOWHERE},
            "npm cannot reach its registry: connect to the network",
        ),
        (
            "requirements/docs.txt",
            {"PIP_INDEX_URL": NOWHERE, "PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": ""},
            "pip cannot reach its index of packages: connect to the network",
        ),
        ("registries", {"CROSSREF_URL": NOWHERE, "PUBMED_URL": NOWHERE}, "the network is not reachable (127.0.0.1"),
        ("links", {"http_proxy": NOWHERE, "https_proxy": NOWHERE, "no_proxy": ""}, "the network is not reachable ("),
    ],
)
def test_what_is_missing_is_said_in_one_line_with_what_to_do(need, environment, said):
    code, [line] = asked(need, **environment)
    assert code == 2
    assert line.startswith("make it: ")
    assert said in line


def test_only_the_first_thing_that_is_missing_is_said():
    code, [line] = asked("git", "java", PATH="/nowhere")
    assert (code, "git was not found" in line) == (2, True)


def test_where_nothing_is_missing_nothing_is_said():
    assert asked("git", "port=0") == (0, [])


def test_a_port_that_is_taken_is_said_with_another():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        code, [line] = asked(f"port={port}")
    assert (code, line) == (
        2,
        f"make it: port {port} is taken: choose another, as in PORT={port + 1}, or any that is free: PORT=0",
    )
    assert asked(f"port={port}") == (0, [])


def test_make_browser_asks_for_chromium_before_it_installs_anything():
    said = subprocess.run(
        ["make", "--dry-run", "--always-make", "browser"], cwd=ROOT, capture_output=True, text=True
    ).stdout
    assert said.index('tools/needs.py "make browser" chromium java nginx caddy') < said.index("-m venv")


def test_it_runs_before_any_package_is_installed():
    """Without site-packages, as in the environment that `make` has just begun on a new machine."""
    asked = subprocess.run([sys.executable, "-S", ROOT / "tools/needs.py", "make"], capture_output=True, text=True)
    assert (asked.returncode, asked.stderr) == (0, "")
