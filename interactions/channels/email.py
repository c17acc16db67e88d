from django.utils.translation import pgettext_lazy

from .types import Channel, ExtraField

CHANNEL = Channel(
    key="email",
    label=pgettext_lazy("channel", "E-mail"),
    icon="mail",
    live=False,
    reply_due_minutes=1440,
    service_level_seconds=None,
    extra_fields=(ExtraField("subject", pgettext_lazy("e-mail", "Subject"), 200),),
)
