"""Builders of records. Each app's own are beside it; people and teams stand here."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory
from django.contrib.auth.hashers import make_password

from crm.people.models import Kind, Membership, Role, Team, User

PASSWORD = "a-password-of-tests"
LONG_AGO = date(2026, 1, 1)
_HASH: dict[str, str] = {}


def _hashed(password: str) -> str:
    """Hashed once a process: even a cheap hash adds up over thousands of users."""
    return _HASH.setdefault(password, make_password(password))


class TeamFactory(factory.django.DjangoModelFactory[Team]):
    class Meta:
        model = Team
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"T-{n + 101:03d}")
    name = factory.LazyAttribute(lambda team: f"상담 {team.code}")


class UserFactory(factory.django.DjangoModelFactory[User]):
    """An agent who has signed in before; `password="…"` sets another one than PASSWORD."""

    class Meta:
        model = User
        django_get_or_create = ("username",)

    username = factory.Sequence(lambda n: f"user{n + 1}")
    code = factory.Sequence(lambda n: f"A-{n + 9001:04d}")
    name = factory.Sequence(lambda n: f"홍길동{n + 1}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@centre.example")
    role = Role.AGENT
    language = "en"
    password = PASSWORD

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        kwargs["password"] = _hashed(kwargs["password"])
        return super()._create(model_class, *args, **kwargs)


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    team = factory.SubFactory(TeamFactory)
    kind = Kind.MEMBER
    starts_on = LONG_AGO
