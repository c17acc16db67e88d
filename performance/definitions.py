"""What this process knows of the versions of the definitions (`remembered`)."""

from __future__ import annotations

from .kpis import versions
from .kpis.versions import FIRST, Version, Versions
from .models import Definition
from .remembered import Remembered


def stored() -> Versions:
    """As the table has them now: oldest first, version 1 at the head.

    Of two with the same first day the later one.
    """
    rows = Definition.objects.order_by("starts_on", "number")
    by_day = {row.starts_on: Version.of(row.starts_on, row.parameters) for row in rows}
    return (FIRST, *by_day.values())


_remembered: Remembered[Versions] = Remembered("performance:definitions", stored)
known, look = _remembered.known, _remembered.look
tell, keep = _remembered.tell, _remembered.keep


def watch() -> None:
    """Called once the apps are loaded."""
    versions.read_by(known)
