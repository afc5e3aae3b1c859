"""The built site on a loopback server that notes each request, and the Chromium that visits it."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).parents[2]
HTML = ROOT / "build" / "html"

POLICY = re.search(r"^Content-Security-Policy: (.+)$", (ROOT / "HOSTING.md").read_text(encoding="utf-8"), re.M)[1]
"""The policy that HOSTING.md promises: every browser test runs under it."""


def pages(folder: Path = HTML) -> list[str]:
    """The address of each page that a reader can open, the search page among them, without genindex."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*.html") if "_static" not in path.parts)
    return sorted(found)


def chromium() -> str:
    """The path of Chromium. Raises SystemExit with how to get one where there is none: a browser test never skips."""
    for name in (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        if name and (path := shutil.which(name)):
            return path
    raise SystemExit(
        "No Chromium was found. Install it (Debian and Ubuntu: apt install chromium), "
        "or name one: make browser CHROMIUM=/path/to/chrome"
    )


@dataclass
class Site:
    """``url`` ends in a slash; ``requested`` maps each path asked for since ``forget()`` to its bytes after gzip."""

    url: str
    requested: dict[str, int] = field(default_factory=dict)

    def forget(self) -> None:
        self.requested.clear()


@contextmanager
def serve(folder: Path = HTML) -> Iterator[Site]:
    """Serve the folder on a free port of this machine, under our policy, as gzip for whoever accepts it."""
    site = Site("")

    class Handler(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = Path(self.translate_path(self.path))
            path = path / "index.html" if path.is_dir() else path
            found = path.is_file()
            if not found:
                path = folder / "404.html"
            body = path.read_bytes() if path.is_file() else b""
            squeezed = gzip.compress(body, 6, mtime=0)
            site.requested[self.path.split("?")[0].lstrip("/")] = len(squeezed)
            as_gzip = "gzip" in self.headers.get("Accept-Encoding", "")
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", self.guess_type(str(path)))
            self.send_header("Content-Security-Policy", POLICY)
            if as_gzip:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(squeezed if as_gzip else body)))
            self.end_headers()
            self.wfile.write(squeezed if as_gzip else body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder))) as server:
        site.url = f"http://127.0.0.1:{server.server_address[1]}/"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield site
        server.shutdown()
