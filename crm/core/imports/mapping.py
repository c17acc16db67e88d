"""The mapping file (TOML): which columns mean what, and how their values read.

timezone = "Asia/Seoul"                 of naive times; the centre's when left out
[columns]        target = "Column", or a list of columns whose cells are joined
[values.<t>]     a cell's text = what it means; a text missing here rejects the row
[formats]        target = strptime pattern, for dates that are not ISO
[skip]           "Column" = ["value", …]: such rows are counted and left alone
[defaults]       target = value, for targets without a column and for blanks
[create]         what = true: may be created when the file names something unknown
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from .cells import text_of
from .problems import MappingProblem, Unreadable
from .values import Parser

SECTIONS = ("timezone", "columns", "values", "formats", "skip", "defaults", "create")


@dataclass(frozen=True)
class Target:
    """What a column may be mapped to.

    `parser` makes the parser for a file's zone and pattern. `separator` joins several columns.
    `is_closed`: what [values] and [defaults] give is checked when the mapping is read. `is_moment`:
    [formats] may give a pattern, and a list of columns has to be filled whole. `is_path`: columns
    are levels from the top, and none between may be blank.
    """

    parser: Callable[[tzinfo, str | None], Parser]
    separator: str = " "
    is_closed: bool = False
    is_moment: bool = False
    is_path: bool = False


@dataclass(frozen=True)
class Rules:
    """What the files of an app may say: its targets, and what may be created."""

    targets: Mapping[str, Target]
    creatable: Collection[str]


@dataclass(frozen=True)
class FileMapping:
    """A mapping file, checked."""

    zone: tzinfo
    columns: dict[str, list[str]] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    skip: dict[str, frozenset[str]] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    create: frozenset[str] = frozenset()

    def gives(self, target: str) -> bool:
        return target in self.columns or target in self.defaults


def read_mapping(path: Path, rules: Rules, *, zone: tzinfo) -> FileMapping:
    """The mapping in a file; raises `MappingProblem` with every mistake found."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as problem:
        mistake = _("The mapping file %(path)s cannot be read.") % {"path": path}
        raise MappingProblem([mistake]) from problem
    except tomllib.TOMLDecodeError as problem:
        mistake = _("The mapping file is not valid TOML: %(problem)s") % {"problem": problem}
        raise MappingProblem([mistake]) from problem
    return checked(found, rules, zone=zone)


def checked(found: Mapping[str, Any], rules: Rules, *, zone: tzinfo) -> FileMapping:
    """The mapping that the sections of such a file say; raises `MappingProblem`."""
    return _Reading(found, rules, zone).mapping()


class _Reading:
    """One pass over the sections, noting mistakes on the way."""

    def __init__(self, found: Mapping[str, Any], rules: Rules, zone: tzinfo) -> None:
        self.found, self.rules, self.zone = found, rules, zone
        self.mistakes: list[str] = []

    def mapping(self) -> FileMapping:
        self._known("", self.found, SECTIONS)
        targets = self.rules.targets
        mapping = FileMapping(
            zone=self._zone(),
            columns=self._columns(),
            values={
                target: {str(key).strip(): _plain(value) for key, value in table.items()}
                for target, table in self._section("values", targets).items()
                if self._is_table(f"values.{target}", table)
            },
            formats={
                key: str(value) for key, value in self._section("formats", self._moments()).items()
            },
            skip={
                key: frozenset(_plain(one) for one in _listed(values))
                for key, values in self._section("skip", None).items()
            },
            defaults={
                key: _plain(value) for key, value in self._section("defaults", targets).items()
            },
            create=self._create(),
        )
        self._check_closed(mapping)
        if self.mistakes:
            raise MappingProblem(self.mistakes)
        return mapping

    def _moments(self) -> list[str]:
        return [name for name, target in self.rules.targets.items() if target.is_moment]

    def _zone(self) -> tzinfo:
        name = self.found.get("timezone")
        if name is None:
            return self.zone
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, TypeError, OSError):
            self.mistakes.append(_("There is no time zone “%(name)s”.") % {"name": name})
            return self.zone

    def _section(self, name: str, allowed: Collection[str] | None) -> dict[str, Any]:
        section = self.found.get(name, {})
        if not self._is_table(name, section):
            return {}
        if allowed is not None:
            self._known(name, section, allowed)
        return dict(section)

    def _is_table(self, name: str, section: Any) -> bool:
        if isinstance(section, dict):
            return True
        self.mistakes.append(_("[%(name)s] has to be a table.") % {"name": name})
        return False

    def _known(self, section: str, keys: Collection[str], allowed: Collection[str]) -> None:
        for key in keys:
            if key not in allowed:
                self.mistakes.append(
                    _("%(section)s “%(key)s” is unknown; known are: %(known)s.")
                    % {"section": f"[{section}]", "key": key, "known": ", ".join(allowed)}
                )

    def _columns(self) -> dict[str, list[str]]:
        columns = {}
        for target, given in self._section("columns", self.rules.targets).items():
            names = [str(name).strip() for name in _listed(given)]
            if not names or not all(names):
                self.mistakes.append(
                    _("[columns] “%(key)s” needs a column or a list of columns.") % {"key": target}
                )
            columns[target] = names
        return columns

    def _create(self) -> frozenset[str]:
        section = self._section("create", self.rules.creatable)
        for key, value in section.items():
            if not isinstance(value, bool):
                self.mistakes.append(
                    _("[create] “%(key)s” has to be true or false.") % {"key": key}
                )
        return frozenset(key for key, value in section.items() if value is True)

    def _check_closed(self, mapping: FileMapping) -> None:
        """Words that every row would stumble over are a mistake of the mapping."""
        given = [
            (f"values.{key}", key, text) for key, t in mapping.values.items() for text in t.values()
        ]
        given += [("defaults", key, text) for key, text in mapping.defaults.items()]
        for section, key, text in given:
            target = self.rules.targets.get(key)
            if target is None or not text or not (target.is_closed or section == "defaults"):
                continue
            try:
                target.parser(mapping.zone, mapping.formats.get(key))(text)
            except Unreadable as problem:
                self.mistakes.append(f"[{section}] {key} = “{text}”: {problem}")


def _listed(given: Any) -> list[Any]:
    return list(given) if isinstance(given, list) else [given]


def _plain(value: Any) -> str:
    """A value of the mapping as the text of a cell: true becomes `true`, 1 becomes `1`."""
    return text_of(value)
