"""Ten or a hundred times the records of a seeded centre, by SQL: copies with keys of their own.

A copy keeps the times, words and credit of its original and has customers of its own. Its inquiry
types are turned within their parents and its seconds move by up to a fifth, so that stored cells
fill up the way they do in a busier centre instead of growing higher only.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Field, Max, Model

from customers.models import ContactPoint, Customer
from interactions.models import Consultation, FollowUp, Inquiry, InquiryType, SurveyAnswer

if TYPE_CHECKING:
    from collections.abc import Iterator

GROWN: tuple[type[Model], ...] = (
    Customer,
    ContactPoint,
    Inquiry,
    Consultation,
    SurveyAnswer,
    FollowUp,
)
#: Named differently in each copy, so that no two rows share it.
_NUMBERS = {"number", "ticket", "external_id"}
_SECONDS = {
    "wait_seconds",
    "handling_seconds",
    "first_response_seconds",
    "first_response_business_seconds",
    "resolution_seconds",
    "resolution_business_seconds",
    "handling_total_seconds",
}
_TYPE = "(SELECT coalesce((SELECT turned FROM turned_types WHERE id = {column}), {column}))"
#: Each type and the one that stands for it in a copy: another one under the same parent.
_TURNED = """
CREATE TEMPORARY TABLE turned_types ON COMMIT DROP AS
SELECT one.id, other.id AS turned FROM ({placed}) AS one JOIN ({placed}) AS other
ON other.parent_id = one.parent_id AND other.place = (one.place + %s) %% one.places
"""
_PLACED = (
    "SELECT id, parent_id, row_number() OVER (PARTITION BY parent_id ORDER BY id) - 1 AS place,"
    " count(*) OVER (PARTITION BY parent_id) AS places"
    " FROM interactions_inquirytype WHERE level = 3"
)


def grow(times: int) -> None:
    """Make it `times` as many rows of every grown table."""
    steps = {model: _step(model) for model in GROWN}
    with connection.cursor() as cursor, _bare(cursor):
        for copy in range(1, times):
            with transaction.atomic():
                cursor.execute(_TURNED.format(placed=_PLACED), [copy])
                for model in GROWN:
                    cursor.execute(*_copy(model, copy, steps))
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
    if related is InquiryType:
        return _TYPE.format(column=column)
    if field.name in _NUMBERS:
        return f"{column} || '/' || {copy}"
    if field.name in _SECONDS:
        return f"{column} * (100 + (id * 7 + {copy * 31}) %% 41 - 20) / 100"
    if model is ContactPoint:
        return _of_point(field.name, column, copy)
    if field.name == "row_hash":
        return "NULL"
    return column


def _of_point(name: str, column: str, copy: int) -> str:
    """Found by another number than the original, which its encrypted text still shows."""
    if name == "index":
        return f"sha256({column} || '{copy}')"
    if name == "last_four":
        moved = f"lpad((({column}::int + {copy * 1111}) %% 10000)::text, 4, '0')"
        return f"CASE WHEN {column} = '' THEN '' ELSE {moved} END"
    return column


@contextmanager
def _bare(cursor: object) -> Iterator[None]:
    """Without checks of references, which copies keep, and without the indexes that no constraint
    needs: they are made again at the end, at one go.
    """
    run = cursor.execute  # type: ignore[attr-defined]  # a cursor wrapper has no public type
    tables = [model._meta.db_table for model in GROWN]
    run(
        "SELECT indexname, indexdef FROM pg_indexes i WHERE tablename = ANY(%s) AND NOT EXISTS"
        " (SELECT FROM pg_constraint c JOIN pg_class k ON k.oid = c.conindid"
        "  WHERE k.relname = i.indexname)",
        [tables],
    )
    found = cursor.fetchall()  # type: ignore[attr-defined]
    run("SET session_replication_role = replica")
    for name, _statement in found:
        run(f'DROP INDEX "{name}"')
    yield
    for _name, statement in found:
        run(statement)
    run("SET session_replication_role = origin")
