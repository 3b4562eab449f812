"""The worker, which outlives a database that does not answer for a while.

Somebody's long transaction, or a connection that is lost, ends the package's own worker; and where
`./dev start` watches over it, that ends everything.
"""

import logging
import time
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from django_tasks_db.management.commands import db_worker

# Seconds between two tries.
PAUSE = 2.0
log = logging.getLogger(__name__)


class Command(db_worker.Command):
    help = "Run a database background worker, through times in which the database does not answer."

    def configure_logging(self, verbosity: int) -> None:
        """Leave the settings' levels alone: the package would date each task to the second, and so
        each letter that somebody sent."""

    def handle(self, **options: Any) -> None:
        while True:
            try:
                return super().handle(**options)
            except (OperationalError, InterfaceError):
                if options["batch"]:
                    raise
                log.exception("the database did not answer the worker; it tries again")
                connection.close()
                time.sleep(PAUSE)
