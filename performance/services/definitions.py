"""Changing the parameters of the definitions: a new version with a first day and a reason.

A version never reaches into a closed month (KPI.md R9). The days it does reach are counted again in
the background, the newest month first.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from crm.core import audit

from .. import definitions
from ..kpis import versions
from ..kpis.versions import PARAMETERS
from ..models import Definition
from ..rollups import fingerprints, rebuild
from .targets import first_allowed_day

if TYPE_CHECKING:
    from crm.people.models import User


@transaction.atomic
def change_definitions(
    actor: User, *, values: Mapping[str, int], starts_on: date, reason: str
) -> Definition:
    """Write the version in force from `starts_on`; `ValidationError` by field when refused."""
    before = versions.on(starts_on).by_name
    after = before | dict(values)
    if found := _problems(before, after, starts_on, reason):
        raise ValidationError(found)
    were_current = not fingerprints.stale()
    last = Definition.objects.aggregate(last=Max("number"))["last"] or 1
    version = Definition.objects.create(
        number=last + 1,
        starts_on=starts_on,
        parameters=after,
        reason=reason.strip(),
        created_by=actor,
    )
    audit.record(
        actor,
        "definition.changed",
        version,
        changes=audit.diff(before, after),
        label=_("Version %(n)s") % {"n": version.number},
    )
    transaction.on_commit(partial(_count_again, starts_on, enough=were_current), robust=True)
    return version


def _problems(
    before: Mapping[str, int], after: Mapping[str, int], starts_on: date, reason: str
) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in after.items():
        known = PARAMETERS[name]
        if not known.low <= value <= known.high:
            words = _("Enter a whole number from %(low)s to %(high)s.")
            found[name] = words % {"low": known.low, "high": known.high}
    if starts_on < first_allowed_day():
        words = _("Closed months keep their definitions. Choose a day of this month on.")
        found["starts_on"] = words
    if not reason.strip():
        found["reason"] = _("Say why, so that everybody can follow the change.")
    if not found and after == before:
        found["__all__"] = _("Nothing was changed.")
    return found


def _count_again(starts_on: date, *, enough: bool) -> None:
    """`enough`: everything followed the definitions before, so that the days since suffice."""
    definitions.tell()
    days = rebuild.known_days()
    if days is not None and starts_on <= days[1]:
        rebuild.begin(max(starts_on, days[0]) if enough else None, None, enough=enough)
    elif enough:
        fingerprints.stamp()
