"""What a column of a consultation file may mean, and how its cells read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.imports.mapping import FileMapping, Rules, Target
from crm.core.imports.problems import MappingProblem, Unreadable
from crm.core.imports.values import (
    Parser,
    boolean,
    duration,
    key_up_to,
    moment,
    text_up_to,
    whole_number,
    word,
)
from customers.contact_points import EMAIL, PHONE, InvalidPoint, Point, read_point

from ..channels import CHANNELS
from ..choices import Direction, Result
from ..services.answers import NO, STILL_OPEN, YES
from ..services.types import LEVELS, SEPARATOR

CREATABLE = ("agents", "teams", "inquiry_types", "customers")
#: Questions by the target that answers them, with their scale; null: given by `csat_scale`.
QUESTIONS: dict[str, str | None] = {
    "csat": None,
    "nps": "0-10",
    "ces": "1-7",
    "resolution_csat": None,
    "customer_resolved": "yes-no",
}
DURATIONS = ("wait_seconds", "talk_seconds", "hold_seconds", "wrap_up_seconds")
_NAME, _KEY, _TYPE_NAME = 80, 120, 80


def _same(parser: Parser, **rules: Any) -> Target:
    return Target(lambda zone, pattern: parser, **rules)


def _moment() -> Target:
    def make(zone: tzinfo, pattern: str | None) -> Parser:
        return moment(zone, pattern)

    return Target(make, is_moment=True)


def _words(words: Sequence[str]) -> Target:
    return _same(word({one: one for one in words}), is_closed=True)


def _point(kind: str) -> Parser:
    def parse(text: str) -> Point:
        try:
            return read_point(kind, text)
        except InvalidPoint as problem:
            raise Unreadable(str(problem)) from problem

    return parse


def _path(text: str) -> str:
    """Names from the top, joined as the tree joins them."""
    names = [" ".join(name.split()) for name in text.split(">")]
    if len(names) > LEVELS:
        raise Unreadable(gettext_lazy("Inquiry types have at most three levels."))
    if not all(names):
        raise Unreadable(gettext_lazy("A level of this inquiry type is blank."))
    if any(len(name) > _TYPE_NAME for name in names):
        raise Unreadable(gettext_lazy("A name of this inquiry type is too long."))
    return SEPARATOR.join(names)


TARGETS: dict[str, Target] = {
    "external_id": _same(key_up_to(_KEY)),
    "agent": _same(key_up_to(_NAME)),
    "team": _same(key_up_to(_NAME)),
    "customer": _same(key_up_to(_KEY)),
    "customer_name": _same(text_up_to(_NAME)),
    "phone": _same(_point(PHONE)),
    "email": _same(_point(EMAIL)),
    "channel": _words(list(CHANNELS)),
    "direction": _words(Direction.values),
    "inquiry_type": _same(_path, separator=SEPARATOR, is_path=True),
    "queued_at": _moment(),
    "started_at": _moment(),
    "ended_at": _moment(),
    "answered": _same(boolean, is_closed=True),
    "transferred_from": _same(key_up_to(_KEY)),
    "resolved": _same(boolean, is_closed=True),
    "result": _words(Result.values),
    **{name: _same(duration) for name in DURATIONS},
    "first_response_at": _moment(),
    "inquiry": _same(key_up_to(_KEY)),
    "csat": _same(whole_number, is_closed=True),
    "csat_scale": _words(["1-5", "1-10"]),
    "nps": _same(whole_number, is_closed=True),
    "ces": _same(whole_number, is_closed=True),
    "resolution_csat": _same(whole_number, is_closed=True),
    "customer_resolved": _same(word({"yes": YES, "no": NO, "open": STILL_OPEN}), is_closed=True),
    "survey_answered_at": _moment(),
    "survey_source": _same(text_up_to(40)),
    "survey_kind": _same(word({"transactional": False, "relational": True}), is_closed=True),
    "question": _same(text_up_to(100_000)),
    "answer": _same(text_up_to(100_000)),
}
RULES = Rules(TARGETS, CREATABLE)


def check(mapping: FileMapping) -> None:
    """What a consultation cannot do without; raises `MappingProblem`."""
    mistakes = []
    if not ({"started_at", "queued_at"} & set(mapping.columns)):
        mistakes.append(_("[columns] has to give started_at or queued_at."))
    if not mapping.gives("channel"):
        mistakes.append(_("[columns] or [defaults] has to give the channel."))
    scaled = [name for name, scale in QUESTIONS.items() if scale is None and mapping.gives(name)]
    if scaled and not mapping.gives("csat_scale"):
        mistakes.append(
            _("%(targets)s needs csat_scale (1-5 or 1-10) in [defaults] or [columns].")
            % {"targets": ", ".join(scaled)}
        )
    if mistakes:
        raise MappingProblem(mistakes)
