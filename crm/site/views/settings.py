"""The settings index and the first-run checklist."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy

from crm.core import clock
from crm.core.models import AuditEntry
from crm.core.pages import ActionPage, Page
from crm.people.roles import Right
from crm.site import checklist, overview
from crm.staff.services.centre import confirm_step
from crm.staff.views.audit import told

LATEST = 8


class SettingsPage(Page):
    """Where the admin staff begin: every setting with what it holds, and what was changed last."""

    permission = Right.SETTINGS
    title = gettext_lazy("Settings")
    menu = "site:settings"
    template = "site/settings.html"

    def get_context(self) -> dict[str, Any]:
        entries = AuditEntry.objects.select_related("actor")[:LATEST]
        done = checklist.done_steps(clock.today())
        return {
            **super().get_context(),
            "groups": overview.groups(self.user),
            "told": [told(entry) for entry in entries],
            "steps_done": sum(done.values()),
            "steps": len(done),
        }


class StartPage(Page):
    """What a new centre still needs, in order."""

    permission = Right.SETTINGS
    title = gettext_lazy("First-run checklist")
    crumbs = ((gettext_lazy("Settings"), "site:settings"),)
    template = "site/start.html"

    def get_context(self) -> dict[str, Any]:
        steps = checklist.steps()
        left = [step for step in steps if not step.done]
        return {
            **super().get_context(),
            "steps": steps,
            "done": len(steps) - len(left),
            "left": len(left),
            "minutes": sum(checklist.MINUTES[step.key] for step in left),
            "abilities": checklist.abilities({step.key: step.done for step in steps}),
            "now": clock.now(),
        }


class ConfirmStep(ActionPage):
    """A step somebody looked at and found right."""

    permission = Right.SETTINGS
    success = gettext_lazy("The step is done.")

    def run(self) -> str:
        step = self.request.POST.get("step", "")
        if step not in checklist.CONFIRMABLE:
            raise Http404
        confirm_step(self.user, step=step)
        return reverse("site:start")
