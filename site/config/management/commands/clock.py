"""Run the clock: it enqueues what falls due and anchors the audit log."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.clock import Clock
from portal.audit.services import anchor_head


class Command(BaseCommand):
    help = "Enqueue what falls due and anchor the audit log, until told to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--ticks", type=int, default=0, help="Stop after so many ticks.")
        parser.add_argument("--pause", type=float, default=1.0, help="Seconds between ticks.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["pause"] <= 0:
            raise CommandError("--pause must be above 0 seconds.")
        stop = threading.Event()
        if threading.current_thread() is threading.main_thread():
            for kind in (signal.SIGTERM, signal.SIGINT):
                signal.signal(kind, lambda *_: stop.set())
        clock, ticks = Clock(), 0
        while not stop.is_set():
            clock.tick()
            ticks += 1
            if options["ticks"] and ticks >= options["ticks"]:
                break
            stop.wait(options["pause"])
        # What was logged since the last tick is anchored before the clock stands still.
        anchor_head()
