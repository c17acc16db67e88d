"""What one record adds to a total: the stored columns. A new measure wants a migration."""

from __future__ import annotations

from ..types import Distribution, Measure
from ..versions import THRESHOLDS
from . import answers, contacts, issues, returns, work

MEASURES: dict[str, Measure] = {
    measure.id: measure
    for subject in (contacts, returns, issues, answers, work)
    for measure in subject.MEASURES
}
DISTRIBUTIONS: dict[str, Distribution] = {
    distribution.id: distribution
    for subject in (contacts, issues)
    for distribution in subject.DISTRIBUTIONS
}

__all__ = ["DISTRIBUTIONS", "MEASURES", "THRESHOLDS"]
