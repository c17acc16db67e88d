"""Forms of signing in and of one's own account."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from crm.people.models import User


class SignInForm(LoginForm):
    """allauth's form with our labels; nothing to remember: sessions end by themselves."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label = _("User name or e-mail"), _("Password")
        login.max_length, password.help_text = 254, ""
        login.widget = forms.TextInput(
            attrs={
                "class": "in",
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "maxlength": 254,
            }
        )
        password.widget = forms.PasswordInput(
            attrs={"class": "in", "autocomplete": "current-password"}
        )


class PasswordForm(forms.Form):
    """A new password: the present one first, then the new one twice."""

    current = forms.CharField(
        label=_("Present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters; longer is better than complicated."),
    )
    again = forms.CharField(
        label=_("New password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if user.must_change_password:
            self.fields["current"].label = _("One-time password")

    def clean_current(self) -> str:
        given: str = self.cleaned_data["current"]
        if not self.user.check_password(given):
            raise ValidationError(_("This is not the present password."))
        return given

    def clean_new(self) -> str:
        given: str = self.cleaned_data["new"]
        password_validation.validate_password(given, self.user)
        if self.user.check_password(given):
            raise ValidationError(_("Choose a password other than the present one."))
        return given

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "new" in data and data["new"] != data.get("again"):
            self.add_error("again", _("The two new passwords differ."))
        return data


class EverywhereForm(forms.Form):
    """Signing out everywhere takes the password: it ends other people's use of this account too."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        given: str = self.cleaned_data["password"]
        if not self.user.check_password(given):
            raise ValidationError(_("This is not the present password."))
        return given
