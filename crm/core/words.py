"""The words the audit page reads core's entries by."""

from __future__ import annotations

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from . import audit, formats

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
        },
        fields={
            "day": pgettext_lazy("date", "Day"),
            "name": pgettext_lazy("of a person or thing", "Name"),
            "added": _("Days added"),
            "is_active": _("In use"),
            **{f"weekday_{iso}": _weekday(iso) for iso in range(1, 8)},
        },
        subjects={"core.holiday": _("Holiday"), "core.centre": _("Centre")},
    )
