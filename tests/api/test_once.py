"""`Idempotency-Key`: done once, answered as often as asked, also at the same time."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from crm.core import tasks
from crm.core.api.keys import new_key
from crm.core.api.once import REPLAYED
from crm.core.models import ApiKey, AuditEntry, IdempotencyRecord
from crm.people.models import User
from customers.models import Customer
from tests.factories import UserFactory

from .conftest import Program

CUSTOMERS = "/api/v1/customers/"


def send(client: APIClient, key: str, **sent: Any) -> Any:
    return client.post(CUSTOMERS, {"name": "박서희", **sent}, HTTP_IDEMPOTENCY_KEY=key)


def test_it_works(program: Program, ann: User) -> None:
    client = program(ann)
    first, second = send(client, "a-1"), send(client, "a-1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert (first.headers.get(REPLAYED), second.headers[REPLAYED]) == (None, "true")
    assert Customer.objects.count() == 1
    assert AuditEntry.objects.filter(action="customer.created").count() == 1
    assert send(client, "a-2").json()["number"] != first.json()["number"]


def test_another_request_by_the_same_key_is_409(program: Program, ann: User, lea: User) -> None:
    client = program(ann)
    send(client, "a-1")
    other = send(client, "a-1", tier="vip")
    assert (other.status_code, other.json()["errors"][0]["code"]) == (409, "idempotency_key_reused")
    assert send(program(lea), "a-1", tier="vip").status_code == 201  # keys are each caller's own


def test_a_refusal_is_not_kept(program: Program, ann: User) -> None:
    client = program(ann)
    assert send(client, "a-1", phone="12").status_code == 400
    assert not IdempotencyRecord.objects.exists()
    assert send(client, "a-1", phone="010-1234-4827").status_code == 201


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "키"])
def test_a_key_that_is_none_is_400(program: Program, ann: User, key: str) -> None:
    answer = send(program(ann), key)
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "Idempotency-Key")
    assert not Customer.objects.exists()


def test_old_answers_are_forgotten(program: Program, ann: User) -> None:
    client = program(ann)
    send(client, "old")
    send(client, "new")
    past = timezone.now() - timedelta(hours=25)
    IdempotencyRecord.objects.filter(key="old").update(created_at=past)
    tasks.forget_answers()
    assert list(IdempotencyRecord.objects.values_list("key", flat=True)) == ["new"]


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_write_once() -> None:
    user, made = UserFactory(), new_key()
    ApiKey.objects.create(
        owner=user, name="x", prefix=made.prefix, hash=made.hash, scopes=["customers:write"]
    )
    gate, answers = threading.Barrier(8), list[tuple[int, bytes]]()

    def call() -> None:
        client = APIClient(HTTP_AUTHORIZATION=f"Api-Key {made.text}")
        gate.wait()
        answer = send(client, "same")
        answers.append((answer.status_code, answer.content))
        connection.close()

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert len(set(answers)) == 1
    assert answers[0][0] == 201
    assert Customer.objects.count() == 1
