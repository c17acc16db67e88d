"""Days and times of day as people type them: `20261119`, `2026.11.19`, `9`, `24:00`; moments.

Forms use the fields, filters of lists the filters below them.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from .clock import MIDNIGHT, day_bounds, possible_day


class DayInput(forms.DateInput):
    """The browser's own picker; without one, typed digits do."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """A local day."""

    widget = DayInput
    default_validators = [possible_day]

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str):
            digits = re.sub(r"[.\-/\s]+", "-", value.strip()).strip("-")
            if re.fullmatch(r"\d{8}", digits):
                digits = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
            value = digits
        return super().to_python(value)


class WallTimeField(forms.CharField):
    """A time of day; `24:00` is the end of the day, where the field allows it."""

    def __init__(self, *, until_midnight: bool = False, **kwargs: Any) -> None:
        self.until_midnight = until_midnight
        attrs = {"inputmode": "numeric", "autocomplete": "off", "size": 5, "maxlength": 8}
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, time):
            return "24:00" if value == MIDNIGHT else f"{value:%H:%M}"
        return value

    def clean(self, value: Any) -> time | None:
        text = super().clean(value)
        return _parsed(text, self.until_midnight) if text else None


class MomentField(forms.DateTimeField):
    """A moment on the centre's wall clock, to the second."""

    default_validators = [possible_day]

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"type": "datetime-local", "step": "1", "class": "num"}
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M:%S", attrs=attrs)
        super().__init__(widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        shown = super().prepare_value(value)
        return shown.replace(microsecond=0) if isinstance(shown, datetime) else shown


class DayFilter(django_filters.DateFilter):
    """A local day; for a column of days `lookup_expr` says how they are compared."""

    field_class = DayField


class FromDay(DayFilter):
    """Rows whose moment lies on that local day or later."""

    def filter(self, rows: QuerySet[Any], value: date | None) -> QuerySet[Any]:
        if value is None:
            return rows
        return rows.filter(**{f"{self.field_name}__gte": day_bounds(value)[0]})


class UntilDay(DayFilter):
    """Rows whose moment lies on that local day or earlier."""

    def filter(self, rows: QuerySet[Any], value: date | None) -> QuerySet[Any]:
        if value is None:
            return rows
        return rows.filter(**{f"{self.field_name}__lt": day_bounds(value)[1]})


def _parsed(text: str, until_midnight: bool) -> time:
    found = re.fullmatch(r"(\d{1,2})(?::?(\d{2}))?(?::00)?", text.strip())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
    if (hour, minute) == (24, 0) and until_midnight:
        return MIDNIGHT
    if hour > 23 or minute > 59:
        raise ValidationError(_("Enter a time such as 09:00."))
    return time(hour, minute)
