"""Every page of the product, for the tests that walk them all: rights, queries, language.

Each app lists its own in `tests/<app>/pages.py`:

    def build(world: World) -> None:            # optional: sample rows, as attributes of the world
        world.customer = CustomerFactory(...)

    PAGES = [
        Listed("customers:list", opens=EVERYBODY),
        Listed("customers:page", opens=EVERYBODY, kwargs=lambda w: {"number": w.customer.number}),
        Listed("customers:edit", opens={AGENT, MANAGER}, kwargs=…),
        Listed("goals:accept", method="POST", opens={MANAGER}, kwargs=…, data=lambda w: {…}),
    ]

`opens` are the roles that get in, by the personas ann, lea, quinn, ada and eve; every other role
gets 403, but `missing` ones 404 (the page is theirs, this row is not). `others` checks further
personas, for example `{"otto": 404}`. Folders are read in alphabetical order; the world has the
personas, `team`, `other_team`, and what folders before have built.
"""

from __future__ import annotations

import importlib.util
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.urls import reverse

import tests
from crm.people.roles import ADMIN, AGENT, EXECUTIVE, MANAGER, QA

ROLES = (AGENT, MANAGER, QA, ADMIN, EXECUTIVE)
EVERYBODY = frozenset(ROLES)
PERSONA = {AGENT: "ann", MANAGER: "lea", QA: "quinn", ADMIN: "ada", EXECUTIVE: "eve"}


class World(SimpleNamespace):
    """The sample rows the pages are opened with."""

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"No tests/<app>/pages.py built world.{name}")


Values = Callable[[World], Mapping[str, Any]]


@dataclass(frozen=True)
class Listed:
    """One address and who gets in."""

    name: str
    opens: Iterable[str] = EVERYBODY
    kwargs: Values = lambda world: {}
    query: str = ""
    method: str = "GET"
    data: Values = lambda world: {}
    missing: Iterable[str] = ()
    others: Mapping[str, int] = field(default_factory=dict)
    case: str = ""  # tells two entries of one address apart

    @property
    def key(self) -> str:
        return f"{self.method} {self.name}{' ' + self.case if self.case else ''}"

    @property
    def is_api(self) -> bool:
        """Sent and answered as JSON."""
        return self.name.startswith("api:")

    def address(self, world: World) -> str:
        path = reverse(self.name, kwargs=dict(self.kwargs(world)))
        return f"{path}?{self.query}" if self.query else path

    def expected(self, role: str) -> int:
        """200 stands for getting in, whatever the page then answers."""
        if role in set(self.opens):
            return 200
        return 404 if role in set(self.missing) else 403


def modules() -> list[Any]:
    """The `pages` module of every folder of tests that has one."""
    found = []
    for package in sorted(pkgutil.iter_modules(tests.__path__), key=lambda entry: entry.name):
        name = f"tests.{package.name}.pages"
        if package.ispkg and importlib.util.find_spec(name):
            found.append(importlib.import_module(name))
    return found


PAGES: list[Listed] = [page for module in modules() for page in module.PAGES]


def build(world: World) -> World:
    for module in modules():
        if hasattr(module, "build"):
            module.build(world)
    return world
