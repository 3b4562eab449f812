"""The clock: a worker that was away finds each job once, and no row tells when somebody wrote."""

import datetime as dt

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from config import clock
from config.settings import common
from directory.queueing import forget_results
from portal.referrals import tasks as referrals
from portal.vault.models import PurgeDue
from search import tasks as search


@pytest.fixture(autouse=True)
def worker_is_away(db, settings):
    settings.TASKS = common.TASKS


@pytest.fixture
def data(settings, tmp_path):
    (tmp_path / "run").mkdir()
    settings.DATA = tmp_path


def waiting() -> list[str]:
    rows = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    return sorted(rows.values_list("task_path", flat=True))


def test_a_worker_that_was_away_finds_each_job_once(data, monkeypatch):
    monkeypatch.setattr(clock, "close_old_connections", lambda: None)  # this test's own
    jobs = tuple(job for job in clock.JOBS if job.name != "anchor the audit log")
    for hour in range(3):
        clock.Clock(jobs).tick(hour * 3600.0 + 1)
    assert "config.clock.beat_worker" in waiting()
    assert "search.tasks.check_index_task" in waiting()
    assert len(waiting()) == len(set(waiting()))


def test_the_clock_asks_the_worker_about_the_index_and_never_looks_itself(data, monkeypatch):
    def never() -> None:
        raise AssertionError("the clock's account may not be able to read the index")

    monkeypatch.setattr(search, "embedded_engine", never)
    monkeypatch.setattr(search, "elasticsearch_engine", never)
    search.enqueue_check()
    assert waiting() == ["search.tasks.check_index_task"]


@pytest.mark.parametrize("status", [TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED])
def test_no_row_of_a_collection_stays_to_date_a_letter(status):
    referrals.collect_letters.enqueue()
    DBTaskResult.objects.update(status=status)
    referrals.enqueue_collection_if_due()
    assert not DBTaskResult.objects.exists()


def test_no_row_of_a_mail_that_was_sent_stays_to_date_a_letter():
    for status in (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED):
        referrals.send_notice.enqueue("00000000-0000-4000-8000-000000000000")
        DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(status=status)
    referrals.enqueue_notices_if_due()
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED


def test_results_of_other_tasks_stay():
    search.rebuild_index_task.enqueue()
    DBTaskResult.objects.update(status=TaskResultStatus.SUCCESSFUL)
    assert forget_results(search.check_index_task, TaskResultStatus.SUCCESSFUL) == 0
    assert DBTaskResult.objects.count() == 1


def test_a_collection_whose_worker_died_leaves_no_row_either():
    began = timezone.now() - dt.timedelta(minutes=11)
    for start in (began, timezone.now()):
        referrals.collect_letters.enqueue()
        waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
        waiting.update(status=TaskResultStatus.RUNNING, started_at=start)
    referrals.enqueue_collection_if_due()
    assert DBTaskResult.objects.get().started_at > began
    assert PurgeDue.objects.filter(asked=False).exists()


def test_what_is_done_once_a_day_is_done_at_the_first_tick_after_midnight(monkeypatch):
    done = []
    daily = clock.OnceADay(lambda: done.append(True))
    for day, times in ((26, 1), (26, 1), (27, 2), (27, 2)):
        monkeypatch.setattr(timezone, "localdate", lambda day=day: dt.date(2026, 11, day))
        daily()
        assert len(done) == times


def test_a_busy_database_puts_a_job_off_and_the_log_says_no_more(data, monkeypatch, caplog):
    def busy():
        raise OperationalError("database is locked")

    monkeypatch.setattr(clock, "close_old_connections", lambda: None)
    done = []
    jobs = (clock.Job("first", 1, busy), clock.Job("second", 1, lambda: done.append(True)))
    assert clock.Clock(jobs).tick(1.0) == ["first", "second"]
    assert done == [True]
    assert "the database did not answer: first" in caplog.text
    assert "Traceback" not in caplog.text
