"""What falls due, and when. The clock only enqueues or does what no web process may: every job is
idempotent, so a tick too many changes nothing.
"""

import datetime as dt
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.db import OperationalError, close_old_connections
from django.utils import timezone
from django_tasks import task

from directory import edition
from directory.corrections import tasks as corrections
from directory.imports import tasks as imports
from directory.quality import tasks as quality
from directory.queueing import enqueue_once
from portal.accounts import tasks as accounts
from portal.audit.services import anchor_head
from portal.referrals import tasks as referrals
from search import tasks as search

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do every so many seconds."""

    name: str
    every: float
    run: Callable[[], object]


@dataclass
class OnceADay:
    """Runs at its first call, and at the first one of every day after it."""

    run: Callable[[], object]
    ran_on: dt.date | None = None

    def __call__(self) -> None:
        today = timezone.localdate()
        if self.ran_on != today:
            self.run()
            self.ran_on = today


def beat(name: str) -> None:
    """Leave a sign of life under `run/`, for `/ready`."""
    (settings.DATA / "run" / f"{name}.beat").touch(mode=0o600)


@task(queue_name="default", priority=90)
def beat_worker() -> None:
    """Show that tasks are really carried out."""
    beat("worker")


@task(queue_name="default")
def publish_scheduled() -> None:
    """Publish and expire what editors scheduled."""
    from django.core.management import call_command

    call_command("publish_scheduled", verbosity=0)


@task(queue_name="default")
def prune_task_results() -> None:
    """Forget finished tasks: their rows are of no use a day later."""
    from django.core.management import call_command

    call_command("prune_db_task_results", "--min-age-days", "1", verbosity=0)


@task(queue_name="default")
def forget_old_editions() -> None:
    """Clear away what connections left that have ended, or were killed in mid-write."""
    edition.forget_old_editions()


@task(queue_name="default")
def forget_ended_sessions() -> None:
    """Delete sessions that have ended: each row says when somebody was last here."""
    from django.core.management import call_command

    call_command("clearsessions")


JOBS = (
    Job("clock beat", 2, lambda: beat("clock")),
    Job("worker beat", 15, partial(enqueue_once, beat_worker)),
    Job("anchor the audit log", 2, anchor_head),
    Job("collect letters", 2, referrals.enqueue_collection_if_due),
    Job("tell people that something is there", 60, referrals.enqueue_notices_if_due),
    Job("open and close doors", 60, partial(enqueue_once, referrals.refresh_doors)),
    Job("keep the CMS's groups in step", 3600, partial(enqueue_once, accounts.sync_cms_groups)),
    Job("try stuck letters again", 3600, partial(enqueue_once, referrals.collect_stuck_letters)),
    Job("throw away old drafts", 3600, partial(enqueue_once, referrals.purge_drafts)),
    Job("see to the search index", 10, search.enqueue_check),
    # At midnight, when capacities stop to count.
    Job("build the search index anew", 60, OnceADay(search.enqueue_rebuild)),
    Job("compare Elasticsearch with the database", 60, OnceADay(search.enqueue_comparison)),
    Job(
        "forget old searches",
        60,
        OnceADay(partial(enqueue_once, search.forget_old_searches_task)),
    ),
    Job("weigh entries", 30, quality.enqueue_weighing_if_due),
    Job("look at links", 60, quality.enqueue_link_checks_if_due),
    Job(
        "forget what is known of entries that are gone",
        60,
        OnceADay(partial(enqueue_once, quality.forget_what_is_gone)),
    ),
    Job("go on with imports", 5, imports.enqueue_if_due),
    Job("take in answers about entries", 5, corrections.enqueue_taking_in_if_due),
    Job("remind keepers of their entries", 24 * 3600, corrections.enqueue_reminders_if_due),
    Job(
        "forget old corrections",
        24 * 3600,
        partial(enqueue_once, corrections.forget_old_corrections),
    ),
    Job("forget old imports", 3600, imports.enqueue_purge_if_due),
    Job("publish what is scheduled", 60, partial(enqueue_once, publish_scheduled)),
    Job("forget ended sessions", 3600, partial(enqueue_once, forget_ended_sessions)),
    Job("forget old editions", 600, partial(enqueue_once, forget_old_editions)),
    Job("prune task results", 24 * 3600, partial(enqueue_once, prune_task_results)),
)


class Clock:
    """Runs each job when it falls due; a job that fails is logged and tried at its next time."""

    def __init__(self, jobs: tuple[Job, ...] = JOBS) -> None:
        self.jobs = jobs
        self._next = {job.name: 0.0 for job in jobs}

    def tick(self, now: float | None = None) -> list[str]:
        """Run what is due at `now` (seconds, monotonic). Returns the names of the jobs run."""
        moment = time.monotonic() if now is None else now
        run = []
        for job in self.jobs:
            if moment < self._next[job.name]:
                continue
            self._next[job.name] = moment + job.every
            try:
                job.run()
            except OperationalError:
                # It falls due again; a traceback would only say what the database was asked.
                log.warning("job put off, the database did not answer: %s", job.name)
            except Exception:  # one failing job must not stop the others
                log.exception("job failed: %s", job.name)
            run.append(job.name)
        close_old_connections()
        return run
