"""Take a picture of each type of page at three widths in both themes, for a reviewer to look at."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]  # run as a file, it finds neither

from site_under_test import HTML, chromium, pages, serve  # noqa: E402

from tools.command import run  # noqa: E402

WIDTHS = {320: "phone", 768: "tablet", 1440: "desktop"}
THEMES = ("light", "dark")


def take(folder: Path, out: Path, wanted: list[str]) -> int:
    """Write ``PAGE-WIDTH-THEME.png`` for each page into ``out``; returns how many."""
    path = chromium()
    out.mkdir(parents=True, exist_ok=True)
    taken = 0
    with serve(folder) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for theme in THEMES:
            for width, name in WIDTHS.items():
                page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=theme)
                for address in wanted or pages(folder):
                    page.goto(site.url + address)
                    stem = address.removesuffix(".html").replace("/", "-")
                    page.screenshot(path=out / f"{stem}-{name}-{theme}.png", full_page=True)
                    taken += 1
                page.close()
        browser.close()
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", help="addresses such as faq/safety.html; all of them if none is named")
    parser.add_argument("--html", type=Path, default=HTML, help="the built site (build/html)")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "shots")
    asked = parser.parse_args()
    print(f"{take(asked.html, asked.out, asked.pages)} pictures are in {asked.out}")


if __name__ == "__main__":
    run(main)
