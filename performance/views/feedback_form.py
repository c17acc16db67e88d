"""Writing feedback: from a record or a figure, with the agent's view beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.core import clock
from crm.core.pages import FormPage, Page
from crm.people.models import Team, User
from crm.people.roles import Right
from crm.people.scope import scope_of
from interactions.models import Consultation

from ..evidence import figure_note, record_notes, snapshot
from ..forms.feedback import FeedbackForm
from ..inbox import preview_of
from ..kpis.catalogue import KPIS
from ..models import Feedback
from ..services.feedback import MOST_RECORDS, draft_feedback, edit_feedback, send_feedback

#: A next step is usually due within two weeks.
USUAL_DUE = timedelta(days=14)


class _Writing(FormPage):
    """What writing and editing share."""

    permission = Right.FEEDBACK_WRITE
    template = "performance/feedback_form.html"
    form_class = FeedbackForm
    menu: ClassVar[str] = "feedback:list"
    agent: User | None
    chosen: list[Consultation]
    figure: Mapping[str, Any] | None

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(pgettext_lazy("page", "Feedback"), reverse("feedback:list"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        kept = {"agent": self.agent, "chosen": self.chosen, "figure": self.figure}
        return {**kept, "author": self.user}

    def get_context(self) -> dict[str, Any]:
        form = self.form
        assert isinstance(form, FeedbackForm)
        notes = {note.number: note for note in record_notes(form.offered)}
        ticked = {str(value) for value in form["records"].value() or ()}
        return {
            **super().get_context(),
            "agent": self.agent,
            "figure": figure_note(self.figure),
            "offered": [(notes[row.number], row.number in ticked) for row in form.offered],
            "preview_query": self.request.GET.urlencode(),
            "preview": self.preview(form),
        }

    def preview(self, form: FeedbackForm) -> Any:
        assert self.agent is not None
        if not form.is_bound:
            return None
        form.is_valid()
        return preview_of(form.words, self.agent, self.user)


class NewFeedback(_Writing):
    """`?agent=A-0007&record=N-…&record=N-…` or `&kpi=aht&from=…&to=…` say what it rests on."""

    title = gettext_lazy("Write feedback")

    def prepare(self) -> None:
        asked = self.request.GET
        self.agent = _led_agent(self.user, asked.get("agent", ""))
        self.chosen, self.figure = [], None
        if self.agent is None:
            return
        numbers = asked.getlist("record")[:MOST_RECORDS]
        listed = Consultation.objects.listed_for(self.user)
        self.chosen = list(listed.filter(number__in=numbers, agent=self.agent))
        self.figure = _figure(self.user, self.agent, asked)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.prepare()
        if self.agent is None:
            return self.choose_agent()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.prepare()
        if self.agent is None:
            raise Http404
        if "preview" in request.POST:
            self.form = self.make_form(request.POST)
            return self.show()
        return super().post(request, *args, **kwargs)

    def choose_agent(self) -> HttpResponse:
        """Without an agent the first step is to say whom it is for."""
        context = {**Page.get_context(self), "agents": led_agents(self.user)}
        return render(self.request, "performance/feedback_agent.html", context)

    def get_initial(self) -> dict[str, Any]:
        return {
            "records": [record.number for record in self.chosen],
            "keep_figure": True,
            "next_step_due": clock.today() + USUAL_DUE,
        }

    def save(self, form: Any) -> str:
        with transaction.atomic():
            feedback = draft_feedback(self.user, agent=form.agent, words=form.words)
            if "send" in self.request.POST:
                send_feedback(self.user, feedback=feedback)
        return reverse("feedback:detail", kwargs={"number": feedback.number})

    def get_success(self) -> str:
        if "send" in self.request.POST:
            return _("Sent. The agent sees it now.")
        return _("Draft saved. Only you see it.")


class EditFeedback(_Writing):
    """Changing the words; after sending, earlier ones stay readable for both."""

    title = gettext_lazy("Edit feedback")

    def prepare(self) -> None:
        rows = Feedback.objects.visible_to(self.user).select_related("agent")
        feedback = rows.filter(number=self.kwargs["number"]).first()
        if feedback is None:
            raise Http404
        self.feedback = feedback
        self.agent, self.figure = feedback.agent, feedback.figure
        self.chosen = list(feedback.records.all())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "preview" in request.POST:
            self.prepare()
            self.form = self.make_form(request.POST)
            return self.show()
        return super().post(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        names = ("title", "evidence", "went_well", "change", "next_step", "next_step_due")
        return {
            **{name: getattr(self.feedback, name) for name in names},
            "records": [record.number for record in self.chosen],
            "keep_figure": self.figure is not None,
        }

    def save(self, form: Any) -> str:
        with transaction.atomic():
            edit_feedback(self.user, feedback=self.feedback, words=form.words)
            if "send" in self.request.POST and self.feedback.state == "draft":
                send_feedback(self.user, feedback=self.feedback)
        return reverse("feedback:detail", kwargs={"number": self.feedback.number})

    def get_success(self) -> str:
        return _("Saved.")

    def get_context(self) -> dict[str, Any]:
        return {**super().get_context(), "feedback": self.feedback}


class Preview(Page):
    """The agent's view of what is being typed; a fragment beside the form."""

    permission = Right.FEEDBACK_WRITE
    title = gettext_lazy("Preview")
    template = "performance/feedback_preview.html"
    menu: ClassVar[str] = "feedback:list"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        raise Http404

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        agent = _led_agent(self.user, request.GET.get("agent", ""))
        if agent is None:
            raise Http404
        figure = self.kept_figure() or _figure(self.user, agent, request.GET)
        form = FeedbackForm(request.POST, agent=agent, author=self.user, chosen=(), figure=figure)
        form.is_valid()
        return self.show(preview=preview_of(form.words, agent, self.user))

    def kept_figure(self) -> dict[str, Any] | None:
        """While editing, the figure is the one kept with the feedback, not today's."""
        number = self.request.GET.get("feedback", "")
        if not number.isdecimal():
            return None
        found = Feedback.objects.visible_to(self.user).filter(number=int(number)).first()
        return found.figure if found is not None else None


def led_agents(user: User) -> Any:
    """The agents of the teams this lead leads today."""
    teams = Team.objects.filter(pk__in=scope_of(user, clock.today()).team_ids)
    return User.objects.active().members_of(teams, clock.today()).order_by("name", "code")


def _led_agent(user: User, code: str) -> User | None:
    """Nobody asked for: none. Somebody out of scope: 404, as for the unknown."""
    if not code:
        return None
    found: User | None = led_agents(user).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _figure(author: User, agent: User, asked: Mapping[str, str]) -> dict[str, Any] | None:
    """The figure named in the address, as it stands now; a broken address names none."""
    kpi = asked.get("kpi", "")
    if kpi not in KPIS:
        return None
    try:
        first = date.fromisoformat(asked.get("from", ""))
        last = date.fromisoformat(asked.get("to", ""))
        clock.possible_day(first)
        clock.possible_day(last)
    except (ValueError, ValidationError):
        return None
    return snapshot(kpi, agent, first, last, author=author) if first <= last else None
