"""What the customer said about the contact, noted at the desk; all of it may stay empty."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from ..choices import Question
from ..services.answers import NO, STILL_OPEN, YES, Given

#: The scale on which each question is noted here.
DESK_SCALES = {
    Question.CSAT: "1-5",
    Question.NPS: "0-10",
    Question.CES: "1-7",
    Question.CUSTOMER_RESOLVED: "yes-no",
}
_NAME = "said_{}"


def _choices(question: str) -> list[tuple[str, object]]:
    if question == Question.CUSTOMER_RESOLVED:
        words = [
            (YES, gettext_lazy("Yes, solved")),
            (NO, gettext_lazy("No, not solved")),
            (STILL_OPEN, gettext_lazy("Still open")),
        ]
        return [("", "—"), *((str(value), word) for value, word in words)]
    low, _, high = DESK_SCALES[Question(question)].partition("-")
    numbers = [str(value) for value in range(int(low), int(high) + 1)]
    return [("", "—"), *((value, value) for value in numbers)]


def _field(question: Question) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=question.label, choices=lambda: _choices(question.value), required=False
    )


class AnswerFields(forms.Form):
    """Mixed into the consultation form."""

    said_csat = _field(Question.CSAT)
    said_nps = _field(Question.NPS)
    said_ces = _field(Question.CES)
    said_customer_resolved = _field(Question.CUSTOMER_RESOLVED)

    def answer_rows(self) -> list[dict[str, Any]]:
        """The fields with their scale in words, "" for yes and no."""
        return [
            {
                "field": self[_NAME.format(question.value)],
                "scale": "" if scale == "yes-no" else scale.replace("-", "–"),
            }
            for question, scale in DESK_SCALES.items()
        ]

    def has_answers(self) -> bool:
        """Whether anything is noted, so that the place is open."""
        return any(row["field"].value() not in (None, "") for row in self.answer_rows())

    def answers(self) -> tuple[Given, ...]:
        found = []
        for question, scale in DESK_SCALES.items():
            value = self.cleaned_data.get(_NAME.format(question.value))
            if value not in (None, ""):
                found.append(Given(question.value, int(value), scale))
        return tuple(found)


def answer_initial(answers: Any) -> dict[str, str]:
    """What was noted at the desk before, as the form shows it."""
    return {_NAME.format(one.question): str(one.value) for one in answers}
