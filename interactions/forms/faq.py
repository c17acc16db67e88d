"""What writers of FAQ entries type, and the filters of the list."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core import clock
from crm.core.days import DayField
from crm.people.models import User
from crm.people.roles import HOLDERS, Right, holds

from ..models import FaqEntry, InquiryType
from ..querysets.faq import FaqQuerySet
from ..services.types import branch_ids
from .fields import TypeField

DRAFTS, REVIEW = "draft", "review"


class PersonChoice(forms.ModelChoiceField[User]):
    def label_from_instance(self, user: Any) -> str:
        return str(user.name)


class BranchChoice(forms.ModelChoiceField[InquiryType]):
    def label_from_instance(self, node: Any) -> str:
        return str(node.path)


class BranchFilter(django_filters.ModelChoiceFilter):
    """A type with everything below it, named by its path."""

    field_class = BranchChoice  # type: ignore[assignment]  # the stubs leave out its rows


class FaqForm(forms.Form):
    """The working text of an entry; publishing is a button of its own."""

    title = forms.CharField(label=pgettext_lazy("FAQ", "Question or title"), max_length=120)
    body = forms.CharField(
        label=pgettext_lazy("FAQ", "Answer"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14, "data-content": ""}),
        help_text=_(
            "Lines that begin with 1. 2. 3. become steps, with - a list, with > words to read to "
            "the customer."
        ),
    )
    type = TypeField(label=pgettext_lazy("interactions", "Inquiry type"), required=False)
    owner = PersonChoice(
        label=pgettext_lazy("FAQ", "Owner"),
        queryset=User.objects.none(),
        help_text=_("Looks after this entry and reviews it."),
    )
    review_on = DayField(label=pgettext_lazy("FAQ", "Review on"), required=False)

    def __init__(self, *args: Any, entry: FaqEntry | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        writers = User.objects.active().filter(role__in=HOLDERS[Right.FAQ_WRITE]).order_by("name")
        kept = User.objects.filter(pk=entry.owner_id) if entry else User.objects.none()
        owner, node = self.fields["owner"], self.fields["type"]
        assert isinstance(owner, PersonChoice)
        assert isinstance(node, TypeField)
        owner.queryset = writers | kept.order_by("name")
        node.keep(entry.type if entry else None)
        for choice in (owner, node):
            choice.widget.attrs["data-content"] = ""

    @staticmethod
    def kept(entry: FaqEntry) -> dict[str, Any]:
        """What the form holds before anything is changed: the draft, where there is one."""
        return {
            "title": entry.draft_title or entry.title,
            "body": entry.draft_body or entry.body,
            "type": entry.type_id,
            "owner": entry.owner_id,
            "review_on": entry.review_on,
        }


class FaqFilter(django_filters.FilterSet):
    words = django_filters.CharFilter(
        label=pgettext_lazy("FAQ", "Search"), method="by_words", max_length=120
    )
    type = BranchFilter(
        label=pgettext_lazy("interactions", "Inquiry type"),
        queryset=InquiryType.objects.filter(level__lte=2),
        empty_label=_("All types"),
        method="by_type",
        to_field_name="code",
        widget=forms.Select(attrs={"data-content": ""}),
    )
    state = django_filters.ChoiceFilter(
        label=pgettext_lazy("FAQ", "State"),
        method="by_state",
        empty_label=_("All states"),
        choices=[
            ("published", pgettext_lazy("FAQ", "Published")),
            (DRAFTS, pgettext_lazy("FAQ", "With a draft")),
            (REVIEW, pgettext_lazy("FAQ", "Review due")),
            ("retired", pgettext_lazy("FAQ", "Retired")),
        ],
    )

    class Meta:
        model = FaqEntry
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.request.user if self.request is not None else None
        if not isinstance(user, User) or not holds(user, Right.FAQ_WRITE):
            del self.form.fields["state"]

    def by_words(self, rows: FaqQuerySet, name: str, value: str) -> FaqQuerySet:
        return rows.answering(value)

    def by_type(self, rows: FaqQuerySet, name: str, value: InquiryType) -> FaqQuerySet:
        return rows.about(branch_ids(value))

    def by_state(self, rows: FaqQuerySet, name: str, value: str) -> FaqQuerySet:
        if value == DRAFTS:
            return rows.with_draft()
        if value == REVIEW:
            return rows.published().review_due(clock.today())
        return rows.filter(state=value)
