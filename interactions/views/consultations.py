"""The consultation list and the record itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from crm.core.models import AuditEntry
from crm.core.pages import DetailPage, ListPage
from crm.people.roles import AGENT, Right, holds

from ..channels import CHANNELS, Channel
from ..choices import Fault
from ..filters import ConsultationFilter
from ..models import Consultation, Dispute, FollowUp, SurveyAnswer
from ..services.answers import NO, STILL_OPEN, YES
from ..services.history import Line, lines_of
from ..services.rights import (
    editable_until,
    may_dispute,
    may_edit,
    may_exclude,
    may_link,
    sees_agents,
)

_SOLVED = {
    YES: gettext_lazy("Yes, solved"),
    NO: gettext_lazy("No, not solved"),
    STILL_OPEN: gettext_lazy("Still open"),
}


def answer_words(answer: SurveyAnswer) -> str:
    """`4/5`, or what was said of the solution."""
    if answer.scale == "yes-no":
        return str(_SOLVED.get(answer.value, answer.value))
    return f"{answer.value}/{answer.scale.rpartition('-')[2]}"


@dataclass(frozen=True)
class Row:
    """A consultation as a line of a list shows it."""

    record: Consultation
    channel: Channel


class ConsultationList(ListPage):
    permission = Right.CONSULTATIONS_READ
    title = gettext_lazy("Consultations")
    template = "interactions/list.html"
    filterset_class = ConsultationFilter
    sorts = {
        "started": ("started_at",),
        "number": ("number",),
        "handling": ("handling_seconds",),
    }
    default_sort = "-started"
    keyset = ("started_at", "id")

    def get_title(self) -> str | Promise:
        """An agent's list holds the own records; everybody else looks back over others'."""
        if self.user.role == AGENT:
            return gettext_lazy("My consultations")
        return gettext_lazy("Consultation history")

    def get_queryset(self) -> QuerySet[Any]:
        return Consultation.objects.listed_for(self.user).with_names()

    def ordered(self, rows: QuerySet[Any], sort: str) -> QuerySet[Any]:
        """Unknown handling times stand last in both directions."""
        if sort == "-handling":
            return rows.order_by(F("handling_seconds").desc(nulls_last=True), "-pk")
        return super().ordered(rows, sort)

    def get_context(self) -> dict[str, Any]:
        context = super().get_context()
        return {
            **context,
            "rows": [Row(record, CHANNELS[record.channel]) for record in context["listing"].rows],
            "shows_agent": self.user.role not in (AGENT, "executive"),
            "shows_team": self.user.role != AGENT,
        }


class ConsultationPage(DetailPage):
    permission = Right.CONSULTATIONS_READ
    crumbs = ((gettext_lazy("Consultations"), "consultations:list"),)
    menu = "consultations:list"
    template = "interactions/detail.html"
    lookup = "number"
    object: Consultation

    def get_title(self) -> str:
        return self.object.number

    def get_queryset(self) -> QuerySet[Any]:
        attempts = FollowUp.objects.select_related("assignee").prefetch_related("attempts__by")
        return (
            Consultation.objects.visible_to(self.user)
            .with_names()
            .select_related("inquiry__type", "transferred_from", "excluded_by", "created_by")
            .prefetch_related(
                Prefetch("follow_ups", attempts),
                Prefetch("survey_answers", SurveyAnswer.objects.order_by("question", "id")),
                "receiving_legs",
            )
        )

    def get_context(self) -> dict[str, Any]:
        record, disputes = self.object, list(self.object.disputes.all()[:1])
        opens_dispute = bool(disputes) and self._opens(disputes[0])
        return {
            **super().get_context(),
            "record": record,
            "channel": CHANNELS[record.channel],
            "extra": self._extra(),
            "faults": [Fault(key).label for key in record.faults],
            "thread": self._thread(),
            "follow_ups": list(record.follow_ups.all()),
            "opened_follow_ups": self._opened_follow_ups(),
            "answers": [(one, answer_words(one)) for one in record.survey_answers.all()],
            "history": self._history(opens_disputes=opens_dispute),
            "shows_agent": sees_agents(self.user),
            "may_edit": may_edit(self.user, record),
            "editable_until": self._editable_until(),
            "may_exclude": may_exclude(self.user, record),
            "may_link": may_link(self.user, record),
            "may_dispute": may_dispute(self.user, record),
            "disputes": disputes,
            "opens_dispute": opens_dispute,
        }

    def _opens(self, dispute: Dispute) -> bool:
        """Whether the dispute's own page is this user's to open."""
        if not holds(self.user, Right.DISPUTES_READ):
            return False
        return Dispute.objects.visible_to(self.user).filter(pk=dispute.pk).exists()

    def _opened_follow_ups(self) -> set[int]:
        """Those whose own page this user may open."""
        if not self.object.follow_ups.all():
            return set()
        rows = FollowUp.objects.visible_to(self.user).filter(consultation=self.object)
        return set(rows.values_list("pk", flat=True))

    def _editable_until(self) -> Any:
        own = self.user.role == AGENT and self.object.agent_id == self.user.pk
        return editable_until(self.object) if own else None

    def _extra(self) -> list[tuple[Any, str]]:
        labels = {extra.key: extra.label for extra in CHANNELS[self.object.channel].extra_fields}
        return [(labels.get(key, key), text) for key, text in self.object.extra.items()]

    def _thread(self) -> list[Row]:
        """The contacts of the same issue that this user may open, in their order."""
        if self.object.inquiry_id is None:
            return []
        rows = Consultation.objects.visible_to(self.user).filter(inquiry=self.object.inquiry_id)
        ordered = rows.with_names().order_by("started_at", "id")
        return [Row(row, CHANNELS[row.channel]) for row in ordered[:50]]

    def _history(self, *, opens_disputes: bool) -> list[Line]:
        """Who changed what, newest first; the executive reads what, not who."""
        entries = AuditEntry.objects.filter(
            subject_type="interactions.consultation", subject=self.object.number
        )
        rows = entries.select_related("actor").order_by("-at", "-id")[:50]
        return lines_of(rows, names=sees_agents(self.user), opens_disputes=opens_disputes)
