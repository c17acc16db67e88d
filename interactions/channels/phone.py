from django.utils.translation import pgettext_lazy

from .types import Channel, ExtraField

CHANNEL = Channel(
    key="phone",
    label=pgettext_lazy("channel", "Phone"),
    icon="phone",
    live=True,
    reply_due_minutes=None,
    service_level_seconds=20,
    extra_fields=(ExtraField("line", pgettext_lazy("phone line", "Dialled number")),),
)
