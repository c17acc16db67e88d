"""The agent table: adjusted values with verdicts, raw ones one click away."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test import Client

from crm.core import clock
from crm.people.models import Team, User
from interactions.models import Consultation, InquiryType
from performance.fairness import compare
from performance.models import Target
from performance.rollups import marking
from performance.rollups.refresh import refresh
from performance.slices import Slice
from tests.factories import MembershipFactory, UserFactory
from tests.interactions.contacts import contact
from tests.performance.records import count_everything

pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def beth(team: Team) -> User:
    """A colleague of ann's with the hard types."""
    user = UserFactory(username="beth", code="A-0011", name="배은하")
    MembershipFactory(user=user, team=team)
    return user


@pytest.fixture
def calls(ann: User, beth: User, team: Team) -> None:
    """Both are as fast as each other; ann mostly has the short type, beth the long one."""
    short, long = (
        InquiryType.objects.create(code=code, name=code, level=1, position=i)
        for i, code in enumerate(("short", "long"))
    )
    start = clock.now() - timedelta(days=3)
    for i in range(200):
        for agent, often, seldom in ((ann, short, long), (beth, long, short)):
            type_ = seldom if i % 10 == 0 else often
            base = 200 if type_ == short else 600
            contact(
                start + timedelta(minutes=i),
                agent=agent,
                team=team,
                type=type_,
                talk_seconds=base + (i * 7) % 60,
                result="resolved" if i % 9 else "in_progress",
            )
    Target.objects.create(kpi="aht", value=520, starts_on=start.date())
    count_everything()


def whole(team: Team) -> Slice:
    day = clock.today()
    return Slice(day - timedelta(days=10), day, teams=frozenset({team.pk}))


def test_it_works(calls: None, ann: User, beth: User, team: Team) -> None:
    found = compare.adjusted(whole(team), ["aht", "resolution_rate", "answer_rate"])
    assert set(found) == {"aht", "resolution_rate"}
    easy, hard = found["aht"][ann.pk], found["aht"][beth.pk]
    assert hard.raw > easy.raw * 2
    assert hard.figure.value == pytest.approx(easy.figure.value, rel=0.01)
    assert easy.expected == pytest.approx(easy.raw, rel=0.01)
    assert abs(easy.certainty) < 2


def cells(client: Client, team: Team, **query: str) -> dict[str, dict[str, object]]:
    address = f"/performance/team/{team.code}/"
    client.get(address, query)
    from performance.asked import read
    from performance.people_table import people_table
    from performance.tiles import Question

    response = client.get(address, query)
    asked = read(response.wsgi_request, response.wsgi_request.user, fixed={"team": team.code})
    table = people_table(asked, Question.of(asked))
    assert table is not None
    return {person.user.username: {"aht": person.cells[1]} for person in table.people}


def test_verdicts_are_of_adjusted_values(
    calls: None, lea: User, team: Team, client: Client
) -> None:
    client.force_login(lea)
    fair = cells(client, team)
    assert {one["aht"].state for one in fair.values()} == {"good"}  # type: ignore[attr-defined]
    raw = cells(client, team, raw="1")
    assert {one["aht"].state for one in raw.values()} == {"none"}  # type: ignore[attr-defined]
    page = client.get(f"/performance/team/{team.code}/").content.decode()
    assert "raw=1" in page
    raw_page = client.get(f"/performance/team/{team.code}/?raw=1").content.decode()
    assert f'href="/performance/team/{team.code}/#h-people"' in raw_page


def test_an_own_target_comes_before_the_teams(calls: None, ann: User, team: Team) -> None:
    from performance import targets

    Target.objects.create(kpi="aht", value=100, starts_on=clock.today(), agent=ann)
    own = targets.by_agent(whole(team), ["aht"], {ann.pk: team.pk})[ann.pk]["aht"]
    general = targets.for_slice(whole(team), ["aht"])["aht"]
    found = compare.aim_of(own, general)
    assert found is not None
    assert found.value == 100
    assert compare.aim_of(general, general) is general


def count_again(record: Consultation) -> None:
    """What a saved record leads to: its own day alone is counted."""
    marking.append(marking.of_consultation(record))
    refresh()


def test_a_new_count_is_read_anew(
    calls: None,
    ann: User,
    team: Team,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]],
    django_assert_num_queries: Callable[..., AbstractContextManager[object]],
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        count_everything()
    before = compare.adjusted(whole(team), ["aht"])["aht"][ann.pk]
    with django_assert_num_queries(0):
        compare.adjusted(whole(team), ["aht"])
    new = contact(clock.now() - timedelta(hours=2), agent=ann, team=team, talk_seconds=9000)
    with django_capture_on_commit_callbacks(execute=True):
        count_again(new)
    with django_assert_num_queries(1):  # today's records; the days before are kept
        after = compare.adjusted(whole(team), ["aht"])["aht"][ann.pk]
    assert after.figure.n == before.figure.n + 1
    old = contact(clock.now() - timedelta(days=2), agent=ann, team=team, talk_seconds=9000)
    with django_capture_on_commit_callbacks(execute=True):
        count_again(old)
    late = compare.adjusted(whole(team), ["aht"])["aht"][ann.pk]
    assert late.figure.n == before.figure.n + 2


def test_the_kpi_page_compares_agents_adjusted(
    calls: None, lea: User, team: Team, client: Client
) -> None:
    from performance import breakdown
    from performance.asked import read
    from performance.tiles import Question

    client.force_login(lea)
    for raw, state in (("", "good"), ("1", "none")):
        response = client.get("/performance/kpi/aht/", {"raw": raw} if raw else {})
        asked = read(response.wsgi_request, lea)
        agents = next(
            table
            for table in breakdown.tables(asked, "aht", Question.of(asked))
            if table.name == "agent"
        )
        assert {part.state for part in agents.rows} == {state}
        assert agents.is_adjusted is not bool(raw)
        assert agents.without_verdict is bool(raw)
        assert ("raw=1" in agents.other_url) is not bool(raw)
