"""Which channels are in use, and when a reply is due."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ..services.channels import ChannelState

CHANNEL_RULE, OWN_RULE, NO_RULE = "channel", "own", "none"


class ChannelsForm(forms.Form):
    """One set of fields a channel; live channels have no reply-due rule."""

    def __init__(self, *args: Any, states: list[ChannelState], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.states = states
        for state in states:
            key = state.channel.key
            self.fields[f"{key}_on"] = forms.BooleanField(
                label=pgettext_lazy("channel", "In use"), required=False, initial=state.is_on
            )
            if not state.channel.live:
                self._add_rule(state)

    def _add_rule(self, state: ChannelState) -> None:
        key = state.channel.key
        rule = CHANNEL_RULE
        if state.own_reply_due:
            rule = OWN_RULE if state.reply_due_minutes else NO_RULE
        self.fields[f"{key}_rule"] = forms.ChoiceField(
            label=gettext_lazy("Reply due"),
            initial=rule,
            choices=[
                (CHANNEL_RULE, gettext_lazy("As the channel usually has it")),
                (OWN_RULE, gettext_lazy("After own minutes")),
                (NO_RULE, gettext_lazy("No due time")),
            ],
        )
        self.fields[f"{key}_minutes"] = forms.IntegerField(
            label=gettext_lazy("Minutes to reply"),
            min_value=1,
            max_value=100_000,
            required=False,
            initial=state.reply_due_minutes,
        )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not any(data.get(f"{state.channel.key}_on") for state in self.states):
            raise ValidationError(_("At least one channel has to be in use."))
        for state in self.states:
            key = state.channel.key
            own = data.get(f"{key}_rule") == OWN_RULE
            if own and not data.get(f"{key}_minutes") and f"{key}_minutes" not in self.errors:
                self.add_error(f"{key}_minutes", _("Give the minutes."))
        return data

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Each channel with its bound fields."""
        found = []
        for state in self.states:
            key = state.channel.key
            line: dict[str, Any] = {"state": state, "on": self[f"{key}_on"]}
            if not state.channel.live:
                line |= {"rule": self[f"{key}_rule"], "minutes": self[f"{key}_minutes"]}
            found.append(line)
        return found

    def decided(self) -> list[dict[str, Any]]:
        """What the service takes, a channel each."""
        data = self.cleaned_data
        found = []
        for state in self.states:
            key = state.channel.key
            rule = data.get(f"{key}_rule", CHANNEL_RULE)
            minutes = data.get(f"{key}_minutes") if rule == OWN_RULE else None
            found.append(
                {
                    "channel": key,
                    "is_on": data[f"{key}_on"],
                    "own_reply_due": rule != CHANNEL_RULE,
                    "reply_due_minutes": minutes,
                }
            )
        return found
