"""Dirty marks: what has to be counted again. The mark is the outbox of the write it came with."""

from __future__ import annotations

from django.db import models


class DirtyMark(models.Model):
    """Append-only, and never unique: with "on conflict do nothing" concurrent writes were lost.

    Whoever counts the slice again deletes the marks it claimed, in the same transaction.
    """

    day = models.DateField()
    team_id = models.BigIntegerField()
    agent_id = models.BigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["day", "team_id"], name="mark_slice")]

    def __str__(self) -> str:
        return f"{self.day} {self.team_id} {self.agent_id}"
