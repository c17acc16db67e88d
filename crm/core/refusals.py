"""What somebody without a right is told: what it takes, and whom to ask."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from crm.people.models import Role, User
from crm.people.roles import HOLDERS, Right

from .models import Centre


class MissingRight(PermissionDenied):
    """The page exists, but this role may not open it: answered by a 403 that names whom to ask."""

    def __init__(self, right: Right) -> None:
        super().__init__(right.value)
        self.right = right


@dataclass(frozen=True)
class WhomToAsk:
    """The roles that hold the right, and the admin staff who can change a role."""

    roles: tuple[str, ...]
    admins: tuple[str, ...]
    contact: str


def whom_to_ask(right: Right | None) -> WhomToAsk:
    """At most three admins by name, so that a refusal is a way on and not a wall."""
    holders = HOLDERS[right] if right else frozenset[str]()
    names = User.objects.active().filter(role=Role.ADMIN).values_list("name", flat=True)
    centre = Centre.objects.filter(pk=1).values_list("contact", flat=True).first()
    return WhomToAsk(
        roles=tuple(str(role.label) for role in Role if role.value in holders),
        admins=tuple(names[:3]),
        contact=centre or "",
    )


def sentence(right: Right | None) -> str:
    """For answers that are not pages."""
    roles = ", ".join(whom_to_ask(right).roles)
    if not roles:
        return _("Your role does not include this.")
    return _("Your role does not include this. Roles that may: %(roles)s.") % {"roles": roles}
