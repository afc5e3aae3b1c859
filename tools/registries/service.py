"""Ask a public service politely: one request at a time, within its limits, patient, and never twice for one thing."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TypeVar

import requests
from shared import book

T = TypeVar("T")

#: Faults of the service that pass; any other status is an answer.
PASSING = {408, 425, 429, 500, 502, 503, 504}
#: After so many questions in a row without an answer, a service is not asked again in this run.
FAULTS_IN_A_ROW = 3


class Unreachable(Exception):
    """A service gave no usable answer, so nothing is known. The message says what happened instead."""


@dataclass(frozen=True)
class Reply:
    """A body and the date on which the service gave it; ``text`` is ``None`` where the service has no such thing."""

    text: str | None
    asked: str
    url: str = ""


class Cache:
    """Replies on disk, one small file each, so that a run that broke off goes on where it stopped.

    Only replies that could be read are kept, and none longer than ``days``.
    """

    def __init__(self, folder: Path, days: float = 1, today: date | None = None) -> None:
        self.folder = folder
        self.days = days
        self.today = today or datetime.now(UTC).date()

    def _file(self, key: str) -> Path:
        return self.folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.json"

    def get(self, key: str) -> Reply | None:
        """The reply kept under that key, unless it is too old or the file is damaged."""
        try:
            kept = json.loads(self._file(key).read_text(encoding="utf-8"))
            fresh = date.fromisoformat(kept["asked"]) > self.today - timedelta(days=self.days)
            return Reply(kept["text"], kept["asked"], kept["url"]) if fresh and kept["key"] == key else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, key: str, reply: Reply) -> None:
        """Keep a reply; a run that is stopped while it writes leaves no half file."""
        self.folder.mkdir(parents=True, exist_ok=True)
        unfinished = self._file(key).with_suffix(f".{os.getpid()}")
        kept = {"key": key, "asked": reply.asked, "url": reply.url, "text": reply.text}
        unfinished.write_text(json.dumps(kept), encoding="utf-8")
        unfinished.replace(self._file(key))


class Service:
    """One service. ``name`` stands in messages; ``base`` is its address; ``params`` go with each request.

    ``absent`` tells the service's own "there is no such thing" from that of a proxy, or of a wrong address.
    """

    def __init__(
        self,
        name: str,
        base: str,
        *,
        cache: Cache | None = None,
        contact: str = "",
        params: dict[str, str] | None = None,
        absent: Callable[[requests.Response], bool] = lambda answer: answer.status_code in (404, 410),
        timeout: float = 30,
        tries: int = 4,
        patience: float = 60,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = name
        self.base = base.rstrip("/")
        self.cache = cache
        self.params = params or {}
        self.absent = absent
        self.timeout = timeout
        self.tries = tries
        self.patience = patience
        self.clock = clock
        self.sleep = sleep
        self.faults = 0
        self._free_at = 0.0
        self._advertised = 0.0
        self.session = requests.Session()
        about = f"mailto:{contact}" if contact else "no contact given"
        self.session.headers["User-Agent"] = f"{agent()}/1 ({about}) python-requests/{requests.__version__}"

    def ask(
        self,
        path: str,
        read: Callable[[str], T],
        *,
        params: dict[str, str] | None = None,
        pause: float = 0,
        anew: bool = False,
    ) -> tuple[T, Reply] | None:
        """What ``read`` makes of the reply, with the reply itself; ``None`` where there is no such thing.

        ``pause`` is the least number of seconds from this request to the next. ``read`` raises ``ValueError`` for a
        body that is not what the service documents, which is asked for again like any other fault. ``anew`` passes over
        what is kept. Raises ``Unreachable``.
        """
        url = f"{self.base}{path}" if path.startswith("/") or not path else path
        # The contact and the key are not part of the question.
        key = f"{url}?{json.dumps(params or {}, sort_keys=True)}"
        if self.cache and not anew and (kept := self.cache.get(key)):
            try:
                return None if kept.text is None else (read(kept.text), kept)
            except ValueError:
                pass  # kept by an older version that read other things from it: ask again
        if self.faults >= FAULTS_IN_A_ROW:
            raise Unreachable(f"{self.name} was not asked: it had failed {FAULTS_IN_A_ROW} times in a row")
        try:
            reply, value = self._fetch(url, {**(params or {}), **self.params}, read, pause)
        except Unreachable:
            self.faults += 1
            raise
        self.faults = 0
        if self.cache:
            self.cache.put(key, reply)
        return None if reply.text is None else (value, reply)

    def _fetch(
        self, url: str, params: dict[str, str], read: Callable[[str], T], pause: float
    ) -> tuple[Reply, T | None]:
        for attempt in range(self.tries):
            self._keep_pace(pause)
            wait = 2.0**attempt
            try:
                answer = self.session.get(url, params=params, timeout=self.timeout)
            except requests.Timeout:
                fault = f"gave no answer within {self.timeout:g} seconds"
            except requests.exceptions.ChunkedEncodingError:
                fault = "broke off in the middle of its answer"
            except requests.RequestException as error:
                fault = f"could not be reached ({type(error).__name__})"
            else:
                self._heed_limits(answer)
                asked = datetime.now(UTC).date().isoformat()
                where = url if params else answer.url  # the contact and the key stay out of what is kept
                if self.absent(answer):
                    return Reply(None, asked, where), None
                if answer.ok:
                    answer.encoding = _encoding(answer)
                    try:
                        return Reply(answer.text, asked, where), read(answer.text)
                    except ValueError as error:
                        fault = f"answered with something else than it documents ({error})"
                elif answer.status_code in PASSING:
                    fault = f"answered {answer.status_code} {answer.reason}"
                    wait = max(wait, _retry_after(answer))
                else:
                    raise Unreachable(f"{self.name} refused the question: {answer.status_code} {answer.reason}")
            if wait > self.patience:
                raise Unreachable(f"{self.name} {fault} and asks to wait {wait:.0f} seconds")
            if attempt < self.tries - 1:
                self.sleep(wait)
        raise Unreachable(f"{self.name} {fault}, {self.tries} times")

    def _keep_pace(self, pause: float) -> None:
        wait = self._free_at - self.clock()
        if wait > 0:
            self.sleep(wait)
        self._free_at = self.clock() + max(pause, self._advertised)

    def _heed_limits(self, answer: requests.Response) -> None:
        """Crossref says in each reply how many requests it allows in how many seconds; the stricter of both counts."""
        try:
            allowed = float(answer.headers["X-Rate-Limit-Limit"])
            seconds = float(answer.headers["X-Rate-Limit-Interval"].removesuffix("s"))
            self._advertised = seconds / allowed
        except (KeyError, ValueError, ZeroDivisionError):
            return


def _encoding(answer: requests.Response) -> str:
    """JSON and XML are UTF-8 unless they say otherwise; requests would guess Latin-1 for text without a charset."""
    return answer.encoding if "charset" in answer.headers.get("Content-Type", "").lower() else "utf-8"


def _retry_after(answer: requests.Response) -> float:
    """The seconds that the service asks to wait: a number or a date, by RFC 9110 section 10.2.3."""
    value = answer.headers.get("Retry-After", "").strip()
    if value.isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return 0.0


def agent() -> str:
    """The name by which the services know us."""
    return f"{book.of(Path(__file__).parents[2])[0].name}-reference-watch"


def contact() -> str:
    """The address to give to the services, from the environment."""
    return os.environ.get("WATCH_CONTACT", "").strip()
