"""What one record adds to a total: the stored columns. A new measure wants a migration.

`MEASURES` also holds what KPIs of the centre need beside them, counted from the records.
"""

from __future__ import annotations

from ..own import WithOwn
from ..types import Distribution, Measure
from ..versions import THRESHOLDS
from . import answers, contacts, issues, returns, work

STORED: dict[str, Measure] = {
    measure.id: measure
    for subject in (contacts, returns, issues, answers, work)
    for measure in subject.MEASURES
}
MEASURES: WithOwn[Measure] = WithOwn(STORED, lambda own: own.measures)
DISTRIBUTIONS: dict[str, Distribution] = {
    distribution.id: distribution
    for subject in (contacts, issues)
    for distribution in subject.DISTRIBUTIONS
}

__all__ = ["DISTRIBUTIONS", "MEASURES", "STORED", "THRESHOLDS"]
