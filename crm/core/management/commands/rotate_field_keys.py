"""`manage.py rotate_field_keys`: after a new key was put in front of FIELD_KEYS."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from crm.core.rotation import encrypted_models, rotate


class Command(BaseCommand):
    help = (
        "Encrypts stored values again under the first key of FIELD_KEYS and renews their indexes. "
        "May be stopped and run again. Remove the old key from FIELD_KEYS afterwards."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for model, names in encrypted_models():
            seen = changed = 0
            for rows, written in rotate(model, names):
                seen, changed = seen + rows, changed + written
            self.stdout.write(f"{model._meta.label}: {changed} of {seen} rows")
