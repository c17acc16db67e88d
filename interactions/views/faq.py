"""FAQ: list, article with its history, and the pages of its writers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.core import clock
from crm.core.pages import ActionPage, DetailPage, FormPage, ListPage
from crm.people.roles import Right, holds

from ..forms.faq import FaqFilter, FaqForm
from ..models import FaqEntry, FaqVersion
from ..services.faq import FaqConflict, create_entry, publish_entry, retire_entry, save_draft
from .faq_text import blocks, compare

REVIEW_EVERY = timedelta(days=180)
Crumbs = list[tuple[str | Promise, str]]
_LIST: tuple[str | Promise, str] = (pgettext_lazy("menu", "FAQ"), "faq:list")
PUBLISH = "publish"


class FaqList(ListPage):
    permission = Right.FAQ_READ
    title = pgettext_lazy("menu", "FAQ")
    template = "faq/list.html"
    filterset_class = FaqFilter
    sorts = {"title": ("title",), "published": ("published_at",), "review": ("review_on",)}

    def get_queryset(self) -> QuerySet[FaqEntry]:
        return FaqEntry.objects.listed_for(self.user).select_related("type", "owner")

    def get_context(self) -> dict[str, Any]:
        writes = holds(self.user, Right.FAQ_WRITE)
        return {**super().get_context(), "today": clock.today(), "writes": writes}


class FaqArticle(DetailPage):
    """What readers see; `?version=` shows an earlier text and what changed after it."""

    permission = Right.FAQ_READ
    template = "faq/article.html"
    lookup = "slug"

    def get_queryset(self) -> QuerySet[FaqEntry]:
        return FaqEntry.objects.visible_to(self.user).select_related("type", "owner")

    def get_title(self) -> str:
        return str(self.object.title)

    def get_crumbs(self) -> Crumbs:
        return [(_LIST[0], reverse(_LIST[1]))]

    def get_context(self) -> dict[str, Any]:
        entry: FaqEntry = self.object
        versions = list(entry.versions.select_related("published_by"))
        old = self.old_version(versions)
        writes = holds(self.user, Right.FAQ_WRITE)
        return {
            **super().get_context(),
            "entry": entry,
            "title_typed": True,
            "blocks": blocks(old.body if old else entry.body),
            "old": old,
            "changes": compare(old.body, entry.body) if old else [],
            "versions": versions,
            "review_due": bool(entry.review_on and entry.review_on <= clock.today()),
            "writes": writes,
            "has_draft": writes and entry.state != FaqEntry.State.DRAFT and bool(entry.draft_body),
        }

    def old_version(self, versions: list[FaqVersion]) -> FaqVersion | None:
        wanted = self.request.GET.get("version", "")
        if not wanted:
            return None
        for row in versions:
            if str(row.version) == wanted:
                return row if row.version != self.object.version else None
        raise Http404


class _FaqForm(FormPage):
    """Save the draft, or save and publish, by which button was pressed."""

    permission = Right.FAQ_WRITE
    form_class = FaqForm
    menu = "faq:list"
    published = False

    def get_success(self) -> str | Promise:
        return _("The entry is published.") if self.published else _("The draft is saved.")

    def publish_if_asked(self, entry: FaqEntry) -> None:
        if self.request.POST.get("then") == PUBLISH:
            publish_entry(self.user, entry=entry)
            self.published = True


class FaqNew(_FaqForm):
    title = gettext_lazy("New FAQ entry")
    crumbs = (_LIST,)
    template = "faq/new.html"

    def get_initial(self) -> dict[str, Any]:
        return {"owner": self.user.pk, "review_on": clock.today() + REVIEW_EVERY}

    def save(self, form: BaseForm) -> str:
        with transaction.atomic():
            entry = create_entry(self.user, **form.cleaned_data)
            self.publish_if_asked(entry)
        return reverse("faq:article", args=[entry.slug])


class FaqEdit(_FaqForm):
    """Two people writing one entry notice it: nothing is overwritten unseen."""

    title = gettext_lazy("Edit FAQ entry")
    template = "faq/edit.html"
    entry: FaqEntry

    def prepare(self) -> None:
        rows = FaqEntry.objects.visible_to(self.user).select_related("type", "owner")
        found = rows.filter(slug=self.kwargs["slug"]).first()
        if found is None:
            raise Http404
        self.entry = found

    def get_crumbs(self) -> Crumbs:
        return [
            (_LIST[0], reverse(_LIST[1])),
            (pgettext_lazy("FAQ", "Article"), self.address),
        ]

    @property
    def address(self) -> str:
        return reverse("faq:article", args=[self.entry.slug])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"entry": self.entry}

    def get_initial(self) -> dict[str, Any]:
        return FaqForm.kept(self.entry)

    def save(self, form: BaseForm) -> str:
        try:
            with transaction.atomic():
                entry = save_draft(
                    self.user, entry=self.entry, seen=self.seen(), **form.cleaned_data
                )
                self.publish_if_asked(entry)
        except FaqConflict as problem:
            raise ValidationError(
                _(
                    "Somebody else saved this entry in the meantime. Your text is still here: "
                    "compare it with what is stored now, then save again."
                )
            ) from problem
        return self.address

    def seen(self) -> datetime | None:
        """When the entry this form was opened with had last been changed."""
        try:
            return datetime.fromisoformat(self.request.POST.get("seen", ""))
        except ValueError:
            return None

    def get_context(self) -> dict[str, Any]:
        entry, seen = self.entry, self.seen()
        stored = entry.draft_body or entry.body
        typed = str(self.form["body"].value() or "")
        live = entry.state == FaqEntry.State.PUBLISHED
        return {
            **super().get_context(),
            "entry": entry,
            "seen": entry.changed_at.isoformat(),
            "conflict": compare(typed, stored) if seen and seen != entry.changed_at else None,
            "stored_title": entry.draft_title or entry.title,
            "against_live": compare(entry.body, typed) if live and typed != entry.body else [],
            "cancel_url": self.address,
        }


class FaqRetire(ActionPage):
    permission = Right.FAQ_WRITE
    title = pgettext_lazy("FAQ", "Retire")
    success = gettext_lazy("The entry is retired. Readers no longer see it.")
    menu = "faq:list"

    def run(self) -> str:
        slug = self.kwargs["slug"]
        entry = FaqEntry.objects.visible_to(self.user).filter(slug=slug).first()
        if entry is None:
            raise Http404
        retire_entry(self.user, entry=entry)
        return reverse("faq:article", args=[slug])


class FaqPublish(ActionPage):
    """The draft as it is stored, or a retired entry again."""

    permission = Right.FAQ_WRITE
    title = pgettext_lazy("FAQ", "Publish")
    success = gettext_lazy("The entry is published.")
    menu = "faq:list"

    def run(self) -> str:
        slug = self.kwargs["slug"]
        entry = FaqEntry.objects.visible_to(self.user).filter(slug=slug).first()
        if entry is None:
            raise Http404
        publish_entry(self.user, entry=entry)
        return reverse("faq:article", args=[slug])
