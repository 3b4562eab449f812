"""Load the sample directory and, in a demonstration, its people and its doors.

What is there already is left as it is.
"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from directory.sample.loader import load_directory
from portal.accounts.sample import load_people
from portal.referrals.sample import load_doors
from search.sample.loader import load_synonyms


class Command(BaseCommand):
    help = (
        "Load the sample directory and, in a demonstration, people and doors. Run again, it "
        "changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("Loading the sample directory")
        self.stdout.write(str(load_directory(progress=self.stdout.write)))
        self.stdout.write("Loading the words people use")
        load_synonyms()
        if not settings.DEMONSTRATION:
            self.stdout.write(
                "The sample directory is there. In production no sample people are made and no "
                "doors are opened: invite_person makes people, set_door says what a programme "
                "takes."
            )
            return
        load_people()
        load_doors()
        self.stdout.write("The sample directory, its people and its doors are there.")
