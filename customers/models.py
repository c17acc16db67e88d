"""Who the customer is: record, contact points, consent, references of other systems."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from crm.core.crypto import EncryptedTextField

from .querysets import ContactPointQuerySet, CustomerQuerySet


class Tier(models.TextChoices):
    STANDARD = "standard", pgettext_lazy("tier", "Standard")
    GOOD = "good", pgettext_lazy("tier", "Valued")
    VIP = "vip", pgettext_lazy("tier", "VIP")


class PointKind(models.TextChoices):
    PHONE = "phone", pgettext_lazy("contact point", "Phone")
    EMAIL = "email", pgettext_lazy("contact point", "E-mail")
    MESSENGER = "messenger", pgettext_lazy("contact point", "Messenger")


class Purpose(models.TextChoices):
    MARKETING = "marketing", pgettext_lazy("consent", "Advertising and offers")
    SURVEY = "survey", pgettext_lazy("consent", "Satisfaction survey")


class ConsentChannel(models.TextChoices):
    SMS = "sms", pgettext_lazy("consent", "Text message")
    EMAIL = "email", pgettext_lazy("consent", "E-mail")
    PHONE = "phone", pgettext_lazy("consent", "Phone")


def tiers() -> list[tuple[str, object]]:
    return list(Tier.choices)


def point_kinds() -> list[tuple[str, object]]:
    return list(PointKind.choices)


def purposes() -> list[tuple[str, object]]:
    return list(Purpose.choices)


def consent_channels() -> list[tuple[str, object]]:
    return list(ConsentChannel.choices)


class Customer(models.Model):
    """A person or company that contacts the centre. `number` (C-204817) names it in addresses."""

    number = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80, blank=True, default="")
    tier = models.CharField(max_length=12, choices=tiers, default=Tier.STANDARD)
    pinned_note = models.CharField(max_length=300, blank=True, default="")
    acquired_on = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["name", "id"], name="customer_name"),
            models.Index(fields=["-created_at", "-id"], name="customer_newest"),
        ]

    def __str__(self) -> str:
        return self.number


class ContactPoint(models.Model):
    """A phone number (E.164), e-mail address or messenger id; encrypted, looked up by its index."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="points")
    kind = models.CharField(max_length=10, choices=point_kinds)
    value = EncryptedTextField()
    index = models.BinaryField(max_length=32, help_text="Blind index of the normalised value")
    last_four = models.CharField(max_length=4, blank=True, default="", help_text="Phones only")
    is_primary = models.BooleanField(default=False)

    objects = ContactPointQuerySet.as_manager()

    class Meta:
        ordering = ["customer", "-is_primary", "id"]
        constraints = [
            models.UniqueConstraint(fields=["customer", "index"], name="point_once_a_customer"),
        ]
        indexes = [
            models.Index(fields=["index"], name="point_index"),
            models.Index(
                fields=["last_four", "customer"], condition=~Q(last_four=""), name="point_last_four"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Consent(models.Model):
    """What a customer agreed to or refused, per purpose and channel; the newest row counts."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=12, choices=purposes)
    channel = models.CharField(max_length=8, choices=consent_channels)
    granted = models.BooleanField()
    on_day = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["customer", "purpose", "channel", "-recorded_at", "-id"]

    def __str__(self) -> str:
        return f"{self.purpose} {self.channel}"


class CustomerReference(models.Model):
    """The name another system has for a customer."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="references")
    source = models.CharField(max_length=40)
    key = models.CharField(max_length=120)

    class Meta:
        ordering = ["source", "key"]
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="reference_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"
