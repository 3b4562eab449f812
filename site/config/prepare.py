"""What `./dev start` sets up before the servers: each step does only what is still missing."""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from typing import Any

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from config.messages import compile_catalogues


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to set up: what is said before it, and what is done."""

    says: str
    run: Callable[[], object]


def quietly(command: str, **options: Any) -> None:
    """Run a command of `manage.py` without its report; raises CommandError as it does."""
    call_command(command, verbosity=0, stdout=StringIO(), **options)


STEPS = (
    Step("Keys", lambda: quietly("make_keys")),
    Step("Database tables (the first time, half a minute)", lambda: migrate()),
    Step("Sample directory and sample people", lambda: quietly("load_sample")),
    Step("Style sheets, scripts and pictures", lambda: collect_static()),
    Step("Search index", lambda: build_index()),
)


def main() -> int:
    """Run every step, one line each. Gives 1, after a sentence, when one cannot be done."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    compile_catalogues()
    django.setup()
    for step in STEPS:
        started = time.monotonic()
        print(f"{step.says} ...", end=" ", flush=True)
        try:
            step.run()
        except (CommandError, ImproperlyConfigured, DatabaseError, OSError) as trouble:
            print(f"no.\n{trouble}", file=sys.stderr, flush=True)
            return 1
        print(f"ready ({time.monotonic() - started:.0f} s)", flush=True)
    return 0


def migrate() -> None:
    quietly("migrate", interactive=False)
    quietly("createcachetable")


def collect_static() -> None:
    quietly("collectstatic", interactive=False)


def build_index() -> None:
    """Make the search index when there is none that this version can read."""
    from search.services import build_missing_indexes

    build_missing_indexes()


if __name__ == "__main__":
    raise SystemExit(main())
