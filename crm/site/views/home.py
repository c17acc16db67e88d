"""`/` leads each role to the page its work begins on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from crm.core import clock
from crm.core.pages import Page
from crm.people.models import Kind, Role, User
from crm.people.roles import Right

_LANDING = {
    Role.AGENT: "consultations:list",
    Role.MANAGER: "performance:home",
    Role.QA: "performance:home",
    Role.ADMIN: "site:settings",
    Role.EXECUTIVE: "performance:home",
}


class Home(Page):
    """No page of its own: a redirect that may change with the role, so never a permanent one."""

    permission = Right.OWN_ACCOUNT

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return HttpResponseRedirect(landing_of(self.user))


def landing_of(user: User) -> str:
    """A lead of one or more teams begins at the first of them."""
    if user.role == Role.MANAGER:
        led = user.memberships.on(clock.today()).filter(kind=Kind.LEAD).order_by("team__code")
        code = led.values_list("team__code", flat=True).first()
        if code:
            return reverse("performance:team", args=[code])
    return reverse(_LANDING[Role(user.role)])
