"""HOSTING.md works as written: its nginx and Caddy blocks serve the site, at the root and in a folder of a server."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.browser.site_under_test import POLICY, ROOT

TEXT = (ROOT / "HOSTING.md").read_text(encoding="utf-8")
NGINX = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr;
events {{}}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {folder}/client;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {block}
}}
"""
"""What a system's own nginx.conf says around the block, for an ordinary user."""


def block(language: str, folder: str, files: Path) -> str:
    """The block of HOSTING.md for a site in this folder (``/kap/``), or at the root by what HOSTING.md says of it."""
    [found] = re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
    found = found.replace("/srv/site", str(files))
    if folder == "/":
        found = re.sub(r"^.*(location = /kap|redir /kap) .*\n", "", found, flags=re.MULTILINE).replace("/kap/", "/")
    return found


def program(name: str) -> str:
    """Its path; Debian has servers where an ordinary user's PATH does not look."""
    found = shutil.which(name, path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin")
    return found or pytest.fail(f"HOSTING.md is tried with {name} (Debian and Ubuntu: apt install {name})")


def nginx(port: int, folder: str, files: Path, scratch: Path) -> list[str]:
    text = block("nginx", folder, files).replace("listen 80;", f"listen 127.0.0.1:{port};")
    (scratch / "nginx.conf").write_text(NGINX.format(folder=scratch, block=text))
    return [program("nginx"), "-e", "stderr", "-p", str(scratch), "-c", str(scratch / "nginx.conf")]


def caddy(port: int, folder: str, files: Path, scratch: Path) -> list[str]:
    text = re.sub(r"^example\.org ", f"http://127.0.0.1:{port} ", block("caddy", folder, files), flags=re.MULTILINE)
    (scratch / "Caddyfile").write_text("{\n\tadmin off\n}\n" + text)
    return [program("caddy"), "run", "--adapter", "caddyfile", "--config", str(scratch / "Caddyfile")]


class Server:
    """A running server; ``get("faq/safety.html")`` asks it as a browser does, ``body`` is as it was sent."""

    def __init__(self, port: int, folder: str, files: Path) -> None:
        self.port, self.folder, self.files = port, folder, files

    def get(self, path: str, **headers: str) -> HTTPResponse:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path if path.startswith("/") else self.folder + path, headers=headers)
        answer = connection.getresponse()
        answer.body = answer.read()
        connection.close()
        return answer


@pytest.fixture(scope="module", params=["/", "/kap/"], ids=["root", "folder"])
def site(request, tmp_path_factory) -> tuple[str, Path]:
    """The site, built for where it will lie."""
    out = tmp_path_factory.mktemp("site")
    build = [sys.executable, "-m", "sphinx", "-q", "-d", out / "doctrees", "-b", "html", ROOT, out / "html"]
    subprocess.run(build, check=True, env=os.environ | {"SITE_URL": f"https://example.org{request.param}"})
    return request.param, out / "html"


@pytest.fixture(scope="module", params=[nginx, caddy], ids=["nginx", "caddy"])
def server(request, site, tmp_path_factory):
    folder, files = site
    scratch = tmp_path_factory.mktemp("server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = request.param(port, folder, files, scratch)
    home = {"HOME": str(scratch), "XDG_DATA_HOME": str(scratch), "XDG_CONFIG_HOME": str(scratch)}
    with (scratch / "log").open("w") as log:
        running = subprocess.Popen(command, cwd=scratch, env=os.environ | home, stdout=log, stderr=log)
    try:
        for _ in range(300):
            assert running.poll() is None, (scratch / "log").read_text()
            with socket.socket() as attempt:
                if attempt.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield Server(port, folder, files)
    finally:
        running.terminate()
        running.wait(timeout=30)


LOST = ["nowhere.html", "faq/nowhere.html", "a/b/c/", "faq/", "_static/nothing.css?v=1"]
"""Addresses with nothing behind them, at several depths."""


def sent(path: Path, level: int) -> int:
    return len(gzip.compress(path.read_bytes(), level))


@pytest.mark.parametrize("path", ["", "index.html", "faq/safety.html"])
def test_pages_are_found(server, path):
    answer = server.get(path)
    assert answer.status == 200
    assert b"</html>" in answer.body


@pytest.mark.parametrize("path", LOST)
def test_what_is_not_there_is_answered_by_our_page_with_its_style_and_links_that_hold(server, path):
    answer = server.get(path)
    page = BeautifulSoup(answer.body, "html.parser")
    assert answer.status == 404
    assert page.h1.get_text() == "There is no page here"
    used = [tag["href"] for tag in page.select("link[rel=stylesheet], article a")]
    used += [tag["src"] for tag in page.select("script[src], img")]
    used = {address for address in used if not address.startswith("#")}
    assert len(used) > 8
    assert {address: 200 for address in used} == {address: server.get(address).status for address in used}


@pytest.mark.parametrize("path", ["index.html", "faq/safety.html", "_static/logo.svg", *LOST])
def test_every_answer_has_each_header_that_is_promised(server, path):
    headers = server.get(path).headers
    assert headers["Content-Security-Policy"] == POLICY
    for name, value in re.findall(r"^(Referrer-Policy|X-Content-Type-Options|Permissions-Policy): (.+)$", TEXT, re.M):
        assert headers[name] == value


@pytest.mark.parametrize(
    "path", ["faq/safety.html", "_static/styles/furo.css", "searchsections.js", "_static/search.js"]
)
def test_text_is_compressed_at_level_6(server, path):
    answer = server.get(path, **{"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.body) == (server.files / path).read_bytes()
    least, most = sent(server.files / path, 6), sent(server.files / path, 1)
    assert len(answer.body) < (least + most) / 2


def test_the_page_for_errors_is_compressed_too(server):
    answer = server.get("nowhere.html", **{"Accept-Encoding": "gzip"})
    assert answer.status == 404
    assert b"There is no page here" in gzip.decompress(answer.body)


def test_an_address_with_a_digest_is_kept_for_a_year_and_no_other(server):
    page = BeautifulSoup(server.get("search.html").body, "html.parser")
    files = [tag.get("href") or tag["src"] for tag in page.select("link[rel*=icon], link[rel=stylesheet], script[src]")]
    assert {"?v=" in file for file in files} == {True, False}
    for file in ["index.html", "search.html", *files]:
        expected = "public, max-age=31536000, immutable" if "?v=" in file else "public, max-age=300"
        assert server.get(file).headers.get_all("Cache-Control") == [expected], file


@pytest.mark.parametrize("path", LOST)
def test_an_error_is_not_kept(server, path):
    assert server.get(path).headers["Cache-Control"] in (None, "no-cache")


def test_a_folder_is_found_without_its_final_slash(server):
    if server.folder != "/":
        answer = server.get(server.folder.rstrip("/"))
        assert answer.status in (301, 302)
        assert answer.headers["Location"] == server.folder
