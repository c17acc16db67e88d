"""The words the audit page reads core's entries by."""

from __future__ import annotations

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from . import audit, formats
from .exports.form import PURPOSES

_weekday = lazy(formats.weekday_name, str)


def register() -> None:
    """Called once the apps are loaded."""
    audit.register(
        actions={
            "holiday.added": _("Added a holiday"),
            "holiday.renamed": _("Renamed a holiday"),
            "holiday.removed": _("Removed a holiday"),
            "holiday.reloaded": _("Took over public holidays"),
            "hours.changed": _("Changed the business hours"),
            "list.exported": _("Exported a list"),
            "list.export_asked": _("Asked for a large export"),
            "job.file_taken": _("Downloaded the file of a job"),
            "job.cancelled": _("Cancelled a job"),
            "view.saved": _("Saved a view"),
            "view.renamed": _("Renamed a view"),
            "view.deleted": _("Deleted a view"),
        },
        fields={
            "day": pgettext_lazy("date", "Day"),
            "name": pgettext_lazy("of a person or thing", "Name"),
            "added": _("Days added"),
            "is_active": _("In use"),
            "list": pgettext_lazy("export", "List"),
            "purpose": _("Purpose"),
            "format": _("File format"),
            "query": pgettext_lazy("of a list", "Filter"),
            "rows": pgettext_lazy("of a list", "Rows"),
            **{f"weekday_{iso}": _weekday(iso) for iso in range(1, 8)},
        },
        values={"purpose": dict(PURPOSES)},
        subjects={
            "core.holiday": _("Holiday"),
            "core.centre": _("Centre"),
            "core.savedview": _("Saved view"),
            "core.job": pgettext_lazy("background job", "Job"),
        },
    )
