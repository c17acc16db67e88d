"""Reading the environment: right values arrive, wrong ones end in one line that names them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crm.settings import env

GOOD = {
    "SECRET_KEY": env.new_keys()["SECRET_KEY"],
    "FIELD_KEYS": env.new_keys()["FIELD_KEYS"],
    "ALLOWED_HOSTS": "crm.example, desk.example",
    "DATABASE_URL": "postgresql://crm:p%40ss@db.example:5433/centre?sslmode=require",
    "CELERY_BROKER_URL": "redis://cache.example/0",
    "EMAIL_URL": "smtp+tls://post:secret@mail.example?from=crm@centre.example",
}


def production(folder: Path, **changes: str) -> tuple[int, str]:
    """A process with production settings and what it says."""
    settings = {**GOOD, **changes, "DATA_DIR": str(folder)}
    clean = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "crm.settings.prod"}
    code = (
        "from django.conf import settings as s; d = s.DATABASES['default'];"
        "print(d['HOST'], d['PORT'], d['NAME'], d['PASSWORD'], d['OPTIONS'], s.CACHE_URL,"
        " s.EMAIL_USE_TLS, s.DEFAULT_FROM_EMAIL, s.ALLOWED_HOSTS)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=clean | {name: value for name, value in settings.items() if value},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).strip()


def test_it_works(tmp_path: Path) -> None:
    code, said = production(tmp_path / "data")
    assert code == 0
    assert said == (
        "db.example 5433 centre p@ss {'sslmode': 'require'} redis://cache.example/0"
        " True crm@centre.example ['crm.example', 'desk.example']"
    )
    assert not (tmp_path / "data").exists()  # keys given from outside leave none behind


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("SECRET_KEY", "", "SECRET_KEY: is not set."),
        ("SECRET_KEY", "for-tests-only", "SECRET_KEY: is a demo or test secret"),
        ("FIELD_KEYS", "", "FIELD_KEYS: is not set."),
        ("FIELD_KEYS", env.TEST_KEY, "FIELD_KEYS: is a demo or test secret"),
        ("FIELD_KEYS", "short", "FIELD_KEYS: key 1 is not 32 bytes"),
        ("ALLOWED_HOSTS", "", "ALLOWED_HOSTS: is not set."),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS: “*” answers to every name"),
        ("ALLOWED_HOSTS", "https://crm.example", "ALLOWED_HOSTS: “https://crm.example” is no host"),
        ("DATABASE_URL", "", "DATABASE_URL: is not set."),
        ("DATABASE_URL", "mysql://db/crm", "DATABASE_URL: begins with “mysql”"),
        ("DATABASE_URL", "postgresql://db", "DATABASE_URL: names no database"),
        ("DATABASE_URL", "postgresql://db:port/crm", "DATABASE_URL: is no address"),
        ("DATABASE_URL", "postgresql://db/crm?ssl=1", "DATABASE_URL: has ssl, but may have"),
        ("CELERY_BROKER_URL", "", "CELERY_BROKER_URL: is not set."),
        ("CELERY_BROKER_URL", "http://x", "CELERY_BROKER_URL: begins with “http”"),
        ("CELERY_BROKER_URL", "amqp://x", "CACHE_URL: is not set, and the broker is no Redis"),
        ("CACHE_URL", "memcached://x", "CACHE_URL: begins with “memcached”"),
        ("EMAIL_URL", "", "EMAIL_URL: is not set."),
        ("EMAIL_URL", "smtp://", "EMAIL_URL: names no mail server"),
        ("DEBUG", "1", "DEBUG: is on."),
        ("DEBUG", "perhaps", "DEBUG: “perhaps” is neither 1 nor 0."),
        ("PORT", "eighty", "PORT: “eighty” is not a whole number from 1 to 65535."),
        ("TIME_ZONE", "Seoul", "TIME_ZONE: “Seoul” is no time zone"),
    ],
)
def test_what_is_wrong_is_one_line(tmp_path: Path, name: str, value: str, line: str) -> None:
    code, said = production(tmp_path, **{name: value})
    assert code == 1
    assert said.startswith(line)
    assert "\n" not in said


def test_a_broker_of_another_kind_takes_a_cache_of_its_own(tmp_path: Path) -> None:
    given = {"CELERY_BROKER_URL": "amqp://u:p@mq.example/", "CACHE_URL": "redis://cache.example/3"}
    code, said = production(tmp_path, **given)
    assert code == 0
    assert "redis://cache.example/3" in said


def test_keys_are_made_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    env.make_secrets(tmp_path / "var")
    path = tmp_path / "var" / "secret.env"
    first = path.read_text()
    env.make_secrets(tmp_path / "var")
    assert path.read_text() == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(list(path.parent.iterdir())) == 1


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "secret.env").write_text("# ours\nFROM_FILE_ONLY=a=b\nFROM_BOTH=file\n")
    monkeypatch.setenv("FROM_BOTH", "environment")
    monkeypatch.setenv("FROM_FILE_ONLY", "")
    monkeypatch.delenv("FROM_FILE_ONLY")
    env.load_secrets(tmp_path)
    assert env.read("FROM_BOTH") == "environment"
    assert env.read("FROM_FILE_ONLY") == "a=b"


def test_a_broken_line_in_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "secret.env").write_text("SECRET_KEY\n")
    with pytest.raises(env.Misconfigured, match="line 1 is not NAME=value"):
        env.load_secrets(tmp_path)


def test_a_socket_is_an_address_too() -> None:
    found = env.database("DATABASE_URL", "postgresql:///crm?host=/run/postgresql")
    assert (found["HOST"], found["NAME"], found["PORT"]) == ("/run/postgresql", "crm", "")
