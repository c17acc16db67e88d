"""Who may do what, to read: roles cannot be changed here, so that they mean the same everywhere."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy

from crm.core.pages import Page
from crm.people.models import Role, User
from crm.people.roles import Right
from crm.staff import rights

from .users import SETTINGS


class RolesPage(Page):
    """The table of rights in words, and how many people hold each role."""

    permission = Right.SETTINGS
    title = gettext_lazy("Roles and rights")
    crumbs = (SETTINGS,)
    template = "staff/roles.html"

    def get_context(self) -> dict[str, Any]:
        counted = User.objects.active().order_by().values_list("role").annotate(n=Count("pk"))
        people: dict[str, int] = dict(counted)
        roles = [(role, people.get(role, 0), rights.SCOPES[role]) for role in Role]
        return {**super().get_context(), "roles": roles, "areas": rights.table()}
