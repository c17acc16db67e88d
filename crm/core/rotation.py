"""Moving stored values under the newest key of `FIELD_KEYS`, piece by piece, while people work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import BinaryField, ExpressionWrapper, F

from .crypto import EncryptedTextField, is_current

PIECE = 500
#: Columns computed from an encrypted value under the newest key (blind indexes), by model.
_derived: dict[str, Callable[[Any], Mapping[str, Any]]] = {}


def derives(model: str, columns: Callable[[Any], Mapping[str, Any]]) -> None:
    """Say which columns follow from a row's encrypted ones: `row → {column: value}`."""
    _derived[model] = columns


def encrypted_models() -> list[tuple[type[models.Model], list[str]]]:
    """Every model with encrypted columns."""
    found = []
    for model in apps.get_models():
        names = [f.name for f in model._meta.fields if isinstance(f, EncryptedTextField)]
        if names:
            found.append((model, names))
    return found


def rotate(model: type[models.Model], names: list[str]) -> Iterator[tuple[int, int]]:
    """Re-encrypt row after row; yields (rows seen, rows changed) of each piece.

    Rows under the newest key already are left alone, so that a second run after a cut is cheap.
    """
    last = 0
    while True:
        with transaction.atomic():
            rows = list(_piece(model, names, last))
            if not rows:
                return
            old = [row for row in rows if not _is_current(row, names)]
            _write(model, names, old)
        last = rows[-1].pk
        yield len(rows), len(old)


def _piece(model: type[models.Model], names: list[str], last: int) -> models.QuerySet[Any]:
    raw = {f"raw_{name}": ExpressionWrapper(F(name), BinaryField()) for name in names}
    rows = model._default_manager.filter(pk__gt=last).order_by("pk").annotate(**raw)
    piece: models.QuerySet[Any] = rows.select_for_update(of=("self",))[:PIECE]
    return piece


def _is_current(row: Any, names: list[str]) -> bool:
    stored = (getattr(row, f"raw_{name}") for name in names)
    return all(value is None or is_current(value) for value in stored)


def _write(model: type[models.Model], names: list[str], rows: list[Any]) -> None:
    if not rows:
        return
    columns = _derived.get(model._meta.label_lower, lambda row: {})
    changed = set(names)
    for row in rows:
        for column, value in columns(row).items():
            setattr(row, column, value)
            changed.add(column)
    model._default_manager.bulk_update(rows, sorted(changed))
