"""Setting, proposing and deciding about goals."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.core import clock
from crm.core.days import DayField
from crm.people.models import Team, User

from ..kpis.catalogue import KPIS
from ..progress import takes_goal
from ..services.goals import Aim
from ..units import shown


class GoalForm(forms.Form):
    """An agent proposes for themselves (no scope to choose); a lead chooses a team or an agent.

    `aim` and `owned_by` afterwards.
    """

    kpi = forms.ChoiceField(label=pgettext_lazy("goal", "KPI"))
    scope = forms.ChoiceField(label=pgettext_lazy("goal", "For"))
    starts_on = DayField(label=pgettext_lazy("goal", "First day"))
    ends_on = DayField(label=pgettext_lazy("goal", "Last day"))
    target = forms.CharField(
        label=gettext_lazy("Level to reach"),
        max_length=12,
        widget=forms.TextInput(attrs={"class": "num", "inputmode": "decimal"}),
        help_text=gettext_lazy("As the figure is shown: 80% as 80, 5 minutes 40 seconds as 5:40."),
    )
    owner = forms.ModelChoiceField(
        label=pgettext_lazy("goal", "Owner"), queryset=User.objects.none(), empty_label=None
    )
    objective = forms.CharField(
        label=gettext_lazy("Business objective it serves"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3, "data-content": ""}),
        help_text=gettext_lazy("For example: fewer repeat calls about returns."),
    )

    def __init__(
        self, *args: Any, user: User, teams: list[Team], centre: bool, scale: str | None, **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self.user, self.scale = user, scale
        self.teams = {team.code: team for team in teams}
        self.agents: dict[str, User] = {}
        self._choices(
            self.fields["kpi"], [(k.id, k.name) for k in KPIS.values() if takes_goal(k.id)]
        )
        if user.role == "agent":
            del self.fields["scope"], self.fields["owner"]
            return
        self._offer_scopes(centre)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kpi, text = cleaned.get("kpi"), cleaned.get("target")
        if not kpi or not text:
            return cleaned
        shape = shown(kpi, self.scale)
        try:
            cleaned["level"] = shape.read(text)
        except ValueError:
            self.add_error("target", _("This cannot be read. Write it like 80 or 5:40."))
            return cleaned
        bounds = shape.bounds()
        if bounds is not None and not bounds[0] < cleaned["level"] <= bounds[1]:
            words = _("Enter a value above %(low)s, up to %(high)s.") % {
                "low": shape.digits(bounds[0]),
                "high": shape.digits(bounds[1]),
            }
            self.add_error("target", words)
        return cleaned

    @property
    def aim(self) -> Aim:
        cleaned = self.cleaned_data
        scope = cleaned.get("scope", "")
        own = self.user if self.user.role == "agent" else None
        return Aim(
            kpi=cleaned["kpi"],
            starts_on=cleaned["starts_on"],
            ends_on=cleaned["ends_on"],
            target=cleaned["level"],
            team=self.teams.get(scope.removeprefix("team:")),
            agent=own or self.agents.get(scope.removeprefix("agent:")),
            objective=cleaned["objective"],
        )

    @property
    def owned_by(self) -> User:
        found: User = self.cleaned_data.get("owner") or self.user
        return found

    def _offer_scopes(self, centre: bool) -> None:
        teams = list(self.teams.values())
        members = User.objects.active().members_of(teams, clock.today())
        self.agents = {agent.code: agent for agent in members}
        groups: list[tuple[Any, Any]] = [("centre", _("Whole centre"))] if centre else []
        groups.append((_("Teams"), [(f"team:{team.code}", team.name) for team in teams]))
        if self.agents:
            agents = [(f"agent:{code}", agent.name) for code, agent in self.agents.items()]
            groups.append((_("Agents"), agents))
        self._choices(self.fields["scope"], groups)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = User.objects.filter(
            pk__in=[self.user.pk, *(agent.pk for agent in self.agents.values())]
        )
        owner.initial = self.user.pk

    @staticmethod
    def _choices(field: forms.Field, choices: list[tuple[Any, Any]]) -> None:
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


def month_of(day: date) -> tuple[date, date]:
    """First and last day of the month: the usual period of a goal."""
    after = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return day.replace(day=1), after - timedelta(days=1)
