"""`manage.py create_api_key`: a key for a program, printed once."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from crm.core.api.scopes import SCOPES
from crm.people.models import User
from crm.staff.services.api_keys import create_api_key


class Command(BaseCommand):
    help = (
        "Make an API key and print it, alone, on standard output: it is kept nowhere. It acts as "
        "its owner, within its scopes. Exit code 2 for an unknown user or scope.\n"
        f"Scopes: {', '.join(SCOPES)}"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", required=True, help="owner: user name or e-mail address")
        parser.add_argument(
            "--scopes", nargs="+", required=True, metavar="SCOPE",
            help="separated by spaces or commas; all for every scope",
        )  # fmt: skip
        parser.add_argument("--name", default="", help="what it is for; its prefix when left out")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):  # as every command speaks
            owner = User.objects.by_login(options["user"])
            if owner is None:
                raise CommandError(f"Nobody is called {options['user']!r}.", returncode=2)
            words = [word for text in options["scopes"] for word in text.split(",") if word]
            scopes = list(SCOPES) if words == ["all"] else words
            try:
                made = create_api_key(None, owner=owner, scopes=scopes, name=options["name"])
            except ValidationError as problem:
                valid = f" Valid: {', '.join(SCOPES)}."
                raise CommandError(" ".join(problem.messages) + valid, returncode=2) from problem
        self.stdout.write(made.text)
