"""`./dev code NAME`: for whoever tries the demonstration without an authenticator app."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.accounts.models import User
from portal.accounts.sample import PEOPLE
from portal.accounts.totp import code_for


class Command(BaseCommand):
    help = "Print the current six-digit code of a demonstration user. Refuses in production."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", default="", help="ines, petra, edit …")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError(
                "Codes are given in a demonstration only. In production, each person's own "
                "authenticator app shows theirs."
            )
        name = options["name"].strip().lower().removesuffix("@example.org")
        if name not in PEOPLE:
            asked = f"Nobody here is called {name}." if name else "Say whose code you need."
            raise CommandError(f"{asked} The people are: {', '.join(sorted(PEOPLE))}.")
        try:
            code = code_for(User.objects.get(username=name))
        except User.DoesNotExist:
            raise CommandError(
                f"{name} is not there yet. Run ./dev start once; it makes the people."
            ) from None
        except Authenticator.DoesNotExist:
            raise CommandError(
                f"{name} has no authenticator app any more: it was taken away after the start."
            ) from None
        self.stdout.write(code.digits)
        if self.stderr.isatty():
            self.stderr.write(f"Works for {code.seconds_left} seconds, once.")
