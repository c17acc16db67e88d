"""A record that somebody else changed while a form about it stood open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError

from crm.core.models import AuditEntry
from crm.core.pages import FormPage

from ..models import Consultation
from ..services.history import Line, lines_of

MOST_SHOWN = 10


class OvertakenForm(FormPage):
    """Everything typed stays, what changed is shown beside it, and the next save is taken."""

    record: Consultation
    meanwhile: Sequence[Line] = ()

    def catch_up(self, problem: ValidationError) -> None:
        """Show the form against the record as it is now, when it was refused for being late."""
        if getattr(problem, "code", None) != "changed_meanwhile":
            return
        known = self.form.cleaned_data["revision"] or 0
        self.record.refresh_from_db(fields=["revision"])
        entries = AuditEntry.objects.of("interactions.consultation", self.record.number)
        newest = entries.select_related("actor").order_by("-at", "-id")
        missed = min(max(self.record.revision - known, 1), MOST_SHOWN)
        self.meanwhile = lines_of(newest[:missed], names=True)
        data: Any = self.form.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        data["revision"] = str(self.record.revision)
        self.form.data = data

    def get_context(self) -> dict[str, Any]:
        return {**super().get_context(), "meanwhile": self.meanwhile}
