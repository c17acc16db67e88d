"""Every KPI this product shows, in the order of the pages. KPI.md says what each means."""

from __future__ import annotations

from ..types import Kpi
from . import resolution, response, satisfaction, work

KPIS: dict[str, Kpi] = {
    kpi.id: kpi for subject in (satisfaction, response, resolution, work) for kpi in subject.KPIS
}

__all__ = ["KPIS"]
