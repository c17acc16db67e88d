"""The live board: what it counts, whose, and how fresh it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.core import clock
from crm.people.models import WorkStatus
from crm.staff.services.work_status import switch
from interactions.models import ContactSource, FollowUp, Inquiry
from tests.factories import MembershipFactory, UserFactory
from tests.interactions.contacts import contact
from tests.performance.records import count_everything, follow_up, issue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
HTMX = {"HX-Request": "true"}
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def board(client, lea):
    """The board as lea sees it."""

    def see(path="/performance/live/", user=lea):
        client.force_login(user)
        return client.get(path).context["board"]

    return see


def people(board):
    return {g.key: [(p.name, p.seconds) for p in g.people] for g in board.groups if g.people}


def email(ago, team, **more):
    at = clock.now() - ago
    return contact(at, team=team, channel="email", answered=False, **more)


def call(ago, team, wait, **more):
    values = {"wait_seconds": wait, "talk_seconds": 60, **more}
    return contact(clock.now() - ago, team=team, **values)


def covered():
    day = clock.today()
    ContactSource.objects.create(
        source="acd", channel="phone", first_day=day, last_day=day, delivers_missed=True
    )


def test_it_works(board, client, ann, lea, team, frozen):
    switch(ann, status="contact")
    frozen.shift(125)
    assert people(board()) == {"contact": [(ann.name, 125)]}
    html = client.get("/performance/live/").content.decode()
    assert 'data-running="125"' in html
    assert "every 3s" in html
    assert "data-poll" in html


def test_only_the_own_teams_and_each_agent_once(board, ann, otto, team, ada, other_team):
    switch(otto, status="break")
    mate = UserFactory(name="마동료")
    MembershipFactory(user=mate, team=team)
    assert people(board()) == {"none": [(mate.name, None), (ann.name, None)]}
    assert board().people == 2
    assert people(board("/performance/live/", ada))["break"] == [(otto.name, 0)]
    assert people(board("/performance/live/support-2/", ada)) == {"break": [(otto.name, 0)]}


def test_the_longest_comes_first(board, ann, team, frozen):
    mate = UserFactory(name="마동료")
    MembershipFactory(user=mate, team=team)
    switch(ann, status="away")
    frozen.shift(30)
    switch(mate, status="away")
    assert people(board())["away"] == [(ann.name, 30), (mate.name, 0)]


def test_what_waits_and_the_longest_wait(board, client, ann, team, other_team):
    email(40 * MINUTE, team)
    oldest = email(90 * MINUTE, team)
    email(10 * MINUTE, other_team)
    email(5 * MINUTE, team, exclusion="spam")
    contact(clock.now() - MINUTE, team=team, channel="email", agent=ann, answered=True)
    call(MINUTE, team, 30, answered=False, result="abandoned", talk_seconds=None)
    found = board()
    assert (found.queue.count, found.queue.longest.record) == (2, oldest)
    assert found.queue.longest.seconds == 5400
    listed = client.get(found.queue.url).context["listing"]
    assert listed.count == 2


def test_an_issue_settled_otherwise_waits_no_more(board, team):
    waiting = email(40 * MINUTE, team)
    waiting.inquiry = issue(clock.now(), state="resolved")
    waiting.save()
    assert board().queue.count == 0


def test_the_level_of_today_and_of_the_last_half_hour(board, team, other_team):
    covered()
    for wait in (5, 20, 21):
        call(90 * MINUTE, team, wait)
    call(10 * MINUTE, team, 12)
    call(12 * MINUTE, team, 40)
    call(5 * MINUTE, team, 4, answered=False, result="abandoned", talk_seconds=None)
    call(5 * MINUTE, other_team, 300)
    found = board().levels
    assert (found.today.digits, found.today.sample) == ("60.0", "3/5")
    assert (found.recent.digits, found.recent.sample) == ("50.0", "1/2")
    rows = [row[0::2] for row in found.chart.table.rows]
    assert rows == [["10:30", "3"], ["11:00", "0"], ["11:30", "2"], ["12:00", "0"]]


def test_the_level_is_the_one_of_the_kpi_page(board, client, lea, team):
    covered()
    for wait in (5, 20, 21):
        call(90 * MINUTE, team, wait)
    count_everything()
    page = client.get(board("/performance/live/support-1/").levels.today.url)
    assert f">{board().levels.today.digits}<" in page.content.decode()


def test_without_missed_contacts_there_is_no_level(board, team):
    call(10 * MINUTE, team, 12)
    levels = board().levels
    assert (levels.today.digits, levels.recent.digits) == ("—", "—")
    assert levels.today.reason == "Missed contacts do not come in"
    assert levels.chart.empty


def test_what_is_due(board, client, ann, otto, lea, quinn, team, other_team):
    now = clock.now()
    for agent, group, due in (
        (ann, team, -30 * MINUTE), (ann, team, 20 * MINUTE), (ann, team, 200 * MINUTE),
        (ann, team, 24 * 60 * MINUTE), (otto, other_team, 10 * MINUTE),
    ):  # fmt: skip
        promise = follow_up(call(300 * MINUTE, group, 5), agent, is_due=False, kept=None)
        FollowUp.objects.filter(pk=promise.pk).update(due_at=now + due, team=group, state="open")
    owing = issue(now - 60 * MINUTE, state="open", opened_team=team)
    Inquiry.objects.filter(pk=owing.pk).update(
        is_answered=False, reply_due_at=now + 40 * MINUTE, is_outbound=False
    )
    mail = email(60 * MINUTE, team)
    mail.inquiry = owing
    mail.save()
    found = board().agenda
    assert (found.late, found.soon, found.today, found.count) == (1, 2, 1, 4)
    assert (found.promises, found.replies) == (3, 1)
    assert [row.kind for row in found.rows] == ["promise", "promise", "reply", "promise"]
    listed = client.get(found.follow_ups_url).context["listing"]
    assert listed.count == 1
    read_only = board(user=quinn).agenda
    assert (read_only.promises, read_only.replies, read_only.follow_ups_url) == (0, 1, "")


def test_nothing_new_is_no_content(board, client, ann, team, frozen):
    switch(ann, status="contact")
    stamp = board().stamp
    frozen.shift(5)
    path = f"/performance/live/?stamp={stamp}"
    assert client.get(path, headers=HTMX).status_code == 204
    switch(ann, status="wrap_up")
    answer = client.get(path, headers=HTMX)
    assert answer.status_code == 200
    assert answer.content.decode().lstrip().startswith('<div id="live-board"')


def test_a_new_contact_moves_it_without_any_count(board, client, team):
    covered()
    stamp = board().stamp
    call(MINUTE, team, 5)
    assert client.get(f"/performance/live/?stamp={stamp}", headers=HTMX).status_code == 200


def test_as_many_queries_for_many_people(board, client, lea, team, ann):
    client.force_login(lea)
    client.get("/performance/live/")
    with CaptureQueriesContext(connection) as few:
        client.get("/performance/live/")
    for n in range(6):
        user = UserFactory()
        MembershipFactory(user=user, team=team)
        WorkStatus.objects.create(
            user=user, team=team, status="contact", started_at=clock.now() - n * MINUTE
        )
        email(n * MINUTE, team)
    with CaptureQueriesContext(connection) as many:
        client.get("/performance/live/")
    assert len(many) == len(few)


def test_an_empty_centre_says_so(client, lea, team):
    client.force_login(lea)
    html = client.get("/performance/live/").content.decode()
    assert "Nobody is waiting." in html
    assert "Nothing is due any more today." in html
