"""External ids that stand in a file more than once: the last row that can be taken is the record.

The file is read through once before anything is written, so one that breaks in the middle is
refused whole. Its ids are kept in a temporary table meanwhile, so memory stays flat.
"""

from __future__ import annotations

from pathlib import Path

from django.db import connection

from crm.core.imports.mapping import FileMapping
from crm.core.imports.reading import open_source
from crm.core.imports.table import Table

from .targets import RULES

_PIECE = 10_000  # rows


def repeated_ids(path: Path, mapping: FileMapping) -> frozenset[str]:
    """The ids of several rows, those left out by [skip] not counted; raises `FileProblem`."""
    table = Table(open_source(path), mapping, RULES)
    if not mapping.gives("external_id"):
        for _rows in table.pieces(_PIECE):
            pass
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS import_keys")
        cursor.execute("CREATE TEMP TABLE import_keys (key text)")
        try:
            for rows, _skipped in table.pieces(_PIECE):
                with cursor.copy("COPY import_keys FROM STDIN") as copy:
                    for key in table.read_one(rows, "external_id"):
                        if isinstance(key, str):
                            copy.write_row((key,))
            cursor.execute("SELECT key FROM import_keys GROUP BY key HAVING count(*) > 1")
            return frozenset(row[0] for row in cursor.fetchall())
        finally:
            cursor.execute("DROP TABLE import_keys")
