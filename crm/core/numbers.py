"""Numbers people read aloud: customers, consultations, codes of agents, teams and types.

A number once given is never given again, also when the transaction that took it is undone by
another one; within one transaction the counter row stays locked until commit, so take numbers late.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import count as count_from
from itertools import islice
from typing import Any

from django.db import connection, models

FIRST_CUSTOMER = 200_001


def next_number(name: str, count: int = 1) -> int:
    """The first of `count` consecutive numbers, from 1; safe under any number of writers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_counter (name, value) VALUES (%s, %s) ON CONFLICT (name) "
            "DO UPDATE SET value = core_counter.value + EXCLUDED.value RETURNING value",
            [name, count],
        )
        (last,) = cursor.fetchone()
    return int(last) - count + 1


def consultation_numbers(day: date, count: int = 1) -> list[str]:
    """`N-261119-0418` by the local day the contact started; past 9999 a fifth digit appears."""
    prefix = f"N-{day:%y%m%d}"
    first = next_number(prefix, count)
    return [f"{prefix}-{number:04d}" for number in range(first, first + count)]


def consultation_numbers_by_day(days: Mapping[date, int]) -> dict[date, list[str]]:
    """The same for many days in one statement; counters are taken in order, so nobody deadlocks.

    Days a century apart share a counter.
    """
    counts = Counter[str]()
    for day, count in days.items():
        counts[f"N-{day:%y%m%d}"] += count
    wanted = sorted(counts)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_counter (name, value) SELECT * FROM unnest(%s::text[], %s::bigint[])"
            " ON CONFLICT (name) DO UPDATE SET value = core_counter.value + EXCLUDED.value"
            " RETURNING name, value",
            [wanted, [counts[prefix] for prefix in wanted]],
        )
        last = dict(cursor.fetchall())
    given = {name: count_from(last[name] - counts[name] + 1) for name in wanted}
    return {
        day: [f"N-{day:%y%m%d}-{n:04d}" for n in islice(given[f"N-{day:%y%m%d}"], count)]
        for day, count in days.items()
    }


def customer_numbers(count: int = 1) -> list[str]:
    """`C-200001` upward."""
    first = next_number("C", count) + FIRST_CUSTOMER - 1
    return [f"C-{number}" for number in range(first, first + count)]


def free_codes(
    model: type[models.Model], prefix: str, digits: int, count: int = 1, taken: Iterable[str] = ()
) -> list[str]:
    """Codes such as `A-0001` that no row of the model has; files and forms give own codes too.

    `taken` holds codes that are about to be written.
    """
    manager: models.Manager[Any] = model._default_manager
    reserved, found = set(taken), list[str]()
    while len(found) < count:
        wanted = count - len(found)
        first = next_number(prefix, wanted)
        codes = [f"{prefix}-{number:0{digits}d}" for number in range(first, first + wanted)]
        reserved.update(manager.filter(code__in=codes).values_list("code", flat=True))
        found += [code for code in codes if code not in reserved]
    return found
