"""The FAQ pages, with one published entry."""

from __future__ import annotations

from crm.people.roles import ADMIN, MANAGER
from interactions.services.faq import create_entry, publish_entry
from tests.pages import Listed, World

WRITE = {MANAGER, ADMIN}


def build(world: World) -> None:
    entry = create_entry(world.lea, title="회수 기사 미방문", body="1. 재배차를 요청합니다.")
    world.faq = publish_entry(world.lea, entry=entry)


def _slug(world: World) -> dict[str, str]:
    return {"slug": world.faq.slug}


PAGES = [
    Listed("faq:list"),
    Listed("faq:article", kwargs=_slug),
    Listed("faq:new", opens=WRITE),
    Listed("faq:new", method="POST", opens=WRITE),
    Listed("faq:edit", opens=WRITE, kwargs=_slug),
    Listed("faq:edit", method="POST", opens=WRITE, kwargs=_slug),
    Listed("faq:publish", method="POST", opens=WRITE, kwargs=_slug),
    Listed("faq:retire", method="POST", opens=WRITE, kwargs=_slug),
]
