"""Targets: every version the caller may see, set and ended by admin staff."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from crm.core.api.inputs import Day, Input
from crm.core.api.views import ReadEndpoint
from crm.core.days import DayFilter
from crm.people.models import Team, User
from crm.people.roles import Right
from interactions.models import InquiryType

from ..forms.targets import settable
from ..kpis.catalogue import KPIS
from ..models import Target
from ..querysets.targets import TargetQuerySet
from ..services.targets import Lines, Place, end_target, set_target
from ..units import shown
from .shown import ShownTarget

#: Larger than any figure; what is typed beyond is a mistake.
MOST = 1e9


class TargetFilter(django_filters.FilterSet):
    """`in_force_on`: of each place the version that counts that day, without ended ones."""

    kpi = django_filters.CharFilter(label=pgettext_lazy("target", "KPI"))
    team = django_filters.CharFilter(label=_("Team"), field_name="team__code")
    agent = django_filters.CharFilter(label=_("Agent"), field_name="agent__code")
    type = django_filters.CharFilter(label=_("Inquiry type"), field_name="type__code")
    in_force_on = DayFilter(label=pgettext_lazy("target", "In force on"), method="by_day")

    class Meta:
        model = Target
        fields: list[str] = []

    def by_day(self, rows: TargetQuerySet, name: str, value: date) -> QuerySet[Target]:
        place = ("kpi", "team_id", "agent_id", "type_id")
        newest = Target.objects.filter(starts_on__lte=value)
        newest = newest.order_by(*place, "-starts_on", "-id").distinct(*place)
        return rows.filter(pk__in=newest.values("pk"), value__isnull=False)


class TargetInput(Input):
    """`value` null ends the target of that place. Neither `team` nor `agent`: the centre's."""

    kpi = serializers.CharField(max_length=40)
    team = serializers.CharField(max_length=40, required=False, allow_null=True)
    agent = serializers.CharField(max_length=40, required=False, allow_null=True)
    type = serializers.CharField(max_length=40, required=False, allow_null=True)
    value = serializers.FloatField(allow_null=True, min_value=-MOST, max_value=MOST)
    caution = serializers.FloatField(
        required=False, allow_null=True, min_value=-MOST, max_value=MOST
    )
    floor = serializers.FloatField(required=False, allow_null=True, min_value=-MOST, max_value=MOST)
    minimum_sample = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=1_000_000
    )
    starts_on = Day()
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)

    def validate_kpi(self, value: str) -> str:
        if value not in {kpi.id for kpi in settable()}:
            raise ValidationError([ErrorDetail("No KPI with a direction has this id.", "unknown")])
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("team") and attrs.get("agent"):
            raise ValidationError({"agent": [ErrorDetail("Give a team or an agent.", "both")]})
        bounds = shown(attrs["kpi"], "1-5").bounds()
        for name in ("value", "caution", "floor"):
            number = attrs.get(name)
            if bounds and number is not None and not bounds[0] <= number <= bounds[1]:
                words = f"Enter a value from {bounds[0]:g} to {bounds[1]:g}."
                raise ValidationError({name: [ErrorDetail(words, "out_of_bounds")]})
        return attrs

    def place(self) -> Place:
        given = self.validated_data
        return Place(
            kpi=given["kpi"],
            team=_named(Team, given.get("team"), "team"),
            agent=_named(User, given.get("agent"), "agent"),
            type=_named(InquiryType, given.get("type"), "type"),
        )


class Targets(ReadEndpoint):
    """What figures should reach, for whom, since when; versions never change."""

    permission = Right.TARGETS_READ
    write_permission = Right.TARGETS_WRITE
    resource = "targets"
    queryset = Target.objects.all()
    serializer_class = ShownTarget
    filterset_class = TargetFilter
    lookup_value_regex = r"\d{1,18}"

    def listed(self) -> QuerySet[Target]:
        rows = Target.objects.listed_for(self.user).filter(kpi__in=list(KPIS))
        return rows.select_related("team", "agent", "type")

    def visible(self) -> QuerySet[Target]:
        rows = Target.objects.visible_to(self.user).filter(kpi__in=list(KPIS))
        return rows.select_related("team", "agent", "type")

    @extend_schema(request=TargetInput, responses={201: ShownTarget})
    def create(self, request: Request) -> Response:
        """A new version, or with `value` null the end of the target from that day."""
        sent = self.checked(TargetInput)
        given, place = sent.validated_data, sent.place()
        start, reason = given["starts_on"], given.get("reason", "")
        if given["value"] is None:
            saved = end_target(self.user, place=place, starts_on=start, reason=reason)
        else:
            names = ("value", "caution", "floor", "minimum_sample")
            lines = Lines(**{name: given.get(name) for name in names})
            saved = set_target(self.user, place=place, lines=lines, starts_on=start, reason=reason)
        return self.shown(saved, status=status.HTTP_201_CREATED)


def _named(model: Any, code: str | None, name: str) -> Any:
    if not code:
        return None
    rows = model.objects.filter(code=code)
    found = (rows.filter(role="agent") if model is User else rows).first()
    if found is None:
        raise ValidationError({name: [ErrorDetail("Nothing has this code.", "does_not_exist")]})
    return found
