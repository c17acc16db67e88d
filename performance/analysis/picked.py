"""What somebody picked for an analysis, from the address: figures and one or two dimensions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ..kpis.catalogue import KPIS
from ..kpis.types import Words
from ..rollups import reading

if TYPE_CHECKING:
    from django.http import QueryDict

    from ..asked import Asked
    from ..slices import Slice

#: What somebody may ask for, in the order of the form.
DIMENSIONS: dict[str, Words] = {
    "team": gettext_lazy("Team"),
    "agent": gettext_lazy("Agent"),
    "channel": gettext_lazy("Channel"),
    "type1": pgettext_lazy("analysis", "Type, level 1"),
    "type2": pgettext_lazy("analysis", "Type, level 2"),
    "type": pgettext_lazy("analysis", "Type"),
    "hour": gettext_lazy("Hour"),
    "weekday": gettext_lazy("Weekday"),
    "day": pgettext_lazy("date", "Day"),
    "week": pgettext_lazy("analysis", "Week"),
    "month": gettext_lazy("Month"),
    "quarter": pgettext_lazy("analysis", "Quarter"),
}
DEFAULT_KPIS, DEFAULT_BY = ("handled", "aht", "fcr", "csat_mean"), "team"
MOST_KPIS, MOST_KPIS_OF_TWO = 8, 3
MOST_ROWS, MOST_COLUMNS = 100, 14
#: Days a combination may span that no stored table answers: then the records are read.
MOST_DAYS_OF_RECORDS = 92
#: What of the address only this page understands.
OWN = ("kpis", "by", "across")


@dataclass(frozen=True)
class Picked:
    """`across` is "" without a second dimension. `left_out`: KPIs over the limit."""

    kpis: tuple[str, ...]
    by: str
    across: str
    left_out: int

    @property
    def dimensions(self) -> tuple[str, ...]:
        return (self.by, self.across) if self.across else (self.by,)


def picked(query: QueryDict, *, sees_names: bool) -> Picked:
    """From the address; what is unknown or not for this reader falls away."""
    allowed = [name for name in DIMENSIONS if name != "agent" or sees_names]
    names = [part for text in query.getlist("kpis") for part in text.split(",") if part in KPIS]
    kpis = tuple(dict.fromkeys(names)) or DEFAULT_KPIS
    by = query.get("by", DEFAULT_BY)
    by = by if by in allowed else DEFAULT_BY
    across = query.get("across", "")
    across = across if across in allowed and across != by else ""
    most = MOST_KPIS_OF_TWO if across else MOST_KPIS
    return Picked(kpis[:most], by, across, max(0, len(kpis) - most))


def too_much(asked: Asked, piece: Slice, wanted: Picked) -> str:
    """Why this is not read: no stored table knows these dimensions together, and it is long."""
    if reading.table_for(piece.resolved(), wanted.dimensions) is not None:
        return ""
    if asked.period.days <= MOST_DAYS_OF_RECORDS:
        return ""
    return _(
        "These dimensions are stored nowhere together, so the records themselves would be read:"
        " choose at most %(n)s days for them."
    ) % {"n": MOST_DAYS_OF_RECORDS}
