"""Make an account and mail its owner the link with which they choose a password."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from portal.accounts.roles import Role
from portal.accounts.services import create_user, find_organisation, grant_membership
from portal.accounts.tasks import mail_password_link


class Command(BaseCommand):
    help = "Invite a person: an account, a role, and a mail with the link to choose a password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("email")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("--organisation", default="", help="its key; not for editor and admin")
        parser.add_argument("--language", default="nl", choices=["nl", "fr", "en"])

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                key = options["organisation"]
                user = create_user(
                    acting_user=None, username=options["username"], email=options["email"]
                )
                grant_membership(
                    acting_user=None,
                    user=user,
                    role=Role(options["role"]),
                    organisation=find_organisation(key) if key else None,
                )
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        mail_password_link.enqueue(str(user.public_id), options["language"])
        self.stdout.write(
            f"{user.username} is invited. The link in the mail works for three days; after that, "
            "“I forgot my password” on the sign-in page sends another one."
        )
