"""What to look at now, in sentences: what was found, its records, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from crm.core import formats
from crm.core.formats import Unit
from crm.people.models import User
from crm.people.roles import Right, holds

from ..asked import NO_TYPE
from ..kpis.catalogue import KPIS
from ..units import Shown, shown
from . import compare
from .findings import MOST, WATCHED, Finding, Sources, findings
from .said import said, strong, type_name, typed

if TYPE_CHECKING:
    from ..asked import Asked
    from ..tiles import Question


@dataclass(frozen=True)
class Item:
    """One finding: what, how we know, where its records are, and the next step."""

    title: SafeString
    text: SafeString
    n: str
    records_url: str
    action_url: str
    action: str


@dataclass(frozen=True)
class Panel:
    items: Sequence[Item]
    looked: int
    most: int = MOST


def panel(asked: Asked, q: Question, kpis: Sequence[str]) -> Panel | None:
    """`kpis`: the page's figures with a caution line. Agents see no findings about colleagues."""
    scope = asked.scope
    if scope.agent_id is not None:
        return None
    team_id = asked.team.pk if asked.team else None
    with_agents = scope.sees_names and asked.agent is None
    names = [kpi for kpi in dict.fromkeys((*kpis, *WATCHED)) if kpi in KPIS]
    whole, aims = q.now(names), q.aims(names)
    sources = Sources(
        piece=q.piece,
        before=q.before,
        whole={kpi: whole[kpi] for kpi in names},
        aims={kpi: aims[kpi] for kpi in names},
        own_aims=compare.own_aims(q.piece, WATCHED, team_id) if with_agents else {},
        with_agents=with_agents,
    )
    found = findings(sources)
    people = User.objects.in_bulk([one.agent for one in found.shown if one.agent])
    writer = _Writer(asked, q, people)
    return Panel([writer.item(one) for one in found.shown], found.looked)


@dataclass(frozen=True)
class _Writer:
    asked: Asked
    q: Question
    people: dict[int, User]

    def shape(self, kpi: str) -> Shown:
        return shown(kpi, self.q.scale)

    def item(self, one: Finding) -> Item:
        write = {
            "agent": self._agent, "type": self._type, "share": self._share,
            "caution": self._caution,
        }[one.kind]  # fmt: skip
        return write(one)

    # -- kinds -----------------------------------------------------------------------------------

    def _agent(self, one: Finding) -> Item:
        user, shape = self.people[one.agent], self.shape(one.kpi)
        name = str(KPIS[one.kpi].short_name)
        template = (
            _("%(name)s – fast, but behind in: %(kpi)s")
            if one.fast is not None
            else _("%(name)s – behind in: %(kpi)s")
        )
        held = _("Target %(level)s.") if one.aim is not None else _("Team %(level)s.")
        parts = [
            said(
                _("%(value)s at the team's mix, 95%% interval %(low)s–%(high)s."),
                value=strong(shape.text(one.now.value)),
                low=shape.digits(one.now.low),
                high=shape.digits(one.now.high),
            ),
            said(held, level=strong(shape.text(one.reference))),
        ]
        if one.fast is not None:
            time = self.shape("aht").text(one.fast.value)
            parts.append(said(_("Handle time %(time)s."), time=strong(time)))
        query = f"?agent={user.code}&kpi={one.kpi}&from={self.asked.period.first}"
        feedback = reverse("feedback:new") + f"{query}&to={self.asked.period.last}"
        writes = holds(self.asked.user, Right.FEEDBACK_WRITE)
        return Item(
            title=said(template, name=typed(user.name), kpi=name),
            text=_joined(parts),
            n=formats.number(one.now.n, Unit.COUNT),
            records_url=self.asked.kpi_url(one.kpi, agent=user.code) + "#records",
            action_url=feedback
            if writes
            else reverse("performance:agent", kwargs={"code": user.code}),
            action=_("Write feedback") if writes else _("Agent page"),
        )

    def _type(self, one: Finding) -> Item:
        assert one.key is not None
        assert one.then is not None
        shape = self.shape(one.kpi)
        title = said(
            "%(type)s %(then)s → %(now)s",
            type=type_name(one.key),
            then=strong(shape.text(one.then.value)),
            now=strong(shape.text(one.now.value)),
        )
        text = said(
            _("%(kpi)s: clearly worse than in the comparison, 95%% interval now %(low)s–%(high)s."),
            kpi=KPIS[one.kpi].short_name,
            low=shape.digits(one.now.low),
            high=shape.digits(one.now.high),
        )
        return self._of_type(one, title, text, one.kpi, _("Take this figure apart"))

    def _share(self, one: Finding) -> Item:
        assert one.key is not None
        title = said(
            _("%(type)s: %(then)s → %(now)s of all records"),
            type=type_name(one.key),
            then=strong(formats.number(one.share_then, Unit.PERCENT)),
            now=strong(formats.number(one.share_now, Unit.PERCENT)),
        )
        earlier = one.then.value if one.then is not None else 0
        text = said(
            _("Its share clearly grew: %(then)s → %(now)s handled consultations."),
            then=formats.number(earlier),
            now=formats.number(one.now.value),
        )
        return self._of_type(one, title, text, one.kpi, _("Handle time of this type"))

    def _of_type(
        self, one: Finding, title: SafeString, text: SafeString, kpi: str, action: str
    ) -> Item:
        assert one.key is not None
        code = NO_TYPE if one.key.is_missing else str(one.key.code)
        target = "aht" if one.kind == "share" else kpi
        return Item(
            title=title,
            text=text,
            n=formats.number(one.now.n, Unit.COUNT),
            records_url=self.asked.kpi_url(kpi, type=code) + "#records",
            action_url=self.asked.kpi_url(target, type=code),
            action=action,
        )

    def _caution(self, one: Finding) -> Item:
        shape = self.shape(one.kpi)
        title = said(
            _("%(kpi)s %(value)s, past the caution line %(line)s"),
            kpi=KPIS[one.kpi].short_name,
            value=strong(shape.text(one.now.value)),
            line=strong(shape.text(one.reference)),
        )
        text = said(
            _("The whole 95%% interval lies past it: %(low)s–%(high)s."),
            low=shape.digits(one.now.low),
            high=shape.digits(one.now.high),
        )
        return Item(
            title=title,
            text=text,
            n=formats.number(one.now.n, Unit.COUNT),
            records_url=self.asked.kpi_url(one.kpi) + "#records",
            action_url=self.asked.kpi_url(one.kpi),
            action=_("Take this figure apart"),
        )


def _joined(parts: Sequence[SafeString]) -> SafeString:
    found = SafeString("")
    for part in parts:
        found = format_html("{} {}", found, part) if found else part
    return found
