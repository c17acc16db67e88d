"""Time zone, business hours and holidays: one page with three forms, each kept when refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.forms import BaseForm
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.core import calendar, clock
from crm.core.models import Centre, Holiday
from crm.core.pages import ActionPage, FormPage, Text
from crm.people.roles import Right
from crm.staff.forms.hours import HolidayForm, HoursForm, year_of

from .users import SETTINGS


class HoursPage(FormPage):
    """The whole page; its own form is the week."""

    permission = Right.SETTINGS
    title = gettext_lazy("Time zone and business hours")
    crumbs = (SETTINGS,)
    menu = "settings-hours"
    template = "staff/hours.html"
    form_class: ClassVar[type[BaseForm]] = HoursForm
    success = gettext_lazy("The business hours are saved.")

    @property
    def year(self) -> int:
        return year_of(self.request.GET.get("year"))

    def get_initial(self) -> dict[str, Any]:
        return dict(HoursForm.initial_of(clock.week().hours))

    def save(self, form: BaseForm) -> str:
        assert isinstance(form, HoursForm)
        calendar.set_hours(self.user, week=form.week())
        return reverse("settings-hours")

    def get_context(self) -> dict[str, Any]:
        year, centre = self.year, Centre.objects.get(pk=1)
        return {
            **super().get_context(),
            "centre": centre,
            "offset": clock.utc_offset(),
            "hours_form": self.form if isinstance(self.form, HoursForm) else self._hours_form(),
            "holiday_form": self.form if isinstance(self.form, HolidayForm) else HolidayForm(),
            "year": year,
            "years": range(year - 2, year + 3),
            "holidays": _listed(year),
            "business_days": clock.business_days(*_ends_of(year)),
            "public_taken": year in centre.holiday_years,
        }

    def _hours_form(self) -> HoursForm:
        return HoursForm(initial=HoursForm.initial_of(clock.week().hours))


def _ends_of(year: int) -> tuple[Any, Any]:
    first = clock.today().replace(year=year, month=1, day=1)
    return first, first.replace(month=12, day=31)


def _listed(year: int) -> Sequence[tuple[Holiday, bool]]:
    """Each with whether it falls on a day that is closed anyway."""
    hours = clock.week().hours
    rows = Holiday.objects.in_year(year)
    return [(row, row.day.isoweekday() not in hours) for row in rows]


class AddHolidayPage(HoursPage):
    """The same page with the form of a holiday; refused, what was typed stands there again."""

    form_class = HolidayForm
    success = gettext_lazy("The holiday is entered.")

    @property
    def year(self) -> int:
        return year_of(self.request.POST.get("day", "")[:4])

    def get_initial(self) -> dict[str, Any]:
        return {}

    def save(self, form: BaseForm) -> str:
        row = calendar.add_holiday(self.user, **form.cleaned_data)
        return _year_address(row.day.year)


class RemoveHoliday(ActionPage):
    """The day has business hours again."""

    permission = Right.SETTINGS
    success = gettext_lazy("The holiday is removed.")

    def run(self) -> str:
        row = Holiday.objects.filter(pk=self.kwargs["pk"]).first()
        if row is None:
            raise Http404
        calendar.remove_holiday(self.user, holiday=row)
        return _year_address(row.day.year)


class ReloadHolidays(ActionPage):
    """Public holidays of a year, brought back."""

    permission = Right.SETTINGS
    added = 0

    def run(self) -> str:
        year = year_of(self.request.POST.get("year"))
        self.added = calendar.reload_public_holidays(self.user, year=year)
        return _year_address(year)

    def get_success(self) -> Text:
        if not self.added:
            return _("Every public holiday of that year was there already.")
        words = ngettext(
            "%(count)d public holiday is added.",
            "%(count)d public holidays are added.",
            self.added,
        )
        return words % {"count": self.added}


def _year_address(year: int) -> str:
    return f"{reverse('settings-hours')}?year={year}#holidays"
