"""Forms about users, teams, memberships and the centre; what they say goes to a service."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core import clock
from crm.core.days import DayField
from crm.people.models import Role, Team, User
from crm.people.roles import KIND_OF_ROLE
from crm.staff.services.users import Account


class AccountForm(forms.Form):
    """What an account is; `account()` gives it to the service."""

    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        help_text=_("For signing in: letters, digits, dots, hyphens and underscores."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Also good for signing in."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    code = forms.CharField(
        label=_("Employee number"),
        max_length=40,
        required=False,
        help_text=_(
            "It stands in addresses and files and stays for good. "
            "Left empty, the next free one is given, for example A-0001."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    joined_on = DayField(label=_("Joined on"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def account(self) -> Account:
        names = [name for name in Account.__dataclass_fields__ if name in self.fields]
        return Account(**{name: self.cleaned_data[name] for name in names})


class NewUserForm(AccountForm):
    """Registering somebody, with the team they begin in."""

    team = forms.ModelChoiceField(
        label=_("Team"),
        queryset=Team.objects.none(),
        required=False,
        help_text=_(
            "Agents become members, team leads lead it, QA evaluators are assigned to it. "
            "Admins and executives belong to none."
        ),
    )
    starts_on = DayField(label=_("In the team from"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = self.fields["team"]
        assert isinstance(team, forms.ModelChoiceField)
        team.queryset = Team.objects.active()
        team.widget.attrs["data-content"] = ""
        self.fields["starts_on"].initial = clock.today()


class EditUserForm(AccountForm):
    """Changing an account; the employee number stays, since addresses and files name it."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["code"]
        self.fields["role"].help_text = _(
            "A new role ends today what the old one held in teams. History stays."
        )


class PlaceForm(forms.Form):
    """Into which team, from when. `user` decides whether an end may be entered."""

    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none())
    starts_on = DayField(label=_("From"))
    last_day = DayField(
        label=_("Last day"), required=False, help_text=_("Left empty, until further notice.")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = self.fields["team"]
        assert isinstance(team, forms.ModelChoiceField)
        team.queryset = Team.objects.active()
        team.widget.attrs["data-content"] = ""
        self.fields["starts_on"].initial = clock.today()
        if KIND_OF_ROLE.get(user.role) == "member":
            del self.fields["last_day"]
            self.fields["starts_on"].help_text = _(
                "The team so far ends the day before. Records keep the team they were made in."
            )


class PersonField(forms.ModelChoiceField[User]):
    """Somebody whose role belongs to teams."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} · {obj.code} · {obj.get_role_display()}"


class AddPersonForm(forms.Form):
    """The same from the team's side: who, from when."""

    user = PersonField(label=_("Person"), queryset=User.objects.none())
    starts_on = DayField(label=_("From"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.fields["user"]
        assert isinstance(user, PersonField)
        user.queryset = User.objects.active().filter(role__in=KIND_OF_ROLE).order_by("name", "code")
        user.widget.attrs["data-content"] = ""
        self.fields["starts_on"].initial = clock.today()


class LastDayForm(forms.Form):
    """When somebody leaves a team."""

    last_day = DayField(label=_("Last day"), help_text=_("This day still counts."))


class TeamForm(forms.Form):
    """A new team."""

    name = forms.CharField(label=_("Name of the team"), max_length=80)
    code = forms.CharField(
        label=pgettext_lazy("employee or team number", "Code"),
        max_length=40,
        required=False,
        help_text=_(
            "It stands in addresses and files and stays for good. "
            "Left empty, the next free one is given, for example T-001."
        ),
    )


class TeamNameForm(forms.Form):
    """Another name for a team."""

    name = forms.CharField(label=_("Name of the team"), max_length=80)


class CentreForm(forms.Form):
    """Name and contact of the centre."""

    name = forms.CharField(
        label=_("Name of the centre"),
        max_length=80,
        required=False,
        help_text=_("Stands at the top of every page and in the tab."),
    )
    contact = forms.CharField(
        label=_("Whom to ask for help with signing in"),
        max_length=120,
        required=False,
        help_text=_(
            "Shown on the sign-in page and where a right is missing, for example an extension."
        ),
    )
