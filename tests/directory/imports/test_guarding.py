"""An import keeps its hands off what somebody is at work on."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.models import ProgrammePage
from tests.directory.imports.conftest import Table, apply, compare, undo

pytestmark = pytest.mark.django_db


def lock(page: ProgrammePage) -> None:
    page.locked, page.locked_at = True, timezone.now()
    page.save(update_fields=["locked", "locked_at"])


def review(page: ProgrammePage) -> None:
    from wagtail.models import Task, Workflow, WorkflowTask

    workflow = Workflow.objects.create(name="Review")
    task = Task.objects.create(name="Look")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    page.save_revision()
    workflow.start(page, None)


def schedule(page: ProgrammePage) -> None:
    page.go_live_at = timezone.now() + dt.timedelta(days=2)
    page.save_revision(approved_go_live_at=page.go_live_at)


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        (lock, "It is locked by an editor."),
        (review, "It is being reviewed."),
        (schedule, "A version of it is scheduled to be published."),
    ],
)
def test_an_entry_that_somebody_is_at_work_on_is_held_and_the_others_go_on(
    harbour: Any, kept: Any, said: str
) -> None:
    batch = compare(Table().put("programme", correct_by="The team").add_programme("quay"))
    kept(ProgrammePage.objects.get(pk=harbour.pk))
    applied = apply(batch)
    assert [(r.name, r.reason) for r in applied.rows.filter(state="held")] == [("Harbour", said)]
    assert ProgrammePage.objects.get(slug="harbour").correct_by == ""
    assert ProgrammePage.objects.get(slug="quay").live


def test_an_entry_that_was_locked_since_is_not_undone(harbour: Any) -> None:
    applied = apply(compare(Table().put("programme", correct_by="The team")))
    lock(ProgrammePage.objects.get())
    assert undo(applied).rows.get(state="stays").reason == "It is locked by an editor."


def test_whoever_locked_an_entry_may_import_into_it(harbour: Any, edit: Any) -> None:
    batch = compare(Table().put("programme", correct_by="The team"), acting_user=edit)
    ProgrammePage.objects.update(locked=True, locked_by=edit)
    assert apply(batch, edit).rows.filter(state="held").count() == 0


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_the_row_of_an_entry_is_locked_before_it_is_compared(harbour: Any) -> None:
    batch = compare(Table().put("programme", correct_by="The team"))
    with CaptureQueriesContext(connection) as queries:
        apply(batch)
    asked = [query["sql"] for query in queries if "wagtailcore_page" in query["sql"]]
    assert "FOR UPDATE" in asked[0]


def test_an_editors_draft_is_not_buried(harbour: Any) -> None:
    harbour.checked_by = "An editor"
    harbour.save_revision()
    table = Table().put("programme", correct_by="The team")
    batch = compare(table)
    row = batch.rows.get(plan="changed")
    assert (row.state, "has a draft that this would bury" in row.reason) == ("held", True)
    applied = apply(batch)
    assert applied.rows.get(state="held").name == "Harbour"
    page = ProgrammePage.objects.get()
    assert page.correct_by == ""
    assert page.get_latest_revision_as_object().checked_by == "An editor"


def test_a_draft_written_after_the_dry_run_is_not_buried(harbour: Any) -> None:
    batch = compare(Table().put("programme", correct_by="The team"))
    harbour.checked_by = "An editor"
    harbour.save_revision()
    assert "bury" in apply(batch).rows.get(state="held").reason
    assert ProgrammePage.objects.get().correct_by == ""
