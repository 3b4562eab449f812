"""Let a person in no more."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.accounts.management.people import person_called
from portal.accounts.services import close_account


class Command(BaseCommand):
    help = "Let a person in no more: their sessions end with the next click, their roles count not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        user = person_called(options["username"])
        if not user.is_active:
            raise CommandError(f"The account of {user.username} is closed already.")
        close_account(acting_user=None, user=user)
        self.stdout.write(
            f"The account of {user.username} is closed. What they did stays in the audit log."
        )
