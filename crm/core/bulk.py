"""Many rows at once, by COPY: what seeding uses. Ids are given out by the caller."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def reserve_ids(model: type[models.Model], count: int) -> range:
    """`count` primary keys nobody else will get."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        ids = [row[0] for row in cursor.fetchall()]
    if ids and ids[-1] - ids[0] != count - 1:
        raise RuntimeError(f"{model._meta.label}: ids are not consecutive; nobody else may write")
    return range(ids[0], ids[0] + count) if ids else range(0)


def copy_in(model: type[models.Model], objects: Iterable[models.Model]) -> int:
    """Write unsaved objects with their own ids through one COPY; returns how many.

    Neither signals nor defaults of the database: every field is written as the object has it.
    """
    fields: Sequence[models.Field[Any, Any]] = model._meta.concrete_fields
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    count = 0
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy,
    ):
        for item in objects:
            copy.write_row(
                [
                    field.get_db_prep_save(field.pre_save(item, add=True), connection)
                    for field in fields
                ]
            )
            count += 1
    return count
