"""Which channels the centre uses."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.forms import BaseForm
from django.urls import reverse
from django.utils.translation import gettext_lazy

from crm.core.pages import FormPage
from crm.people.roles import Right

from ..forms.channels import ChannelsForm
from ..services.channels import channel_states, set_channel


class ChannelsPage(FormPage):
    permission = Right.SETTINGS
    title = gettext_lazy("Channels")
    crumbs = ((gettext_lazy("Settings"), "site:settings"),)
    template = "channels/list.html"
    form_class = ChannelsForm
    success = gettext_lazy("Saved. New contacts follow it from now on.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"states": list(channel_states().values())}

    def save(self, form: BaseForm) -> str:
        assert isinstance(form, ChannelsForm)
        with transaction.atomic():
            for decision in form.decided():
                set_channel(self.user, **decision)
        return reverse("channels:list")
