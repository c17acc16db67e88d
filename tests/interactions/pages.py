"""The pages of the desk, with a record, a promise and a type."""

from __future__ import annotations

from datetime import timedelta

from crm.core import clock
from crm.people.roles import ADMIN, AGENT, MANAGER
from interactions.services import types
from interactions.services.consultations import exclude_consultation, log_consultation
from interactions.services.disputes import raise_dispute
from interactions.services.entries import Entry
from interactions.services.follow_ups import Promise
from tests.interactions.contacts import customer
from tests.pages import Listed, World

WRITE = {AGENT, MANAGER}
READ_PROMISES = {AGENT, MANAGER, ADMIN}


def build(world: World) -> None:
    world.type = types.add_type(world.ada, name="반품·교환")
    world.spare_type = types.add_type(world.ada, name="쓰지 않은 유형")
    world.contacted = customer("박서희")
    stated = Entry(
        channel="phone",
        started_at=clock.now() - timedelta(minutes=10),
        customer=world.contacted,
        type=world.type,
        result="callback",
        talk_seconds=200,
        question="회수가 늦음",
        promise=Promise(clock.now() + timedelta(hours=2), "회수 확인"),
    )
    world.consultation = log_consultation(world.ann, entry=stated)
    world.promise = world.consultation.follow_ups.get()
    nameless = Entry(channel="phone", started_at=clock.now(), type=world.type, result="resolved")
    world.nameless = log_consultation(world.ann, entry=nameless)
    excluded = log_consultation(world.ann, entry=nameless)
    world.disputed = log_consultation(world.ann, entry=nameless)
    world.dispute = raise_dispute(world.ann, consultation=world.disputed, reason="통화가 아님")
    world.excluded = exclude_consultation(
        world.lea, consultation=excluded, reason="test", note="시험", revision=1
    )


def _number(world: World) -> dict[str, str]:
    return {"number": world.consultation.number}


def _nameless(world: World) -> dict[str, str]:
    return {"number": world.nameless.number}


def _dispute(world: World) -> dict[str, int]:
    return {"pk": world.dispute.pk}


def _promise(world: World) -> dict[str, int]:
    return {"pk": world.promise.pk}


def _type(world: World) -> dict[str, str]:
    return {"code": world.type.code}


def _action(name: str, **data: str) -> Listed:
    """A result of the promise: only who keeps it, or leads who keeps it."""
    return Listed(
        f"follow_ups:{name}",
        method="POST",
        opens=WRITE,
        kwargs=_promise,
        data=lambda world: data,
        others={"otto": 404},
    )


PAGES = [
    Listed("consultations:list"),
    Listed("consultations:new", opens=WRITE),
    Listed("consultations:new", opens=WRITE, method="POST"),
    Listed("consultations:draft", opens=WRITE, method="POST", data=lambda w: {"draft_key": "new:"}),
    Listed("consultations:discard", opens=WRITE, method="POST"),
    Listed("consultations:detail", kwargs=_number, others={"otto": 200}),
    Listed("consultations:edit", opens=WRITE, kwargs=_number, others={"otto": 404}),
    Listed("consultations:edit", opens=WRITE, kwargs=_number, method="POST", others={"otto": 404}),
    Listed("consultations:exclude", opens={MANAGER}, kwargs=_number),
    Listed("consultations:exclude", opens={MANAGER}, kwargs=_number, method="POST"),
    Listed(
        "consultations:include",
        opens={MANAGER},
        kwargs=lambda world: {"number": world.excluded.number},
        method="POST",
    ),
    Listed("consultations:dispute", opens={AGENT}, kwargs=_nameless, others={"otto": 404}),
    Listed("consultations:dispute", opens={AGENT}, kwargs=_nameless, method="POST"),
    Listed("disputes:list", opens=READ_PROMISES),
    Listed("disputes:detail", opens=READ_PROMISES, kwargs=_dispute, others={"otto": 404}),
    Listed("disputes:detail", opens={MANAGER}, kwargs=_dispute, method="POST"),
    Listed("protection:list", opens={ADMIN}),
    Listed("consultations:link", opens=WRITE, kwargs=_nameless, others={"otto": 404}),
    Listed("consultations:link", opens=WRITE, kwargs=_nameless, method="POST"),
    Listed("follow_ups:list", opens=READ_PROMISES),
    Listed("follow_ups:detail", opens=READ_PROMISES, kwargs=_promise, others={"otto": 404}),
    _action("no-answer"),
    _action("again", on="2030-01-02", time="10:00"),
    _action("cancel", reason="해결됨"),
    _action("done"),
    Listed("follow_ups:reassign", opens={MANAGER}, method="POST"),
    Listed("types:list", opens={ADMIN}),
    Listed("types:new", opens={ADMIN}),
    Listed("types:new", opens={ADMIN}, method="POST", data=lambda world: {"name": "새 유형"}),
    Listed("types:edit", opens={ADMIN}, kwargs=_type),
    Listed("types:edit", opens={ADMIN}, kwargs=_type, method="POST"),
    Listed("types:shift", opens={ADMIN}, kwargs=_type, method="POST"),
    Listed("types:retire", opens={ADMIN}, kwargs=_type, method="POST"),
    Listed("types:reactivate", opens={ADMIN}, kwargs=_type, method="POST"),
    Listed(
        "types:delete",
        opens={ADMIN},
        kwargs=lambda world: {"code": world.spare_type.code},
        method="POST",
    ),
    Listed("channels:list", opens={ADMIN}),
    Listed("channels:list", opens={ADMIN}, method="POST"),
]
