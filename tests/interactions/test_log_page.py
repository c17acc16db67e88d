"""/consultations/new/: the form writes what was typed, with and without script."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from crm.core import clock
from crm.people.models import User
from interactions.models import Consultation, Draft, FollowUp
from interactions.services.channels import set_channel
from interactions.services.consultations import log_consultation
from interactions.services.entries import Entry
from tests.interactions.contacts import customer, inquiry_type

pytestmark = pytest.mark.django_db
URL = "/consultations/new/"


def typed(**changes: Any) -> dict[str, Any]:
    started = clock.local(clock.now() - timedelta(minutes=6))
    return {
        "key": "form-1",
        "channel": "phone",
        "direction": "inbound",
        "started_at": f"{started:%Y-%m-%dT%H:%M:%S}",
        "result": "resolved",
        "talk_seconds": "4:12",
        "wrap_up_seconds": "30",
        "question": "회수가 늦음",
        "answer": "재방문 안내",
        **changes,
    }


@pytest.fixture
def desk(ann: User, client: Client, frozen: Any) -> Client:
    client.cookies["django_language"] = "en"
    client.force_login(ann)
    return client


def test_it_works(desk: Client, ann: User) -> None:
    who, node = customer("박서희"), inquiry_type("회수")
    url = f"{URL}?customer={who.number}"
    assert "박*희" in desk.get(url).content.decode()
    answer = desk.post(url, typed(type=node.pk, phone_line="1588-0000"))
    row = Consultation.objects.get()
    assert answer.url == reverse("consultations:detail", args=[row.number])
    assert (row.customer, row.type, row.agent) == (who, node, ann)
    assert (row.talk_seconds, row.wrap_up_seconds, row.handling_seconds) == (252, 30, 282)
    assert row.hold_seconds is None
    assert row.extra == {"line": "1588-0000"}


def test_save_and_next_leads_to_an_empty_form(desk: Client) -> None:
    assert desk.post(URL, typed(next="1")).url == URL


def test_the_open_issue_is_preselected_and_joined(desk: Client, ann: User) -> None:
    who, node = customer(), inquiry_type("회수")
    stated = Entry("phone", clock.now(), customer=who, type=node, result="in_progress")
    first = log_consultation(ann, entry=stated)
    url = f"{URL}?customer={who.number}"
    page = desk.get(url)
    assert page.context["form"]["issue"].value() == str(first.inquiry_id)
    desk.post(url, typed(type=node.pk, issue=first.inquiry_id))
    desk.post(url, typed(type=node.pk, issue="new", key="form-2"))
    joined, opened = Consultation.objects.exclude(pk=first.pk).order_by("id")
    assert joined.inquiry_id == first.inquiry_id
    assert opened.inquiry_id != first.inquiry_id


def test_a_callback_needs_a_time_to_come(desk: Client) -> None:
    who = customer()
    url = f"{URL}?customer={who.number}"
    refused = desk.post(url, typed(result="callback"))
    assert refused.status_code == 422
    assert "Say on which day you call back." in refused.content.decode()
    assert "회수가 늦음" in refused.content.decode()
    desk.post(url, typed(result="callback", callback_on="2026-11-20", callback_at="10:00"))
    assert clock.local(FollowUp.objects.get().due_at).isoformat() == "2026-11-20T10:00:00+09:00"


def test_a_transfer_names_its_target_and_the_receiver_begins_there(
    desk: Client, otto: User
) -> None:
    who = customer()
    url = f"{URL}?customer={who.number}"
    assert desk.post(url, typed(result="transferred")).status_code == 422
    desk.post(url, typed(result="transferred", transfer_target="상담 2팀"))
    sent = Consultation.objects.get()
    desk.force_login(otto)
    leg_url = f"{URL}?from={sent.number}"
    assert sent.number in desk.get(leg_url).content.decode()
    desk.post(leg_url, typed(key="form-2"))
    leg = Consultation.objects.exclude(pk=sent.pk).get()
    assert (leg.transferred_from, leg.customer, leg.inquiry_id) == (sent, who, sent.inquiry_id)


def test_a_letter_may_wait_for_its_reply(desk: Client) -> None:
    desk.post(URL, typed(channel="email", result="unanswered"))
    row = Consultation.objects.get()
    assert (row.answered, row.result) == (False, None)


def test_a_letter_ends_with_its_reply(desk: Client) -> None:
    desk.post(URL, typed(channel="email", replied_at="2026-11-19T11:59:00"))
    row = Consultation.objects.get()
    assert row.first_response_at == row.ended_at
    assert f"{clock.local(row.ended_at):%H:%M}" == "11:59"


def test_card_numbers_are_masked(desk: Client) -> None:
    desk.post(URL, typed(answer="카드 4111-1111-1111-1111, 주민 900101-1234567"))
    row = Consultation.objects.get()
    assert row.answer == "카드 4111-****-****-1111, 주민 900101-*******"


def test_a_channel_switched_off_is_no_choice(desk: Client, ada: User) -> None:
    set_channel(ada, channel="visit", is_on=False, own_reply_due=False, reply_due_minutes=None)
    assert desk.post(URL, typed(channel="visit")).status_code == 422


def test_the_draft_comes_back_and_goes_with_the_record(desk: Client) -> None:
    who = customer()
    url, key = f"{URL}?customer={who.number}", f"new:{who.number}"
    kept = desk.post(
        "/consultations/draft/",
        {"draft_key": key, "question": "쓰던 글 900101-1234567", "key": "form-9"},
    )
    assert kept.json() == {"at": "12:00:00"}
    page = desk.get(url).content.decode()
    assert "쓰던 글 900101-*******" in page
    assert "What you were typing has been put back." in page
    desk.post(url, typed())
    assert not Draft.objects.exists()


def test_a_lead_writes_for_an_agent_of_the_team(
    desk: Client, lea: User, ann: User, otto: User
) -> None:
    desk.force_login(lea)
    assert desk.post(URL, typed(agent=otto.pk)).status_code == 422
    desk.post(URL, typed(agent=ann.pk))
    row = Consultation.objects.get()
    assert (row.agent, row.created_by) == (ann, lea)


def test_the_customer_is_found_inside_the_form_without_script(desk: Client) -> None:
    who = customer("박서희")
    page = desk.post(URL, typed(find_customer="1", customer_search=who.number))
    assert who.number in page.content.decode()
    assert "회수가 늦음" in page.content.decode()
    desk.post(URL, typed(customer=who.number))
    assert Consultation.objects.get().customer == who
