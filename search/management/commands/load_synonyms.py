"""Load the first synonyms."""

from typing import Any

from django.core.management.base import BaseCommand

from search.sample.loader import load_synonyms


class Command(BaseCommand):
    help = (
        "Load the words people use that Turnstone brings along, for editors to go on with. Run "
        "again, it changes nothing, and brings nothing back that an editor deleted."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        report = load_synonyms(progress=self.stdout.write)
        count = report.loaded["synonyms"]
        self.stdout.write(f"Loaded {count} entries of words people use; others were there already.")
