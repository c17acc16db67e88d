"""What a centre decided about a channel; what a channel *is* stands in `interactions.channels`."""

from __future__ import annotations

from django.db import models

from ..channels import channel_choices


class ChannelSetting(models.Model):
    """A channel without a row is on, with the reply-due rule its file declares.

    `reply_due_minutes` replaces that rule when `own_reply_due` says so; null: no due time.
    """

    channel = models.CharField(max_length=12, choices=channel_choices, unique=True)
    is_on = models.BooleanField(default=True)
    own_reply_due = models.BooleanField(default=False)
    reply_due_minutes = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["channel"]

    def __str__(self) -> str:
        return self.channel
