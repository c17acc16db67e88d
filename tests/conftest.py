"""Personas, noon, and a database of its own for each worker."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from pytest_django.plugin import DjangoDbBlocker

from crm.people.models import Kind, Role, Team, User
from tests import database
from tests.database import NOON
from tests.factories import MembershipFactory, TeamFactory, UserFactory


def pytest_configure(config: pytest.Config) -> None:
    """In the controller and in every worker: the first starts the engines, the last stops them."""
    database.ENGINES.start()
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    database.ENGINES.stop()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Any:
    database.listen()
    with (
        django_db_blocker.unblock(),
        database.database(os.environ.get("PYTEST_XDIST_WORKER", "main")),
    ):
        yield


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """What a process keeps between requests must not pass from test to test."""
    from django.core.cache import cache

    from crm.core import clock
    from performance import custom, definitions
    from performance.kpis import own
    from performance.kpis.versions import FIRST

    cache.clear()
    clock.forget()
    definitions.keep((FIRST,))
    custom.keep(own.NONE)


@pytest.fixture
def frozen() -> Iterator[time_machine.Coordinates]:
    """The clock stands at NOON; `frozen.shift(seconds)` and `frozen.move_to(…)` move it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def team(db: None) -> Team:
    """The team of ann, lea and quinn."""
    return TeamFactory(code="support-1", name="상담 1팀")


@pytest.fixture
def other_team(db: None) -> Team:
    return TeamFactory(code="support-2", name="상담 2팀")


@pytest.fixture
def ann(team: Team) -> User:
    """An agent."""
    user = UserFactory(username="ann", code="A-0001", name="안서연")
    MembershipFactory(user=user, team=team)
    return user


@pytest.fixture
def lea(team: Team) -> User:
    """The lead of ann's team."""
    user = UserFactory(username="lea", code="A-0002", name="이은아", role=Role.MANAGER)
    MembershipFactory(user=user, team=team, kind=Kind.LEAD)
    return user


@pytest.fixture
def otto(other_team: Team) -> User:
    """An agent of another team."""
    user = UserFactory(username="otto", code="A-0003", name="오태오")
    MembershipFactory(user=user, team=other_team)
    return user


@pytest.fixture
def quinn(team: Team) -> User:
    """QA of ann's team."""
    user = UserFactory(username="quinn", code="A-0004", name="권규인", role=Role.QA)
    MembershipFactory(user=user, team=team, kind=Kind.QA)
    return user


@pytest.fixture
def ada(db: None) -> User:
    """The administrator."""
    return UserFactory(username="ada", code="A-0005", name="나아다", role=Role.ADMIN)


@pytest.fixture
def eve(db: None) -> User:
    """The executive."""
    return UserFactory(username="eve", code="A-0006", name="장이브", role=Role.EXECUTIVE)


@pytest.fixture
def world(ann: User, lea: User, otto: User, quinn: User, ada: User, eve: User, request: Any) -> Any:
    """The personas, their teams, and a sample row for every page (`tests/pages.py`)."""
    from tests.pages import World, build

    teams = {name: request.getfixturevalue(name) for name in ("team", "other_team")}
    return build(World(ann=ann, lea=lea, otto=otto, quinn=quinn, ada=ada, eve=eve, **teams))
