"""What the worker does for referrals. Arguments are opaque ids; every task may run twice.

What a person sent goes before everything else: the CMS queues hundreds of tasks of its own when
much is published at once.
"""

from contextlib import suppress
from uuid import UUID

from django.db import OperationalError
from django_tasks import TaskResultStatus, task

from directory.queueing import enqueue_once, forget_results, forget_stuck, is_queued
from portal.referrals import drafts, notices, services
from portal.vault.erasure import purge_is_asked, require_purge

# Minutes after which a collection that still runs has lost its worker.
STUCK_AFTER = 10


@task(queue_name="referrals", priority=100)
def collect_letters() -> None:
    """Take in what people sent, destroy what they threw away unsent, and finish erasures whose
    bytes still lie in the journal.

    A busy database leaves it to the next turn, in two seconds: a failed task would write a line
    into the log that dates a letter.
    """
    with suppress(OperationalError):
        services.collect_letters()
        services.destroy_thrown_away()
        if purge_is_asked():
            services.purge_what_is_due()


@task(queue_name="referrals")
def collect_stuck_letters() -> None:
    """Try again what could not be taken in, and say so in the log where it still cannot."""
    services.collect_letters(stuck=True)


@task(queue_name="referrals")
def refresh_doors() -> None:
    """Open and shut the programmes' doors as their people and pages allow."""
    services.refresh_doors()


@task(queue_name="referrals")
def purge_drafts() -> None:
    """Delete what was begun and never sent, and take all that was destroyed out of the journal."""
    services.purge_drafts()
    drafts.purge_partner_drafts()
    services.purge_what_is_due()


@task(queue_name="mail", priority=50)
def send_notice(public_id: str) -> None:
    """Mail one person that there is something for them."""
    notices.send_notice(public_id=UUID(public_id))


def enqueue_collection_if_due() -> bool:
    """Called by the clock: enqueue a collection when there is something to collect.

    The rows of collections that are done go at once: their times would tell when somebody wrote.
    """
    done = forget_results(collect_letters, TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED)
    if done + forget_stuck(collect_letters, minutes=STUCK_AFTER):
        # They leave the journal with the hourly purge.
        require_purge()
    waiting = (services.letters_waiting, services.drafts_to_destroy, purge_is_asked)
    return any(waits() for waits in waiting) and enqueue_once(collect_letters)


def enqueue_notices_if_due() -> int:
    """Called by the clock: enqueue a mail for everybody for whom something is there.

    Rows of mails that were sent go too: one follows a self-referral within minutes.
    """
    forget_results(send_notice, TaskResultStatus.SUCCESSFUL)
    if is_queued(send_notice):
        return 0
    waiting = notices.waiting_notices()
    for public_id in waiting:
        send_notice.enqueue(str(public_id))
    return len(waiting)
