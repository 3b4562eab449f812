"""What `./dev start` sets up before the servers: each step does only what is still missing."""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

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


STEPS = (
    Step("Keys", lambda: call_command("make_keys", verbosity=0)),
    Step("Database tables", lambda: migrate()),
    Step("Sample directory and sample people", lambda: call_command("load_sample", verbosity=0)),
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
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def collect_static() -> None:
    call_command("collectstatic", verbosity=0, interactive=False)


def build_index() -> None:
    """Make the search index when there is none that this version can read."""
    if not search_status()["ok"]:
        call_command("rebuild_index", verbosity=0)


if __name__ == "__main__":
    raise SystemExit(main())
