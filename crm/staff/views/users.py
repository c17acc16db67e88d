"""Users: list, page, registering, changing, handing out passwords."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from crm.core import audit, clock, unsent
from crm.core.models import AuditEntry
from crm.core.pages import ActionPage, DetailPage, FormPage, ListPage, Text, add_errors, typed
from crm.people.models import Membership, User
from crm.people.roles import KIND_OF_ROLE, Right
from crm.staff.filters import UserFilter
from crm.staff.forms.people import AccountForm, EditUserForm, NewUserForm
from crm.staff.lockouts import locked_until
from crm.staff.services.users import (
    NewUser,
    create_user,
    deactivate_user,
    reactivate_user,
    set_one_time_password,
    unlock_user,
    update_user,
)

SETTINGS = (gettext_lazy("Settings"), "site:settings")
USERS = (gettext_lazy("Users"), "settings-users")
HISTORY_SHOWN = 8


class UsersPage(ListPage):
    """Everybody who has an account."""

    permission = Right.SETTINGS
    title = gettext_lazy("Users")
    crumbs = (SETTINGS,)
    template = "staff/users.html"
    filterset_class = UserFilter
    sorts = {
        "name": ("name",),
        "code": ("code",),
        "role": ("role", "name"),
        "last_login": ("last_login", "name"),
    }
    default_sort = "name"

    def get_queryset(self) -> QuerySet[User]:
        return User.objects.with_teams(clock.today())


class UserPage(DetailPage):
    """An account: facts, teams past and to come, what was changed, what can be done."""

    permission = Right.SETTINGS
    crumbs = (SETTINGS, USERS)
    menu = "settings-users"
    template = "staff/user.html"
    lookup = "code"
    object: User

    def get_queryset(self) -> QuerySet[User]:
        return User.objects.all()

    def get_title(self) -> Text:
        return self.object.name

    def get_context(self) -> dict[str, Any]:
        rows = self.object.memberships.select_related("team").order_by("-starts_on", "-pk")
        today = clock.today()
        entries = AuditEntry.objects.of("people.user", self.object.code).select_related("actor")
        return {
            **super().get_context(),
            "title_typed": True,
            "memberships": [(row, _phase(row, today)) for row in rows],
            "locked_until": locked_until(self.object),
            "belongs_to_teams": self.object.role in KIND_OF_ROLE,
            "language": dict(settings.LANGUAGES).get(self.object.language, self.object.language),
            "is_self": self.object.pk == self.user.pk,
            "entries": [(entry, audit.label(entry.action)) for entry in entries[:HISTORY_SHOWN]],
        }


def _phase(row: Membership, today: Any) -> str:
    """Whether a membership is still to come, in force or over."""
    if row.starts_on > today:
        return "planned"
    return "past" if row.ends_on is not None and row.ends_on <= today else "current"


class PasswordOnce(FormPage):
    """A form whose answer shows a one-time password: it is in this answer and nowhere else."""

    permission = Right.SETTINGS
    menu = "settings-users"
    title_of_answer: Text = gettext_lazy("One-time password")

    def write(self, form: BaseForm) -> NewUser:
        raise NotImplementedError

    @sensitive_variables("made")
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.prepare()
        unsent.drop(request)
        self.form = self.make_form(request.POST)
        if self.form.is_valid():
            try:
                made = self.write(self.form)
            except ValidationError as problem:
                add_errors(self.form, problem)
            else:
                return answer_once(self, made)
        return self.show(status=422)


@sensitive_variables("made", "context")
def answer_once(page: Any, made: NewUser) -> HttpResponse:
    """The page that shows the password, kept by no cache."""
    context = {
        "page": page,
        "title": _("One-time password"),
        "crumbs": [(_("Settings"), reverse("site:settings")), (USERS[0], reverse(USERS[1]))],
        "object": made.user,
        "password": made.password,
        "view_menu": "settings-users",
    }
    response = render(page.request, "staff/password_once.html", context)
    response["Cache-Control"] = "no-store"
    return response


class NewUserPage(PasswordOnce):
    """Registering somebody."""

    title = gettext_lazy("New user")
    crumbs = (SETTINGS, USERS)
    template = "staff/user_new.html"
    form_class = NewUserForm

    def get_initial(self) -> dict[str, Any]:
        return {"language": self.user.language, "role": "agent"}

    def write(self, form: BaseForm) -> NewUser:
        assert isinstance(form, AccountForm)
        return create_user(
            self.user,
            account=form.account(),
            team=form.cleaned_data["team"],
            starts_on=form.cleaned_data["starts_on"],
        )


class OfUser:
    """What pages about one user share: the user by its number, and the crumbs."""

    kwargs: dict[str, Any]

    @property
    def subject(self) -> User:
        found = User.objects.filter(code=self.kwargs["code"]).first()
        if found is None:
            raise Http404
        return found


class EditUserPage(OfUser, FormPage):
    """Changing an account."""

    permission = Right.SETTINGS
    title = gettext_lazy("Edit user")
    menu = "settings-users"
    template = "staff/user_edit.html"
    form_class = EditUserForm
    success = gettext_lazy("The user is saved.")

    def prepare(self) -> None:
        self.object = self.subject

    def get_crumbs(self) -> Sequence[tuple[Text, str]]:
        return crumbs_of(self.object)

    def get_initial(self) -> dict[str, Any]:
        names = ("name", "username", "email", "role", "joined_on", "language", "revision")
        return {name: getattr(self.object, name) for name in names}

    def save(self, form: BaseForm) -> str:
        assert isinstance(form, EditUserForm)
        seen = form.cleaned_data["revision"] or 0
        try:
            update_user(self.user, user=self.object, account=form.account(), revision=seen)
        except ValidationError as problem:
            self._catch_up(form, problem)
            raise
        return address_of(self.object)

    def _catch_up(self, form: EditUserForm, problem: ValidationError) -> None:
        """The next save is taken; the account as it is now stands beside what was typed."""
        if getattr(problem, "code", None) != "changed_meanwhile":
            return
        self.object.refresh_from_db()
        data = self.request.POST.copy()
        data["revision"] = str(self.object.revision)
        form.data = data
        now = self.get_initial()
        for name, typed_value in list(form.cleaned_data.items()):
            if name != "revision" and (now[name] or "") != (typed_value or ""):
                value = _spoken(form, name, now[name])
                form.add_error(name, _("Now: %(value)s") % {"value": value})

    def get_context(self) -> dict[str, Any]:
        return {**super().get_context(), "object": self.object}


def _spoken(form: EditUserForm, name: str, value: Any) -> str:
    """A stored value as the form's choices word it."""
    choices = dict(getattr(form.fields[name], "choices", ()))
    return str(choices.get(value, value) or "—")


class ResetPassword(OfUser, ActionPage):
    """A new one-time password."""

    permission = Right.SETTINGS

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return answer_once(self, set_one_time_password(self.user, user=self.subject))


class ReactivateUser(OfUser, ActionPage):
    """Back in; the teams are chosen anew."""

    permission = Right.SETTINGS

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return answer_once(self, reactivate_user(self.user, user=self.subject))


class DeactivateUser(OfUser, ActionPage):
    """No more sign-in."""

    permission = Right.SETTINGS
    success = gettext_lazy("The account is deactivated. Today was the last day in the teams.")

    def run(self) -> str:
        user = self.subject
        deactivate_user(self.user, user=user)
        return address_of(user)


class UnlockUser(OfUser, ActionPage):
    """Signing in is possible again at once."""

    permission = Right.SETTINGS
    success = gettext_lazy("The account is unlocked.")

    def run(self) -> str:
        user = self.subject
        unlock_user(self.user, user=user)
        return address_of(user)


def address_of(user: User) -> str:
    return reverse("settings-user", args=[user.code])


def crumbs_of(user: User) -> list[tuple[Text, str]]:
    return [
        (_("Settings"), reverse("site:settings")),
        (_("Users"), reverse("settings-users")),
        (typed(user.code), address_of(user)),
    ]
