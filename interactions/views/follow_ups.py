"""Promises to customers: what is due, and one-key results."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from crm.core import clock, unsent
from crm.core.lists import changed
from crm.core.pages import ActionPage, DetailPage, ListPage
from crm.people.models import User
from crm.people.roles import ADMIN, AGENT, MANAGER, Right

from ..filters import FollowUpFilter
from ..forms.follow_ups import AgainForm, CancelForm, ReassignForm
from ..models import FollowUp, FollowUpAttempt
from ..querysets.follow_ups import TABS, FollowUpQuerySet
from ..services import follow_ups as service
from ..services.rights import agents_led_by, may_handle

SOON = timedelta(minutes=30)
TAB_WORDS: dict[str, Promise | str] = {
    "overdue": pgettext_lazy("follow-ups", "Overdue"),
    "today": pgettext_lazy("follow-ups", "Today"),
    "week": pgettext_lazy("follow-ups", "This week"),
    "later": pgettext_lazy("follow-ups", "Later"),
    "no-answer": pgettext_lazy("follow-ups", "No answer"),
}


@dataclass(frozen=True)
class Tab:
    key: str
    label: Promise | str
    count: int
    url: str
    current: bool


@dataclass(frozen=True)
class Row:
    """A follow-up with its time left (seconds; negative is overdue) and its tries."""

    follow_up: FollowUp
    left: int
    tries: list[FollowUpAttempt]
    may_handle: bool

    @property
    def late(self) -> int:
        return -self.left

    @property
    def state(self) -> str:
        """`bad` overdue, `warn` within half an hour, else plain."""
        if self.left < 0:
            return "bad"
        return "warn" if self.left <= SOON.total_seconds() else ""

    @property
    def no_answers(self) -> int:
        return sum(attempt.outcome == "no_answer" for attempt in self.tries)


def rows_of(user: User, found: Iterable[FollowUp]) -> list[Row]:
    now = clock.now()
    return [
        Row(
            follow_up=one,
            left=int((one.due_at - now).total_seconds()),
            tries=list(one.attempts.all()),
            may_handle=user.role in (AGENT, MANAGER) and one.state == "open",
        )
        for one in found
    ]


def suggested(now: datetime) -> datetime:
    """Two business hours on, at the full or half hour: a time one would say on the phone."""
    later = clock.local(clock.add_business_seconds(now, 2 * 3600))
    over = timedelta(
        minutes=later.minute % 30, seconds=later.second, microseconds=later.microsecond
    )
    return later - over + (timedelta(minutes=30) if over else timedelta())


def _shown(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related(
        "customer", "assignee", "consultation__type", "team"
    ).prefetch_related("attempts__by", "customer__points")


class FollowUpList(ListPage):
    permission = Right.FOLLOW_UPS_READ
    title = gettext_lazy("Follow-ups")
    template = "follow_ups/list.html"
    filterset_class = FollowUpFilter
    page_size = 50

    def get_queryset(self) -> QuerySet[Any]:
        return FollowUp.objects.listed_for(self.user)

    def get_rows(self, filterset: Any) -> QuerySet[Any]:
        found = super().get_rows(filterset)
        assert isinstance(found, FollowUpQuerySet)
        self.counts = FollowUp.objects.filter(pk__in=found.values("pk")).by_tab(clock.now())
        self.tab = self._tab()
        return _shown(found.of_tab(self.tab, clock.now())).order_by("due_at", "pk")

    def _tab(self) -> str:
        wanted = self.request.GET.get("due", "")
        if wanted in TABS:
            return wanted
        return "overdue" if self.counts["overdue"] else "today"

    def get_context(self) -> dict[str, Any]:
        context = super().get_context()
        agents = agents_led_by(self.user) if self.user.role == MANAGER else []
        return {
            **context,
            "rows": rows_of(self.user, context["listing"].rows),
            "tabs": [
                Tab(
                    key,
                    TAB_WORDS[key],
                    self.counts[key],
                    changed(self.request.GET, due=key),
                    key == self.tab,
                )
                for key in TABS
            ],
            "tab": self.tab,
            "suggested": suggested(clock.now()),
            "shows_agent": self.user.role in (MANAGER, ADMIN),
            "reassign": ReassignForm(agents=agents) if agents else None,
            "again": AgainForm(),
            "cancel": CancelForm(),
            "here": self.request.get_full_path(),
        }


class FollowUpPage(DetailPage):
    """One promise, for the bell and for a time of one's own."""

    permission = Right.FOLLOW_UPS_READ
    crumbs = ((gettext_lazy("Follow-ups"), "follow_ups:list"),)
    menu = "follow_ups:list"
    template = "follow_ups/detail.html"
    object: FollowUp

    def get_title(self) -> str:
        return _("Follow-up of %(number)s") % {"number": self.object.consultation.number}

    def get_queryset(self) -> QuerySet[Any]:
        return _shown(FollowUp.objects.visible_to(self.user))

    def get_context(self) -> dict[str, Any]:
        (row,) = rows_of(self.user, [self.object])
        return {
            **super().get_context(),
            "row": row,
            "suggested": suggested(clock.now()),
            "shows_agent": True,
            "again": AgainForm(),
            "cancel": CancelForm(),
            "here": reverse("follow_ups:list"),
        }


def _back(request: HttpRequest) -> str:
    """Where the button stood; the list, when the browser does not say."""
    page = unsent.page_of(request)
    return reverse("follow_ups:list") if page == request.path else page


class _Result(ActionPage):
    """A result of one follow-up; back to where the button stood."""

    permission = Right.FOLLOW_UPS_WRITE

    def run(self) -> str:
        rows = FollowUp.objects.visible_to(self.user)
        found = rows.filter(pk=self.kwargs["pk"]).first()
        if found is None or not may_handle(self.user, found):
            raise Http404
        self.settle(found)
        return _back(self.request)

    def settle(self, follow_up: FollowUp) -> None:
        raise NotImplementedError


class FollowUpDone(_Result):
    success = gettext_lazy("Done.")

    def settle(self, follow_up: FollowUp) -> None:
        service.record_done(self.user, follow_up=follow_up)


class FollowUpNoAnswer(_Result):
    success = gettext_lazy("Recorded: no answer. Book the next try, so that it is not forgotten.")

    def settle(self, follow_up: FollowUp) -> None:
        service.record_no_answer(self.user, follow_up=follow_up)


class FollowUpAgain(_Result):
    success = gettext_lazy("Booked again.")

    def settle(self, follow_up: FollowUp) -> None:
        form = AgainForm(self.request.POST)
        if not form.is_valid():
            raise ValidationError([error for errors in form.errors.values() for error in errors])
        service.book_again(self.user, follow_up=follow_up, due_at=form.due_at)


class FollowUpCancel(_Result):
    success = gettext_lazy("Cancelled.")

    def settle(self, follow_up: FollowUp) -> None:
        form = CancelForm(self.request.POST)
        if not form.is_valid():
            raise ValidationError(_("Say why it is not needed any more."))
        service.cancel(self.user, follow_up=follow_up, reason=form.cleaned_data["reason"])


class FollowUpReassign(ActionPage):
    """A lead hands several to one agent of the teams led."""

    permission = Right.FOLLOW_UPS_ASSIGN
    moved = 0

    def run(self) -> str:
        form = ReassignForm(self.request.POST, agents=agents_led_by(self.user))
        keys = [key for key in self.request.POST.getlist("follow_up") if key.isdecimal()]
        if not keys:
            raise ValidationError(_("Choose at least one follow-up."))
        if not form.is_valid():
            raise ValidationError(_("Choose an agent to hand them to."))
        rows = FollowUp.objects.visible_to(self.user).filter(pk__in=keys)
        assignee = form.cleaned_data["assignee"]
        self.moved = service.reassign(self.user, follow_ups=rows, assignee=assignee)
        return _back(self.request)

    def get_success(self) -> str:
        text = ngettext("%(n)d handed over.", "%(n)d handed over.", self.moved)
        return text % {"n": self.moved}
