"""Name and contact of the centre."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm
from django.urls import reverse
from django.utils.translation import gettext_lazy

from crm.core.models import Centre
from crm.core.pages import FormPage
from crm.people.roles import Right
from crm.staff.forms.people import CentreForm
from crm.staff.services.centre import update_centre

from .users import SETTINGS


class CentrePage(FormPage):
    """What the centre is called and whom people turn to."""

    permission = Right.SETTINGS
    title = gettext_lazy("Name and contact")
    crumbs = (SETTINGS,)
    template = "staff/centre.html"
    form_class = CentreForm
    success = gettext_lazy("The centre is saved.")

    def get_initial(self) -> dict[str, Any]:
        centre = Centre.objects.get(pk=1)
        return {"name": centre.name, "contact": centre.contact}

    def save(self, form: BaseForm) -> str:
        update_centre(self.user, **form.cleaned_data)
        return reverse("settings-centre")
