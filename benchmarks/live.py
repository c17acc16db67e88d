"""Budget 7: from a saved consultation to the figure on an open page, through the running stack."""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

from .measure import Result, p95

SAVES = 20
TEAM = "/performance/team/support-1/"
PASSWORD = "hanbit-2026"


class Browser:
    """A signed-in visitor: cookies, and the token forms carry."""

    def __init__(self, base: str, username: str) -> None:
        self.base = base
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.get("/login/")
        self.post("/login/", {"login": username, "password": PASSWORD})

    def get(self, path: str) -> tuple[int, str]:
        with self.opener.open(self.base + path, timeout=30) as answer:
            return answer.status, answer.read().decode()

    def post(self, path: str, fields: dict[str, str]) -> int:
        token = next(cookie.value for cookie in self.jar if cookie.name == "csrftoken")
        body = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": token or ""}).encode()
        with self.opener.open(self.base + path, body, timeout=30) as answer:
            return int(answer.status)


def measure(size: int) -> list[Result]:
    port = os.environ.get("PORT", "8000")
    stack = subprocess.Popen(
        [sys.executable, "manage.py", "runstack"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        base = f"http://127.0.0.1:{port}"
        _wait(base)
        took = _moves(base)
    finally:
        stack.send_signal(signal.SIGINT)
        stack.wait(60)
    what = "from a saved consultation to the figure on an open team page, p95 in seconds"
    return [Result(7, what, size, p95(took), None, 2.0, f"{len(took)} saves")]


def _wait(base: str, seconds: int = 120) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(base + "/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.5)
    raise RuntimeError(f"The stack was not ready within {seconds} seconds.")


def _moves(base: str) -> list[float]:
    """What an open page does: ask for the stamp every second, load the figures when it moved."""
    agent, lead = Browser(base, "seoyeon.kim"), Browser(base, "jungmin.lee")
    form = agent.get("/consultations/new/")[1].partition('id="id_type"')[2]
    types = re.findall(r'<option value="(\d+)"', form.partition("</select>")[0])
    took = []
    for number in range(SAVES):
        text = lead.get(TEAM)[1]
        before = _handled(text)
        _save(agent, types[number % len(types)])
        started = time.perf_counter()
        while _handled(text) == before:
            if time.perf_counter() - started > 30:
                raise RuntimeError("The figure did not move within 30 seconds.")
            time.sleep(1)
            stamp = re.search(r"pulse/\?stamp=([^\"]*)", text)
            assert stamp is not None
            if lead.get(f"{TEAM}pulse/?stamp={stamp[1]}")[0] != 204:
                text = lead.get(TEAM)[1]
        took.append(time.perf_counter() - started)
    return took


def _handled(text: str) -> str:
    found = re.search(r'data-kpi="handled"><strong class="num">([\d,]+)', text)
    assert found is not None
    return found[1]


def _save(agent: Browser, type_id: str) -> None:
    now = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() + 9 * 3600))
    status = agent.post(
        "/consultations/new/",
        {"channel": "phone", "direction": "inbound", "started_at": now, "type": type_id,
         "question": "문의", "answer": "안내", "result": "resolved", "talk_seconds": "2:00"},
    )  # fmt: skip
    assert status == 200, status
