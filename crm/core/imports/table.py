"""A mapped file: its pieces as columns of text, one per target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .cells import joined, text_of, without_point_zero
from .mapping import FileMapping, Rules
from .problems import MappingProblem, Problem, Unreadable
from .reading import UNREADABLE, Numbered, Source
from .values import Column

MISSING_VALUE = gettext_lazy("This value is missing from [values.%(target)s].")
BLANK_PART = gettext_lazy("A part of this date and time is blank.")
BLANK_LEVEL = gettext_lazy("A level above this one is blank.")
BROKEN_TEXT = gettext_lazy("This cell holds bytes that cannot be read.")
TOO_MANY = gettext_lazy("This row has more cells than the header.")


@dataclass(slots=True)
class Piece:
    """Some rows of a file. `cells[n]`: the joined source cells of a row, before any translation.

    `texts`: after translation and defaults. `values`: a list per target that has a column or a
    default, in the order of the rows. `problems`: by place in the piece.
    """

    numbers: list[int]
    rows: list[Sequence[Any]]
    cells: dict[str, list[str]]
    texts: dict[str, list[str]]
    values: dict[str, list[Any]]
    problems: dict[int, list[Problem]]


class Table:
    """Reads pieces by a mapping; raises `MappingProblem` when the file lacks a column."""

    def __init__(self, source: Source, mapping: FileMapping, rules: Rules) -> None:
        self.source, self.mapping, self.rules = source, mapping, rules
        self.places = self._find_columns()
        self.skipped_by = {self.places[name]: kept for name, kept in mapping.skip.items()}
        self.parsers = {
            name: Column(target.parser(mapping.zone, mapping.formats.get(name)))
            for name, target in rules.targets.items()
            if mapping.gives(name)
        }

    def _find_columns(self) -> dict[str, int]:
        header, mistakes, places = self.source.header, list[str](), dict[str, int]()
        wanted = [name for names in self.mapping.columns.values() for name in names]
        for name in dict.fromkeys([*wanted, *self.mapping.skip]):
            if header.count(name) == 1:
                places[name] = header.index(name)
            elif name in header:
                mistakes.append(_("The file has the column “%(name)s” twice.") % {"name": name})
            else:
                listed = ", ".join(one for one in header if one)
                mistakes.append(
                    _("The file has no column “%(name)s”; it has: %(columns)s.")
                    % {"name": name, "columns": listed}
                )
        if mistakes:
            raise MappingProblem(mistakes)
        return places

    def is_skipped(self, cells: Sequence[Any]) -> bool:
        return any(
            place < len(cells)
            and not kept.isdisjoint({text := text_of(cells[place]), without_point_zero(text)})
            for place, kept in self.skipped_by.items()
        )

    def pieces(self, size: int) -> Iterator[tuple[list[Numbered], int]]:
        """Rows to take, and how many were skipped beside them."""
        for piece in self.source.pieces(size):
            kept = (
                [row for row in piece if not self.is_skipped(row[1])] if self.skipped_by else piece
            )
            yield kept, len(piece) - len(kept)

    def read(self, rows: Sequence[Numbered]) -> Piece:
        piece = Piece([row[0] for row in rows], [row[1] for row in rows], {}, {}, {}, {})
        width = len(self.source.header)
        for n, cells in enumerate(piece.rows):
            if len(cells) > width and any(text_of(cell) for cell in cells[width:]):
                self._note(piece, n, "", "", TOO_MANY)
        for target in self.parsers:
            self._read_target(piece, target)
        return piece

    def read_one(self, rows: Sequence[Numbered], target: str) -> list[Any]:
        """The values of one target alone, whatever is wrong with the rows otherwise."""
        piece = Piece([row[0] for row in rows], [row[1] for row in rows], {}, {}, {}, {})
        self._read_target(piece, target)
        return piece.values[target]

    def _read_target(self, piece: Piece, target: str) -> None:
        cells = self._cells(piece, target)
        texts = self._translated(piece, target, cells)
        default = self.mapping.defaults.get(target, "")
        filled = [text or default for text in texts] if default else texts
        piece.cells[target], piece.texts[target] = cells, filled
        piece.values[target] = values = self.parsers[target].values(filled)
        for n, value in enumerate(values):
            if value.__class__ is Unreadable:
                self._note(piece, n, target, cells[n], value.reason)

    def _cells(self, piece: Piece, target: str) -> list[str]:
        names = self.mapping.columns.get(target)
        if names is None:
            return [""] * len(piece.rows)
        places = [self.places[name] for name in names]
        if len(places) == 1:
            place = places[0]
            cells = _texts([row[place] if place < len(row) else "" for row in piece.rows])
        else:
            cells = self._joined(piece, target, places)
        everything = "".join(cells)
        if "\0" not in everything and UNREADABLE not in everything:
            return cells
        for n, text in enumerate(cells):
            if "\0" in text or UNREADABLE in text:
                self._note(piece, n, target, text, BROKEN_TEXT)
        return cells

    def _joined(self, piece: Piece, target: str, places: Sequence[int]) -> list[str]:
        rules, known, found = self.rules.targets[target], dict[Any, str](), list[str]()
        for n, row in enumerate(piece.rows):
            parts = tuple([row[place] if place < len(row) else "" for place in places])
            text = known.get(parts)
            if text is None:
                text = known[parts] = joined(parts, rules.separator)
            found.append(text)
            if not all(parts):
                filled = [bool(text_of(part)) for part in parts]
                if rules.is_moment and text and not all(filled):
                    self._note(piece, n, target, text, BLANK_PART)
                if rules.is_path and filled != sorted(filled, reverse=True):
                    self._note(piece, n, target, text, BLANK_LEVEL)
        return found

    def _translated(self, piece: Piece, target: str, cells: list[str]) -> list[str]:
        table = self.mapping.values.get(target)
        if table is None:
            return cells
        known = [text if text in table else without_point_zero(text) for text in cells]
        for n, text in enumerate(known):
            if text and text not in table:
                self._note(piece, n, target, cells[n], MISSING_VALUE % {"target": target})
        return [table.get(text, "") for text in known]

    def _note(self, piece: Piece, n: int, target: str, value: str, reason: Any) -> None:
        column = " + ".join(self.mapping.columns.get(target, [target]))
        problem = Problem(piece.numbers[n], column, value, reason)
        piece.problems.setdefault(n, []).append(problem)


def _texts(cells: list[Any]) -> list[str]:
    """As `text_of` each; the cells of a CSV file are text already."""
    if set(map(type, cells)) <= {str}:
        return list(map(str.strip, cells))
    return [text_of(cell) for cell in cells]
