"""Targets: the sheet of the admin staff, and the page for everybody they are for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.core import clock
from crm.core.pages import FormPage, Page
from crm.people.models import Team, User
from crm.people.roles import Right
from interactions.models import InquiryType

from ..charts.line import Chart, Level
from ..forms.targets import RowFields, TargetsForm, default_start, settable
from ..kpis.catalogue import KPIS
from ..models import Target
from ..past import Past, drawing
from ..services.targets import end_target, first_allowed_day, set_target
from ..targets import TargetBook, TargetValue
from ..units import Shown, shown, survey_scale
from .target_places import where_of
from .target_rows import Change, Group, Line, changes_of, groups_of

#: Versions shown under the sheet; older ones are in the change log.
SHOWN_CHANGES = 30


@dataclass(frozen=True)
class SheetRow:
    """One KPI of the sheet: its controls, what is in force, and what was."""

    fields: RowFields
    now: Target | None
    wider: TargetValue | None
    coming: Target | None
    past: Past
    exceptions: Sequence[Line]

    @property
    def shown(self) -> Shown:
        return self.fields.shown

    @property
    def now_text(self) -> str:
        return self.shown.text(self.now.value) if self.now else ""

    @property
    def wider_text(self) -> str:
        return self.shown.text(self.wider.value) if self.wider else ""

    @property
    def coming_text(self) -> str:
        return self.shown.text(self.coming.value) if self.coming else ""

    @property
    def range_words(self) -> str:
        """`5:41–6:12` over the six months; one month alone is a value."""
        return span_words(self.past, self.shown)


class TargetSettings(FormPage):
    """Every KPI on one sheet for one scope; what changed is saved as new versions."""

    permission = Right.TARGETS_WRITE
    title = gettext_lazy("KPI targets")
    crumbs = (
        (gettext_lazy("Settings"), "site:settings"),
        (pgettext_lazy("menu", "Performance rules"), ""),
    )
    template = "performance/targets.html"
    form_class = TargetsForm
    success = gettext_lazy("Targets saved. Closed months keep their own.")

    def prepare(self) -> None:
        self.where = where_of(self.request.GET)
        self.today = clock.today()
        self.scale = survey_scale(self.today)
        rows = Target.objects.filter(
            team=self.where.team, agent=self.where.agent, type=self.where.type
        )
        self.current = _first_of_each(rows.known_on(self.today))

    def get_initial(self) -> dict[str, Any]:
        return {"starts_on": default_start(self.today)}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"current": self.current, "scale": self.scale}

    def save(self, form: Any) -> str:
        """All rows or none; a refusal of the service names the row."""
        day, reason = form.cleaned_data["starts_on"], form.cleaned_data["reason"]
        with transaction.atomic():
            for kpi, lines in form.changes.items():
                place = self.where.place(kpi)
                try:
                    if lines is None:
                        end_target(self.user, place=place, starts_on=day, reason=reason)
                    else:
                        set_target(
                            self.user, place=place, lines=lines, starts_on=day, reason=reason
                        )
                except ValidationError as problem:
                    raise _for_row(kpi, problem) from problem
        return f"{reverse('targets:settings')}?{urlencode(self.where.query)}"

    def get_context(self) -> dict[str, Any]:
        return {
            **super().get_context(),
            "where": self.where,
            "rows": self.sheet(),
            "first_allowed": first_allowed_day(),
            "teams": Team.objects.active(),
            "agents": User.objects.active().agents().order_by("name", "code"),
            "types": InquiryType.objects.active(),
            "changes": self.changes(),
            "range_url": f"{reverse('targets:range')}?{urlencode(self.where.query)}",
        }

    def sheet(self) -> list[SheetRow]:
        form = self.form
        assert isinstance(form, TargetsForm)
        names = [kpi.id for kpi in settable()]
        past = self.where.past(names)
        book = TargetBook.on(self.today, names)
        coming = self._coming()
        exceptions = self._exceptions()
        return [
            SheetRow(
                fields=row,
                now=self.current.get(row.kpi.id),
                wider=book.find(row.kpi.id, **self.where.ids),
                coming=coming.get(row.kpi.id),
                past=past[row.kpi.id],
                exceptions=exceptions.get(row.kpi.id, []),
            )
            for row in form.rows()
        ]

    def changes(self) -> list[Change]:
        rows = Target.objects.filter(team=self.where.team, agent=self.where.agent)
        return changes_of(rows, self.scale)[:SHOWN_CHANGES]

    def _coming(self) -> dict[str, Target]:
        """The next version of each KPI that has not begun yet."""
        rows = Target.objects.filter(
            team=self.where.team,
            agent=self.where.agent,
            type=self.where.type,
            starts_on__gt=self.today,
        )
        return _first_of_each(rows.order_by("starts_on", "-id"))

    def _exceptions(self) -> dict[str, list[Line]]:
        """Types with a target of their own in this scope, while the sheet shows all types."""
        if self.where.type is not None:
            return {}
        rows = (
            Target.objects.known_on(self.today)
            .filter(team=self.where.team, agent=self.where.agent, type__isnull=False)
            .select_related("type")
        )
        found: dict[str, dict[int | None, Target]] = {}
        for row in rows:
            found.setdefault(row.kpi, {}).setdefault(row.type_id, row)
        return {
            kpi: [
                Line(row, shown(kpi, self.scale))
                for row in places.values()
                if row.value is not None
            ]
            for kpi, places in found.items()
        }


class TargetRange(Page):
    """Beside the sheet: the six months of one KPI against the value that is being typed."""

    permission = Right.TARGETS_WRITE
    title = gettext_lazy("Last six months")
    crumbs = ((gettext_lazy("KPI targets"), "targets:settings"),)
    template = "performance/target_range.html"
    menu = "targets:settings"

    def get_context(self) -> dict[str, Any]:
        where = where_of(self.request.GET)
        kpi = self.request.GET.get("kpi", "")
        if kpi not in KPIS:
            raise Http404
        typed = self.request.GET.get(f"{kpi}-value", "")
        facts = range_facts(where.past([kpi])[kpi], shown(kpi, survey_scale(clock.today())), typed)
        return {**super().get_context(), "kpi": KPIS[kpi], **facts}


def span_words(past: Past, shape: Shown) -> str:
    """The lowest and the highest month; nothing without a month."""
    low, high = past.lowest, past.highest
    if low is None or high is None:
        return ""
    return shape.text(low) if low == high else f"{shape.digits(low)}–{shape.text(high)}"


def range_facts(past: Past, shape: Shown, typed: str) -> dict[str, Any]:
    """The drawing and the sentence beside it; what cannot be read yet draws no line."""
    try:
        level = shape.read(typed) if typed.strip() else None
    except ValueError:
        level = None
    words = _("%(kpi)s by month, the last six months") % {"kpi": KPIS[past.kpi].name}
    target = Level(level, f"{_('Target')} {shape.level(level)}") if level is not None else None
    picture: Chart = drawing(past, shape, words, target)
    return {
        "past": past,
        "shown": shape,
        "chart": picture,
        "level": level,
        "reached": past.reached(level) if level is not None else None,
        "months": len(past.months),
        "range_words": span_words(past, shape),
    }


class Targets(Page):
    """What is in force for those who read this: the centre's, their teams', their agents'."""

    permission = Right.TARGETS_READ
    title = gettext_lazy("KPI targets")
    crumbs = ((gettext_lazy("Performance"), ""),)
    template = "performance/targets_read.html"
    menu: ClassVar[str] = "targets:list"

    @cached_property
    def today(self) -> date:
        return clock.today()

    def get_context(self) -> dict[str, Any]:
        rows = Target.objects.visible_to(self.user).select_related("team", "agent", "type")
        groups: list[Group] = groups_of(rows, self.today, survey_scale(self.today))
        return {**super().get_context(), "groups": groups, "today": self.today}


def _first_of_each(rows: Any) -> dict[str, Target]:
    found: dict[str, Target] = {}
    for row in rows:
        found.setdefault(row.kpi, row)
    return found


def _for_row(kpi: str, problem: ValidationError) -> ValidationError:
    """The service speaks of fields of one target; the sheet has one of each for every KPI."""
    own = {"starts_on"}
    return ValidationError(
        {
            name if name in own else f"{kpi}-{name}": errors
            for name, errors in problem.error_dict.items()
        }
    )
