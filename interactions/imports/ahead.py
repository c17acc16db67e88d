"""Reading the next piece of a file while the database works on this one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

from django.utils.translation import get_language, override

Item = TypeVar("Item")


def ahead(items: Iterator[Item]) -> Iterator[Item]:
    """The same items, each made in a thread while the caller is at the one before it.

    What makes them must not touch the database; reasons are worded in the caller's language.
    """
    language = get_language()

    def following() -> list[Item]:
        with override(language):
            return list(islice(items, 1))

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(following)
        while found := waiting.result():
            waiting = pool.submit(following)
            yield found[0]


def in_parts(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Lists of `size` of them, the last one of what is left."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part
