"""What the stored measures are to each other: which is part of which, and what each adds up.

The base of putting a KPI together without code (`compose`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from . import versions
from .catalogue import BUILT_IN
from .measures import STORED
from .types import Kpi, Measure, Shape, Window
from .versions import DEFAULTS

Kind = Literal["count", "seconds", "tenths", "points"]
Pair = tuple[str, str]

#: Sums that are not seconds: tenths of a standard minute, and satisfaction in 36ths.
_KINDS: dict[str, Kind] = {"standard_tenths": "tenths", "rating_points": "points"}
#: Parts that no built-in share names; a test on random records proves every one of them.
_DECLARED: tuple[Pair, ...] = (
    ("in_time", "waits"),
    ("waits", "answered"),
    ("answered", "offered_net"),
    ("level_base", "offered_net"),
    ("abandoned_net", "abandoned"),
    ("resolved", "results_known"),
    ("transferred", "results_known"),
    ("timed", "handled_untouched"),
    ("first_contacts", "known_contacts"),
    ("first_contacts_14", "known_contacts"),
    ("first_contacts_30", "first_contacts_14"),
    ("replies_business", "replies"),
    ("productive_pieces", "paid_pieces"),
)
#: Contacts nobody answered are in these: they mean nothing where such contacts never come in.
NEED_MISSED = frozenset({"offered", "offered_net", "abandoned", "abandoned_net", "level_base"})
NEED_THRESHOLD = frozenset({"in_time", "level_base"})
#: By the numerator, which is what the days are waited for.
WINDOWS: dict[str, Window] = {
    kpi.numerator: kpi.window for kpi in BUILT_IN.values() if kpi.window is not None
}
#: Measures a KPI can be made of: squares serve intervals, a balance has no other reading than NPS.
OFFERED: tuple[str, ...] = tuple(
    name
    for name in STORED
    if not name.endswith("_squares")
    and name not in {kpi.numerator for kpi in BUILT_IN.values() if kpi.shape is Shape.BALANCE}
)
#: Sum above and count below the line of the built-in means.
MEANS: dict[Pair, Kpi] = {
    (kpi.numerator, kpi.base): kpi for kpi in BUILT_IN.values() if kpi.shape is Shape.MEAN
}
#: The same of the built-in shares.
SHARES: dict[Pair, Kpi] = {
    (kpi.numerator, kpi.base): kpi for kpi in BUILT_IN.values() if kpi.shape is Shape.SHARE
}


def kind(measure: Measure) -> Kind:
    return "count" if measure.value is None else _KINDS.get(measure.id, "seconds")


def is_part(numerator: str, denominator: str) -> bool:
    """Whether every record (or second) counted above is also counted below."""
    above, below = STORED[numerator], STORED[denominator]
    if above.fact != below.fact or (above.value is None) != (below.value is None):
        return False
    if below.value is None and _is_all(below) and above.about == below.about:
        return True
    return (numerator, denominator) in _PARTS


def _is_all(measure: Measure) -> bool:
    """It counts every record of its fact that it is about."""
    return not measure.where and measure.by_version is None


def _closed(pairs: Iterable[Pair]) -> frozenset[Pair]:
    """What is part of a part is part of the whole."""
    found = set(pairs)
    while True:
        more = {(a, d) for a, b in found for c, d in found if b == c} - found
        if not more:
            return frozenset(found)
        found |= more


_PARTS = _closed(
    (
        *_DECLARED,
        *SHARES,
        *(
            (kpi.numerator, kpi.base)
            for kpi in BUILT_IN.values()
            if kpi.shape is Shape.RATIO and kpi.base_fact is None
        ),
    )
)


class _Noted(dict[str, int]):
    """Notes which parameters a condition asks for."""

    def __init__(self) -> None:
        super().__init__(DEFAULTS)
        self.names: list[str] = []

    def __getitem__(self, name: str) -> int:
        self.names.append(name)
        return super().__getitem__(name)


def parameters_of(measures: Iterable[Measure]) -> tuple[str, ...]:
    """The parameters of a version that the measures depend on, in the order of the sheet."""
    noted = _Noted()
    for measure in measures:
        if measure.by_version is not None:
            measure.by_version(noted)
    return tuple(name for name in versions.PARAMETERS if name in noted.names)
