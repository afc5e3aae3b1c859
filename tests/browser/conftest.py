"""Chromium on the built site: ``visit`` opens a page as a given reader would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from site_under_test import HTML, Site, chromium, serve

PHONE, TABLET, DESKTOP = 320, 768, 1440
"""Widths in CSS pixels. 320 is a small phone, and also a desktop of 1280 at 400 % zoom (WCAG 1.4.10)."""


def pytest_configure() -> None:
    if not (HTML / "index.html").is_file():
        pytest.exit("There is no site to visit: run `make browser`, which builds it first.", returncode=1)
    try:
        chromium()
    except SystemExit as missing:
        pytest.exit(str(missing), returncode=1)


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # The sandbox needs rights that a container lacks; only our own pages are visited.
        yield playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])


@pytest.fixture
def visit(site: Site, browser: Browser) -> Iterator[Callable[..., Page]]:
    """``visit("faq/safety.html", width=320, dark=True, javascript=False)`` opens the page as a first-time reader.

    At the end of the test it fails if the browser complained (of the policy, of a script) or called another host.
    """
    contexts, complaints = [], []

    def visit(
        address: str = "",
        *,
        of: Site = site,
        width: int = DESKTOP,
        dark: bool = False,
        javascript: bool = True,
        **wishes: Any,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            has_touch=width == PHONE,
            **wishes,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        ours = (of.url, "data:")
        page.on("request", lambda sent: None if sent.url.startswith(ours) else complaints.append(sent.url))
        page.goto(of.url + address)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)
