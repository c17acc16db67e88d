"""Writing the file: every table as it is at one moment."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from crm.core import clock

from . import schema
from .archive import MANIFEST, Manifest, TableFacts, as_text, locked_word, member

#: As text that every server reads alike, whatever its own settings are.
PLAIN = (
    "SET LOCAL datestyle = 'ISO, YMD'",
    "SET LOCAL intervalstyle = 'postgres'",
    "SET LOCAL extra_float_digits = 1",
    "SET LOCAL client_encoding = 'UTF8'",
)


def back_up(path: Path, *, tell: Callable[[str, int], None]) -> Manifest:
    """Write the file beside its place and move it there whole; `tell` hears of each table."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
                manifest = _write(archive, tell)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _write(archive: zipfile.ZipFile, tell: Callable[[str, int], None]) -> Manifest:
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for statement in PLAIN:
            cursor.execute(statement)
        written: dict[str, TableFacts] = {}
        for table, columns in schema.tables(cursor).items():
            written[table] = TableFacts(columns, _copy(cursor, archive, table, columns))
            tell(table, written[table].rows)
        cursor.execute("SELECT current_setting('server_version_num')::int")
        (server,) = cursor.fetchone()
        manifest = Manifest(
            made_at=clock.now().isoformat(timespec="seconds"),
            server=server,
            migrations=schema.applied(),
            tables=written,
            sequences=schema.sequences(cursor),
            word=locked_word(),
        )
    archive.writestr(MANIFEST, as_text(manifest))
    return manifest


def _copy(cursor: Any, archive: zipfile.ZipFile, table: str, columns: list[str]) -> int:
    names = ", ".join(map(schema.quoted, columns))
    query = f"COPY (SELECT {names} FROM {schema.quoted(table)}) TO STDOUT"  # noqa: S608 - from the catalogue
    with archive.open(member(table), "w", force_zip64=True) as out, cursor.copy(query) as copy:
        for block in copy:
            out.write(block)
    return int(cursor.rowcount)
