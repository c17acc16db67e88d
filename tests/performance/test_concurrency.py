"""Fifty writers at once, refreshing processes killed, connections cut: the cells are as rebuilt."""

from __future__ import annotations

import copy
import os
import random
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, InterfaceError, connection, connections, transaction

from interactions.models import Consultation
from interactions.signals import consultation_changed
from performance.models import AgentDay, DirtyMark
from performance.rollups.refresh import refresh
from tests.factories import TeamFactory, UserFactory

from .records import contact, day
from .stored import assert_as_rebuilt

WRITERS, WRITES, REFRESHERS = 50, 6, 6
pytestmark = pytest.mark.django_db(transaction=True)


def write(number: int, places: list[tuple[int, int]]) -> None:
    """Logs, moves and excludes contacts; a cut connection loses its transaction and tries again."""
    rng = random.Random(number)
    mine: list[int] = []
    while len(mine) < WRITES:
        try:
            with transaction.atomic():
                made = _log(number, len(mine), rng.choice(places))
            mine.append(made)  # only now is it there for certain
            with transaction.atomic():
                _change(rng.choice(mine), rng, rng.choice(places))
        except (DatabaseError, InterfaceError):
            connection.close()
    connection.close()


def _log(number: int, turn: int, place: tuple[int, int]) -> int:
    made = contact(
        day(turn % 3) + timedelta(minutes=number),
        number=f"N-{number}-{turn}-{time.monotonic_ns() % 10**12}",
        team_id=place[0],
        agent_id=place[1],
        talk_seconds=60 + number,
        result="resolved",
    )
    consultation_changed.send(Consultation, before=None, after=made)
    return made.pk


def _change(key: int, rng: random.Random, place: tuple[int, int]) -> None:
    before = Consultation.objects.select_for_update().get(pk=key)
    after = copy.copy(before)
    after.team_id, after.agent_id = place
    after.exclusion = rng.choice([None, None, "spam", "abuse"])
    after.save()
    consultation_changed.send(Consultation, before=before, after=after)


def refresher() -> int:
    """Another process that works off marks until it is killed."""
    child = os.fork()
    if child:
        return child
    try:
        connections.close_all()
        connection.connection = None
        while True:
            try:
                refresh()
            except (DatabaseError, InterfaceError):
                connection.close()
            time.sleep(0.01)
    finally:
        os._exit(1)


def cut_connections(rng: random.Random) -> None:
    """One of the other backends of this database, whatever it is in the middle of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        found = [row[0] for row in cursor.fetchall()]
        if found:
            cursor.execute("SELECT pg_terminate_backend(%s)", [rng.choice(found)])


def until(done: Callable[[], bool], *, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it does not come to an end"
        time.sleep(0.05)


def test_nothing_is_lost_and_nothing_counted_twice() -> None:
    rng = random.Random(7)
    places = [
        (team.pk, user.pk)
        for team in (TeamFactory(), TeamFactory())
        for user in (UserFactory(), UserFactory(), UserFactory())
    ]
    connections.close_all()
    children = [refresher() for _ in range(REFRESHERS)]
    writers = [
        threading.Thread(target=write, args=(number, places), daemon=True)
        for number in range(WRITERS)
    ]
    try:
        for writer in writers:
            writer.start()
        while any(writer.is_alive() for writer in writers):
            time.sleep(0.15)
            cut_connections(rng)
            if len(children) > 2:
                _kill(children.pop())
        until(lambda: not DirtyMark.objects.exists(), seconds=60)
    finally:
        for child in children:
            _kill(child)
    assert Consultation.objects.count() >= WRITERS * WRITES
    assert AgentDay.objects.exists()
    assert_as_rebuilt()


def _kill(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
