"""All stored cells, to be compared row by row."""

from __future__ import annotations

from typing import Any

from performance.rollups.grains import GRAINS
from performance.rollups.rebuild import rebuild_inline


def cells() -> dict[str, list[tuple[Any, ...]]]:
    return {
        grain.name: list(
            grain.table._default_manager.order_by(*grain.key_columns).values_list(
                *grain.key_columns, *grain.sum_columns
            )
        )
        for grain in GRAINS
    }


def assert_as_rebuilt() -> None:
    """What the marks led to is what counting everything anew gives."""
    kept = cells()
    rebuild_inline()
    assert kept == cells()
