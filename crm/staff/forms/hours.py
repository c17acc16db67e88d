"""Business hours of the week, and a holiday."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core import clock, formats
from crm.core.days import DayField, WallTimeField

WEEKDAYS = range(1, 8)


@dataclass(frozen=True)
class WeekdayRow:
    """One line of the form; `open` says whether it has hours."""

    name: str
    opens: forms.BoundField
    closes: forms.BoundField

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Id of the control and what is wrong with it."""
        return [
            (bound.auto_id, " ".join(str(error) for error in bound.errors))
            for bound in (self.opens, self.closes)
            if bound.errors
        ]

    @property
    def is_closed(self) -> bool:
        return not self.opens.value() and not self.closes.value()


class HoursForm(forms.Form):
    """Opening and closing of each weekday; both empty is a closed day."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for iso in WEEKDAYS:
            name = formats.weekday_name(iso)
            self.fields[f"opens_{iso}"] = WallTimeField(
                label=_("%(weekday)s, opens") % {"weekday": name}, required=False
            )
            self.fields[f"closes_{iso}"] = WallTimeField(
                label=_("%(weekday)s, closes") % {"weekday": name},
                required=False,
                until_midnight=True,
            )

    @staticmethod
    def initial_of(week: dict[int, tuple[time, time]]) -> dict[str, time]:
        opens = {f"opens_{iso}": hours[0] for iso, hours in week.items()}
        return opens | {f"closes_{iso}": hours[1] for iso, hours in week.items()}

    def rows(self) -> Iterator[WeekdayRow]:
        for iso in WEEKDAYS:
            name = formats.weekday_name(iso)
            yield WeekdayRow(name, self[f"opens_{iso}"], self[f"closes_{iso}"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for iso in WEEKDAYS:
            self._check(iso, data.get(f"opens_{iso}"), data.get(f"closes_{iso}"))
        if not self.errors and not self.week():
            raise ValidationError(_("At least one weekday must have hours."))
        return data

    def _check(self, iso: int, opens: time | None, closes: time | None) -> None:
        names = (f"opens_{iso}", f"closes_{iso}")
        if any(name in self.errors for name in names):
            return
        if opens is None and closes is not None:
            self.add_error(names[0], _("The opening time is missing."))
        elif closes is None and opens is not None:
            self.add_error(names[1], _("The closing time is missing."))
        elif opens is not None and closes is not None and closes <= opens:
            self.add_error(names[1], _("It must lie after the opening time."))

    def week(self) -> dict[int, tuple[time, time]]:
        """Hours by weekday; closed days are not in it."""
        data = self.cleaned_data
        return {
            iso: (data[f"opens_{iso}"], data[f"closes_{iso}"])
            for iso in WEEKDAYS
            if data.get(f"opens_{iso}") is not None and data.get(f"closes_{iso}") is not None
        }


class HolidayForm(forms.Form):
    """A day the centre is closed."""

    day = DayField(label=gettext_lazy("Day off"))
    name = forms.CharField(
        label=gettext_lazy("Name of the day"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def year_of(text: str | None) -> int:
    """The year in the address, else the current one."""
    year = int(text) if text and text.isdecimal() and len(text) == 4 else clock.today().year
    return min(max(year, 1970), 2100)
