"""One entry for every write, and the words to read it by.

Each app registers its actions, fields and subjects once (in its `apps.ready`), so that the audit
page reads as sentences in both languages. An action is `<subject>.<past verb>`, for example
`user.created`; its sentence stands beside the actor and the subject, so that no particle has to be
glued to a name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models
from django.dispatch import Signal
from django.utils.functional import Promise

from . import written
from .models import AuditEntry
from .origin import current_address, current_key

if TYPE_CHECKING:
    from crm.people.models import User

#: actor, action: somebody saved something; for whoever counts work.
saved = Signal()
Changes = Mapping[str, list[Any] | tuple[Any, Any]]
Words = str | Promise


@dataclass
class _Register:
    actions: dict[str, Words] = field(default_factory=dict)
    fields: dict[str, Words] = field(default_factory=dict)
    values: dict[str, Mapping[str, Words]] = field(default_factory=dict)
    subjects: dict[str, Words] = field(default_factory=dict)
    links: dict[str, Callable[[str], str | None]] = field(default_factory=dict)


_register = _Register()


def record(
    actor: User | None,
    action: str,
    subject: models.Model,
    *,
    changes: Changes | None = None,
    label: str = "",
) -> AuditEntry:
    """Write the entry inside the caller's transaction. `changes` arrive masked where need be."""
    written.tell(subject._meta.label_lower)
    if actor is not None:
        saved.send(sender=AuditEntry, actor=actor, action=action)
    return AuditEntry.objects.create(**_values(actor, action, subject, changes, label))


def record_many(
    actor: User | None,
    action: str,
    subjects: Iterable[tuple[models.Model, Changes | None, str]],
) -> int:
    """Entries for many subjects (row, changes, label) in one statement; returns how many."""
    rows = [AuditEntry(**_values(actor, action, *subject)) for subject in subjects]
    for kind in {row.subject_type for row in rows}:
        written.tell(kind)
    if actor is not None and rows:
        saved.send(sender=AuditEntry, actor=actor, action=action)
    return len(AuditEntry.objects.bulk_create(rows, batch_size=2000))


def _values(
    actor: User | None,
    action: str,
    subject: models.Model,
    changes: Changes | None,
    label: str,
) -> dict[str, Any]:
    return {
        "actor": actor,
        "action": action,
        "subject_type": subject._meta.label_lower,
        "subject": name_of(subject),
        "label": (label or str(subject))[:200],
        "changes": {key: [plain(old), plain(new)] for key, (old, new) in (changes or {}).items()},
        "address": current_address(),
        "via": current_key(),
    }


def name_of(subject: models.Model) -> str:
    """The stable name of a row: its number, code, slug or key, else its id."""
    for attribute in ("number", "code", "slug", "key"):
        found = getattr(subject, attribute, None)
        if found:
            return str(found)[:80]
    return str(subject.pk)


def diff(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What differs, as `{field: [before, after]}`; a field absent on one side is `None` there."""
    keys = list(dict.fromkeys([*before, *after]))
    pairs = {key: [plain(before.get(key)), plain(after.get(key))] for key in keys}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def plain(value: Any) -> Any:
    """The value as JSON keeps it; rows become their stable names."""
    if isinstance(value, models.Model):
        return name_of(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value


def register(
    *,
    actions: Mapping[str, Words] | None = None,
    fields: Mapping[str, Words] | None = None,
    values: Mapping[str, Mapping[str, Words]] | None = None,
    subjects: Mapping[str, Words] | None = None,
    links: Mapping[str, Callable[[str], str | None]] | None = None,
) -> None:
    """Teach the audit page an app's words.

    `actions`: `user.created` → "Registered a user". `fields`: key in `changes` → its name on the
    form. `values`: field → stored value → word. Fields that mean another thing elsewhere are
    written with what they belong to: `goal.state`. `subjects`: `people.user` → "User". `links`:
    subject type → address of the row's page by its stable name.
    """
    _register.actions.update(actions or {})
    _register.fields.update(fields or {})
    _register.values.update(values or {})
    _register.subjects.update(subjects or {})
    _register.links.update(links or {})


def label(action: str) -> Words:
    """The sentence of an action; an unregistered one shows its key (a test forbids that)."""
    return _register.actions.get(action, action)


def actions() -> dict[str, Words]:
    """Every registered action with its sentence."""
    return dict(_register.actions)


def field_label(key: str, action: str = "") -> Words:
    return _register.fields.get(_own(key, action)) or _register.fields.get(key, key)


def value_label(key: str, value: Any, action: str = "") -> Words | None:
    """The word for a stored value of a field, or `None` when it is shown as it is."""
    values = _register.values.get(_own(key, action)) or _register.values.get(key, {})
    return values.get(str(value))


def _own(key: str, action: str) -> str:
    """The field as only this kind of subject has it: `goal.state`."""
    return f"{action.partition('.')[0]}.{key}"


def subject_label(subject_type: str) -> Words:
    return _register.subjects.get(subject_type, subject_type)


def subjects() -> dict[str, Words]:
    return dict(_register.subjects)


def link(entry: AuditEntry) -> str | None:
    """Where the subject can be read, if it has a page."""
    address = _register.links.get(entry.subject_type)
    return address(entry.subject) if address else None
