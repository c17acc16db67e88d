"""A system PostgreSQL (15 or later) and Redis: those that run here, else Debian's, installed.

SERVICES_DATABASE_URL (of an account that may make databases), SERVICES_REDIS_URL and
SERVICES_AMQP_URL (of an empty virtual host, see `rabbitmq`) name others.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import redis

OLDEST = 150_000
PACKAGES = ("postgresql", "redis-server")
EMPTY_ONES = (9, 10)  # databases of Redis that nobody else is likely to use


@dataclass(frozen=True)
class Servers:
    database_url: str
    broker_url: str
    cache_url: str


def run(*command: str, **environment: str) -> None:
    done = subprocess.run(
        command, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr or done.stdout}"


def install(*packages: str) -> None:
    wanted = packages or PACKAGES
    assert os.geteuid() == 0, f"Not here: apt-get install {' '.join(wanted)}"
    run("apt-get", "update", "-qq")
    run("apt-get", "install", "-y", "-qq", *wanted, DEBIAN_FRONTEND="noninteractive")


def redis_url() -> str:
    given = os.environ.get("SERVICES_REDIS_URL", "redis://127.0.0.1:6379")
    if answers(given):
        return given
    if shutil.which("redis-server") is None:
        install()
    if not answers(given):
        run("redis-server", "--daemonize", "yes", "--bind", "127.0.0.1", "--save", "")
    wait(lambda: answers(given), "Redis")
    return given


def answers(url: str) -> bool:
    try:
        return bool(redis.Redis.from_url(url, socket_connect_timeout=2).ping())
    except redis.RedisError:
        return False


def postgres_url() -> str:
    """Of an account that may make databases: one made here, unless one is given."""
    if given := os.environ.get("SERVICES_DATABASE_URL"):
        return given
    if shutil.which("pg_lsclusters") is None:
        install()
    if not listens():
        for cluster in sorted(Path("/etc/postgresql").glob("*/main"), reverse=True)[:1]:
            run("pg_ctlcluster", cluster.parent.name, "main", "start")
        wait(listens, "PostgreSQL")
    password = secrets.token_urlsafe(12)
    as_owner(f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{password}'")
    return f"postgresql://{ROLE}:{password}@127.0.0.1:5432/postgres"


ROLE = f"crm_services_{os.getpid()}"


def as_owner(statement: str) -> None:
    """As the system's own `postgres`, the way Debian lets root in."""
    become = (
        ["runuser", "-u", "postgres", "--"]
        if os.geteuid() == 0
        else ["sudo", "-n", "-u", "postgres"]
    )
    run(*become, "psql", "-q", "-v", "ON_ERROR_STOP=1", "-c", statement)


def listens() -> bool:
    try:
        psycopg.connect("host=127.0.0.1 port=5432 user=nobody connect_timeout=2").close()
    except psycopg.OperationalError as error:
        return "refused" not in str(error) and "timeout" not in str(error)
    return True


def wait(condition: object, what: str) -> None:
    end = time.monotonic() + 60
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, f"{what} did not start"
        time.sleep(0.2)


@contextmanager
def servers() -> Iterator[Servers]:
    """A database of our own and two empty ones of Redis, all gone afterwards; one at a time."""
    broker, admin_url = redis_url(), postgres_url()
    stores = [redis.Redis.from_url(f"{broker}/{number}") for number in EMPTY_ONES]
    assert not any(store.dbsize() for store in stores), f"Redis {EMPTY_ONES} are not empty"
    name = f"crm_services_{os.getpid()}"
    with psycopg.connect(admin_url, autocommit=True) as admin:
        version = admin.info.server_version
        assert version >= OLDEST, f"PostgreSQL 15 or later is needed, this is {version // 10_000}"
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE template0 ENCODING UTF8')
        try:
            url = admin_url.rpartition("/")[0] + f"/{name}"
            yield Servers(url, f"{broker}/{EMPTY_ONES[0]}", f"{broker}/{EMPTY_ONES[1]}")
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            for store in stores:
                store.flushdb()
    if ROLE in admin_url:
        as_owner(f"DROP ROLE {ROLE}")
