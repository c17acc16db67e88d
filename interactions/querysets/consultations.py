"""Reads of consultations and of what customers answered about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from crm.core import clock
from crm.people.roles import AGENT, MANAGER
from crm.people.scope import scope_of

from ..choices import PARTIAL_EXCLUSIONS

if TYPE_CHECKING:
    from crm.people.models import User

    from ..models import Consultation, SurveyAnswer  # noqa: F401 - used inside the parameters


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def visible_to(self, user: User) -> ConsultationQuerySet:
        """What this user may open: whoever serves customers reads every record of a timeline."""
        return self.all() if user.role in (AGENT, MANAGER) else self.listed_for(user)

    def listed_for(self, user: User) -> ConsultationQuerySet:
        """What lists, exports and counts hold: own records, led or assigned teams, or all."""
        scope = scope_of(user, clock.today())
        if scope.everything:
            return self.all()
        if scope.agent_id is not None:
            return self.filter(agent_id=scope.agent_id)
        return self.filter(team_id__in=scope.team_ids)

    def recent_type_ids(self, user: User, *, most: int = 5) -> list[int]:
        """The types an agent used last, newest first: what the picker offers at once."""
        used = self.filter(agent=user, type__isnull=False).order_by("-started_at", "-id")
        ids = [pk for pk in used.values_list("type_id", flat=True)[:60] if pk is not None]
        return list(dict.fromkeys(ids))[:most]

    def waiting(self) -> ConsultationQuerySet:
        """Inbound contacts no human has taken yet, of issues that are not settled otherwise."""
        rows = self.filter(
            answered=False, result__isnull=True, direction="inbound", exclusion__isnull=True
        )
        return rows.exclude(inquiry__state="resolved")

    def protected(self) -> ConsultationQuerySet:
        """Excluded to protect the agent: abuse, a protective stop, a legal rest."""
        return self.filter(exclusion__in=PARTIAL_EXCLUSIONS)

    def with_names(self) -> ConsultationQuerySet:
        """With the rows a line of a list names."""
        return self.select_related("customer", "type", "agent", "team")


class AnswerQuerySet(models.QuerySet["SurveyAnswer"]):
    def listed_for(self, user: User) -> AnswerQuerySet:
        """The answers about contacts this user lists."""
        if scope_of(user, clock.today()).everything:
            return self.all()
        from ..models import Consultation  # the models are built on this module

        return self.filter(consultation__in=Consultation.objects.listed_for(user))

    def counted(self) -> AnswerQuerySet:
        return self.filter(counted=True)
