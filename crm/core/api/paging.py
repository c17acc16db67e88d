"""Pages by key: a cursor says where the next page begins, so any depth costs the same.

A view names its order by `keyset` (`("-started_at", "-pk")`: one direction, the last one unique).
Rows already in the order of how well they fit (a search) are paged by their place instead.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError as Refused
from django.db.models import Field, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

CURSOR, SIZE = "cursor", "page_size"
STANDARD, MOST = 50, 200
#: As deep as a ranked list can be paged.
DEEPEST = 1000


class KeysetPagination(BasePagination):
    """`?cursor=` as an earlier answer gave it, `?page_size=` up to 200."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        size = _size(request)
        backwards, values = _read(request.query_params.get(CURSOR, ""))
        if view.is_ranked():
            return self._by_place(queryset, size, values)
        keyset: Sequence[str] = view.keyset_of(queryset)
        names = [name.lstrip("-") for name in keyset]
        falling = keyset[0].startswith("-")
        if values:
            queryset = queryset.filter(_beyond(queryset, names, values, falling != backwards))
        order = keyset if not backwards else [_turned(name) for name in keyset]
        found = list(queryset.order_by(*order)[: size + 1])
        more, found = len(found) > size, found[:size]
        if backwards:
            found.reverse()
        forward, back = (True, more) if backwards else (more, bool(values))
        self.next = self._link(_key_of(found[-1], names), "n") if forward and found else None
        self.previous = self._link(_key_of(found[0], names), "p") if back and found else None
        return found

    def _by_place(self, rows: QuerySet[Any], size: int, values: list[Any]) -> list[Any]:
        start = values[0] if values else 0
        if not isinstance(start, int) or not 0 <= start <= DEEPEST:
            raise _no_cursor()
        found = list(rows[start : start + size + 1])
        self.next = self._link([start + size], "n") if len(found) > size else None
        self.previous = self._link([max(0, start - size)], "n") if start else None
        return found[:size]

    def _link(self, key: list[Any], way: str) -> str:
        text = base64.urlsafe_b64encode(json.dumps([way, *key]).encode()).decode()
        return str(replace_query_param(self.request.build_absolute_uri(), CURSOR, text))

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.next, "previous": self.previous, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": {**link, "description": "The next page; null on the last one."},
                "previous": {**link, "description": "The page before; null on the first one."},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        size = {"type": "integer", "minimum": 1, "maximum": MOST, "default": STANDARD}
        return [
            {
                "name": CURSOR,
                "in": "query",
                "required": False,
                "description": "Where the page begins: out of `next` or `previous` of an answer.",
                "schema": {"type": "string"},
            },
            {
                "name": SIZE,
                "in": "query",
                "required": False,
                "description": "Rows a page.",
                "schema": size,
            },
        ]


def _size(request: Request) -> int:
    text = request.query_params.get(SIZE, "")
    if not text:
        return STANDARD
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and 1 <= int(text) <= MOST):
        raise ValidationError({SIZE: _("Give a whole number from 1 to %(most)s.") % {"most": MOST}})
    return int(text)


def _read(text: str) -> tuple[bool, list[Any]]:
    """Whether it leads back, and the values of the row it stands at."""
    if not text:
        return False, []
    try:
        way, *values = json.loads(base64.urlsafe_b64decode(text.encode("ascii")))
    except (ValueError, TypeError, RecursionError, binascii.Error):
        raise _no_cursor() from None
    if way not in ("n", "p") or not values:
        raise _no_cursor()
    return way == "p", values


def _no_cursor() -> ValidationError:
    return ValidationError({CURSOR: _("This cursor was not given by an answer of this list.")})


def _beyond(rows: QuerySet[Any], names: list[str], values: list[Any], falling: bool) -> Q:
    """Rows after (or before) that key. The redundant bound on the first lets the index be used."""
    if len(names) != len(values):
        raise _no_cursor()
    known = [_value(rows, name, value) for name, value in zip(names, values, strict=True)]
    side = "lt" if falling else "gt"
    if len(names) == 1:
        return Q(**{f"{names[0]}__{side}": known[0]})
    first, tie = names
    beyond = Q(**{f"{first}__{side}": known[0]})
    tied = Q(**{first: known[0], f"{tie}__{side}": known[1]})
    return Q(**{f"{first}__{side}e": known[0]}) & (beyond | tied)


def _value(rows: QuerySet[Any], name: str, value: Any) -> Any:
    """As the column keeps it; anything else did not come from us."""
    options = rows.model._meta
    field = options.pk if name == "pk" else options.get_field(name)
    if not isinstance(field, Field) or not isinstance(value, str | int) or value == "":
        raise _no_cursor()
    try:
        str(value).encode()  # half a surrogate pair is no text
        found = field.to_python(value)
        field.run_validators(found)
    except (Refused, ValueError, OverflowError):
        raise _no_cursor() from None
    if "\0" in str(value) or (isinstance(found, datetime) and found.tzinfo is None):
        raise _no_cursor()
    return found


def _key_of(row: Any, names: list[str]) -> list[Any]:
    values = [getattr(row, name) for name in names]
    return [value.isoformat() if hasattr(value, "isoformat") else value for value in values]


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"
