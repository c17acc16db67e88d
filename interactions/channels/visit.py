from django.utils.translation import pgettext_lazy

from .types import Channel, ExtraField

CHANNEL = Channel(
    key="visit",
    label=pgettext_lazy("channel", "Visit"),
    icon="store",
    live=True,
    reply_due_minutes=None,
    service_level_seconds=None,
    extra_fields=(ExtraField("place", pgettext_lazy("visit", "Place")),),
)
