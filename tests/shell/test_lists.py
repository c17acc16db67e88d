"""Pages by key and by number, counts, chips, sorts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import django_filters
import pytest
from django.db.models import QuerySet
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import translation

from crm.core import lists
from crm.core.models import Notice
from crm.core.pages import ListPage
from crm.people.models import User
from crm.people.roles import Right

START = datetime(2026, 11, 19, tzinfo=UTC)


class NoticeFilter(django_filters.FilterSet):
    kind = django_filters.CharFilter(label="Kind")
    day = django_filters.DateFilter(field_name="at", lookup_expr="date", label="Day")

    class Meta:
        model = Notice
        fields: list[str] = []


class NoticeList(ListPage):
    permission = Right.OWN_ACCOUNT
    keyset = ("at", "id")
    page_size = 3
    filterset_class = NoticeFilter
    sorts = {"kind": ("kind",)}

    def get_queryset(self) -> QuerySet[Notice]:
        return Notice.objects.filter(user=self.user)


@pytest.fixture(autouse=True)
def _korean() -> Iterator[None]:
    with translation.override("ko"):
        yield


@pytest.fixture
def rows(ann: User) -> list[Notice]:
    """Eight notices, two of each second: the id must tell them apart."""
    made = Notice.objects.bulk_create(
        Notice(user=ann, kind=f"k{n % 2}", key=str(n), url="/") for n in range(8)
    )
    for n, notice in enumerate(made):
        Notice.objects.filter(pk=notice.pk).update(at=START + timedelta(seconds=n // 2))
    return list(Notice.objects.order_by("-at", "-pk"))


def listing(user: User, query: str) -> lists.Listing:
    page = NoticeList()
    request = RequestFactory().get(f"/{query}")
    request.user = user
    page.setup(request)
    return page.get_listing(page.get_filterset())


def test_it_works(ann: User, rows: list[Notice]) -> None:
    """Forward to the end and back again, every row once."""
    seen, query = [], ""
    while True:
        page = listing(ann, query)
        seen.append(list(page.rows))
        if not page.next_url:
            break
        query = page.next_url
    assert [row for part in seen for row in part] == rows
    back = listing(ann, page.previous_url)
    assert list(back.rows) == seen[-2]
    first = listing(ann, back.previous_url)
    assert list(first.rows) == seen[0]
    assert first.previous_url == ""


def test_a_cursor_changed_by_hand_is_the_first_page(ann: User, rows: list[Notice]) -> None:
    assert list(listing(ann, "?after=nonsense").rows) == rows[:3]


def test_sorting_pages_by_number(ann: User, rows: list[Notice]) -> None:
    page = listing(ann, "?sort=-kind&page=2")
    assert [row.kind for row in page.rows] == ["k1", "k0", "k0"]
    assert page.first == 4
    assert page.last == 6
    assert page.sorts["kind"].direction == "descending"
    assert page.sorts["kind"].url == "?sort=kind"


def test_filters_stand_as_chips_with_a_way_out(ann: User, rows: list[Notice]) -> None:
    page = listing(ann, "?kind=k1&day=2026-11-19&sort=kind&page=2")
    assert [(chip.label, chip.value) for chip in page.chips] == [
        ("Kind", "k1"),
        ("Day", "2026.11.19"),
    ]
    assert page.chips[0].url == "?day=2026-11-19&sort=kind"
    assert page.count == 4


def test_an_impossible_filter_shows_nothing(ann: User, rows: list[Notice]) -> None:
    assert listing(ann, "?day=yesterday").rows == []


def test_counts_stop_at_ten_thousand(ann: User, rows: list[Notice]) -> None:
    assert lists.count_up_to(Notice.objects.all(), most=5) == 6
    assert lists.Listing(rows=[], count=10_001).count_text == "10,000+건"


def test_other_values_keep_the_rest_of_the_address() -> None:
    query = QueryDict("a=1&a=2&b=3&page=4")
    assert lists.changed(query, b=None) == "?a=1&a=2"
    assert lists.changed(QueryDict("page=2")) == "?"
