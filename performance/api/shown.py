"""How figures, the records behind them and targets look."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from interactions.models import Consultation, FollowUp, Inquiry

from ..models import Target


class ShownFigure(serializers.Serializer[Any]):
    """Durations in seconds, proportions 0–1, full precision. `low` and `high`: 95 % interval.
    `reason`: why `value` is null. `provisional` until the day after `final_until`."""

    value = serializers.FloatField(allow_null=True)
    numerator = serializers.FloatField(allow_null=True)
    denominator = serializers.FloatField(allow_null=True)
    n = serializers.IntegerField()
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    provisional = serializers.BooleanField()
    final_until = serializers.DateField(allow_null=True)
    reason = serializers.CharField(allow_null=True)


class ShownRow(serializers.Serializer[Any]):
    """One part of the question: each dimension asked for under its own name as its code, its label
    under `<dimension>_name`; and the figures by KPI."""

    kpis = serializers.DictField(child=ShownFigure())


@extend_schema_serializer(many=False)
class Answer(serializers.Serializer[Any]):
    """What `manage.py kpis --format json` prints."""

    rows = ShownRow(many=True)


class Sizes(serializers.Serializer[Any]):
    """How many records each list holds; what does not count by its reason."""

    numerator = serializers.IntegerField()
    denominator = serializers.IntegerField()
    excluded = serializers.DictField(child=serializers.IntegerField())
    left_out = serializers.DictField(child=serializers.IntegerField())


class Line(serializers.Serializer[Any]):
    """A record behind a figure. `amount`: what it adds to its sum; `why`: why it does not count."""

    kind = serializers.CharField(help_text="consultation, inquiry, followup, statuspiece, workday")
    id = serializers.IntegerField()
    number = serializers.CharField(
        allow_null=True, help_text="Of the consultation it is or belongs to."
    )
    inquiry = serializers.IntegerField(allow_null=True)
    at = serializers.CharField(help_text="The moment, or the day, that decides where it counts.")
    customer = serializers.CharField(allow_null=True)
    channel = serializers.CharField(allow_null=True)
    type = serializers.CharField(allow_null=True)
    agent = serializers.CharField(allow_null=True, help_text="Who is credited.")
    is_counted = serializers.BooleanField()
    why = serializers.CharField(allow_blank=True)
    amount = serializers.FloatField(allow_null=True)


def line(row: Any, moment: str, agent: str, *, sees_agents: bool) -> dict[str, Any]:
    """`moment` and `agent`: the columns by which this figure dates and credits its records."""
    contact = row if isinstance(row, Consultation) else getattr(row, "consultation", None)
    about: Any = contact or row
    credited = getattr(row, agent.removesuffix("_id"), None) if agent and sees_agents else None
    if isinstance(row, FollowUp) and sees_agents:
        credited = row.credited_agent or row.assignee
    at: date | datetime = getattr(row, moment)
    channel = row.opened_channel if isinstance(row, Inquiry) else getattr(about, "channel", None)
    return {
        "kind": row._meta.model_name,
        "id": row.pk,
        "number": contact.number if contact else None,
        "inquiry": row.pk if isinstance(row, Inquiry) else getattr(about, "inquiry_id", None),
        "at": at.isoformat(),
        "customer": _code(about, "customer", "number"),
        "channel": channel,
        "type": _code(about, "type", "code"),
        "agent": credited.code if credited else None,
        "is_counted": row.is_counted,
        "why": row.why,
        "amount": row.amount,
    }


def _code(row: Any, name: str, attribute: str) -> str | None:
    found = getattr(row, name, None)
    return str(getattr(found, attribute)) if found is not None else None


class ShownTarget(serializers.ModelSerializer[Target]):
    """A version, in force from `starts_on` until the next one of its place. Numbers in the KPI's
    stored unit: proportions 0–1, seconds, 0–100. `value` null: the target ended."""

    team = serializers.CharField(source="team.code", allow_null=True)
    agent = serializers.CharField(source="agent.code", allow_null=True)
    type = serializers.CharField(source="type.code", allow_null=True)

    class Meta:
        model = Target
        fields = (
            *("id", "kpi", "team", "agent", "type", "value", "caution", "floor"),
            *("minimum_sample", "starts_on", "reason", "created_at"),
        )
