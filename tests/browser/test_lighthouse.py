"""What Lighthouse says of the site on a slow phone: all it can give for access, practice and search, 98 for speed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.site_under_test import chromium

INSTALLED = Path(sys.executable).parents[1]
LIGHTHOUSE = [INSTALLED / "bin/node", INSTALLED / "npm/node_modules/lighthouse/cli/index.js"]
OPTIONS = ("--quiet", "--output=json", "--chrome-flags=--headless=new --no-sandbox", "--no-enable-error-reporting")
GOALS = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
PAGES = ["", "faq/addiction.html", "comparison.html", "clinicians.html", "questions.html"]
PAGES += ["references.html", "sources.html", "methods.html"]
"""One of each type; but for the search, which asks search engines to leave it out, and so has no points from them."""
TRIES = 5
"""A busy machine looks slow: the best of these counts."""


def scores(address: str) -> tuple[dict[str, int], list[str]]:
    """Points of 100 for each part that has a goal, and what points were lost for."""
    command = [*LIGHTHOUSE, address, *OPTIONS, f"--only-categories={','.join(GOALS)}"]
    environment = {**os.environ, "CHROME_PATH": chromium()}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=180)
    assert done.returncode == 0, done.stderr[-2000:]
    report = json.loads(done.stdout)
    categories, audits = report["categories"], report["audits"]
    weighed = [part["id"] for name in GOALS for part in categories[name]["auditRefs"] if part["weight"]]
    lost = [
        f"{audits[name]['title']}: {audits[name]['score']}"
        for name in weighed
        if audits[name]["score"] not in (None, 1)
    ]
    return {name: round(100 * categories[name]["score"]) for name in GOALS}, lost


@pytest.mark.parametrize("address", PAGES)
def test_lighthouse_finds_nothing_to_mend(site, address):
    for _ in range(TRIES):
        found, lost = scores(site.url + address)
        print(f"{address or 'index.html'}: {found}")
        if all(found[name] >= goal for name, goal in GOALS.items()):
            return
    raise AssertionError(f"{found}\n" + "\n".join(lost))
