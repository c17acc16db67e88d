"""Feedback: what a lead wrote, what an agent received, and the talk about one."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Count, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.core.pages import ActionPage, DetailPage, ListPage, Page
from crm.people.models import User
from crm.people.roles import Right

from ..forms.feedback import AnswerForm
from ..inbox import article_of, articles_of
from ..models import Feedback, FeedbackState
from ..querysets.feedback import FeedbackQuerySet
from ..services.feedback import (
    acknowledge,
    answer,
    discard_feedback,
    dispute,
    reply,
    send_feedback,
)

#: Past feedback on an agent's page; older ones stand in the audit of the lead.
SHOWN_PAST = 50
SHOWN_COMMITMENTS = 10


class FeedbackList(ListPage):
    """What a lead wrote, by state and agent."""

    permission = Right.FEEDBACK_WRITE
    title = pgettext_lazy("page", "Feedback")
    crumbs = ((gettext_lazy("Performance"), ""),)
    template = "performance/feedback.html"
    sorts: ClassVar = {
        "sent": ("sent_at",),
        "agent": ("agent__name",),
        "due": ("next_step_due",),
        "state": ("state", "-created_at"),
    }
    default_sort = ""

    @cached_property
    def mine(self) -> FeedbackQuerySet:
        return Feedback.objects.listed_for(self.user)

    @cached_property
    def state(self) -> str:
        asked = self.request.GET.get("state", "")
        return asked if asked in FeedbackState.values else ""

    @cached_property
    def agent(self) -> User | None:
        code = self.request.GET.get("agent", "")
        return self.agents().filter(code=code).first() if code else None

    def agents(self) -> QuerySet[User]:
        """Whom this lead has written to."""
        return User.objects.filter(pk__in=self.mine.values("agent_id")).order_by("name", "code")

    def get_queryset(self) -> QuerySet[Feedback]:
        rows = self.mine.with_people().annotate(
            record_count=Count("evidence_records", distinct=True),
            message_count=Count("messages", distinct=True),
        )
        if self.state:
            rows = rows.filter(state=self.state)
        if self.agent is not None:
            rows = rows.filter(agent=self.agent)
        return rows.order_by("-created_at", "-pk")

    def get_context(self) -> dict[str, Any]:
        counts = dict(self.mine.order_by().values_list("state").annotate(Count("pk")))
        tabs = [(value, label, counts.get(value, 0)) for value, label in FeedbackState.choices]
        return {
            **super().get_context(),
            "state": self.state,
            "agent": self.agent,
            "agents": self.agents(),
            "tabs": [("", _("All"), sum(counts.values())), *tabs],
        }


class FeedbackPage(DetailPage):
    """One feedback for its author or its agent."""

    permission = Right.FEEDBACK_READ
    template = "performance/feedback_detail.html"
    lookup = "number"
    object: Feedback

    def get_queryset(self) -> FeedbackQuerySet:
        return Feedback.objects.visible_to(self.user).with_people()

    def get_title(self) -> str:
        return self.object.title

    def get_crumbs(self) -> list[tuple[Any, str]]:
        name = "feedback:mine" if self.user.role == "agent" else "feedback:list"
        return [(pgettext_lazy("page", "Feedback"), reverse(name))]

    def get_context(self) -> dict[str, Any]:
        return {
            **super().get_context(),
            "title_typed": True,
            "article": article_of(self.object),
            "received": self.object.agent_id == self.user.pk,
            "form": AnswerForm(auto_id=f"f{self.object.number}-%s"),
            "view_menu": "feedback:mine" if self.user.role == "agent" else "feedback:list",
        }


class Inbox(Page):
    """An agent's feedback: what waits to be read, what was promised, and the rest."""

    permission = Right.FEEDBACK_REPLY
    title = pgettext_lazy("page", "My feedback")
    crumbs = ((pgettext_lazy("menu", "My performance"), ""),)
    template = "performance/feedback_inbox.html"
    menu: ClassVar[str] = "feedback:mine"

    @cached_property
    def view(self) -> str:
        asked = self.request.GET.get("show", "waiting")
        return asked if asked in ("waiting", "promised", "past") else "waiting"

    def get_context(self) -> dict[str, Any]:
        rows = Feedback.objects.visible_to(self.user).with_people().order_by("-sent_at", "-pk")
        waiting, promised = rows.waiting_for_agent(), rows.promised()
        return {
            **super().get_context(),
            "show": self.view,
            "counts": {
                "waiting": waiting.count(),
                "promised": promised.count(),
                "past": rows.count(),
            },
            "commitments": promised.order_by("next_step_due")[:SHOWN_COMMITMENTS],
            "articles": articles_of(waiting) if self.view == "waiting" else [],
            "rows": promised.order_by("next_step_due")
            if self.view == "promised"
            else rows[:SHOWN_PAST]
            if self.view == "past"
            else [],
        }


class _Turn(ActionPage):
    """A button or a short form on a feedback's page."""

    def feedback(self) -> Feedback:
        rows = Feedback.objects.visible_to(self.user)
        found = rows.filter(number=self.kwargs["number"]).first()
        if found is None:
            raise Http404
        return found

    @property
    def text(self) -> str:
        return str(self.request.POST.get("text", ""))[:2000]

    def back(self, feedback: Feedback) -> str:
        return reverse("feedback:detail", kwargs={"number": feedback.number})


class Send(_Turn):
    permission = Right.FEEDBACK_WRITE
    success = gettext_lazy("Sent. The agent sees it now.")

    def run(self) -> str:
        return self.back(send_feedback(self.user, feedback=self.feedback()))


class Discard(_Turn):
    permission = Right.FEEDBACK_WRITE
    success = gettext_lazy("The draft was discarded.")

    def run(self) -> str:
        discard_feedback(self.user, feedback=self.feedback())
        return reverse("feedback:list")


class Reply(_Turn):
    permission = Right.FEEDBACK_WRITE
    success = gettext_lazy("Reply sent.")

    def run(self) -> str:
        return self.back(reply(self.user, feedback=self.feedback(), text=self.text))


class Respond(_Turn):
    """The agent's side: acknowledge, answer or dispute, by the button that was pressed."""

    permission = Right.FEEDBACK_REPLY

    def run(self) -> str:
        feedback = self.feedback()
        act = {"acknowledge": acknowledge, "answer": answer, "dispute": dispute}.get(self.verb)
        if act is None:
            raise Http404
        return self.back(act(self.user, feedback=feedback, text=self.text))

    @property
    def verb(self) -> str:
        return str(self.request.POST.get("verb", ""))

    def get_success(self) -> str:
        return {
            "acknowledge": _("Acknowledged. That says you have read it, not that you agree."),
            "answer": _("Your answer was sent to your lead."),
            "dispute": _("Dispute sent. Your lead answers it here."),
        }[self.verb]
