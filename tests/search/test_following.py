"""A change is awaited from its transaction on until each index holds it."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from directory.edition import read_edition
from directory.models import ProgrammePage, Term
from search import services, tasks
from search.following import (
    ELASTICSEARCH,
    EMBEDDED,
    await_change,
    awaited_by,
    has_lost_changes,
    is_behind,
    settle,
)
from search.models import AwaitedChange
from tests.search.small_directory import SmallDirectory

pytestmark = pytest.mark.django_db(transaction=True)
BUILT = "search.tasks.rebuild_index_task"
COMPARED = "search.tasks.compare_index_task"
SENT = "search.tasks.send_programmes_task"


@pytest.fixture
def later(settings):
    """Tasks lie in the database until a worker takes them."""
    backend = {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "finder"]}
    settings.TASKS = {"default": backend}


def test_a_change_is_awaited_until_the_worker_has_indexed_it(directory, later):
    directory.add("one")
    assert is_behind()
    [task] = DBTaskResult.objects.filter(task_path="search.tasks.index_programmes_task")
    before = read_edition()
    tasks.index_programmes_task.func(*task.args_kwargs["args"], **task.args_kwargs["kwargs"])
    assert not is_behind()
    assert read_edition() != before
    Term.objects.get(code="adults").save()
    assert is_behind()
    tasks.rebuild_index_task.func()
    assert not is_behind()


def test_what_changes_while_an_index_is_built_is_awaited_still(
    directory: SmallDirectory, later, monkeypatch
):
    directory.add("one")
    read = services.documents_now

    def and_then_a_change():
        yield from read()
        directory.add("two")

    monkeypatch.setattr(services, "documents_now", and_then_a_change)
    services.rebuild_index()
    assert len(awaited_by(EMBEDDED)) == 1


def test_each_engine_is_awaited_by_itself(settings, db):
    settings.ELASTICSEARCH_URL = "http://localhost:1/alias"
    change = AwaitedChange().id
    await_change(change)
    settle(EMBEDDED, [change])
    assert is_behind()
    assert awaited_by(ELASTICSEARCH) == [change]
    settle(ELASTICSEARCH, [change])
    assert not is_behind()
    # An engine that is not there any more is waited for by nobody.
    await_change(change)
    settings.ELASTICSEARCH_URL = ""
    settle(EMBEDDED, [change])
    assert not is_behind()


def test_an_index_that_was_written_is_another_edition(db):
    settle(EMBEDDED, [])
    before = read_edition()
    settle(EMBEDDED, [])
    assert read_edition() != before


def test_a_change_that_no_worker_heard_of_has_the_index_built_anew(directory, later):
    services.rebuild_index()
    directory.add("one")
    DBTaskResult.objects.all().delete()  # as if killed between the commit and the task
    tasks.enqueue_rebuild_if_missing()
    assert not has_lost_changes(EMBEDDED)
    assert not DBTaskResult.objects.filter(task_path=BUILT).exists()
    AwaitedChange.objects.update(changed_at=timezone.now() - dt.timedelta(minutes=11))
    tasks.enqueue_rebuild_if_missing()
    tasks.enqueue_rebuild_if_missing()
    assert DBTaskResult.objects.filter(task_path=BUILT).count() == 1
    tasks.rebuild_index_task.func()
    assert not is_behind()
    assert ProgrammePage.objects.live().count() == 1


@pytest.mark.parametrize("trouble", ["missing", "behind"])
def test_a_worker_killed_in_mid_rebuild_does_not_hold_up_the_next(
    directory, later, settings, trouble
):
    if trouble == "behind":
        services.rebuild_index()
        directory.add("one")
        AwaitedChange.objects.update(changed_at=timezone.now() - dt.timedelta(minutes=11))
    else:
        shutil.rmtree(Path(settings.DATA) / "index")
    DBTaskResult.objects.all().delete()
    tasks.rebuild_index_task.enqueue()
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now())
    tasks.enqueue_rebuild_if_missing()
    assert not DBTaskResult.objects.filter(status="READY").exists()  # it may be at work
    DBTaskResult.objects.update(started_at=timezone.now() - dt.timedelta(minutes=61))
    tasks.enqueue_rebuild_if_missing()
    assert [result.task_path for result in DBTaskResult.objects.all()] == [BUILT]
    assert DBTaskResult.objects.get().status == "READY"


def test_a_change_that_elasticsearch_never_heard_of_has_its_index_compared(
    directory, later, settings
):
    services.rebuild_index()
    settings.ELASTICSEARCH_URL = "http://localhost:1/alias"
    directory.add("one")
    DBTaskResult.objects.all().delete()
    settle(EMBEDDED, awaited_by(EMBEDDED))
    tasks.enqueue_rebuild_if_missing()
    assert not DBTaskResult.objects.exists()
    AwaitedChange.objects.update(changed_at=timezone.now() - dt.timedelta(minutes=11))
    tasks.enqueue_rebuild_if_missing()
    tasks.enqueue_rebuild_if_missing()
    assert [result.task_path for result in DBTaskResult.objects.all()] == [COMPARED]


def test_a_change_is_held_by_one_engine_only_with_the_task_for_the_other(
    directory, later, settings, monkeypatch
):
    services.rebuild_index()
    settings.ELASTICSEARCH_URL = "http://localhost:1/alias"
    page = directory.add("one")
    change = awaited_by(EMBEDDED)

    def killed(*args, **kwargs):
        raise SystemExit

    changes = list(map(str, change))
    with monkeypatch.context() as patch:
        patch.setattr(type(tasks.send_programmes_task), "enqueue", killed)
        with pytest.raises(SystemExit):
            services.index_programmes(uuids=[str(page.uuid)], changes=changes)
    assert awaited_by(EMBEDDED) == change
    services.index_programmes(uuids=[str(page.uuid)], changes=changes)
    assert awaited_by(EMBEDDED) == []
    assert DBTaskResult.objects.filter(task_path=SENT).count() == 1


def test_no_page_is_kept_of_an_index_that_is_not_the_current_one(directory, own_index, settings):
    directory.add("one")
    services.rebuild_index()
    assert not is_behind()
    own_index.catalogue()
    (Path(settings.DATA) / "index" / "current").write_text("{}")
    assert own_index.catalogue()
    assert is_behind()
