"""What each entry of the settings menu holds, in a few words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.core import clock, menu
from crm.core.models import ApiKey, Centre
from crm.people.models import Role, Team, User
from interactions.models import Consultation, InquiryType
from interactions.services.channels import channel_states
from performance.models import CustomKpi, Definition, Target

from .checklist_facts import spoken_week

Text = str | Promise


@dataclass(frozen=True)
class Item:
    """An entry with its summary; `typed` are people's words in front of it."""

    entry: menu.Entry
    summary: str
    typed: str = ""


def groups(user: User) -> list[tuple[Text, list[Item]]]:
    """The menu's groups without the checklist, which has a place of its own on the page."""
    shown = menu.menu_of(user, "/settings/")
    return [
        (group.heading, [_item(entry) for entry in group.entries])
        for group in shown
        if group.heading
    ]


def _item(entry: menu.Entry) -> Item:
    say = _SUMMARIES.get(entry.name)
    typed, summary = say() if say else ("", "")
    return Item(entry, summary, typed)


def _centre() -> tuple[str, str]:
    name = Centre.objects.values_list("name", flat=True).get(pk=1)
    return (name, "") if name else ("", _("No name yet"))


def _hours() -> tuple[str, str]:
    return "", f"{spoken_week(clock.week().hours)} · {clock.utc_offset()}"


def _teams() -> tuple[str, str]:
    count = Team.objects.active().count()
    words = ngettext("%(count)d open team", "%(count)d open teams", count)
    return "", words % {"count": count}


def _users() -> tuple[str, str]:
    count = User.objects.active().count()
    words = ngettext("%(count)d active account", "%(count)d active accounts", count)
    return "", words % {"count": count}


def _roles() -> tuple[str, str]:
    return "", " · ".join(str(role.label) for role in Role)


def _types() -> tuple[str, str]:
    count = InquiryType.objects.active().count()
    words = ngettext("%(count)d type in use", "%(count)d types in use", count)
    return "", words % {"count": count}


def _channels() -> tuple[str, str]:
    on = [str(state.channel.label) for state in channel_states().values() if state.is_on]
    return "", " · ".join(on)


def _targets() -> tuple[str, str]:
    rows = Target.objects.known_on(clock.today()).filter(value__isnull=False)
    count = rows.order_by().values("kpi").distinct().count()
    words = ngettext("%(count)d KPI with a target", "%(count)d KPIs with a target", count)
    return "", words % {"count": count}


def _definitions() -> tuple[str, str]:
    version = Definition.objects.aggregate(last=Max("number"))["last"] or 1
    return "", _("Version %(n)s") % {"n": version}


def _own_kpis() -> tuple[str, str]:
    count = CustomKpi.objects.filter(is_active=True).count()
    words = ngettext("%(count)d KPI of its own", "%(count)d KPIs of its own", count)
    return "", words % {"count": count}


def _imports() -> tuple[str, str]:
    return "", _("Files taken in, with what was rejected")


def _protection() -> tuple[str, str]:
    count = Consultation.objects.protected().count()
    words = ngettext(
        "%(count)d record excluded to protect an agent",
        "%(count)d records excluded to protect an agent",
        count,
    )
    return "", words % {"count": count}


def _api_keys() -> tuple[str, str]:
    count = ApiKey.objects.alive().count()
    words = ngettext("%(count)d key in force", "%(count)d keys in force", count)
    return "", words % {"count": count}


def _audit() -> tuple[str, str]:
    return "", _("Who changed what, when, from where")


_SUMMARIES: dict[str, Callable[[], tuple[str, str]]] = {
    "settings-centre": _centre,
    "settings-hours": _hours,
    "settings-teams": _teams,
    "settings-users": _users,
    "settings-roles": _roles,
    "types:list": _types,
    "channels:list": _channels,
    "targets:settings": _targets,
    "targets:definitions": _definitions,
    "targets:custom": _own_kpis,
    "protection:list": _protection,
    "imports:list": _imports,
    "settings-api-keys": _api_keys,
    "settings-audit": _audit,
}
