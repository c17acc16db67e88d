"""`manage.py create_admin`: the first account of an empty centre, or another admin in need."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import translation

from crm.people.models import Role, User
from crm.staff.services.users import Account, create_user


class Command(BaseCommand):
    help = "Registers an admin, who can then set up the centre and register everybody else."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--username", help="name to sign in with; asked for when left out")
        parser.add_argument("--name", help="full name; asked for when left out, else the user name")
        parser.add_argument("--email", help="e-mail address, also good for signing in")
        parser.add_argument("--language", choices=["ko", "en"], default="ko")
        parser.add_argument(
            "--password-stdin",
            action="store_true",
            help="read the password from standard input, one line, instead of asking for it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):  # as every command speaks
            self._register(options)

    def _register(self, options: dict[str, Any]) -> None:
        username = self._value(options, "username", "User name")
        account = Account(
            username=username,
            name=self._value(options, "name", "Full name", fallback=username),
            email=(options["email"] or "").strip(),
            role=Role.ADMIN,
            language=options["language"],
        )
        if account.email:
            _checked(validate_email, account.email)
        password = self._password(account, from_stdin=options["password_stdin"])
        try:
            made = create_user(None, account=account, password=password)
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        self.stdout.write(f"Registered admin {made.user.username} ({made.user.code}).")

    def _value(self, options: dict[str, Any], key: str, question: str, fallback: str = "") -> str:
        given: str = (options[key] or "").strip()
        if not given and (options["password_stdin"] or not sys.stdin.isatty()):
            if not fallback:
                raise CommandError(f"--{key} is needed where nobody can be asked.")
            return fallback
        while not given:
            given = input(f"{question}: ").strip()
        return given

    def _password(self, account: Account, *, from_stdin: bool) -> str:
        owner = User(username=account.username, name=account.name, email=account.email)
        if from_stdin:
            password = sys.stdin.readline().rstrip("\r\n")
            _checked(validate_password, password, owner)
            return password
        if not sys.stdin.isatty():
            raise CommandError("Nobody can be asked for a password here; use --password-stdin.")
        while True:
            password = getpass.getpass("Password: ")
            try:
                validate_password(password, owner)
            except ValidationError as problem:
                self.stderr.write(" ".join(problem.messages))
                continue
            if getpass.getpass("Again: ") == password:
                return password
            self.stderr.write("The two do not match.")


def _checked(validator: Any, *values: Any) -> None:
    try:
        validator(*values)
    except ValidationError as problem:
        raise CommandError(" ".join(problem.messages)) from problem
