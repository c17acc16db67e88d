"""Every endpoint of the API by role, and the settings pages of its keys."""

from __future__ import annotations

from typing import Any

from crm.people.roles import ADMIN, AGENT, EXECUTIVE, MANAGER, QA
from crm.staff.services.api_keys import create_api_key
from tests.pages import Listed, World

DESK = {AGENT, MANAGER}
DAYS = "from=2026-01-01&to=2026-01-31"


def build(world: World) -> None:
    made = create_api_key(world.ada, owner=world.lea, scopes=["customers:read"], name="콜센터")
    world.api_key = made.key


def _of(**paths: str) -> Any:
    """`_of(number="customer.number")`: the arguments of an address, read from the world."""

    def read(world: World) -> dict[str, Any]:
        found = {}
        for key, path in paths.items():
            value: Any = world
            for part in path.split("."):
                value = getattr(value, part)
            found[key] = value
        return found

    return read


def _writes(name: str, opens: Any, kwargs: Any = None, method: str = "POST", **more: Any) -> Listed:
    return Listed(f"api:{name}", opens, kwargs or (lambda world: {}), method=method, **more)


NUMBER, CONTACT = _of(number="customer.number"), _of(number="consultation.number")
PROMISE, TYPE = _of(pk="promise.pk"), _of(code="type.code")
ENTRY, ISSUE = _of(slug="faq.slug"), _of(pk="consultation.inquiry_id")

PAGES = [
    Listed("settings-api-keys", opens={ADMIN}),
    Listed("settings-api-key-new", opens={ADMIN}),
    Listed("settings-api-key-new", opens={ADMIN}, method="POST"),
    Listed(
        "settings-api-key-revoke", {ADMIN}, _of(prefix="api_key.prefix"), method="POST"
    ),
    Listed("api:schema"),
    Listed("api:docs"),
    Listed("api:customers-list"),
    Listed("api:customers-detail", kwargs=NUMBER),
    _writes("customers-search", (AGENT, MANAGER, QA, ADMIN, EXECUTIVE)),
    _writes("customers-list", DESK),
    _writes("customers-detail", DESK, NUMBER, "PATCH"),
    Listed("api:inquiries-list"),
    Listed("api:inquiries-detail", kwargs=ISSUE),
    Listed("api:consultations-list"),
    Listed("api:consultations-detail", kwargs=CONTACT, others={"otto": 200}),
    _writes("consultations-list", DESK),
    _writes("consultations-detail", DESK, CONTACT, "PATCH", others={"otto": 404}),
    _writes("consultations-exclude", {MANAGER}, CONTACT),
    _writes("consultations-include", {MANAGER}, _of(number="excluded.number")),
    _writes("consultations-link", DESK, _of(number="nameless.number"), others={"otto": 404}),
    Listed("api:follow-ups-list", opens={AGENT, MANAGER, ADMIN}),
    Listed(
        "api:follow-ups-detail", {AGENT, MANAGER, ADMIN}, PROMISE, others={"otto": 404}
    ),
    *(
        _writes(f"follow-ups-{name}", DESK, PROMISE, others={"otto": 404})
        for name in ("done", "no-answer", "again", "cancel")
    ),
    _writes("follow-ups-reassign", {MANAGER}),
    Listed("api:types-list"),
    Listed("api:types-detail", kwargs=TYPE),
    _writes("types-list", {ADMIN}),
    _writes("types-detail", {ADMIN}, TYPE, "PATCH"),
    _writes("types-retire", {ADMIN}, TYPE),
    _writes("types-reactivate", {ADMIN}, TYPE),
    Listed("api:faq-list"),
    Listed("api:faq-detail", kwargs=ENTRY),
    _writes("faq-list", {MANAGER, ADMIN}),
    _writes("faq-detail", {MANAGER, ADMIN}, ENTRY, "PATCH"),
    _writes("faq-publish", {MANAGER, ADMIN}, ENTRY),
    _writes("faq-retire", {MANAGER, ADMIN}, ENTRY),
    Listed("api:answers-list"),
    _writes("answers-list", {ADMIN}),
    Listed("api:work-status-list", opens={AGENT, MANAGER, QA, ADMIN}),
    Listed(
        "api:work-status-detail", {AGENT, MANAGER, QA, ADMIN}, _of(pk="period.pk"),
        others={"otto": 404},
    ),
    _writes("work-status-list", DESK),
    Listed("api:kpis-list", query=DAYS),
    Listed("api:kpis-records", kwargs=lambda world: {"id": "handled"}, query=DAYS),
    Listed("api:targets-list"),
    Listed("api:targets-detail", kwargs=_of(pk="centre_target.pk")),
    _writes("targets-list", {ADMIN}),
]  # fmt: skip
