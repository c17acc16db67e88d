"""Budget 5: a consultation saved through the page, by eight clients at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from statistics import median
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import clear_url_caches, set_urlconf

from crm.core import clock
from crm.people.models import User
from customers.models import Customer
from interactions.models import InquiryType

from .measure import Result, timed

CLIENTS, ROUNDS = 8, 5
_numbers, _lock = count(1), Lock()


def measure(size: int) -> list[Result]:
    agents = list(User.objects.agents().order_by("code")[:CLIENTS])
    customers = list(Customer.objects.order_by("pk").values_list("number", flat=True)[:400])
    types = list(InquiryType.objects.active().filter(level=3).values_list("pk", flat=True))

    def product(client: Client) -> int:
        n = _next()
        fields = entry(customers[n % len(customers)], str(types[n % len(types)]))
        address = f"/consultations/new/?customer={fields['customer']}"
        return client.post(address, fields).status_code

    def minimal(client: Client) -> int:
        fields = {"number": f"X-{_next()}", "channel": "phone", "direction": "inbound",
                  "question": "q", "answer": "a", "result": "resolved"}  # fmt: skip
        return client.post("/minimal/", fields).status_code

    took, bound, wrong = [], [], 0
    for _ in range(ROUNDS):
        seconds, failed = _together(agents, product, "crm.urls")
        took.append(seconds)
        wrong += failed
        bound.append(_together(agents, minimal, "benchmarks.minimal")[0])
    note = f"{wrong} of {ROUNDS * CLIENTS * 5} saves were not taken" if wrong else "0 errors"
    what = "consultation saved through the page, 8 clients, against the smallest honest view"
    limit = 2.0 if not wrong else 0.0
    return [Result(5, what, size, median(took), median(bound), limit, note)]


def _next() -> int:
    with _lock:
        return next(_numbers)


def entry(customer: str, type_id: str) -> dict[str, str]:
    """What an agent's form sends."""
    now = clock.local(clock.now())
    return {
        "customer": customer,
        "channel": "phone",
        "direction": "inbound",
        "started_at": f"{now:%Y-%m-%dT%H:%M:%S}",
        "type": type_id,
        "question": "배송이 예정일을 넘겼다고 함.",
        "answer": "물류센터 확인 후 도착 예정일 안내.",
        "result": "resolved",
        "talk_seconds": "3:10",
        "wrap_up_seconds": "0:20",
    }


def _together(agents: list[User], work: Any, urlconf: str) -> tuple[float, int]:
    """Seconds a save takes with all clients at work, and how many saves failed."""
    before = settings.ROOT_URLCONF
    settings.ROOT_URLCONF = urlconf
    clear_url_caches()
    set_urlconf(None)

    def one(agent: User) -> int:
        client = Client()
        client.force_login(agent)
        try:
            return sum(work(client) != 302 for _ in range(5))
        finally:
            connections.close_all()

    failed = 0

    def everybody() -> None:
        nonlocal failed
        with ThreadPoolExecutor(CLIENTS) as pool:
            failed = sum(pool.map(one, agents))

    try:
        return timed(everybody) / (CLIENTS * 5), failed
    finally:
        settings.ROOT_URLCONF = before
        clear_url_caches()
