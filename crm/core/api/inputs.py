"""What is sent, checked by the very forms of the pages: one rule for both, written once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from ..clock import FIRST_YEAR, LAST_YEAR


def check(form: forms.BaseForm, *, names: Mapping[str, str] | None = None) -> None:
    """Raise the form's errors, by the names the API has for its fields where they differ."""
    if form.is_valid():
        return
    found: dict[str, list[ErrorDetail]] = {}
    for name, errors in form.errors.as_data().items():
        known = "non_field_errors" if name == NON_FIELD_ERRORS else (names or {}).get(name, name)
        for one in errors:
            code = one.code or "invalid"
            found.setdefault(known, []).extend(
                ErrorDetail(str(message), code=code) for message in one.messages
            )
    raise ValidationError(found)


class Input(serializers.Serializer[Any]):
    """Fields somebody sends. An unknown one is told: a misspelt field would be lost in silence."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = [name for name in data if name not in self.fields]
            if unknown:
                raise ValidationError(
                    {name: [ErrorDetail("Unknown field.", "unknown_field")] for name in unknown}
                )
        return super().to_internal_value(data)


class Nothing(Input):
    """An action that takes no fields."""


Kind = TypeVar("Kind", date, datetime)


class Moment(serializers.DateTimeField):
    """An instant, ISO 8601; without an offset it is on the centre's clock."""

    def to_internal_value(self, value: Any) -> datetime:
        return _possible(super().to_internal_value(value))


class Day(serializers.DateField):
    """A local day of the centre."""

    def to_internal_value(self, value: Any) -> date:
        return _possible(super().to_internal_value(value))


def _possible(value: Kind) -> Kind:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValidationError(
            f"Give a year from {FIRST_YEAR} to {LAST_YEAR}.", code="impossible_date"
        )
    return value
