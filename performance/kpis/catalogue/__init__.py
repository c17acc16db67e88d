"""Every KPI this product shows, in the order of the pages. KPI.md says what each means.

`KPIS` holds those the centre made itself after the built-in ones.
"""

from __future__ import annotations

from ..own import WithOwn
from ..types import Kpi
from . import resolution, response, satisfaction, work

BUILT_IN: dict[str, Kpi] = {
    kpi.id: kpi for subject in (satisfaction, response, resolution, work) for kpi in subject.KPIS
}
KPIS: WithOwn[Kpi] = WithOwn(BUILT_IN, lambda own: own.kpis)

__all__ = ["BUILT_IN", "KPIS"]
