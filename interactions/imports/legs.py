"""Receiving legs of transfers whose first leg comes later in the file, kept aside on disk."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator, Sequence
from typing import Any

from .rows import Row

#: A row, with the source cells that the error file shows.
Waiting = tuple[Row, Sequence[Any]]


class Shelf:
    """Rows in the order they were put there, read again in pieces; memory stays flat."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        self.count = 0

    def put(self, row: Row, cells: Sequence[Any]) -> None:
        pickle.dump((row, cells), self._file, protocol=pickle.HIGHEST_PROTOCOL)
        self.count += 1

    def pieces(self, size: int) -> Iterator[list[Waiting]]:
        self._file.seek(0)
        for start in range(0, self.count, size):
            count = min(size, self.count - start)
            yield [pickle.load(self._file) for _ in range(count)]  # noqa: S301 - written by us

    def close(self) -> None:
        self._file.close()


def find_senders(rows: Sequence[Row], known: dict[str, int]) -> list[Row]:
    """Set the first leg of each row that has one; returns those whose first leg is not there yet.

    `known`: first legs taken before. One in the same rows counts unless it is waiting itself.
    """
    here = {row.external_id: row for row in rows if row.external_id is not None}
    legs = [row for row in rows if row.transferred_from is not None]
    waiting: dict[int, Row] = {}
    while True:
        more = [
            row
            for row in legs
            if row.number not in waiting
            and row.transferred_from not in known
            and _absent(here.get(row.transferred_from or ""), row, waiting)
        ]
        if not more:
            break
        waiting.update((row.number, row) for row in more)
    for row in legs:
        if row.number not in waiting:
            row.sender = here.get(row.transferred_from or "")
            row.sender_id = known.get(row.transferred_from or "") or None
    return list(waiting.values())


def _absent(sender: Row | None, row: Row, waiting: dict[int, Row]) -> bool:
    return sender is None or sender is row or sender.number in waiting
