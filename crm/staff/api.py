"""Work status by API: periods, and what oneself does now."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from crm.core import clock
from crm.core.api.inputs import Input
from crm.core.api.views import ReadEndpoint
from crm.people.models import WorkStatus
from crm.people.roles import Right
from crm.people.statuses import Mark, Status
from crm.staff.filters import PeriodFilter
from crm.staff.services.work_status import switch


class ShownPeriod(serializers.ModelSerializer[WorkStatus]):
    """What somebody did from a moment until another; running while `ended_at` is null."""

    user = serializers.CharField(source="user.code", help_text="Employee number.")
    user_name = serializers.CharField(source="user.name")
    team = serializers.CharField(source="team.code", allow_null=True)
    status = serializers.ChoiceField(choices=Status.values)
    marked_reason = serializers.ChoiceField(choices=Mark.values, allow_null=True)

    class Meta:
        model = WorkStatus
        fields = (
            *("id", "user", "user_name", "team", "status", "started_at", "ended_at"),
            *("marked_reason", "source", "external_id", "corrected_at"),
        )


class SwitchInput(Input):
    status = serializers.ChoiceField(choices=Status.values)


class WorkStatuses(ReadEndpoint):
    """Own periods; of the teams led or assigned; all for admins."""

    permission = Right.WORK_STATUS_READ
    write_permission = Right.WORK_STATUS
    resource: ClassVar[str] = "work-status"
    queryset = WorkStatus.objects.all()
    serializer_class = ShownPeriod
    filterset_class = PeriodFilter
    keyset = ("-started_at", "-pk")
    lookup_value_regex = r"\d{1,18}"

    def listed(self) -> QuerySet[WorkStatus]:
        rows = WorkStatus.objects.visible_to(self.user, clock.today())
        return rows.select_related("user", "team")

    def visible(self) -> QuerySet[WorkStatus]:
        return self.listed()

    @extend_schema(request=SwitchInput, responses={201: ShownPeriod})
    def create(self, request: Request) -> Response:
        """From now on the caller does this; the same again changes nothing."""
        given = self.checked(SwitchInput).validated_data
        period = switch(self.user, status=given["status"])
        return self.shown(period, status=status.HTTP_201_CREATED)
