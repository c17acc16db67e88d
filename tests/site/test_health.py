"""/healthz and /readyz."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models.functions import Now
from django.test import Client

from crm.core import heartbeats
from crm.core.models import Heartbeat
from crm.site.stack import SUPERVISED

pytestmark = pytest.mark.django_db


@pytest.fixture
def broker(settings: Any, monkeypatch: Any) -> None:
    """The tests' own Valkey, which the settings name anyway."""
    monkeypatch.delenv(SUPERVISED, raising=False)


def test_it_works(client: Client, broker: None) -> None:
    for name in heartbeats.PROCESSES:
        heartbeats.sign(name)
    response = client.get("/readyz")
    assert response.status_code == 200, response.content
    assert set(response.json()["checks"].values()) == {"ok"}


def test_each_process_must_have_given_a_sign(client: Client, broker: None) -> None:
    for name in heartbeats.PROCESSES[:-1]:
        heartbeats.sign(name)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["beat"] == "no sign yet"


def test_silence_is_named(client: Client, broker: None) -> None:
    for name in heartbeats.PROCESSES:
        heartbeats.sign(name)
    Heartbeat.objects.filter(name="worker-long").update(at=Now() - timedelta(seconds=40))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["worker-long"] == "silent for 40 s"


def test_under_the_supervisor_the_pid_file_must_stand(
    client: Client, broker: None, monkeypatch: Any, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setenv(SUPERVISED, "1")
    (tmp_path / "run").mkdir()
    for name in heartbeats.PROCESSES:
        (tmp_path / "run" / f"{name}.pid").write_text(str(os.getpid()))
        os.utime(tmp_path / "run" / f"{name}.pid", (1, 1))
        heartbeats.sign(name)
    assert client.get("/readyz").status_code == 200

    (tmp_path / "run" / "beat.pid").unlink()
    (tmp_path / "run" / "web.pid").write_text(str(os.getpid()))
    Heartbeat.objects.filter(name="web").update(at=Now() - timedelta(seconds=5))
    checks = client.get("/readyz").json()["checks"]
    assert checks["beat"] == "no process behind its pid file"
    assert checks["web"] == "no sign since it started"


def test_a_broker_that_is_away_is_an_answer(client: Client, monkeypatch: Any) -> None:
    from crm.site import health

    monkeypatch.setattr(health.app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["broker"] == "OperationalError"


def test_healthz_asks_nothing(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")
    assert response.headers["Cache-Control"] == "no-store"


def test_a_pulse_writes_its_row_and_survives_a_database_that_is_away() -> None:
    pulse = heartbeats.Pulse("web")
    heartbeats.sign("web")
    first = Heartbeat.objects.get(name="web")
    heartbeats.sign("web")
    assert Heartbeat.objects.get(name="web").at >= first.at
    assert pulse.daemon
