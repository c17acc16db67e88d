"""The tables and sequences of the database as they stand."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from .archive import BadBackup, Manifest

#: Of the running product alone, or made by `migrate`.
LEFT_OUT = frozenset({"django_migrations", "django_session", "core_heartbeat"})

_TABLES = """
SELECT c.relname, array_agg(a.attname ORDER BY a.attnum)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
  AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
GROUP BY c.relname ORDER BY c.relname
"""
_SEQUENCES = """
SELECT s.relname, t.relname, a.attname
FROM pg_class s
JOIN pg_depend d ON d.objid = s.oid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
JOIN pg_class t ON t.oid = d.refobjid
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
WHERE s.relkind = 'S' AND s.relnamespace = current_schema()::regnamespace
ORDER BY t.relname, a.attname
"""


def tables(cursor: Any) -> dict[str, list[str]]:
    """Every table with its columns; generated ones are made again by the database."""
    cursor.execute(_TABLES)
    return {name: columns for name, columns in cursor.fetchall() if name not in LEFT_OUT}


def sequences(cursor: Any) -> list[tuple[str, str, int, bool]]:
    """Table and column each sequence gives numbers to, the last number, and whether it is out."""
    cursor.execute(_SEQUENCES)
    found = []
    for sequence, table, column in cursor.fetchall():
        cursor.execute(f"SELECT last_value, is_called FROM {quoted(sequence)}")  # noqa: S608 - from the catalogue
        last, used = cursor.fetchone()
        found.append((table, column, last, used))
    return [row for row in found if row[0] not in LEFT_OUT]


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def applied() -> list[tuple[str, str]]:
    return sorted(MigrationRecorder(connection).applied_migrations())


def check_known(manifest: Manifest) -> None:
    """Every migration the file was made after has to be part of this code."""
    known = MigrationExecutor(connection).loader.disk_migrations
    missing = [f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in known]
    if missing:
        raise BadBackup(
            f"This backup was made by a newer version of the product ({missing[0]}): bring that"
            " version first."
        )


def remake(manifest: Manifest) -> None:
    """Drop every table and make them again as they were when the file was made."""
    with connection.cursor() as cursor:
        every = ", ".join(quoted(name) for name in connection.introspection.table_names(cursor))
        if every:
            cursor.execute(f"DROP TABLE {every} CASCADE")
    executor = MigrationExecutor(connection)
    executor.recorder.ensure_schema()
    wanted = set(manifest.migrations)
    graph = executor.loader.graph
    last = [
        key
        for key in sorted(wanted)
        if not any(child.key in wanted for child in graph.node_map[key].children)
    ]
    executor.migrate(last)
