"""The days of a slice whose outcomes are known: with a window, the final ones alone (R3)."""

from __future__ import annotations

from dataclasses import replace

from .. import maturity
from ..kpis.types import Kpi
from ..slices import Slice


def final(piece: Slice, kpi: Kpi) -> Slice | None:
    """One cut-off for all parts, so that they add up to the figure; `None`: no day is final."""
    until = maturity.cutoff(piece.resolved(), kpi)
    if until is None or until >= piece.last:
        return piece
    return replace(piece, last=until) if until >= piece.first else None
