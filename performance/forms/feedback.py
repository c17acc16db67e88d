"""Writing feedback: evidence and four fields."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.core.days import DayField
from crm.people.models import User
from interactions.models import Consultation

from ..services.feedback import Words

#: Records offered beside those that came with the address.
OFFERED = 8


class FeedbackForm(forms.Form):
    """`words` afterwards: what the service takes. `whole` forms must be complete (sending)."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=120,
        help_text=gettext_lazy("What it is about, in a few words."),
    )
    records = forms.MultipleChoiceField(
        label=gettext_lazy("Evidence records"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    more_records = forms.CharField(
        label=gettext_lazy("Further record numbers"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Numbers of this agent's consultations, separated by spaces."),
    )
    keep_figure = forms.BooleanField(
        label=gettext_lazy("Use the figure as evidence"), required=False
    )
    evidence = forms.CharField(
        label=gettext_lazy("What the evidence shows"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "data-content": ""}),
        help_text=gettext_lazy("Facts that can be looked up, not a judgement of the person."),
    )
    went_well = forms.CharField(
        label=gettext_lazy("What went well"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "data-content": ""}),
        help_text=gettext_lazy("What the agent should keep doing, with the moment it was seen."),
    )
    change = forms.CharField(
        label=gettext_lazy("One thing to change"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "data-content": ""}),
        help_text=gettext_lazy("One thing only, in words the agent could say or do tomorrow."),
    )
    next_step = forms.CharField(
        label=pgettext_lazy("feedback", "Next step"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("What happens next; who does it."),
    )
    next_step_due = DayField(label=pgettext_lazy("feedback", "Until"), required=False)

    def __init__(
        self,
        *args: Any,
        agent: User,
        author: User,
        chosen: Sequence[Consultation],
        figure: Mapping[str, Any] | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.agent, self.author, self.figure = agent, author, figure
        self.offered = _offer(_of(agent, author), chosen, self._posted())
        field = self.fields["records"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(record.number, record.number) for record in self.offered]
        if figure is None:
            del self.fields["keep_figure"]

    def clean_more_records(self) -> list[Consultation]:
        """Numbers typed by hand; unknown ones and other agents' are named."""
        numbers = re.findall(r"[\w-]+", self.cleaned_data["more_records"])
        found = {row.number: row for row in self._own().filter(number__in=numbers)}
        missing = [number for number in numbers if number not in found]
        if missing:
            words = _("Not one of this agent's consultations: %(numbers)s")
            raise forms.ValidationError(words % {"numbers": ", ".join(missing[:5])})
        return list(found.values())

    @property
    def words(self) -> Words:
        cleaned = self.cleaned_data
        by_number = {record.number: record for record in self.offered}
        records = [by_number[number] for number in cleaned.get("records", ())]
        records += [row for row in cleaned.get("more_records") or () if row not in records]
        return Words(
            title=cleaned.get("title", ""),
            evidence=cleaned.get("evidence", ""),
            went_well=cleaned.get("went_well", ""),
            change=cleaned.get("change", ""),
            next_step=cleaned.get("next_step", ""),
            next_step_due=cleaned.get("next_step_due"),
            records=records,
            figure=self.figure if cleaned.get("keep_figure") else None,
        )

    def _own(self) -> Any:
        return _of(self.agent, self.author)

    def _posted(self) -> list[str]:
        """Numbers ticked on the page that is posted, so that they are offered again."""
        if not self.is_bound:
            return []
        data: Any = self.data
        return list(data.getlist("records")) if hasattr(data, "getlist") else []


class AnswerForm(forms.Form):
    """A turn in the talk."""

    text = forms.CharField(
        label=gettext_lazy("My view"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "data-content": ""}),
    )


def _offer(own: Any, chosen: Sequence[Consultation], posted: list[str]) -> list[Consultation]:
    """What came with the address, what is ticked, and the latest of this agent."""
    known = {record.number: record for record in chosen}
    for record in own.filter(number__in=posted):
        known.setdefault(record.number, record)
    for record in own.filter(exclusion=None).order_by("-started_at", "-pk")[:OFFERED]:
        known.setdefault(record.number, record)
    return list(known.values())


def _of(agent: User, author: User) -> Any:
    """The agent's records in the teams the author leads."""
    return Consultation.objects.listed_for(author).filter(agent=agent)
