"""Ten or a hundred times the records of a seeded centre, by SQL: copies with keys of their own.

A copy keeps the times, words and credit of its original and has customers of its own (without
contact points), so that stored cells fill up the way they do in a busier centre.
"""

from __future__ import annotations

from django.db import connection
from django.db.models import Field, Max, Model

from customers.models import Customer
from interactions.models import Consultation, FollowUp, Inquiry, SurveyAnswer

GROWN: tuple[type[Model], ...] = (Customer, Inquiry, Consultation, SurveyAnswer, FollowUp)
#: Named differently in each copy, so that no two rows share it.
_NUMBERS = {"number", "ticket", "external_id"}


def grow(times: int) -> None:
    """Make it `times` as many rows of every grown table."""
    steps = {model: _step(model) for model in GROWN}
    with connection.cursor() as cursor:
        dropped = _drop_indexes(cursor)
        for copy in range(1, times):
            for model in GROWN:
                cursor.execute(*_copy(model, copy, steps))
        for statement in dropped:
            cursor.execute(statement)
        for model in GROWN:
            table = model._meta.db_table
            highest = f"SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM {table}"
            cursor.execute(highest, [table])


def _step(model: type[Model]) -> int:
    highest = model._default_manager.aggregate(highest=Max("pk"))["highest"] or 0
    return int(highest)


def _copy(model: type[Model], copy: int, steps: dict[type[Model], int]) -> tuple[str, list[int]]:
    table = model._meta.db_table
    names, values = [], []
    for field in model._meta.concrete_fields:
        names.append(f'"{field.column}"')
        values.append(_value(field, copy, steps, model))
    into, what = ", ".join(names), ", ".join(values)
    return f"INSERT INTO {table} ({into}) SELECT {what} FROM {table} WHERE id <= %s", [steps[model]]


def _value(
    field: Field[object, object], copy: int, steps: dict[type[Model], int], model: type[Model]
) -> str:
    column = f'"{field.column}"'
    if field.primary_key:
        return f"{column} + {copy * steps[model]}"
    related = field.related_model
    if isinstance(related, type) and related in steps:
        return f"{column} + {copy * steps[related]}"
    if field.name in _NUMBERS:
        return f"{column} || '/' || {copy}"
    if field.name == "row_hash":
        return "NULL"
    return column


def _drop_indexes(cursor: object) -> list[str]:
    """Indexes that no constraint needs, and how to make them again: at the end, at one go."""
    tables = [model._meta.db_table for model in GROWN]
    cursor.execute(  # type: ignore[attr-defined]  # a cursor wrapper has no public type
        "SELECT indexname, indexdef FROM pg_indexes i WHERE tablename = ANY(%s) AND NOT EXISTS"
        " (SELECT FROM pg_constraint c JOIN pg_class k ON k.oid = c.conindid"
        "  WHERE k.relname = i.indexname) AND indexdef NOT LIKE 'CREATE UNIQUE%%'",
        [tables],
    )
    found = cursor.fetchall()  # type: ignore[attr-defined]
    for name, _statement in found:
        cursor.execute(f'DROP INDEX "{name}"')  # type: ignore[attr-defined]
    return [statement for _name, statement in found]
