"""The change log: every write, who made it, what it changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core import audit, formats
from crm.core.models import AuditEntry
from crm.core.pages import DetailPage, ListPage, Text
from crm.people.roles import Right
from crm.staff.filters import AuditFilter

from .users import SETTINGS

SHOWN_IN_LIST = 3


@dataclass(frozen=True)
class Value:
    """A stored value as it is read; `typed`: people's words, or a name or code of theirs."""

    text: str
    typed: bool


@dataclass(frozen=True)
class Change:
    """One field before and after; where both are the same it is there to be read along."""

    field: Text
    old: Value
    new: Value

    @property
    def replaces(self) -> bool:
        return self.old.text not in (formats.MISSING, self.new.text)


@dataclass(frozen=True)
class Told:
    """An entry in words."""

    entry: AuditEntry
    sentence: Text
    subject: Text
    link: str | None
    changes: list[Change]

    @property
    def shows_number(self) -> bool:
        """A number or code says something beside the name; the id of a row says nothing."""
        number, name = self.entry.subject, self.entry.label
        return bool(name) and number != name and not number.isdecimal()

    @property
    def first_changes(self) -> list[Change]:
        return self.changes[:SHOWN_IN_LIST]

    @property
    def more(self) -> int:
        return max(0, len(self.changes) - SHOWN_IN_LIST)


def told(entry: AuditEntry) -> Told:
    return Told(
        entry=entry,
        sentence=audit.label(entry.action),
        subject=audit.subject_label(entry.subject_type),
        link=audit.link(entry),
        changes=list(_changes(entry)),
    )


def _changes(entry: AuditEntry) -> Iterator[Change]:
    for key, pair in entry.changes.items():
        old, new = pair if isinstance(pair, list) and len(pair) == 2 else (None, pair)
        said = (shown(key, value, entry.action) for value in (old, new))
        yield Change(audit.field_label(key, entry.action), *said)


def shown(key: str, value: Any, action: str = "") -> Value:
    """Words for known values; days, moments and yes or no as everywhere; the rest as stored."""
    if value is None or value == "":
        return Value(formats.MISSING, typed=False)
    word = audit.value_label(key, value, action)
    if word is not None:
        return Value(str(word), typed=False)
    if isinstance(value, bool):
        return Value(_("yes") if value else _("no"), typed=False)
    if isinstance(value, dict):
        inner = (
            f"{audit.field_label(name, action)}: {shown(name, item, action).text}"
            for name, item in value.items()
        )
        return Value(", ".join(inner), typed=True)
    if isinstance(value, list):
        return Value(", ".join(shown(key, item, action).text for item in value), typed=True)
    return _plain(value)


def _plain(value: Any) -> Value:
    if isinstance(value, str):
        try:
            return Value(formats.day(date.fromisoformat(value)), typed=False)
        except ValueError:
            pass
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return Value(value, typed=True)
        return Value(formats.moment(moment) if moment.tzinfo else value, typed=False)
    return Value(str(value), typed=False)


class AuditPage(ListPage):
    """Newest first, searchable by who, what, about what and when."""

    permission = Right.SETTINGS
    title = gettext_lazy("Change log")
    crumbs = (SETTINGS,)
    menu = "settings-audit"
    template = "staff/audit.html"
    filterset_class = AuditFilter
    keyset = ("at", "id")

    def get_queryset(self) -> QuerySet[AuditEntry]:
        return AuditEntry.objects.select_related("actor")

    def get_context(self) -> dict[str, Any]:
        context = super().get_context()
        return {**context, "told": [told(entry) for entry in context["listing"].rows]}


class AuditEntryPage(DetailPage):
    """One write with everything before and after."""

    permission = Right.SETTINGS
    crumbs = (SETTINGS, (gettext_lazy("Change log"), "settings-audit"))
    menu = "settings-audit"
    template = "staff/audit_entry.html"
    lookup = "pk"

    def get_queryset(self) -> QuerySet[AuditEntry]:
        return AuditEntry.objects.select_related("actor")

    def get_title(self) -> Text:
        return audit.label(self.object.action)

    def get_context(self) -> dict[str, Any]:
        return {**super().get_context(), "told": told(self.object)}
