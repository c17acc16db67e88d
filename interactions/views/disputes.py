"""Disputed records: the agent's objection, the list of a lead, and the decision."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.core.lists import changed
from crm.core.pages import FormPage, ListPage
from crm.people.models import User
from crm.people.roles import AGENT, MANAGER, Right

from ..forms.disputes import UPHOLD, DecisionForm, DisputeForm
from ..models import Consultation, Dispute
from ..services import disputes as service
from ..services.rights import may_decide, may_dispute
from .follow_ups import Tab

OPEN, DECIDED = "open", "decided"
TABS: dict[str, Promise | str] = {
    OPEN: pgettext_lazy("disputes", "Open"),
    DECIDED: pgettext_lazy("disputes", "Decided"),
}


def entry_of(user: User) -> str:
    """Leads have an entry of their own in the menu."""
    return "disputes:list" if user.role == MANAGER else "consultations:list"


class RaisePage(FormPage):
    """An agent objects to an own record."""

    permission = Right.DISPUTES_RAISE
    crumbs = ((gettext_lazy("Consultations"), "consultations:list"),)
    menu = "consultations:list"
    template = "disputes/new.html"
    form_class = DisputeForm
    success = gettext_lazy("Sent to your team lead. The record counts until it is decided.")
    record: Consultation

    def prepare(self) -> None:
        rows = Consultation.objects.listed_for(self.user).with_names()
        found = rows.filter(number=self.kwargs["number"]).first()
        if found is None or not may_dispute(self.user, found):
            raise Http404
        self.record = found

    def get_title(self) -> str:
        return _("Dispute %(number)s") % {"number": self.record.number}

    def get_context(self) -> dict[str, Any]:
        return {**super().get_context(), "record": self.record, "cancel_url": self.detail_url}

    @property
    def detail_url(self) -> str:
        return reverse("consultations:detail", args=[self.record.number])

    def save(self, form: BaseForm) -> str:
        assert isinstance(form, DisputeForm)
        reason = form.cleaned_data["reason"]
        service.raise_dispute(self.user, consultation=self.record, reason=reason)
        return self.detail_url


class DisputeList(ListPage):
    """An agent's own, a lead's of the teams led, an admin's all; the oldest open one first."""

    permission = Right.DISPUTES_READ
    title = gettext_lazy("Disputed records")
    crumbs = ((gettext_lazy("Consultations"), "consultations:list"),)
    template = "disputes/list.html"
    page_size = 50

    def get_queryset(self) -> QuerySet[Any]:
        return Dispute.objects.listed_for(self.user)

    def get_rows(self, filterset: Any) -> QuerySet[Any]:
        rows = Dispute.objects.listed_for(self.user)
        asked = self.request.GET.get("state", "")
        self.tab = asked if asked in TABS else OPEN
        self.counts = {OPEN: rows.waiting().count(), DECIDED: rows.decided().count()}
        if self.tab == OPEN:
            return rows.waiting().with_names().order_by("raised_at", "pk")
        return rows.decided().with_names().order_by("-decided_at", "-pk")

    def get_context(self) -> dict[str, Any]:
        context = super().get_context()
        return {
            **context,
            "tab": self.tab,
            "tabs": [
                Tab(
                    key,
                    label,
                    self.counts[key],
                    changed(self.request.GET, state=key),
                    key == self.tab,
                )
                for key, label in TABS.items()
            ],
            "shows_agent": self.user.role != AGENT,
            "view_menu": entry_of(self.user),
        }


class DisputePage(FormPage):
    """One dispute with its record; a lead of its team decides here."""

    permission = Right.DISPUTES_READ
    write_permission = Right.DISPUTES_DECIDE
    crumbs = (
        (gettext_lazy("Consultations"), "consultations:list"),
        (gettext_lazy("Disputed records"), "disputes:list"),
    )
    template = "disputes/detail.html"
    form_class = DecisionForm
    success = gettext_lazy("Decided. The agent has been told.")
    dispute: Dispute

    def prepare(self) -> None:
        rows = Dispute.objects.visible_to(self.user).with_names()
        found = rows.filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        self.dispute = found
        if self.request.method == "POST" and not may_decide(self.user, found):
            raise Http404

    def get_title(self) -> str:
        return _("Dispute of %(number)s") % {"number": self.dispute.consultation.number}

    def get_context(self) -> dict[str, Any]:
        return {
            **super().get_context(),
            "dispute": self.dispute,
            "record": self.dispute.consultation,
            "may_decide": self.dispute.state == "open" and may_decide(self.user, self.dispute),
            "cancel_url": reverse("disputes:list"),
            "view_menu": entry_of(self.user),
        }

    def save(self, form: BaseForm) -> str:
        assert isinstance(form, DecisionForm)
        decide = service.uphold if form.cleaned_data["decision"] == UPHOLD else service.decline
        decide(self.user, dispute=self.dispute, answer=form.cleaned_data["answer"])
        return reverse("disputes:list")
