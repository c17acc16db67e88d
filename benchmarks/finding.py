"""Budgets 9, 10 and 11: list pages at any depth, customer look-up, search."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import QueryDict
from django.test import Client

from crm.core import lists, search
from crm.core.search import Entry
from crm.people.models import User
from customers.contact_points import show
from customers.lookup import find
from customers.models import ContactPoint, Customer
from interactions.models import Consultation

from .measure import Result, p95, paired, timed

KIND = "bench"
WORDS = ("배송", "환불", "교환", "설치", "고장", "취소", "반품", "결제")
REQUESTS = 40
MOST_DOCUMENTS = 1_000_000


def measure(size: int) -> list[Result]:
    return [_list(size), *_lookups(size), _search(size)]


def _list(size: int) -> Result:
    """A page in the middle of all consultations, against its own rows read by primary key."""
    rows = Consultation.objects.select_related("customer", "agent", "type")
    total = Consultation.objects.count()
    middle = rows.order_by("-started_at", "-id")[total // 2]
    query = QueryDict(mutable=True)
    query["after"] = lists._key_of(middle, ("started_at", "id"))
    page = lists.keyset_page(rows, query, ("started_at", "id"))
    ids = [row.pk for row in page.rows]
    took, bound = paired(
        lambda: lists.keyset_page(rows, query, ("started_at", "id")),
        lambda: list(rows.filter(pk__in=ids)),
    )
    what = "list page in the middle of all consultations, against its rows by primary key"
    return Result(9, what, size, took, bound, 4.0)


def _lookups(size: int) -> list[Result]:
    point = ContactPoint.objects.filter(kind="phone").select_related("customer").order_by("-pk")[0]
    customer = point.customer
    phone = show("phone", point.value)
    rows = Customer.objects.all()
    texts = {
        "phone": phone,
        "number": customer.number,
        "last four + name": f"{customer.name} {point.last_four}",
    }
    found = []
    for name, text in texts.items():
        work = _finder(text)
        took, bound = paired(work, lambda: rows.get(pk=customer.pk), runs=25)
        what = f"customer look-up by {name}, against a look-up by primary key"
        found.append(Result(10, what, size, took, bound, 3.0))
    client = Client()
    client.force_login(User.objects.get(username="seoyeon.kim"))
    whole = [
        timed(lambda: client.post("/customers/search/", {"q": phone})) for _ in range(REQUESTS)
    ]
    found.append(Result(10, "customer look-up, whole request, p95", size, p95(whole), None, 0.1))
    return found


def _finder(text: str) -> Callable[[], Any]:
    return lambda: find(Customer.objects.all(), text)


def _search(size: int) -> Result:
    """Two-syllable words over as many documents as there are consultations."""
    texts = Consultation.objects.order_by("pk").values_list("pk", "question", "answer")
    documents = (
        Entry(key, title=question, body=answer)
        for key, question, answer in texts[: min(size, MOST_DOCUMENTS)].iterator(chunk_size=5000)
    )
    search.index(KIND, documents)
    for word in WORDS:
        _searcher(word)()
    took = [timed(_searcher(word)) for word in WORDS for _ in range(5)]
    what = "search for a two-syllable word, newest first, p95"
    return Result(11, what, size, p95(took), None, 0.1)


def _searcher(word: str) -> Callable[[], Any]:
    return lambda: list(search.holding(KIND, word)[:20])
