"""Say which referrals a programme takes here, and how soon it answers."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.referrals.services import set_door, what_is_missing
from portal.selfreferral.models import Door

# The service's names, as they are typed here.
ARGUMENTS = {"slug": "SLUG", "answer_within_days": "--days"}


class Command(BaseCommand):
    help = (
        "Say which referrals a published programme takes here, and within how many working days "
        "it promises an answer. What is not named stays as it is. A door stands open while two "
        "people of the intake are there; the clock opens and shuts it as they come and go."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the last part of the page's address")
        # Django's own commands have a `self` already.
        for name, help_text in (
            ("self", "whether people may refer themselves"),
            ("partner", "whether partners may refer"),
        ):
            parser.add_argument(
                f"--{name}", choices=["open", "closed"], dest=f"takes_{name}", help=help_text
            )
        parser.add_argument("--days", type=int, help="working days, from 1 to 30")

    def handle(self, *args: Any, **options: Any) -> None:
        if all(options[name] is None for name in ("takes_self", "takes_partner", "days")):
            raise CommandError("Nothing to change: give --self, --partner or --days.")
        try:
            door = set_door(
                acting_user=None,
                slug=options["slug"],
                takes_self=_wanted(options["takes_self"]),
                takes_partner=_wanted(options["takes_partner"]),
                answer_within_days=options["days"],
            )
        except ValidationError as refusal:
            raise CommandError(
                " ".join(
                    f"{ARGUMENTS[field]}: {sentence}"
                    for field, sentences in refusal.message_dict.items()
                    for sentence in sentences
                )
            ) from refusal
        self._say(door)

    def _say(self, door: Door) -> None:
        for name, wanted, stands_open in (
            ("self", door.takes_self, door.self_open),
            ("partner", door.takes_partner, door.partner_open),
        ):
            state = "open" if stands_open else "waiting" if wanted else "closed"
            self.stdout.write(f"{name}: {state}")
        self.stdout.write(f"answers within {door.answer_within_days} working days")
        missing = what_is_missing(door)
        if missing and (door.takes_self or door.takes_partner):
            self.stdout.write(f"Opens by itself once nothing is missing: {' '.join(missing)}")


def _wanted(said: str | None) -> bool | None:
    return None if said is None else said == "open"
