"""Prove that the audit log is whole, or name the row where it is not."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.audit.anchoring import anchor_head
from portal.audit.errors import AuditError
from portal.audit.verification import verify_log
from portal.vault.errors import KeyRingError


class Command(BaseCommand):
    help = (
        "Verify the audit log against its hash chain and its signed anchors. "
        "Exit code 1 and the row's number where it fails."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anchors", type=Path, help="A copy of the anchor file that was kept elsewhere."
        )
        parser.add_argument(
            "--begin-anew",
            action="store_true",
            help="The anchor file is lost for good: start another. Leaves a row that says so.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["begin_anew"]:
                anchor_head(begin_anew=True)
            found = verify_log(path=options["anchors"])
        except (AuditError, KeyRingError) as trouble:
            raise CommandError(str(trouble)) from trouble
        for row in found.restarts:
            self.stdout.write(f"Row {row}: an operator started the anchors anew here.")
        self.stdout.write(
            f"The audit log is whole: {found.rows} rows, {found.anchored_rows} of them anchored "
            f"by {found.anchors} anchors; {found.unanchored_rows} not yet anchored."
        )
        self.stdout.write(f"Head: row {found.rows}, {found.head}")
