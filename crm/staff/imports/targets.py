"""What a column of a file of work status may mean, and how its cells read."""

from __future__ import annotations

from datetime import tzinfo

from django.utils.translation import gettext as _

from crm.core.imports.mapping import FileMapping, Rules, Target
from crm.core.imports.problems import MappingProblem
from crm.core.imports.values import Parser, key_up_to, moment, word
from crm.people.statuses import Status

_NAME, _KEY = 80, 120
NEEDED = ("agent", "status", "started_at", "ended_at")


def _same(parser: Parser) -> Target:
    return Target(lambda zone, pattern: parser)


def _moment() -> Target:
    def make(zone: tzinfo, pattern: str | None) -> Parser:
        return moment(zone, pattern)

    return Target(make, is_moment=True)


_STATUS = word({one: one for one in Status.values})
TARGETS: dict[str, Target] = {
    "external_id": _same(key_up_to(_KEY)),
    "agent": _same(key_up_to(_NAME)),
    "team": _same(key_up_to(_NAME)),
    "status": Target(lambda zone, pattern: _STATUS, is_closed=True),
    "started_at": _moment(),
    "ended_at": _moment(),
}
RULES = Rules(TARGETS, ())


def check(mapping: FileMapping) -> None:
    """What a period cannot do without; raises `MappingProblem`."""
    missing = [name for name in NEEDED if not mapping.gives(name)]
    if missing:
        words = _("[columns] or [defaults] has to give %(targets)s.")
        raise MappingProblem([words % {"targets": ", ".join(missing)}])
