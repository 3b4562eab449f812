"""Draw the table of states into `docs/referrals.md`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from portal.referrals.picture import redraw

PAGE = Path(__file__).resolve().parents[4] / "docs" / "referrals.md"


class Command(BaseCommand):
    help = "Draw the table of a referral's states into docs/referrals.md."

    def handle(self, *args: Any, **options: Any) -> None:
        PAGE.write_text(redraw(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
        self.stdout.write("docs/referrals.md shows the states as they are.")
