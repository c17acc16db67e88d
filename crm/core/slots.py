"""Named places on a lower app's page that an upper app fills.

The lower template says `{% slot "customer.consultations" customer=customer %}`; the upper app
registers, in its `apps.ready`, a function that gets the template's context and the tag's keyword
arguments and returns the template to show with its context, or `None` to show nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class Fragment:
    """A template and what it is shown with."""

    template: str
    context: Mapping[str, Any]


Filler = Callable[..., Fragment | None]
_fillers: dict[str, list[tuple[int, Filler]]] = defaultdict(list)


def fill(slot: str, filler: Filler, *, order: int = 0) -> None:
    """Register `filler(request, **arguments)`; several fillers of a slot stand in their order."""
    _fillers[slot].append((order, filler))
    _fillers[slot].sort(key=lambda entry: entry[0])


def fragments(slot: str, request: HttpRequest, arguments: Mapping[str, Any]) -> list[Fragment]:
    """What the upper apps have to show here, in order."""
    found = (filler(request, **arguments) for _, filler in _fillers[slot])
    return [fragment for fragment in found if fragment is not None]
