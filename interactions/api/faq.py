"""FAQ: list, article, and the drafts and versions of its writers."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from crm.core.api.inputs import Day, Input, Moment, Nothing, check
from crm.core.api.problems import Conflict
from crm.core.api.views import ReadEndpoint
from crm.people.models import User
from crm.people.roles import Right, holds

from ..forms.faq import FaqFilter, FaqForm
from ..models import FaqEntry, InquiryType
from ..services.faq import FaqConflict, create_entry, publish_entry, retire_entry, save_draft
from .shown import NamingAgents, code


class ShownEntry(NamingAgents, serializers.ModelSerializer[FaqEntry]):
    """`title` and `body` as readers see them; `draft_*` only for writers, else null."""

    naming = ("owner", "owner_name")
    drafts: ClassVar[tuple[str, ...]] = ("draft_title", "draft_body")
    slug = serializers.CharField(max_length=80, help_text="Names it in addresses; may be Korean.")
    type = code("type.code")
    state = serializers.ChoiceField(choices=FaqEntry.State.values)
    owner = code("owner.code")
    owner_name = code("owner.name")
    draft_title = serializers.CharField(allow_null=True)
    draft_body = serializers.CharField(allow_null=True)

    class Meta:
        model = FaqEntry
        fields = (
            *("slug", "title", "body", "type", "state", "owner", "owner_name", "review_on"),
            *("version", "published_at", "changed_at", "draft_title", "draft_body"),
        )

    def to_representation(self, instance: FaqEntry) -> Any:
        shown = super().to_representation(instance)
        if not holds(self.context["request"].user, Right.FAQ_WRITE):
            shown |= dict.fromkeys(self.drafts)
        return shown


class EntryChange(Input):
    """What is left out stays. `seen`: the `changed_at` you read; a later change answers 409."""

    title = serializers.CharField(max_length=120, required=False)
    body = serializers.CharField(max_length=20_000, required=False)
    type = serializers.CharField(max_length=40, required=False, allow_null=True)
    owner = serializers.CharField(max_length=40, required=False, help_text="Employee number.")
    review_on = Day(required=False, allow_null=True)
    publish = serializers.BooleanField(default=False)
    seen = Moment(required=False)
    form: FaqForm

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        entry: FaqEntry | None = self.context.get("entry")
        typed = FaqForm.kept(entry) if entry else {"owner": self.context["request"].user.pk}
        typed |= {name: attrs[name] for name in ("title", "body", "review_on") if name in attrs}
        if "type" in attrs:
            typed["type"] = _id(InquiryType, attrs["type"], "type") if attrs["type"] else None
        if "owner" in attrs:
            typed["owner"] = _id(User, attrs["owner"], "owner")
        self.form = FaqForm(typed, entry=entry)
        check(self.form)
        return attrs


class NewEntry(EntryChange):
    """`owner`: the caller unless somebody else is named."""

    title = serializers.CharField(max_length=120)
    body = serializers.CharField(max_length=20_000)


def _id(model: Any, value: str, name: str) -> int:
    found: int | None = model.objects.filter(code=value).values_list("pk", flat=True).first()
    if found is None:
        raise ValidationError({name: [ErrorDetail("Nothing has this code.", "does_not_exist")]})
    return found


class Faq(ReadEndpoint):
    """Answers the centre agreed on. With `words` the best come first, at most a hundred."""

    permission = Right.FAQ_READ
    write_permission = Right.FAQ_WRITE
    resource = "faq"
    queryset = FaqEntry.objects.all()
    serializer_class = ShownEntry
    filterset_class = FaqFilter
    keyset = ("title", "pk")
    lookup_field = "slug"
    lookup_value_regex = "[^/]+"

    def listed(self) -> QuerySet[FaqEntry]:
        return FaqEntry.objects.listed_for(self.user).select_related("type", "owner")

    def visible(self) -> QuerySet[FaqEntry]:
        return FaqEntry.objects.visible_to(self.user).select_related("type", "owner")

    def is_ranked(self) -> bool:
        return bool(self.request.query_params.get("words", "").strip())

    @extend_schema(request=NewEntry, responses={201: ShownEntry})
    def create(self, request: Request) -> Response:
        """A draft, or with `publish` at once what readers see."""
        sent = self.checked(NewEntry)
        with transaction.atomic():
            entry = create_entry(self.user, **sent.form.cleaned_data)
            self._publish(entry, sent)
        return self._answer(entry, status.HTTP_201_CREATED)

    @extend_schema(request=EntryChange, responses={200: ShownEntry})
    def partial_update(self, request: Request, slug: str) -> Response:
        """Change the draft, or with `publish` also what readers see."""
        held = self.get_object()
        sent = self.checked(EntryChange, entry=held)
        try:
            with transaction.atomic():
                seen = sent.validated_data.get("seen")
                entry = save_draft(self.user, entry=held, seen=seen, **sent.form.cleaned_data)
                self._publish(entry, sent)
        except FaqConflict as problem:
            words = _("Somebody else saved this entry in the meantime. Read it again.")
            raise Conflict(words, code="changed_meanwhile") from problem
        return self._answer(entry, status.HTTP_200_OK)

    @extend_schema(request=Nothing, responses={200: ShownEntry})
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, slug: str) -> Response:
        """The draft as it is stored, or a retired entry again."""
        held = self.get_object()
        self.checked(Nothing)
        return self._answer(publish_entry(self.user, entry=held), status.HTTP_200_OK)

    @extend_schema(request=Nothing, responses={200: ShownEntry})
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, slug: str) -> Response:
        """Out of the readers' sight."""
        held = self.get_object()
        self.checked(Nothing)
        return self._answer(retire_entry(self.user, entry=held), status.HTTP_200_OK)

    def _publish(self, entry: FaqEntry, sent: Any) -> None:
        if sent.validated_data["publish"]:
            publish_entry(self.user, entry=entry)

    def _answer(self, entry: FaqEntry, code: int) -> Response:
        return self.shown(self.visible().get(pk=entry.pk), status=code)
