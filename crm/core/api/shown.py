"""Fields of answers that look different to different readers."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ..masking import read_by


class TypedText(serializers.CharField):
    """What people typed, as on the pages: contact data in it only for whoever may reveal it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: Any) -> str:
        return read_by(super().to_representation(value), self.context["request"].user)
