"""Open a pull request of files that a command has changed, so that they pass the checks as any change does.

    python tools/propose.py renew-pins "Pin the requirements anew" requirements bench/environments

The files are committed on that branch, which is pushed, and the checkout is left on the branch it was on. An open pull
request of that branch is brought up to date. It uses Python's own library alone, with git and gh.
Exit code: 0 done, or nothing had changed; 2 not.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))  # run as a file, it does not find its own package

from tools.command import COULD_NOT, run
from tools.needs import lacking

LOGIN = "GitHub's command gh is not logged in: say gh auth login, or give it a token in GH_TOKEN"
CHECKS = "check.yml"


class Failed(Exception):
    """A command that did not succeed, with the last line it said."""


def call(*command: str) -> str:
    """What the command prints. Raises Failed."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or "it gave no reason").splitlines()[-1]
        raise Failed(f"{' '.join(command[:2])}: {said}")
    return done.stdout.strip()


def propose(branch: str, title: str, files: list[str]) -> str:
    """Open the pull request, or bring it up to date; returns what was done. Raises Failed."""
    if not call("git", "status", "--porcelain", "--", *files):
        return "nothing has changed: no pull request is needed"
    if missing := lacking("gh"):
        raise Failed(missing)
    try:
        call("gh", "auth", "status")
    except Failed as error:
        raise Failed(LOGIN) from error
    base = call("git", "branch", "--show-current")
    if not base:
        raise Failed("no branch is checked out: say git switch main")
    call("git", "switch", "--quiet", "--force-create", branch)
    try:
        call("git", "add", "--", *files)
        call("git", "commit", "--quiet", "--message", title, "--", *files)
        call("git", "push", "--quiet", "--force", "origin", branch)  # a branch of this command's own
    finally:
        call("git", "switch", "--quiet", base)
    if call("gh", "pr", "list", "--head", branch, "--state", "open", "--json", "number", "--jq", "length") in {"", "0"}:
        done = call("gh", "pr", "create", "--head", branch, "--base", base, "--title", title, "--body", f"{title}.")
    else:
        done = f"the open pull request of {branch} is up to date"
    if os.environ.get("GITHUB_ACTIONS"):
        # What the default token of a workflow pushes or opens starts no checks, but what it asks for by name does.
        call("gh", "workflow", "run", CHECKS, "--ref", branch)
    return done


def main() -> int:
    """Say in one line what was done, or why not."""
    branch, title, *files = sys.argv[1:]
    try:
        print(propose(branch, title, files))
    except Failed as failed:
        print(f"no pull request was opened: {failed}", file=sys.stderr)
        return COULD_NOT
    return 0


if __name__ == "__main__":
    run(main)
