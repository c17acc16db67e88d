"""Pages of signing in, the own account, and notices."""

from __future__ import annotations

from crm.core import notices
from crm.core.models import Notice
from tests.factories import PASSWORD
from tests.pages import PERSONA, Listed, World

NEW = "another-long-password"
PASSWORDS = {"current": PASSWORD, "new": NEW, "again": NEW}


def build(world: World) -> None:
    notices.register("test.hello", "%(text)s")
    for persona in PERSONA.values():
        user = getattr(world, persona)
        notices.notify(user, "test.hello", key="hello", url="/account/", facts={"text": "안녕"})
    world.notice = Notice.objects.get(user=world.ann, kind="test.hello")


ONLY_ANN = {"opens": {"agent"}, "missing": {"manager", "qa", "admin", "executive"}}
PAGES = [
    Listed("staff:account"),
    Listed("staff:password"),
    Listed("staff:password", method="POST", data=lambda world: PASSWORDS),
    Listed("staff:everywhere"),
    Listed("staff:everywhere", method="POST", data=lambda world: {"password": PASSWORD}),
    Listed("staff:stay"),
    Listed("staff:unsent", method="POST"),
    Listed("staff:notices"),
    Listed("staff:notices_read", method="POST"),
    Listed("staff:notice", kwargs=lambda world: {"pk": world.notice.pk}, **ONLY_ANN),
    Listed("staff:keys"),
]
