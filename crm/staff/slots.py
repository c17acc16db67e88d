"""What this app shows in the frame of every page."""

from __future__ import annotations

from django.http import HttpRequest

from crm.core import slots
from crm.core.slots import Fragment
from crm.people.models import User
from crm.people.roles import Right, holds

from .views.work_status import control


def register() -> None:
    """Called once the apps are loaded."""
    slots.fill("top.state", _work_status)


def _work_status(request: HttpRequest) -> Fragment | None:
    user = request.user
    if not isinstance(user, User) or not holds(user, Right.WORK_STATUS):
        return None
    return Fragment("staff/_status.html", control(user, back=request.get_full_path()))
