from django.utils.translation import pgettext_lazy

from .types import Channel, ExtraField

CHANNEL = Channel(
    key="chat",
    label=pgettext_lazy("channel", "Chat"),
    icon="message-circle",
    live=True,
    reply_due_minutes=None,
    service_level_seconds=60,
    extra_fields=(ExtraField("page", pgettext_lazy("chat", "Page it started from"), 200),),
)
