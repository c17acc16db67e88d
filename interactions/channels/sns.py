from django.utils.translation import pgettext_lazy

from .types import Channel, ExtraField

CHANNEL = Channel(
    key="sns",
    label=pgettext_lazy("channel", "Social media"),
    icon="at-sign",
    live=False,
    reply_due_minutes=480,
    service_level_seconds=None,
    extra_fields=(ExtraField("account", pgettext_lazy("social media", "Account")),),
)
