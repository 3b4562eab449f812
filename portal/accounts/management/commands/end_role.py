"""Take a role away from a person, at once or from a day on."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portal.accounts.management.people import person_called
from portal.accounts.models import Membership
from portal.accounts.roles import Role
from portal.accounts.services import end_membership, find_organisation


class Command(BaseCommand):
    help = "End a role of a person: at once, or after the last day that is named."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("--organisation", default="", help="its key; not for editor and admin")
        parser.add_argument(
            "--last-day",
            type=dt.date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="the last day on which it counts; none given: from now on it counts no more",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        user, role, key = (
            person_called(options["username"]),
            options["role"],
            options["organisation"],
        )
        try:
            organisation = find_organisation(key) if key else None
        except ValidationError as refusal:
            raise CommandError(f"--organisation: {' '.join(refusal.messages)}") from refusal
        # Those that are still to begin as well: they would give the role back.
        not_over = Q(valid_until__isnull=True) | Q(valid_until__gte=timezone.localdate())
        held = Membership.objects.filter(
            not_over, user=user, role=role, organisation=organisation, active=True
        )
        if not held:
            place = f"at {key}" if key else "without an organisation"
            raise CommandError(f"{user.username} does not hold the role {role} {place}.")
        with transaction.atomic():
            ended = [
                end_membership(
                    acting_user=None, membership=membership, last_day=options["last_day"]
                )
                for membership in held
            ]
        days = [membership.valid_until for membership in ended if membership.active]
        last = max((day for day in days if day and day >= timezone.localdate()), default=None)
        until = f"ends with {last}" if last else "has ended"
        self.stdout.write(f"The role {role} of {user.username} {until}.")
