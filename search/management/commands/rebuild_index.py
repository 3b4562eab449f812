"""Build the search index anew."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from search.services import rebuild_index, search_status


class Command(BaseCommand):
    help = (
        "Build the search index anew from the directory. The old one serves until the new one is "
        "whole."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()

        def progress(programmes: int) -> None:
            if options["verbosity"] >= 1:
                self.stdout.write(f"{programmes} programmes read", ending="\r")
                self.stdout.flush()

        count = rebuild_index(progress=progress)
        if options["verbosity"] >= 1:
            seconds = time.monotonic() - started
            self.stdout.write(f"The index holds {count} programmes; built in {seconds:.1f} s.")
            self.stdout.write(f"Search engine: {search_status()['says']}.")
