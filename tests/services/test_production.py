"""Production as `docs/operations.md` describes it, on the system's PostgreSQL and Redis; once more
with RabbitMQ as the broker."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from crm.settings.env import new_keys
from tests.processes import ROOT, Stack

from .rabbitmq import rabbitmq
from .servers import Servers, servers

pytestmark = pytest.mark.services
HOST = "desk.example"
VISITOR = "203.0.113.7"
PASSWORD = "a-long-password-of-tests"


@pytest.fixture(scope="module", params=["redis", "rabbitmq"])
def system(request: pytest.FixtureRequest) -> Iterator[Servers]:
    """Of each broker in turn, with a database of its own."""
    with ExitStack() as opened:
        found = opened.enter_context(servers())
        if request.param == "rabbitmq":
            found = replace(found, broker_url=opened.enter_context(rabbitmq()))
        yield found


@pytest.fixture(scope="module")
def production(system: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Migrated, with one account, served; the tests of this file run in their order."""
    stack = Stack(
        tmp_path_factory.mktemp("production") / "data",
        DJANGO_SETTINGS_MODULE="crm.settings.prod",
        DATABASE_URL=system.database_url,
        CELERY_BROKER_URL=system.broker_url,
        CACHE_URL=system.cache_url,
        ALLOWED_HOSTS=HOST,
        EMAIL_URL="smtp://127.0.0.1:1",
        **new_keys(),
    )
    done = stack.command("migrate", "-v0")
    assert done.returncode == 0, done.stderr
    words = ["create_admin", "--username", "ada", "--name", "나아다", "--password-stdin"]
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=stack.environment,
        input=PASSWORD + "\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    stack.start()
    try:
        stack.wait_ready()
        yield stack
    finally:
        stack.kill()


class Browser:
    """Signs in as a proxy passes it on: the host's name, and TLS ended before us.

    Secure cookies are sent back although the wire to the proxy's side is plain.
    """

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.headers = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": VISITOR}
        self.cookies: dict[str, str] = {}

    def open(self, path: str, **fields: str) -> tuple[int, str, str]:
        data = urllib.parse.urlencode(fields).encode() if fields else None
        request = urllib.request.Request(self.base + path, data, self.headers)
        request.add_header("Cookie", "; ".join(f"{k}={v}" for k, v in self.cookies.items()))
        request.add_header("Referer", f"https://{HOST}/")
        opener = urllib.request.build_opener(_Stay)
        try:
            response = opener.open(request, timeout=30)
        except urllib.error.HTTPError as error:
            response = error
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _equals, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, response.headers.get("Location", ""), response.read().decode()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def test_it_works(production: Stack) -> None:
    assert set(production.checks().values()) == {"ok"}
    names = {path.stem for path in (production.data / "run").glob("*.pid")}
    assert names == {"supervisord", "web", "worker-fast", "worker-long", "beat"}
    assert not (production.data / "pg").exists()
    assert not (production.data / "secret.env").exists()


def test_plain_http_is_sent_to_tls_and_other_hosts_are_refused(production: Stack) -> None:
    browser = Browser(production.port)
    status, _to, _text = browser.open("/login/")
    assert status == 200
    browser.headers = {"Host": HOST}
    status, to, _text = browser.open("/login/")
    assert (status, to) == (301, f"https://{HOST}/login/")
    browser.headers = {"Host": "elsewhere.example", "X-Forwarded-Proto": "https"}
    assert browser.open("/login/")[0] == 400


def test_an_admin_signs_in_and_finds_the_styles(production: Stack) -> None:
    browser = Browser(production.port)
    _status, _to, page = browser.open("/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    fields = {"csrfmiddlewaretoken": token[1], "login": "ada", "password": PASSWORD}
    status, _to, page = browser.open("/login/", **fields)
    assert status == 302, page
    status, _to, page = browser.open("/settings/")
    assert status == 200
    style = re.search(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', page)
    assert style
    assert browser.open(style[1])[0] == 200


def test_the_visitors_address_counts_not_the_proxys(production: Stack) -> None:
    browser = Browser(production.port)
    _status, _to, page = browser.open("/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    browser.open("/login/", csrfmiddlewaretoken=token[1], login="ada", password="not-hers")
    code = "from axes.models import AccessAttempt as A; print(*A.objects.values_list('ip_address'))"
    done = production.command("shell", "-v0", "-c", code)
    assert done.stdout.strip() == f"('{VISITOR}',)", done.stderr


def test_a_mark_goes_from_beat_through_the_broker_to_a_worker(production: Stack) -> None:
    setup = "from performance.models import DirtyMark as M; "
    code = "M.objects.create(day='2026-11-19', team_id=0, agent_id=0)"
    done = production.command("shell", "-v0", "-c", setup + code)
    assert done.returncode == 0, done.stderr
    left = setup + "print(M.objects.count())"
    production.wait_for(
        lambda: production.command("shell", "-v0", "-c", left).stdout.strip() == "0", "the sweep"
    )


@pytest.mark.parametrize("name", ["worker-long", "beat"])
def test_what_dies_comes_back(production: Stack, name: str) -> None:
    before = production.pid(name)
    os.kill(before, signal.SIGKILL)
    production.wait_for(lambda: production.pid(name) != before, f"another {name}")
    production.wait_ready()


def test_every_line_of_the_logs_is_json_and_quotes_no_secret(
    production: Stack, system: Servers
) -> None:
    secret = urllib.parse.urlsplit(system.database_url).password or "nothing"
    for name in ("web", "worker-fast", "worker-long", "beat"):
        text = (production.data / "log" / f"{name}.log").read_text()
        assert secret not in text
        assert PASSWORD not in text
        for line in text.splitlines():
            assert json.loads(line)["event"] is not None


def test_zz_an_interrupt_ends_everything(production: Stack) -> None:
    assert production.stop() < 30
    production.process = None
    production.wait_for(lambda: production.left() == [], "the end")


def test_zzz_the_figures_are_the_same_on_this_postgresql(production: Stack, tmp_path: Path) -> None:
    """Last: it fills the database with the demo, which production then refuses."""
    seeding = {"DJANGO_SETTINGS_MODULE": "crm.settings.base"}
    assert production.command("flush", "--no-input", **seeding).returncode == 0
    done = production.command("seed_demo", "--size", "s", **seeding)
    assert done.returncode == 0, done.stderr
    done = production.command("rollups", "reconcile", **seeding)
    assert done.returncode == 0, done.stdout + done.stderr
    words = ["kpis", "--from", "2000-01-01", "--to", "2099-12-31", "--kpis", "handled"]
    done = production.command(*words, "--format", "json", **seeding)
    assert json.loads(done.stdout)["rows"][0]["kpis"]["handled"]["value"] > 3000

    refused = production.command("runstack")
    assert refused.returncode == 1
    assert "This database holds the demo centre" in refused.stderr
