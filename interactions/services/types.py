"""The tree of inquiry types: paths and families of a whole branch follow every change.

A used type is never deleted; retired ones keep their history and leave the picker.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from crm.core import audit, clock
from crm.core.numbers import free_codes
from crm.people.models import User

from ..models import InquiryType
from ..signals import types_changed
from . import restamping

LEVELS = 3
SEPARATOR = " > "


def _refusal(code: str) -> ValidationError:
    """Why the tree cannot change so, at the field of the form it belongs to."""
    field, text = {
        "too_deep": ("parent", _("The tree has three levels; this would be a fourth.")),
        "below_itself": ("parent", _("A type cannot stand below itself.")),
        "bad_name": ("name", _("Give a name without the sign >.")),
        "name_taken": ("name", _("This name exists here already.")),
        "code_taken": ("code", _("Another type has this code.")),
        "has_children": ("", _("Types below this one have to go first.")),
        "in_use": ("", _("Records use this type. Retire it instead.")),
    }[code]
    problem = ValidationError(text, code=code)
    return ValidationError({field: problem}) if field else problem


@dataclass(frozen=True)
class TypeRules:
    """What figures and queues need to know about a type; times in days and minutes."""

    fcr_window_days: int = 7
    standard_minutes: Decimal | None = None
    reply_due_minutes: int | None = None


@transaction.atomic
def add_type(
    actor: User | None,
    *,
    name: str,
    parent: InquiryType | None = None,
    code: str = "",
    rules: TypeRules | None = None,
) -> InquiryType:
    """A new node, last among its siblings; its code (Y-0001) is counted unless given."""
    name = _usable_name(name)
    level = parent.level + 1 if parent else 1
    if level > LEVELS:
        raise _refusal("too_deep")
    _refuse_twin(name, parent, None)
    kept = rules or TypeRules()
    node = InquiryType(
        name=name,
        code=code or free_codes(InquiryType, "Y", 4)[0],
        parent=parent,
        level=level,
        path=_path(name, parent),
        position=_next_position(parent),
        fcr_window_days=kept.fcr_window_days,
        standard_minutes=kept.standard_minutes,
        reply_due_minutes=kept.reply_due_minutes,
    )
    if InquiryType.objects.filter(code=node.code).exists():
        raise _refusal("code_taken")
    node.save()
    node.family = _family(node, parent)
    node.save(update_fields=["family"])
    _tell(actor, "inquiry_type.added", node, {})
    return node


@transaction.atomic
def rename_type(actor: User, *, node: InquiryType, name: str) -> InquiryType:
    held = _hold(node)
    before = _spoken(held)
    name = _usable_name(name)
    _refuse_twin(name, held.parent, held)
    held.name = name
    _rehang(held)
    _tell(actor, "inquiry_type.renamed", held, before)
    return held


@transaction.atomic
def move_type(actor: User, *, node: InquiryType, parent: InquiryType | None) -> InquiryType:
    """Under another parent, with the whole branch; never below itself, never past level 3."""
    held = _hold(node)
    before = _spoken(held)
    branch = descendants(held)
    if parent is not None and parent.pk in {held.pk, *(row.pk for row in branch)}:
        raise _refusal("below_itself")
    depth = max([row.level for row in branch], default=held.level) - held.level
    level = parent.level + 1 if parent else 1
    if level + depth > LEVELS:
        raise _refusal("too_deep")
    _refuse_twin(held.name, parent, held)
    families = {row.pk: row.family_id for row in (held, *branch)}
    held.parent, held.position = parent, _next_position(parent)
    _rehang(held)
    now = InquiryType.objects.filter(pk__in=families).values_list("pk", "family_id")
    restamping.relink_family([key for key, family in now if family != families[key]])
    _tell(actor, "inquiry_type.moved", held, before)
    return held


@transaction.atomic
def set_rules(actor: User, *, node: InquiryType, rules: TypeRules) -> InquiryType:
    held = _hold(node)
    before = _spoken(held)
    other_window = held.fcr_window_days != rules.fcr_window_days
    other_standard = held.standard_minutes != rules.standard_minutes
    if other_window:
        held.keep_window(restamping.closed_until())
    held.fcr_window_days = rules.fcr_window_days
    held.standard_minutes = rules.standard_minutes
    held.reply_due_minutes = rules.reply_due_minutes
    held.save(
        update_fields=[
            *("fcr_window_days", "past_windows"),
            *("standard_minutes", "reply_due_minutes"),
        ]
    )
    if other_window:
        restamping.restamp_window(held)
    if other_standard:
        restamping.restamp_standard(held)
    _tell(actor, "inquiry_type.changed", held, before)
    return held


@transaction.atomic
def retire_type(actor: User, *, node: InquiryType) -> InquiryType:
    """Out of the picker with everything below it, from today; records keep it."""
    held = _hold(node)
    before = _spoken(held)
    held.retired_on = clock.today()
    InquiryType.objects.filter(pk__in=branch_ids(held), retired_on=None).update(
        retired_on=held.retired_on
    )
    _tell(actor, "inquiry_type.retired", held, before)
    return held


@transaction.atomic
def reactivate_type(actor: User, *, node: InquiryType) -> InquiryType:
    """Back into the picker, with the types above it; those below stay as they are."""
    held = _hold(node)
    before = _spoken(held)
    held.retired_on = None
    held.save(update_fields=["retired_on"])
    above = held.parent
    while above is not None and above.retired_on is not None:
        above.retired_on = None
        above.save(update_fields=["retired_on"])
        above = above.parent
    _tell(actor, "inquiry_type.reactivated", held, before)
    return held


@transaction.atomic
def shift_type(actor: User, *, node: InquiryType, step: int) -> InquiryType:
    """Up (−1) or down (+1) among its siblings; the order the tree and the picker show."""
    held = _hold(node)
    siblings = list(
        InquiryType.objects.filter(parent=held.parent).order_by("position", "name", "pk")
    )
    old = next(index for index, row in enumerate(siblings) if row.pk == held.pk)
    new = min(max(old + step, 0), len(siblings) - 1)
    siblings.insert(new, siblings.pop(old))
    for position, row in enumerate(siblings):
        row.position = position
    InquiryType.objects.bulk_update(siblings, ["position"])
    held.position = new
    changes = audit.diff({"position": old + 1}, {"position": new + 1})
    audit.record(actor, "inquiry_type.moved", held, changes=changes, label=held.path)
    return held


@transaction.atomic
def delete_type(actor: User, *, node: InquiryType) -> None:
    """Only a type nothing points to may go; the database decides, whoever the pointer is."""
    held = _hold(node)
    if held.children.exists():
        raise _refusal("has_children")
    InquiryType.objects.filter(pk=held.pk).update(family=None)
    before = _spoken(held)
    audit.record(
        actor, "inquiry_type.deleted", held, changes=audit.diff(before, {}), label=held.path
    )
    try:
        with transaction.atomic():
            InquiryType.objects.get(pk=held.pk).delete()
    except ProtectedError as problem:
        raise _refusal("in_use") from problem


def descendants(node: InquiryType) -> list[InquiryType]:
    """Everything below, nearest level first."""
    found: list[InquiryType] = []
    level = list(InquiryType.objects.filter(parent=node))
    while level:
        found += level
        level = list(InquiryType.objects.filter(parent__in=level))
    return found


def branch_ids(node: InquiryType) -> list[int]:
    """The node and everything below it."""
    return [node.pk, *(row.pk for row in descendants(node))]


def _rehang(node: InquiryType) -> None:
    """Level, path and family of a node and, from them, of all below it."""
    node.level = node.parent.level + 1 if node.parent else 1
    node.path = _path(node.name, node.parent)
    node.family = _family(node, node.parent)
    node.save(update_fields=["name", "parent", "position", "level", "path", "family"])
    for child in InquiryType.objects.filter(parent=node):
        child.parent = node
        _rehang(child)


def _family(node: InquiryType, parent: InquiryType | None) -> InquiryType | None:
    """The ancestor at level 2, or the type itself when it is shallower (KPI.md §4)."""
    return node if node.level <= 2 or parent is None else parent.family


def _path(name: str, parent: InquiryType | None) -> str:
    return f"{parent.path}{SEPARATOR}{name}" if parent else name


def _usable_name(name: str) -> str:
    """The name trimmed; the separator of paths cannot be part of it."""
    name = " ".join(name.split())
    if not name or ">" in name:
        raise _refusal("bad_name")
    return name


def _refuse_twin(name: str, parent: InquiryType | None, own: InquiryType | None) -> None:
    twins = InquiryType.objects.filter(parent=parent, name=name)
    if (twins.exclude(pk=own.pk) if own else twins).exists():
        raise _refusal("name_taken")


def _next_position(parent: InquiryType | None) -> int:
    last = InquiryType.objects.filter(parent=parent).aggregate(last=Max("position"))["last"]
    return 0 if last is None else int(last) + 1


def _hold(node: InquiryType) -> InquiryType:
    """The row as it is now; one lock for the whole tree, since a branch changes together."""
    list(InquiryType.objects.select_for_update().filter(level=1).order_by("pk"))
    return (
        InquiryType.objects.select_for_update(of=("self",))
        .select_related("parent__family")
        .get(pk=node.pk)
    )


def _spoken(node: InquiryType) -> dict[str, object]:
    return {
        "path": node.path,
        "retired_on": node.retired_on,
        "fcr_window_days": node.fcr_window_days,
        "standard_minutes": node.standard_minutes,
        "reply_due_minutes": node.reply_due_minutes,
    }


def _tell(actor: User | None, action: str, node: InquiryType, before: dict[str, object]) -> None:
    changes = audit.diff(before, _spoken(node))
    if changes:
        audit.record(actor, action, node, changes=changes, label=node.path)
        types_changed.send(sender=InquiryType, node=node)
