"""Work status: the control in the top bar, the list of periods, correcting one."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy

from crm.core import clock
from crm.core.pages import ActionPage, FormPage, ListPage
from crm.people.models import User, WorkStatus
from crm.people.roles import Right, holds
from crm.people.statuses import HANDLING, Status
from crm.staff.filters import PeriodFilter
from crm.staff.forms.work_status import CorrectForm
from crm.staff.services import work_status
from crm.staff.services.status_corrections import correct_period

ICONS = {
    Status.READY: "circle-check",
    Status.CONTACT: "headset",
    Status.WRAP_UP: "pencil",
    Status.BREAK: "coffee",
    Status.TRAINING: "book-open-text",
    Status.AWAY: "log-out",
}


def control(user: User, *, back: str) -> dict[str, Any]:
    """Context of `staff/_status.html`; `back` is the page to come back to without script."""
    running = work_status.current(user)
    return {
        "running": running,
        "running_seconds": seconds_of(running),
        "places": [
            (place, key, Status(key).label, ICONS[Status(key)])
            for place, key in enumerate(Status.values, 1)
        ],
        "offers_ready": running is not None and running.status in HANDLING,
        "back": back,
    }


def seconds_of(period: WorkStatus | None) -> int:
    """How long it has lasted, or did last."""
    if period is None:
        return 0
    end = period.ended_at or clock.now()
    return max(0, int((end - period.started_at).total_seconds()))


class SwitchStatus(ActionPage):
    """A click on the control: without script back to the page, else the control anew."""

    permission = Right.WORK_STATUS

    def run(self) -> str:
        work_status.switch(self.user, status=self.request.POST.get("status", ""))
        return self.back

    @property
    def back(self) -> str:
        given = self.request.POST.get("next", "")
        fits = url_has_allowed_host_and_scheme(given, {self.request.get_host()})
        return given if fits else "/"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.is_fragment:
            return super().post(request, *args, **kwargs)
        refused = ""
        try:
            self.run()
        except ValidationError as problem:
            refused = json.dumps({"toast": {"text": " ".join(problem.messages)}})
        context = control(self.user, back=self.back)
        response: HttpResponse = render(request, "staff/_status.html", context)
        if refused:
            response.headers["HX-Trigger"] = refused
        return response


class PeriodsPage(ListPage):
    """One's own periods; of the teams led or assigned; all for admins."""

    permission = Right.WORK_STATUS_READ
    title = gettext_lazy("Work status")
    template = "staff/periods.html"
    filterset_class = PeriodFilter
    keyset = ("started_at", "id")

    @cached_property
    def sees_others(self) -> bool:
        return self.user.role != "agent"

    def get_queryset(self) -> QuerySet[WorkStatus]:
        rows = WorkStatus.objects.visible_to(self.user, clock.today())
        return rows.select_related("user", "team")

    def get_context(self) -> dict[str, Any]:
        context = super().get_context()
        rows = [
            (row, seconds_of(row), ICONS[Status(row.status)]) for row in context["listing"].rows
        ]
        return {
            **context,
            "rows": rows,
            "sees_others": self.sees_others,
            "corrects": holds(self.user, Right.WORK_STATUS_CORRECT),
        }


class CorrectPage(FormPage):
    """A lead sets a period right, or takes it out of the figures, with a reason."""

    permission = Right.WORK_STATUS_CORRECT
    title = gettext_lazy("Correct a work status")
    crumbs = ((gettext_lazy("Work status"), "staff:periods"),)
    template = "staff/correct.html"
    form_class = CorrectForm
    success = gettext_lazy("The work status is corrected.")
    object: WorkStatus

    def prepare(self) -> None:
        rows = WorkStatus.objects.visible_to(self.user, clock.today())
        found = rows.select_related("user", "team").filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        self.object = found

    def get_initial(self) -> dict[str, Any]:
        row = self.object
        return {
            "status": row.status,
            "started_at": row.started_at,
            "ended_at": row.ended_at,
            "marked_reason": row.marked_reason or "",
        }

    def save(self, form: BaseForm) -> str:
        assert isinstance(form, CorrectForm)
        reason = form.cleaned_data["reason"]
        correct_period(self.user, period=self.object, stated=form.stated(), reason=reason)
        return reverse("staff:periods")

    def get_context(self) -> dict[str, Any]:
        return {**super().get_context(), "object": self.object}
