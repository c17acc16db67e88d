"""Importing a file of consultations, a piece at a time.

Each piece is one transaction: a killed import leaves whole pieces, and the next run takes up where
it stopped, since rows already stored are recognised. Two imports of one source never run at once.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core import clock
from crm.core.imports.mapping import FileMapping
from crm.core.imports.problems import ErrorFile, FileProblem, Problem
from crm.core.imports.reading import open_source
from crm.core.imports.result import Result
from crm.core.imports.table import Piece as Cells
from crm.core.imports.table import Table

from ..services.moments import times_of
from .ahead import ahead, in_parts
from .customers import Customers
from .identity import Identity
from .ledger import KIND, CommandLedger, Ledger, NoLedger, Piece
from .legs import Shelf, find_senders
from .people import People
from .records import stated
from .repeats import repeated_ids
from .rows import Row, problem_at, rows_of
from .targets import RULES
from .write import Sorted, Writer, sort_rows

#: Rows of one transaction, a fifth of a second. Only a save for a customer among them waits for it.
PIECE = 2000
#: Rows read at once, and how many such are sorted by customer before they are written: so each
#: customer is threaded once for all of them, and memory stays flat all the same.
READ, TOGETHER = 8000, 4
NO_FIRST_LEG = gettext_lazy("The first leg of this transfer is not in the file or the records.")


def import_consultations(
    path: Path,
    mapping: FileMapping,
    *,
    source: str,
    dry_run: bool = False,
    errors: Path | None = None,
    tell: Callable[[int], None] = lambda rows: None,
    ledger: Ledger | None = None,
) -> Result:
    """Take the file's rows; `tell` hears how many have been read, after each piece.

    Raises `FileProblem` or `MappingProblem` before anything is written, `Busy` while another import
    of the source is at work. Without a `ledger` it is noted as the command's.
    """
    table = Table(open_source(path), mapping, RULES)
    book = NoLedger() if dry_run else ledger or CommandLedger()
    repeated = repeated_ids(path, mapping)
    with alone(source), _collector_between_pieces():
        shown = ErrorFile(errors, table.source.header)
        run = _Import(table, source, shown, book, repeated=repeated, dry_run=dry_run)
        book.begin(path.name, source)
        try:
            for read in ahead(in_parts(run.read(), TOGETHER)):
                run.take(read, tell)
                gc.collect()
            run.take_repeated()
            run.take_waiting()
        except BaseException as problem:
            book.give_up(problem)
            raise
        finally:
            run.close()
        run.result.correct(*book.counts_before())
        book.finish(run.result.as_dict())
    return run.result


@contextmanager
def alone(source: str) -> Iterator[None]:
    """Nobody else imports from the source, or undoes an import of it; raises `Busy`."""
    name = f"{KIND} {source}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
        if not cursor.fetchone()[0]:
            raise Busy(_("Another import of %(source)s is running.") % {"source": source})
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])


@contextmanager
def _collector_between_pieces() -> Iterator[None]:
    """Thousands of rows made at once set the garbage collector off again and again: a quarter of
    the time. It runs once a piece instead, past everything that was there before.
    """
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


class Busy(FileProblem):
    """Another import of the same source is at work."""


#: Cells and rows of a part of the file, and how many were skipped beside them.
Read = tuple[Cells, list[Row], int]


class _Import:
    """One run over one file."""

    def __init__(
        self,
        table: Table,
        source: str,
        errors: ErrorFile,
        ledger: Ledger,
        *,
        repeated: frozenset[str],
        dry_run: bool,
    ) -> None:
        mapping = table.mapping
        self.table, self.mapping, self.errors, self.dry_run = table, mapping, errors, dry_run
        self.result, self.ledger = Result(), ledger
        self.identity = Identity(source, remembers=dry_run)
        self.people = People(mapping.create, dry_run=dry_run)
        self.customers = Customers(source, mapping.create, dry_run=dry_run)
        self.writer = Writer(source, mapping)
        self.waiting, self.again = Shelf(), Shelf()
        self.repeated, self.last = repeated, dict[str, int]()

    def read(self) -> Iterator[Read]:
        """The file's rows as they come, and how many were skipped beside them."""
        for rows, skipped in self.table.pieces(READ):
            piece = self.table.read(rows)
            yield piece, list(rows_of(piece, self.mapping)), skipped

    def take(self, read: Sequence[Read], tell: Callable[[int], None]) -> None:
        """A stretch of the file, by customer; `tell` hears after each piece how far it is."""
        taken, cells = list[Row](), dict[int, Sequence[Any]]()
        for piece, found, skipped in read:
            self.result.skipped += skipped
            for place, problems in sorted(piece.problems.items()):
                self._reject(problems, piece.rows[place])
            self.identity.number_occurrences(found)
            cells.update((row.number, piece.rows[row.place]) for row in found)
            rows = self._once(found, cells)
            self.result.rows += len(piece.rows) + skipped - len(rows)
            taken += rows
        for part in _by_customer(taken):
            self.result.rows += len(part)
            self._settle(part, cells)
            tell(self.result.rows)

    def _once(self, rows: list[Row], cells: dict[int, Sequence[Any]]) -> list[Row]:
        """Rows whose id comes once; the others are put aside until the file has been read."""
        again = [row for row in rows if row.external_id in self.repeated]
        for row in self._resolved(again, cells) if again else ():
            self.again.put(row, list(cells[row.number]))
            self.last[row.external_id or ""] = row.number
        return _without(rows, again)

    def take_repeated(self) -> None:
        """Of the rows of one id the last one; what earlier ones said changes nothing."""
        for piece in self.again.pieces(PIECE):
            cells = {row.number: source for row, source in piece}
            rows = [row for row, _cells in piece if self.last[row.external_id or ""] == row.number]
            self.result.unchanged += len(piece) - len(rows)
            self._settle(rows, cells)

    def take_waiting(self) -> None:
        """Legs whose first leg came later; again while that makes others possible."""
        while self.waiting.count:
            shelf, self.waiting = self.waiting, Shelf()
            for piece in shelf.pieces(PIECE):
                cells = {row.number: source for row, source in piece}
                self._settle([row for row, _cells in piece], cells)
            shelf.close()
            if self.waiting.count == shelf.count:
                self._refuse_waiting()
                return

    def _refuse_waiting(self) -> None:
        for piece in self.waiting.pieces(PIECE):
            for row, cells in piece:
                self._reject([self._problem(row, "transferred_from", NO_FIRST_LEG)], cells)

    def _settle(self, rows: list[Row], cells: dict[int, Sequence[Any]]) -> None:
        """Recognise, resolve, write; in one transaction."""
        with transaction.atomic():
            unchanged = self.identity.find(rows)
            self.identity.remember(unchanged)
            rows = self._resolved(_without(rows, unchanged), cells)
            senders = {row.transferred_from for row in rows if row.transferred_from}
            waiting = find_senders(rows, self.identity.senders(senders))
            for row in waiting:
                self.waiting.put(row, list(cells[row.number]))
            rows = _without(rows, waiting)
            self.identity.remember(rows)
            self._write(rows, unchanged)

    def _resolved(self, rows: list[Row], cells: dict[int, Sequence[Any]]) -> list[Row]:
        self.people.look_up(rows)
        self.customers.look_up(rows)
        taken = []
        for row in rows:
            refusals = [*self.people.refusals(row), *self.customers.refusals(row)]
            if refusals:
                problems = [self._problem(row, name, one.reason) for name, one in refusals]
                self._reject(problems, cells[row.number])
            else:
                taken.append(row)
        return taken

    def _write(self, rows: list[Row], unchanged: list[Row]) -> None:
        self.people.assign(rows, [clock.local_day(row.started_at) for row in rows])
        self.customers.assign(rows)
        found = sort_rows(rows, self.mapping)
        for row in unchanged:
            row.times = times_of(stated(row), clock.zone())
        self._count(found, [*rows, *unchanged], len(unchanged))
        if self.dry_run:
            return
        self.writer.write(found)
        self._note(found)

    def _count(self, found: Sorted, rows: list[Row], unchanged: int) -> None:
        result = self.result
        result.created += len(found.made)
        result.updated += len(found.changed)
        result.unchanged += len(found.unchanged) + unchanged
        for row in rows:
            if row.times is not None and (row.faults or row.times.faults):
                result.left_out.update([*row.faults, *row.times.faults])

    def _note(self, found: Sorted) -> None:
        """What this piece made: records, and whom and what they name."""
        made, changed = ([row.id for row in rows] for rows in (found.made, found.changed))
        others = {**self.people.take_made(), "customer": self.customers.take_made()}
        self.ledger.note(Piece(self.result.rows, made, changed, others))

    def _problem(self, row: Row, target: str, reason: Any) -> Problem:
        return problem_at(row, target, getattr(row, target), reason, self.mapping)

    def _reject(self, problems: Sequence[Problem], cells: Sequence[Any]) -> None:
        self.result.rejected += 1
        self.result.show(problems)
        for one in problems:
            self.result.refuse(one)
        self.errors.write(problems, cells)

    def close(self) -> None:
        self.waiting.close()
        self.again.close()
        self.errors.close()
        if connection.is_usable():
            self.identity.close()


def _by_customer(rows: list[Row]) -> Iterator[list[Row]]:
    """Pieces that hold whole customers, but for the first and the last; in each the file's order.

    One transaction each: the fewer others name a customer, the less is read and written again.
    """
    ordered = sorted(rows, key=_whose) if len(rows) > PIECE else rows
    for part in in_parts(ordered, PIECE):
        yield sorted(part, key=attrgetter("number"))


def _whose(row: Row) -> str:
    point = row.phone or row.email
    return row.customer or (point.value if point else "")


def _without(rows: list[Row], others: Sequence[Row]) -> list[Row]:
    if not others:
        return rows
    gone = {row.number for row in others}
    return [row for row in rows if row.number not in gone]
