"""Answers the centre agreed on; every published text is kept as a version."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from ..querysets.faq import FaqQuerySet
from .types import InquiryType


class FaqEntry(models.Model):
    """`title` and `body` are what readers see; `draft_*` is what the owner is preparing."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("FAQ", "Draft")
        PUBLISHED = "published", pgettext_lazy("FAQ", "Published")
        RETIRED = "retired", pgettext_lazy("FAQ", "Retired")

    slug = models.SlugField(max_length=80, unique=True, allow_unicode=True)
    title = models.CharField(max_length=120)
    body = models.TextField()
    draft_title = models.CharField(max_length=120, default="", blank=True)
    draft_body = models.TextField(default="", blank=True)
    type = models.ForeignKey(
        InquiryType, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    review_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = FaqQuerySet.as_manager()

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.CheckConstraint(
                name="published_has_version", condition=~Q(state="published") | Q(version__gt=0)
            )
        ]

    def __str__(self) -> str:
        return self.title


class FaqVersion(models.Model):
    entry = models.ForeignKey(FaqEntry, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    body = models.TextField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["entry", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "version"], name="faq_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.entry} v{self.version}"
