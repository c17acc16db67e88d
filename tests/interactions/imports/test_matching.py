"""Agents, teams, types and customers: found, ambiguous, created, stamped."""

from __future__ import annotations

from datetime import date

import pytest

from crm.people.models import Membership, Team, User
from customers.contact_points import Point
from customers.models import Customer, CustomerReference
from customers.services.records import create_customer
from interactions.models import Consultation, InquiryType
from tests.factories import MembershipFactory, TeamFactory, UserFactory
from tests.interactions.contacts import inquiry_type
from tests.interactions.imports.conftest import record

CREATE = "[create]\nagents = true\nteams = true\ninquiry_types = true\ncustomers = true\n"


def test_agents_match_by_code_else_by_exact_name(take, ann, otto):
    told = take(
        {"agent": "A-0001"}, {"agent": "오태오"}, {"agent": "오"}, agent="agent",
    )  # fmt: skip
    assert (told["created"], told["rejected"]) == (2, 1)
    assert [record("e0").agent, record("e1").agent] == [ann, otto]


def test_an_ambiguous_name_rejects_the_row(take, ann):
    UserFactory(name=ann.name)
    assert take({"agent": ann.name}, agent="agent")["rejected"] == 1
    assert take({"agent": ann.code}, agent="agent")["created"] == 1


def test_teams_match_by_code_else_by_exact_name(take, team, other_team):
    take({"team": "support-1"}, {"team": "상담 2팀"}, team="team")
    assert [record("e0").team, record("e1").team] == [team, other_team]
    assert take({"id": "x", "team": "상담 3팀"}, team="team")["rejected"] == 1


def test_the_rows_team_is_stamped_else_the_agents_of_that_day(take, ann, lea, team, other_team):
    Membership.objects.filter(user=ann).update(ends_on=date(2026, 11, 2))
    MembershipFactory(user=ann, team=other_team, starts_on=date(2026, 11, 2))
    nobody = UserFactory()
    take(
        {"agent": ann.code, "team": team.code},
        {"agent": ann.code, "team": "", "start": "2026-11-01 23:59"},
        {"agent": ann.code, "team": "", "start": "2026-11-02 00:00"},
        {"agent": lea.code, "team": ""},
        {"agent": nobody.code, "team": ""},
        agent="agent", team="team",
    )  # fmt: skip
    found = [record(f"e{n}").team for n in range(5)]
    assert found == [team, team, other_team, team, None]


def test_created_agents_cannot_sign_in_and_belong_from_their_first_day(take):
    take(
        {"agent": "Diane", "team": "Blue", "start": "2026-11-05 10:00"},
        {"agent": "Diane", "team": "Blue", "start": "2026-11-03 10:00"},
        {"agent": "Greg", "team": "", "start": "2026-11-04 10:00"},
        agent="agent", team="team", more=CREATE,
    )  # fmt: skip
    diane = User.objects.get(name="Diane")
    assert not diane.has_usable_password()
    assert (diane.role, diane.code) == ("agent", "A-0001")
    row = Membership.objects.get(user=diane)
    assert (row.team.name, str(row.starts_on), row.ends_on) == ("Blue", "2026-11-03", None)
    assert Team.objects.get().code == "T-001"
    assert not Membership.objects.filter(user__name="Greg").exists()


def test_an_earlier_record_in_a_later_piece_moves_the_first_day_back(take, monkeypatch):
    monkeypatch.setattr("interactions.imports.run.PIECE", 1)
    take(
        {"agent": "Diane", "team": "Blue", "start": "2026-11-05 10:00"},
        {"agent": "Diane", "team": "Blue", "start": "2026-11-03 10:00"},
        agent="agent", team="team", more=CREATE,
    )  # fmt: skip
    assert str(Membership.objects.get().starts_on) == "2026-11-03"
    assert str(User.objects.get().joined_on) == "2026-11-03"


@pytest.mark.parametrize("piece", [1, 100])
def test_a_created_agent_belongs_to_the_first_team_named(take, monkeypatch, piece):
    monkeypatch.setattr("interactions.imports.run.PIECE", piece)
    take(
        {"agent": "Diane", "team": "", "start": "2026-11-03 10:00"},
        {"agent": "Diane", "team": "Blue", "start": "2026-11-04 10:00"},
        {"agent": "Diane", "team": "Red", "start": "2026-11-05 10:00"},
        agent="agent", team="team", more=CREATE,
    )  # fmt: skip
    kept = Membership.objects.get()
    assert (kept.team.name, str(kept.starts_on)) == ("Blue", "2026-11-03")
    teams = [row.team for row in Consultation.objects.order_by("started_at")]
    assert [team and team.name for team in teams[1:]] == ["Blue", "Red"]


def test_a_refused_row_creates_nobody(take):
    told = take({"agent": "Diane", "talk": "long"}, agent="agent", talk_seconds="talk", more=CREATE)
    assert told["rejected"] == 1
    assert not User.objects.exists()


def test_nobody_is_created_without_leave(take):
    told = take(
        {"agent": "Diane", "team": "", "type": "", "who": ""},
        {"agent": "", "team": "Blue", "type": "", "who": ""},
        {"agent": "", "team": "", "type": "배송", "who": ""},
        {"agent": "", "team": "", "type": "", "who": "K-1"},
        agent="agent", team="team", inquiry_type="type", customer="who",
    )  # fmt: skip
    assert told["rejected"] == 4
    assert not Consultation.objects.exists()


def test_types_of_one_to_three_levels(take):
    known = inquiry_type("지연", inquiry_type("배송"))
    told = take(
        {"l1": "배송", "l2": "지연", "l3": ""},
        {"l1": "배송", "l2": "파손", "l3": "외관"},
        {"l1": known.code, "l2": "", "l3": ""},
        {"l1": "배송", "l2": "", "l3": "외관"},
        {"l1": "", "l2": "", "l3": ""},
        inquiry_type=["l1", "l2", "l3"], more=CREATE,
    )  # fmt: skip
    assert (told["created"], told["rejected"]) == (4, 1)
    assert record("e0").type == record("e2").type == known
    made = record("e1").type
    assert (made.path, made.level, made.family.path) == ("배송 > 파손 > 외관", 3, "배송 > 파손")
    assert record("e4").type is None
    assert InquiryType.objects.count() == 4


def test_one_cell_may_hold_the_path(take):
    told = take(
        {"type": "배송 > 지연"}, {"type": "a > b > c > d"}, inquiry_type="type", more=CREATE
    )
    assert record("e0").type.path == "배송 > 지연"
    assert told["rejected"] == 1


def test_customers_match_by_number_else_by_a_reference_of_the_source(take):
    first, second = create_customer(None, name="가"), create_customer(None, name="나")
    CustomerReference.objects.create(customer=second, source="import", key="K-2")
    CustomerReference.objects.create(customer=first, source="other", key="K-3")
    told = take({"who": first.number}, {"who": "K-2"}, {"who": "K-3"}, customer="who")
    assert [record("e0").customer, record("e1").customer] == [first, second]
    assert told["rejected"] == 1


def test_created_customers_have_name_reference_and_points(take):
    take(
        {"who": "K-9", "name": "홍길동", "tel": "010-1234-5678", "mail": "Hong@Mail.com"},
        {"who": "K-9", "name": "", "tel": "", "mail": ""},
        customer="who", customer_name="name", phone="tel", email="mail", more=CREATE,
    )  # fmt: skip
    who = Customer.objects.get()
    assert (who.number, who.name) == ("C-200001", "홍길동")
    assert {point.value for point in who.points.all()} == {"+821012345678", "hong@mail.com"}
    assert record("e0").customer == record("e1").customer == who
    assert who.references.get().key == "K-9"


def test_without_a_reference_phone_and_mail_tell_customers_apart(take):
    known = create_customer(None, name="가", points=[Point("phone", "+821011112222")])
    take(
        {"tel": "01011112222", "mail": ""},
        {"tel": "010-3333-4444", "mail": "b@mail.com"},
        {"tel": "", "mail": "b@mail.com"},
        {"tel": "", "mail": ""},
        phone="tel", email="mail", more=CREATE,
    )  # fmt: skip
    assert record("e0").customer == known
    assert record("e1").customer == record("e2").customer != known
    assert record("e3").customer is None
    assert Customer.objects.count() == 2


def test_an_unknown_number_without_leave_is_a_contact_without_customer(take):
    assert take({"tel": "010-3333-4444"}, phone="tel")["created"] == 1
    assert record().customer is None


@pytest.mark.parametrize("cells", [{"tel": "12"}, {"mail": "nobody"}])
def test_unreadable_contact_points_reject_the_row(take, cells):
    told = take({"tel": "", "mail": "", **cells}, phone="tel", email="mail")
    assert told["rejected"] == 1


def test_every_creation_is_audited(take):
    from crm.core.models import AuditEntry

    take(
        {"agent": "Diane", "team": "Blue", "type": "배송", "who": "K"},
        agent="agent", team="team", inquiry_type="type", customer="who", more=CREATE,
    )  # fmt: skip
    written = AuditEntry.objects.exclude(action="holiday.reloaded")  # of the new centre
    assert set(written.values_list("action", flat=True)) == {
        "user.created", "team.created", "inquiry_type.added", "customer.imported",
        "consultation.imported",
    }  # fmt: skip


def test_a_team_named_as_another_one_but_for_case_is_that_team(take):
    known = TeamFactory(name="Blue")
    take({"team": "BLUE"}, team="team", more=CREATE)
    assert record().team == known
