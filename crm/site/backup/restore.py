"""Reading the file: all of it or nothing, whatever the database held before."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction

from crm.core import clock, heartbeats

from . import schema
from .archive import BadBackup, Manifest, fits, member, opened, read_manifest
from .dump import PLAIN

BLOCK = 1 << 18
#: Rows of these make a centre one that has data.
TELLING = ("people_user", "customers_customer", "interactions_consultation")


def bring_back(path: Path, *, replace: bool, tell: Callable[[str, int], None]) -> Manifest:
    """Take the file into the database and bring that up to this code; raises `BadBackup`.

    A centre that has data is refused unless `replace`; then everything it holds is gone.
    """
    with opened(path) as archive:
        manifest = read_manifest(archive)
        _check(manifest, replace=replace)
        with transaction.atomic(durable=True):
            schema.remake(manifest)
            _load(archive, manifest, tell)
    clock.forget()
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    cache.clear()
    return manifest


def _check(manifest: Manifest, *, replace: bool) -> None:
    if not fits(manifest):
        raise BadBackup(
            "FIELD_KEYS here do not hold the key of this backup: its phone numbers and e-mail"
            " addresses could never be read again. Put that key into FIELD_KEYS first."
        )
    schema.check_known(manifest)
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        if "core_heartbeat" in there:
            running = [n for n, age in heartbeats.ages().items() if age < heartbeats.STALE_AFTER]
            if running:
                raise BadBackup(
                    f"The product is running ({', '.join(sorted(running))}): stop it, wait half a"
                    " minute, and restore then."
                )
        if replace:
            return
        for table in TELLING:
            if table in there and _has_rows(cursor, table):
                raise BadBackup(
                    "This centre has data. With --replace all of it is lost and the backup takes"
                    " its place."
                )


def _has_rows(cursor: Any, table: str) -> bool:
    cursor.execute(f"SELECT EXISTS (SELECT FROM {schema.quoted(table)})")  # noqa: S608 - a constant of ours
    return bool(cursor.fetchone()[0])


def _load(archive: zipfile.ZipFile, manifest: Manifest, tell: Callable[[str, int], None]) -> None:
    """Foreign keys are looked at once everything is there."""
    with connection.cursor() as cursor:
        for statement in PLAIN:
            cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # of rows that migrations wrote
        every = ", ".join(map(schema.quoted, manifest.tables))
        cursor.execute(f"TRUNCATE {every} CASCADE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table, facts in manifest.tables.items():
            rows = _copy(cursor, archive, table, facts.columns)
            if rows != facts.rows:
                raise BadBackup(f"{table} has {rows} rows and should have {facts.rows}.")
            tell(table, rows)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, column, last, used in manifest.sequences:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)",
                [schema.quoted(table), column, last, used],
            )


def _copy(cursor: Any, archive: zipfile.ZipFile, table: str, columns: list[str]) -> int:
    names = ", ".join(map(schema.quoted, columns))
    query = f"COPY {schema.quoted(table)} ({names}) FROM STDIN"
    with archive.open(member(table)) as file, cursor.copy(query) as copy:
        while block := file.read(BLOCK):
            copy.write(block)
    return int(cursor.rowcount)
