"""Keep one issue on GitHub that holds the table: opened when there is something to do, closed when there is not."""

from __future__ import annotations

import os
from typing import Any

import requests


class NoIssue(Exception):
    """The issue could not be written. The message says why."""


def keep(body: str, title: str, open_it: bool, label: str) -> str:
    """Open, update or close the one issue with that label; returns its address, or "" where there is none.

    Takes the repository, the address of the API and the token from the environment that GitHub Actions gives.
    Raises ``NoIssue``.
    """
    try:
        repository, token = os.environ["GITHUB_REPOSITORY"], os.environ["GITHUB_TOKEN"]
    except KeyError as error:
        raise NoIssue(f"{error.args[0]} is not set: --issue is for the weekly job on GitHub") from None
    api = os.environ.get("GITHUB_API_URL", "https://api.github.com")
    session = requests.Session()
    session.headers.update({"Authorization": f"Bearer {token}", "Accept": "application/vnd.github+json"})

    def call(method: str, path: str, **more: Any) -> Any:
        try:
            answer = session.request(method, f"{api}/repos/{repository}{path}", timeout=30, **more)
            answer.raise_for_status()
            return answer.json()
        except (requests.RequestException, ValueError) as error:
            raise NoIssue(f"GitHub did not take the issue: {error}") from None

    found = call("GET", "/issues", params={"labels": label, "state": "open"})
    content = {"title": title, "body": body}
    if found:
        closing = {} if open_it else {"state": "closed", "state_reason": "completed"}
        return call("PATCH", f"/issues/{found[0]['number']}", json=content | closing)["html_url"]
    return call("POST", "/issues", json=content | {"labels": [label]})["html_url"] if open_it else ""
