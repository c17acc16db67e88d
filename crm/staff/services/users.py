"""Accounts: registered, changed, deactivated, given a one-time password, unlocked."""

from __future__ import annotations

import re
import secrets
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from axes.utils import reset as forget_failures
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from crm.core import audit, clock, numbers
from crm.core.masking import mask_email
from crm.people.models import Role, Team, User

from .memberships import end_all, place
from .work_status import end_running

#: Letters and digits that cannot be taken for one another when read from paper.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
#: No @, so that a user name is never taken for somebody's e-mail address at sign-in.
USERNAME = re.compile(r"[\w.-]{1,60}")


@dataclass(frozen=True, kw_only=True)
class Account:
    """What the form asks about a user. `code` empty: the next free one."""

    username: str
    name: str
    role: str
    email: str = ""
    code: str = ""
    language: str = "ko"
    joined_on: date | None = None


@dataclass(frozen=True)
class NewUser:
    """The user and the password that is shown once and stored nowhere."""

    user: User
    password: str


def one_time_password() -> str:
    """Twelve letters in three groups (59 bits), to be read aloud or copied."""
    groups = ["".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3)]
    return "-".join(groups)


@transaction.atomic
def create_user(
    actor: User | None,
    *,
    account: Account,
    team: Team | None = None,
    starts_on: date | None = None,
    password: str = "",
) -> NewUser:
    """Register somebody; with a team they belong to it in the way their role says.

    Without a password a one-time one is made, to be changed at the first sign-in.
    """
    _refuse(account, None)
    given = password or one_time_password()
    facts = asdict(account)
    facts["code"] = account.code or numbers.free_codes(User, "A", 4)[0]
    user = User(**facts, must_change_password=not password)
    user.set_password(given)
    user.save(force_insert=True)
    audit.record(actor, "user.created", user, changes=audit.diff({}, _shown(user)))
    if team is not None:
        place(actor, user=user, team=team, starts_on=starts_on or clock.today())
    return NewUser(user, given)


@transaction.atomic
def update_user(actor: User, *, user: User, account: Account, revision: int | None = None) -> User:
    """Change the account. A new role ends today what the old one held; history stays.

    The employee number is given once: addresses, files and audit entries name it. `revision` is the
    one the editor saw: an account changed since then is not overwritten.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if revision is not None and revision != user.revision:
        raise ValidationError(
            _(
                "Somebody changed this account in the meantime. Your entries are still here: "
                "compare them with the account, then save again."
            ),
            code="changed_meanwhile",
        )
    _refuse(account, user.pk)
    before, earlier = _shown(user), user.email
    if account.role != user.role:
        _keep_an_admin(user)
        end_all(actor, user=user, from_day=clock.today())
        end_running(user)
    facts = {field: value for field, value in asdict(account).items() if field != "code"}
    for field, value in facts.items():
        setattr(user, field, value)
    changes = audit.diff(before, _shown(user))
    if user.email != earlier:  # another address may look the same once it is masked
        changes.setdefault("email", [before["email"], before["email"]])
    if changes:
        user.revision += 1
        user.save(update_fields=[*facts, "revision"])
        audit.record(actor, "user.changed", user, changes=changes)
    return user


@transaction.atomic
def deactivate_user(actor: User, *, user: User) -> None:
    """No more sign-in, at once; today is the last day in the teams, history stays."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        return
    if actor.pk == user.pk:
        raise ValidationError(_("You cannot deactivate your own account. Ask another admin."))
    _keep_an_admin(user)
    end_all(actor, user=user, from_day=clock.today() + timedelta(days=1))
    end_running(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    audit.record(actor, "user.deactivated", user, changes={"is_active": [True, False]})


@transaction.atomic
def reactivate_user(actor: User, *, user: User) -> NewUser:
    """Sign-in is possible again with a new one-time password; teams are chosen anew."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        audit.record(actor, "user.reactivated", user, changes={"is_active": [False, True]})
    return set_one_time_password(actor, user=user)


@transaction.atomic
def set_one_time_password(actor: User | None, *, user: User) -> NewUser:
    """A new password to hand over; every session of the account ends."""
    password = one_time_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    audit.record(actor, "user.password_reset", user)
    forget_failures(username=user.username)
    return NewUser(user, password)


@transaction.atomic
def unlock_user(actor: User, *, user: User) -> bool:
    """Let somebody sign in again who mistyped too often. False: nothing was locked."""
    removed = forget_failures(username=user.username)
    if removed:
        audit.record(actor, "user.unlocked", user)
    return bool(removed)


def _refuse(account: Account, own: int | None) -> None:
    """Name every value that cannot be; the constraints are the last word on what is taken."""
    others = User.objects.all() if own is None else User.objects.exclude(pk=own)
    words = {
        "username": (_("This user name is taken."), Q(username__iexact=account.username)),
        "code": (_("This employee number is taken."), Q(code=account.code)),
        "email": (_("This e-mail address is taken."), Q(email__iexact=account.email)),
    }
    problems = {
        field: message
        for field, (message, same) in words.items()
        if getattr(account, field) and others.filter(same).exists()
    }
    if not USERNAME.fullmatch(account.username):
        problems["username"] = _("Use letters, digits, dots, hyphens and underscores only.")
    if problems:
        raise ValidationError(problems)


def _keep_an_admin(user: User) -> None:
    """The centre must keep somebody who can open these pages."""
    if user.role != Role.ADMIN or not user.is_active:
        return
    others = User.objects.active().filter(role=Role.ADMIN).exclude(pk=user.pk)
    if not others.select_for_update().exists():
        raise ValidationError(_("This is the only active admin. Register another one first."))


def _shown(user: User) -> dict[str, object]:
    """The account as the audit keeps it: contact data masked."""
    return {
        "username": user.username,
        "code": user.code,
        "name": user.name,
        "email": user.email and mask_email(user.email),
        "role": user.role,
        "language": user.language,
        "joined_on": user.joined_on,
    }
