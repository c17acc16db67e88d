"""Tickets, legs of transfers and late rows in a file."""

from __future__ import annotations

import pytest

from interactions.models import Consultation, Inquiry
from interactions.services import threading
from tests.interactions.imports.conftest import record

CREATE = "[create]\ncustomers = true\ninquiry_types = true\n"


def issue(external_id):
    return record(external_id).inquiry


def test_rows_that_share_a_ticket_are_one_issue(take):
    take(
        {"ticket": "T-1", "ok": "Y"}, {"ticket": "T-2", "ok": ""}, {"ticket": "T-1", "ok": ""},
        inquiry="ticket", resolved="ok",
    )  # fmt: skip
    assert issue("e0") == issue("e2") != issue("e1")
    shared = issue("e0")
    assert (shared.source, shared.ticket, shared.contact_count) == ("import", "T-1", 2)
    assert (shared.state, shared.reopened_at) == ("open", record("e2").started_at)
    assert shared.resolved_at == record("e0").ended_at
    assert record("e0").link == "ticket"


@pytest.mark.parametrize("piece", [1, 100])
def test_a_ticket_may_stretch_over_pieces_and_files(take, monkeypatch, piece):
    monkeypatch.setattr("interactions.imports.run.PIECE", piece)
    take({"ticket": "T-1"}, {"ticket": "T-1"}, inquiry="ticket")
    take({"id": "late", "start": "2026-11-01 09:00", "ticket": "T-1"}, inquiry="ticket")
    shared = issue("late")
    assert shared.contact_count == 3
    assert shared.opened_at == record("late").started_at
    assert Inquiry.objects.count() == 1


def test_a_ticket_of_missed_contacts_alone_does_not_count(take):
    take({"ticket": "T", "answered": "N"}, inquiry="ticket", answered="answered")
    assert issue("e0").counts is False
    take({"id": "x", "start": "2026-11-03 09:00", "ticket": "T", "answered": "Y"},
         inquiry="ticket", answered="answered")  # fmt: skip
    assert issue("e0").counts is True
    assert issue("e0").opened_at == record("x").started_at


def test_a_ticket_that_changes_moves_its_contact(take):
    take({"ticket": "A"}, {"ticket": "A"}, inquiry="ticket")
    take({"ticket": "B"}, {"ticket": ""}, inquiry="ticket")
    assert issue("e0").ticket == "B"
    assert (issue("e1").ticket, record("e1").link) == (None, "rule")
    assert not Inquiry.objects.filter(ticket="A").exists()


@pytest.mark.parametrize("piece", [1, 2, 100])
@pytest.mark.parametrize("backwards", [False, True])
def test_receiving_legs_find_their_first_leg_wherever_it_stands(
    take, monkeypatch, piece, backwards
):
    monkeypatch.setattr("interactions.imports.run.PIECE", piece)
    rows = [
        {"id": "a", "start": "2026-11-02 10:00", "from": "", "result": "transferred"},
        {"id": "b", "start": "2026-11-02 10:05", "from": "a", "result": "transferred"},
        {"id": "c", "start": "2026-11-02 10:09", "from": "b", "result": "resolved"},
        {"id": "d", "start": "2026-11-02 11:00", "from": "", "result": "resolved"},
    ]
    if backwards:
        rows.reverse()
    told = take(*rows, transferred_from="from", result="result")
    assert (told["created"], told["rejected"]) == (4, 0)
    assert record("c").transferred_from == record("b")
    assert record("b").transferred_from == record("a")
    assert issue("a") == issue("b") == issue("c") != issue("d")
    assert issue("a").state == "resolved"
    assert take(*rows, transferred_from="from", result="result")["unchanged"] == 4


def test_a_leg_without_its_first_leg_is_refused(take, files):
    told = take({"from": "nowhere"}, {"from": "e1"}, {"from": ""}, transferred_from="from")
    assert (told["created"], told["rejected"]) == (1, 2)
    assert "nowhere" in files.errors.read_text("utf-8-sig")


def test_rows_join_by_customer_type_and_time(take):
    columns = {"customer": "who", "inquiry_type": "type", "resolved": "ok"}
    take(
        {"who": "K", "type": "배송", "ok": "N"},
        {"who": "K", "type": "환불", "ok": "N"},
        {"who": "K", "type": "", "ok": "Y"},
        {"who": "L", "type": "배송", "ok": "N"},
        {"who": "K", "type": "배송", "ok": "N", "start": "2026-12-20 10:00"},
        more=CREATE, **columns,
    )  # fmt: skip
    assert issue("e2") == issue("e1") != issue("e0")
    assert len({issue(f"e{n}") for n in (0, 1, 3, 4)}) == 4


@pytest.mark.parametrize("piece", [1, 3, 100])
def test_the_order_of_rows_and_pieces_does_not_matter(take, monkeypatch, piece):
    monkeypatch.setattr("interactions.imports.run.PIECE", piece)
    columns = {"customer": "who", "resolved": "ok", "answered": "answered"}
    rows = [
        {
            "id": f"r{n}",
            "start": f"2026-{1 + n * 7 % 9:02d}-{1 + n * 5 % 27:02d} 10:00",
            "who": f"K{n % 2}",
            "ok": "Y" if n % 3 == 0 and n % 4 else "",
            "answered": "Y" if n % 4 else "N",
        }
        for n in range(20)
    ]
    take(*rows, more=CREATE, **columns)

    def picture():
        found = {}
        for row in Consultation.objects.exclude(inquiry=None).select_related("inquiry"):
            found.setdefault(row.inquiry, set()).add(row.external_id)
        return {
            (frozenset(ids), one.state, one.opened_at, one.resolved_at, one.contact_count)
            for one, ids in found.items()
        }

    first = picture()
    assert len(first) > 5
    for customer in set(Consultation.objects.values_list("customer", flat=True)):
        threading.rethread_customer(customer)
    assert picture() == first
    Consultation.objects.all().delete()
    Inquiry.objects.all().delete()
    monkeypatch.setattr("interactions.imports.run.PIECE", 100)
    take(*reversed(rows), more=CREATE, **columns)
    assert picture() == first


def test_what_somebody_excluded_stays_excluded_for_threading(take):
    take({"ok": "", "who": "K"}, more=CREATE, resolved="ok", customer="who")
    Consultation.objects.update(exclusion="spam")
    threading.recount(record())
    take(
        {"ok": "N", "who": "K"}, {"ok": "", "who": "K"}, more=CREATE, resolved="ok", customer="who"
    )
    assert issue("e0") is None
    assert issue("e1").contact_count == 1
