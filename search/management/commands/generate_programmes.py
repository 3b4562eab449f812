"""Fill the directory with invented programmes, to try it out at size."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search.services import rebuild_index
from search.synthetic import Terms, synthetic_records
from search.synthetic.pages import create_pages, terms_in_database


class Command(BaseCommand):
    help = (
        "Add invented programmes, each titled “(example)”, and build the search index anew. The "
        "same seed gives the same programmes; those already there are left as they are."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", type=int, required=True, help="how many programmes")
        parser.add_argument("--seed", type=int, default=1, help="which ones (default 1)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("Invented programmes have no place in a production directory.")
        if options["count"] < 0:
            raise CommandError("--count: give a number of programmes, 0 or more.")
        terms = terms_in_database()
        if "population" not in terms:
            raise CommandError("There are no vocabularies yet: run load_sample first.")
        started = time.monotonic()
        records = synthetic_records(options["count"], seed=options["seed"], terms=Terms(terms))
        created = create_pages(records, progress=self._say("programmes written"))
        self.stdout.write(f"{created} programmes added in {time.monotonic() - started:.1f} s.")
        indexed = rebuild_index(progress=self._say("programmes indexed"))
        self.stdout.write(f"The search index holds {indexed} programmes.")

    def _say(self, what: str) -> Any:
        def say(number: int) -> None:
            self.stdout.write(f"{number} {what}", ending="\r")
            self.stdout.flush()

        return say
