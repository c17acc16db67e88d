"""Many rows in one statement: identifiers, COPY, and an UPDATE from arrays.

For bulk paths only: neither signals, nor defaults, nor `auto_now`. Nobody else's ids are assumed to
stand still, so any number of writers may work at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import connection, models

from . import clock
from .crypto import EncryptedTextField


def new_ids(model: type[models.Model], count: int) -> list[int]:
    """`count` primary keys nobody else will get, ascending."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def copy_rows(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Write rows of plain values, in the order of the columns, by COPY."""
    if not rows:
        return
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    table = connection.ops.quote_name(model._meta.db_table)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def copy_objects(model: type[models.Model], objects: Sequence[models.Model]) -> None:
    """Write unsaved objects by COPY; those without an id get one."""
    fields = model._meta.concrete_fields
    unnamed = [item for item in objects if item.pk is None]
    for pk, item in zip(new_ids(model, len(unnamed)), unnamed, strict=True):
        item.pk = pk
    moment = clock.now()
    readers = [_reader(field, moment) for field in fields]
    copy_rows(
        model,
        [field.column for field in fields],
        [[read(item) for read in readers] for item in objects],
    )


def _reader(field: models.Field[Any, Any], moment: datetime) -> Callable[[models.Model], Any]:
    """Takes a field's value from an object, in the form COPY wants it."""
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return lambda item: moment
    if isinstance(field, (models.JSONField, EncryptedTextField)):
        name = field.attname
        return lambda item: field.get_db_prep_save(getattr(item, name), connection)
    return attrgetter(field.attname)


def update_rows(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Set the columns of many rows; each row is its id, then the values in order."""
    if not rows:
        return
    fields = {field.column: field for field in model._meta.concrete_fields}
    quote = connection.ops.quote_name
    types = [fields[name].rel_db_type(connection) for name in ("id", *columns)]
    arrays = ", ".join(f"%s::{type_}[]" for type_ in types)
    names = ", ".join(quote(name) for name in ("id", *columns))
    sets = ", ".join(f"{quote(name)} = given.{quote(name)}" for name in columns)
    table = quote(model._meta.db_table)
    query = (
        f"UPDATE {table} AS kept SET {sets} FROM unnest({arrays}) AS given ({names})"  # noqa: S608 - names of models
        " WHERE kept.id = given.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [list(values) for values in zip(*rows, strict=True)])
