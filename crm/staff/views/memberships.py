"""Putting people into teams and taking them out, with dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.forms import BaseForm
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core import clock
from crm.core.pages import ActionPage, FormPage, Text
from crm.people.models import Membership, User
from crm.people.roles import KIND_OF_ROLE, Right
from crm.staff.forms.people import LastDayForm, PlaceForm
from crm.staff.services.memberships import cancel_planned, end_membership, place

from .users import OfUser, address_of, crumbs_of


class PlaceUserPage(OfUser, FormPage):
    """Moving an agent, or assigning a team to a lead or QA evaluator."""

    permission = Right.SETTINGS
    menu = "settings-users"
    template = "staff/user_team.html"
    form_class = PlaceForm
    success = gettext_lazy("The team is entered.")

    def prepare(self) -> None:
        self.object = self.subject
        if self.object.role not in KIND_OF_ROLE or not self.object.is_active:
            raise Http404

    def get_title(self) -> Text:
        if KIND_OF_ROLE[self.object.role] == "member":
            return _("Move to a team")
        return _("Assign a team")

    def get_crumbs(self) -> Sequence[tuple[Text, str]]:
        return crumbs_of(self.object)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"user": self.object}

    def save(self, form: BaseForm) -> str:
        data = form.cleaned_data
        last: date | None = data.get("last_day")
        place(
            self.user,
            user=self.object,
            team=data["team"],
            starts_on=data["starts_on"],
            ends_on=last + timedelta(days=1) if last else None,
        )
        return address_of(self.object)

    def get_context(self) -> dict[str, Any]:
        rows = self.object.memberships.from_day(clock.today()).select_related("team")
        return {
            **super().get_context(),
            "object": self.object,
            "memberships": rows.order_by("starts_on", "pk"),
        }


class OfMembership:
    """The membership named by the address, with its user."""

    kwargs: dict[str, Any]

    @property
    def membership(self) -> Membership:
        rows = Membership.objects.select_related("user", "team")
        found = rows.filter(pk=self.kwargs["pk"], user__code=self.kwargs["code"]).first()
        if found is None:
            raise Http404
        return found


class EndMembershipPage(OfMembership, FormPage):
    """Entering or correcting the last day in a team."""

    permission = Right.SETTINGS
    title = gettext_lazy("Last day in the team")
    menu = "settings-users"
    template = "staff/membership_end.html"
    form_class = LastDayForm
    success = gettext_lazy("The last day is entered.")

    def prepare(self) -> None:
        self.object = self.membership

    def get_crumbs(self) -> Sequence[tuple[Text, str]]:
        return crumbs_of(self._user)

    @property
    def _user(self) -> User:
        return self.object.user

    def get_initial(self) -> dict[str, Any]:
        ends = self.object.ends_on
        return {"last_day": ends - timedelta(days=1) if ends else clock.today()}

    def save(self, form: BaseForm) -> str:
        end_membership(self.user, membership=self.object, last_day=form.cleaned_data["last_day"])
        return address_of(self._user)

    def get_context(self) -> dict[str, Any]:
        return {**super().get_context(), "object": self.object}


class CancelMembership(OfMembership, ActionPage):
    """Taking back what has not begun."""

    permission = Right.SETTINGS
    success = gettext_lazy("The planned change is taken back.")

    def run(self) -> str:
        row = self.membership
        cancel_planned(self.user, membership=row)
        return address_of(row.user)
