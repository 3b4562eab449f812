"""For a person who lost their phone and their recovery codes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.accounts.management.people import person_called
from portal.accounts.services import remove_second_factors


class Command(BaseCommand):
    help = (
        "Take away all second factors of a person, after making sure that it is really they who "
        "ask. They set up a new one at the next sign-in."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        user = person_called(options["username"])
        removed = remove_second_factors(acting_user=None, user=user)
        self.stdout.write(
            f"{removed} second factors of {user.username} are gone, and the sessions with them."
        )
