"""One throw-away cluster, one migrated template named after the migrations, one clone a worker."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import time_machine
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.models.signals import post_migrate

from crm.core.embedded import Engines, take
from crm.core.models import BusinessHours

#: A Thursday inside business hours.
NOON = datetime(2026, 11, 19, 12, tzinfo=ZoneInfo("Asia/Seoul"))
OWN_APPS = ("crm/people", "crm/core", "crm/site", "customers", "interactions", "performance")
MADE_BY = ("tests/database.py", "crm/site/receivers.py", "crm/site/time_zone.py")
ENGINES = Engines(settings.DATA_DIR, durable=False)


def give_hours(using: str, **kwargs: Any) -> None:
    """Monday to Friday 09:00 to 18:00; after every flush too, which sends the same signal."""
    rows = [BusinessHours(weekday=day, opens=time(9), closes=time(18)) for day in range(1, 6)]
    BusinessHours.objects.using(using).bulk_create(rows, ignore_conflicts=True)


def listen() -> None:
    """Called once the apps are loaded."""
    post_migrate.connect(give_hours, sender=apps.get_app_config("core"))


def digest() -> str:
    root = Path(settings.BASE_DIR)
    found = [path for app in OWN_APPS for path in (root / app / "migrations").glob("*.py")]
    sources = sorted([*found, *(root / name for name in MADE_BY), root / "requirements/base.txt"])
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:12]


@contextmanager
def database(worker: str) -> Iterator[None]:
    """The worker's own database, the default connection pointing to it."""
    mine, target = f"test_{worker}_{os.getpid()}", connections["default"].settings_dict
    with psycopg.connect(
        host=str(ENGINES.sockets), user="crm", dbname="postgres", autocommit=True
    ) as admin:
        template = _template(admin, target)
        _drop_left_behind(admin)
        admin.execute(f'CREATE DATABASE "{mine}" TEMPLATE "{template}" STRATEGY file_copy')
        target["NAME"] = mine
        yield
        connections.close_all()
        _drop(admin, mine)


def _template(admin: psycopg.Connection[Any], target: dict[str, Any]) -> str:
    """Makes it where the migrations have changed; outdated ones go."""
    name = f"template_{digest()}"
    lock = take(ENGINES.run / "template", fcntl.LOCK_EX, wait=300)
    assert lock is not None, "another run has been migrating the template for five minutes"
    try:
        query = (
            "SELECT datname FROM pg_database WHERE datistemplate AND datname LIKE 'template\\__%'"
        )
        made = {row[0] for row in admin.execute(query)} - {"template0", "template1"}
        if name not in made:
            for old in made:
                admin.execute(f'ALTER DATABASE "{old}" IS_TEMPLATE false')
                _drop(admin, old)
            _drop(admin, name)
            admin.execute(f'CREATE DATABASE "{name}"')
            target["NAME"] = name
            with time_machine.travel(NOON):  # public holidays of the years around
                call_command("migrate", verbosity=0)
            connections.close_all()
            admin.execute(f'ALTER DATABASE "{name}" IS_TEMPLATE true')
    finally:
        os.close(lock)
    return name


def _drop_left_behind(admin: psycopg.Connection[Any]) -> None:
    """Databases of runs that were killed; the name ends with the number of their process."""
    names = [row[0] for row in admin.execute("SELECT datname FROM pg_database")]
    for name in names:
        pid = name.rpartition("_")[2]
        if name.startswith("test_") and pid.isdigit() and not Path(f"/proc/{pid}").exists():
            _drop(admin, name)


def _drop(admin: psycopg.Connection[Any], name: str) -> None:
    admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
