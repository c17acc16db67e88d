"""`Idempotency-Key`: a write sent twice happens once and is answered twice, also at the same time.

The record of the key and the write are one transaction. Whoever comes second waits at the unique
key: for the answer, when the first one commits, or to do the work, when it was undone. Only what
succeeded is kept; after a refusal the same key may be sent again with what was corrected.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _
from psycopg.errors import DeadlockDetected
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from .. import clock
from ..models import IdempotencyRecord
from .problems import Conflict

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
LONGEST = 255
KEPT = timedelta(hours=24)
#: How often a write is begun anew after a deadlock.
TRIES = 3

Handler = Callable[..., Response]


def answer_once(handler: Handler, request: Request, *args: Any, **kwargs: Any) -> Response:
    """The write itself, or the answer it got when it came the first time."""
    key = request.headers.get(HEADER, "")
    if HEADER not in request.headers:
        return handler(request, *args, **kwargs)
    if not (key.isascii() and key.isprintable() and len(key.strip()) > 0 and len(key) <= LONGEST):
        raise ValidationError(
            {HEADER: _("Give 1 to %(most)s printable ASCII characters.") % {"most": LONGEST}}
        )
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return _held(key, handler, request, *args, **kwargs)
        except OperationalError as problem:
            if not left or not isinstance(problem.__cause__, DeadlockDetected):
                raise
    raise AssertionError("unreachable")


def _held(key: str, handler: Handler, request: Request, *args: Any, **kwargs: Any) -> Response:
    fingerprint, user_id = fingerprint_of(request), request.user.pk
    assert user_id is not None, "only asked after the permissions were checked"
    mine = _claim(user_id, key, fingerprint)
    if mine is not None:
        response = handler(request, *args, **kwargs)
        body = JSONRenderer().render(response.data).decode()
        IdempotencyRecord.objects.filter(pk=mine).update(status=response.status_code, body=body)
        return response
    known = IdempotencyRecord.objects.get(user_id=user_id, key=key)
    if known.fingerprint != fingerprint:
        raise Conflict(
            _("This Idempotency-Key was used for another request."), code="idempotency_key_reused"
        )
    data = json.loads(known.body) if known.body else None
    return Response(data, status=known.status or status.HTTP_200_OK, headers={REPLAYED: "true"})


def _claim(user_id: int, key: str, fingerprint: str) -> int | None:
    """The id of the new record; nothing when there is one. Waits for whoever is writing it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_idempotencyrecord (user_id, key, fingerprint, body, created_at)"
            " VALUES (%s, %s, %s, '', %s) ON CONFLICT (user_id, key) DO NOTHING RETURNING id",
            [user_id, key, fingerprint, clock.now()],
        )
        row = cursor.fetchone()
    return None if row is None else int(row[0])


def fingerprint_of(request: Request) -> str:
    """What makes two requests the same: method, address and what was sent, however it is spaced."""
    data = json.dumps(request.data, sort_keys=True, ensure_ascii=True, default=str)
    said = "\n".join([str(request.method), request.get_full_path(), data])
    return hashlib.sha256(said.encode()).hexdigest()


def forget_old() -> int:
    """Drop the answers older than a day; returns how many."""
    found, _kinds = IdempotencyRecord.objects.filter(created_at__lt=clock.now() - KEPT).delete()
    return found
