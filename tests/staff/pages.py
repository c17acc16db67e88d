"""Pages of the settings about people, hours, rights and the change log (admins only), and of work
status."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from crm.core import audit, calendar, clock
from crm.people.models import Kind, Membership, WorkStatus
from crm.people.roles import ADMIN, AGENT, EXECUTIVE, MANAGER, QA
from crm.staff.services.saved_views import save_view
from tests.factories import MembershipFactory, TeamFactory, UserFactory
from tests.pages import Listed, World

PLANNED = date(2030, 1, 1)


def build(world: World) -> None:
    """People of their own, so that what the tests do here disturbs no persona."""
    world.spare_team = TeamFactory(code="spare", name="예비팀")
    world.spare = UserFactory(username="spare", code="A-0100", name="예비원")
    world.spare_membership = MembershipFactory(user=world.spare, team=world.spare_team)
    world.planned = Membership.objects.create(
        user=world.quinn, team=world.other_team, kind=Kind.QA, starts_on=PLANNED
    )
    world.gone = UserFactory(username="gone", code="A-0101", name="지난이", is_active=False)
    world.closed_team = TeamFactory(code="closed", name="닫힌 팀", is_active=False)
    world.holiday = calendar.add_holiday(world.ada, day=date(2026, 11, 20), name="창립 기념일")
    changes = audit.diff({"name": "상담 1부"}, {"name": "상담 1팀"})
    now = clock.now().replace(microsecond=0)
    hour = timedelta(hours=1)
    world.period = WorkStatus.objects.create(
        user=world.ann, team=world.team, status="break", marked_reason="legal_rest",
        started_at=now - 3 * hour, ended_at=now - 2 * hour,
    )  # fmt: skip
    for user, team in ((world.ann, world.team), (world.otto, world.other_team)):
        WorkStatus.objects.create(user=user, team=team, status="contact", started_at=now - hour)
    world.saved_view = save_view(
        world.lea, page="staff:periods", path="/work-status/", query="", name="내 보기", team=None
    )
    world.entry = audit.record(world.ada, "team.renamed", world.team, changes=changes)


def admins(name: str, **more: Any) -> Listed:
    return Listed(name, opens={ADMIN}, **more)


def of(**names: str) -> Any:
    """`of(code="spare.code")`: the arguments of an address, read from the world."""

    def read(world: World) -> dict[str, Any]:
        return {key: _at(world, path) for key, path in names.items()}

    return read


def _at(world: World, path: str) -> Any:
    value: Any = world
    for part in path.split("."):
        value = getattr(value, part)
    return value


TEAM, USER = of(code="spare_team.code"), of(code="spare.code")
ACCOUNT = {"name": "예비원", "username": "spare", "role": "agent", "language": "ko"}
WEEK = {f"opens_{iso}": "09:00" for iso in range(1, 6)}
WEEK |= {f"closes_{iso}": "18:00" for iso in range(1, 6)}
PERIOD = of(pk="period.pk")
VIEW = of(pk="saved_view.pk")
NOT_MINE = {AGENT, QA, ADMIN, EXECUTIVE}
PAGES = [
    Listed(
        "staff:view_save",
        method="POST",
        data=lambda w: {"page": "staff:periods", "path": "/work-status/", "name": "보기"},
    ),
    Listed(
        "staff:view_rename",
        method="POST",
        opens={MANAGER},
        missing=NOT_MINE,
        kwargs=VIEW,
        data=lambda w: {"name": "새 이름"},
    ),
    Listed("staff:view_delete", method="POST", opens={MANAGER}, missing=NOT_MINE, kwargs=VIEW),
    Listed("staff:periods", opens={AGENT, MANAGER, QA, ADMIN}),
    Listed(
        "staff:switch", method="POST", opens={AGENT, MANAGER}, data=lambda w: {"status": "ready"}
    ),
    Listed("staff:correct", opens={MANAGER}, kwargs=PERIOD),
    Listed("staff:correct", method="POST", opens={MANAGER}, kwargs=PERIOD),
    admins("settings-teams"),
    admins("settings-team-new"),
    admins("settings-team-new", method="POST", data=lambda w: {"name": "새 상담팀"}),
    admins("settings-team", kwargs=TEAM),
    admins("settings-team-rename", kwargs=TEAM),
    admins("settings-team-rename", kwargs=TEAM, method="POST", data=lambda w: {"name": "예비팀"}),
    admins("settings-team-add", kwargs=TEAM),
    admins(
        "settings-team-add",
        kwargs=TEAM,
        method="POST",
        data=lambda w: {"user": w.lea.pk, "starts_on": "2030-01-01"},
    ),
    admins("settings-team-close", kwargs=TEAM, method="POST"),
    admins("settings-team-reopen", kwargs=of(code="closed_team.code"), method="POST"),
    admins("settings-users"),
    admins("settings-user-new"),
    admins(
        "settings-user-new",
        method="POST",
        data=lambda w: ACCOUNT | {"username": "new", "name": "새사람"},
    ),
    admins("settings-user", kwargs=USER),
    admins("settings-user-edit", kwargs=USER),
    admins("settings-user-edit", kwargs=USER, method="POST", data=lambda w: ACCOUNT),
    admins("settings-user-password", kwargs=USER, method="POST"),
    admins("settings-user-unlock", kwargs=USER, method="POST"),
    admins("settings-user-deactivate", kwargs=USER, method="POST"),
    admins("settings-user-reactivate", kwargs=of(code="gone.code"), method="POST"),
    admins("settings-user-team", kwargs=USER),
    admins(
        "settings-user-team",
        kwargs=USER,
        method="POST",
        data=lambda w: {"team": w.other_team.pk, "starts_on": "2030-01-01"},
    ),
    admins("settings-membership-end", kwargs=of(code="spare.code", pk="spare_membership.pk")),
    admins(
        "settings-membership-end",
        kwargs=of(code="spare.code", pk="spare_membership.pk"),
        method="POST",
        data=lambda w: {"last_day": "2030-01-01"},
    ),
    admins(
        "settings-membership-cancel",
        kwargs=of(code="quinn.code", pk="planned.pk"),
        method="POST",
    ),
    admins("settings-roles"),
    admins("settings-hours"),
    admins("settings-hours", method="POST", data=lambda w: WEEK),
    admins("settings-holiday-add"),
    admins(
        "settings-holiday-add",
        method="POST",
        data=lambda w: {"day": "2026-11-27", "name": "김장 휴무"},
    ),
    admins("settings-holidays-reload", method="POST", data=lambda w: {"year": "2026"}),
    admins("settings-holiday-remove", kwargs=of(pk="holiday.pk"), method="POST"),
    admins("settings-centre"),
    admins("settings-centre", method="POST", data=lambda w: {"name": "한빛", "contact": "1234"}),
    admins("settings-audit"),
    admins("settings-audit-entry", kwargs=of(pk="entry.pk")),
]
