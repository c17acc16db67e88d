"""Pages of the present: the live board."""

from __future__ import annotations

from datetime import timedelta

from crm.core import clock
from crm.people.roles import ADMIN, MANAGER, QA
from tests.interactions.contacts import contact, customer, inquiry_type
from tests.pages import Listed, World


def build(world: World) -> None:
    """A call taken in time, and an e-mail that waits."""
    now = clock.now()
    kind = inquiry_type("배송 지연")
    who = customer("박민희")
    contact(
        now - timedelta(minutes=5), agent=world.ann, team=world.team, type=kind, customer=who,
        wait_seconds=9, talk_seconds=100,
    )  # fmt: skip
    contact(
        now - timedelta(minutes=50), team=world.team, channel="email", answered=False, type=kind,
        customer=who,
    )  # fmt: skip


SEES = {MANAGER, QA, ADMIN}
PAGES = [
    Listed("performance:live", opens=SEES),
    Listed(
        "performance:live-team",
        opens=SEES,
        kwargs=lambda w: {"code": w.team.code},
        others={"otto": 403},
    ),
    Listed(
        "performance:live-team",
        case="other team",
        opens={ADMIN},
        missing={MANAGER, QA},
        kwargs=lambda w: {"code": w.other_team.code},
    ),
]
