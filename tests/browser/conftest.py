"""Chromium on the built site: ``visit`` opens a page as a given reader would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.site_under_test import HTML, Site, chromium, pages, serve

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


@dataclass
class Look:
    """A page as a first-time reader opened it. Tests share it, so they leave it as it was."""

    address: str
    width: int
    page: Page
    complaints: list[str]
    """What the browser said of the policy or of a script, and each request to another host."""
    requested: dict[str, int]
    """Path -> bytes after gzip, of all that the visit asked for."""
    shift: float
    """How far things moved while the page loaded (the sum of the Layout Instability API)."""


def every_page(*widths: int, dark: tuple[bool, ...] = (False,), found: list[str] | None = None) -> pytest.MarkDecorator:
    """Run the test, which asks for ``seen``, on every page (or those found), each opened once for all such tests."""
    looks = list(product(found or pages(), widths or (DESKTOP,), dark))
    names = [f"{address}-{width}-{'dark' if night else 'light'}" for address, width, night in looks]
    return pytest.mark.parametrize("look", looks, indirect=True, ids=names, scope="session")


@pytest.fixture(scope="session")
def look(request, site: Site, browser: Browser) -> Iterator[Look]:
    address, width, dark = request.param
    site.forget()
    complaints: list[str] = []
    page = open_page(browser, site, address, complaints, width=width, dark=dark)
    page.wait_for_load_state("networkidle")
    shift = page.evaluate(
        """() => new Promise(done => {
          let sum = 0;
          new PerformanceObserver(list => list.getEntries().forEach(entry => { sum += entry.value; }))
            .observe({type: "layout-shift", buffered: true});
          requestAnimationFrame(() => setTimeout(() => done(sum), 50));
        })"""
    )
    yield Look(address, width, page, complaints, dict(site.requested), shift)
    page.context.close()


@pytest.fixture
def seen(look: Look) -> Iterator[Look]:
    """A page that ``every_page`` opened. The test fails if the browser complained."""
    yield look
    assert not look.complaints, "\n".join(look.complaints)


@pytest.fixture
def visit(site: Site, browser: Browser) -> Iterator[Callable[..., Page]]:
    """``visit("faq/safety.html", width=320, dark=True, javascript=False)`` opens the page as a first-time reader.

    At the end of the test it fails if the browser complained (of the policy, of a script) or called another host.
    """
    opened: list[Page] = []
    complaints: list[str] = []

    def visit(address: str = "", *, of: Site = site, **wishes: Any) -> Page:
        opened.append(open_page(browser, of, address, complaints, **wishes))
        return opened[-1]

    yield visit
    for page in opened:
        page.context.close()
    assert not complaints, "\n".join(complaints)


def open_page(
    browser: Browser,
    site: Site,
    address: str,
    complaints: list[str],
    *,
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
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    ours = (site.url, "data:")
    page.on("request", lambda sent: None if sent.url.startswith(ours) else complaints.append(sent.url))
    page.goto(site.url + address)
    return page
