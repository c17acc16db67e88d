"""Panels of figures kept drawn in the shared cache, exactly as long as nothing in them moved.

What is kept stands under who reads it, the address, the language, the day, the stamp of the counted
figures (`freshness`) and the stamp of all else that is written on such pages (`crm.core.written`:
names, teams, types, targets, feedback, hours). Any of them moving means another key; a minute ends
what only time changes, such as "3 minutes ago".
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from crm.core import clock, written

from . import freshness
from .once import drawing

if TYPE_CHECKING:
    from django.http import HttpRequest

    from .asked import Asked

WRITTEN = "figures"
SECONDS = 60


def watch() -> None:
    """Called once the apps are loaded: the kinds of rows that stand beside figures."""
    people = ("people.user", "people.team", "people.membership")
    rest = ("core.", "performance.", "interactions.inquirytype", "interactions.channel")
    written.watch(WRITTEN, *people, *rest)


def drawn(
    request: HttpRequest,
    asked: Asked,
    teams: Iterable[int],
    template: str,
    context: Callable[[str], dict[str, Any]],
    *,
    address: str = "",
) -> SafeString:
    """The template with its context, or as it was kept. `teams`: those whose figures stand on it.

    `address`: what of the request decides, where parts of the query do not matter to it.
    The context is asked for with the stamp the figures are read after: what an open page compares.
    """
    stamp = freshness.stamp(teams)
    facts = (
        asked.user.pk, asked.scope, address or request.get_full_path(), template, get_language(),
        clock.today(), stamp, written.stamp(WRITTEN),
    )  # fmt: skip
    key = "drawn:" + hashlib.sha256(repr(facts).encode()).hexdigest()
    found = cache.get(key)
    if found is None:
        with drawing():
            found = str(render_to_string(template, context(stamp), request))
        cache.set(key, found, SECONDS)
    return SafeString(found)
