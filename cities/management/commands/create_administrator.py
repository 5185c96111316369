from __future__ import annotations

from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import User
from cities.models import Role
from cities.services import membership_give


class Command(BaseCommand):
    help = "The first administrator of an installation; asks for the password. Everybody else comes by invitation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="the person's name as shown")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        password = getpass("Password: ")
        user = User(username=options["username"], name=options["name"])
        try:
            validate_password(password, user)
            user.set_password(password)
            user.full_clean()
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        user.save()
        membership_give(user=user, role=Role.ADMINISTRATOR)
        self.stdout.write(f"{user.username} ✓")
