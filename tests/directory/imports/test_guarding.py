"""An import keeps its hands off what somebody is at work on, and what providers said since."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.corrections.renewing import renew_capacity, renew_check
from directory.models import EvidenceRating, ProgrammePage
from tests.directory.imports.conftest import Table, apply, compare, undo, whole_export

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 20)


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


def test_the_row_of_an_entry_is_locked_before_it_is_compared(harbour: Any) -> None:
    batch = compare(Table().put("programme", correct_by="The team"))
    with CaptureQueriesContext(connection) as queries:
        apply(batch)
    asked = [query["sql"] for query in queries if "wagtailcore_page" in query["sql"]]
    # SQLite has one writer at a time, which is the import from its first word on.
    assert connection.vendor == "sqlite" or "FOR UPDATE" in asked[0]
    assert ProgrammePage.objects.get().correct_by == "The team"


def test_a_rating_that_an_import_brought_goes_when_it_is_undone(harbour: Any) -> None:
    before = whole_export()
    table = Table().add(
        "rating", programme=str(harbour.uuid), level="promising", outcomes__en="Fewer offences",
        rated_on="2026-10-01", reasons__en="One good study.", sources="https://example.org/",
    )  # fmt: skip
    applied = apply(compare(table))
    assert EvidenceRating.objects.get().level == "promising"
    undone = undo(applied)
    assert [row.reason for row in undone.rows.filter(state="stays")] == []
    assert not EvidenceRating.objects.exists()
    assert whole_export() == before


@pytest.mark.parametrize("with_draft", [False, True])
def test_what_providers_said_since_outlives_the_undoing(harbour: Any, with_draft: bool) -> None:
    table = Table().put("programme", correct_by="The team", checked_on="2026-10-01")
    table.put("strand", age_from="18")
    if with_draft:
        apply(compare(table, publish=False))
    applied = apply(compare(table))
    assert applied.rows.get(state="done")
    page = ProgrammePage.objects.get()
    renew_check(page=page, day=DAY, by="The provider")
    strand = page.strands.get()
    renew_capacity(page=page, strand=strand, capacity="waiting", weeks=3, day=DAY, by="They")
    undone = undo(applied)
    assert undone.rows.filter(state="stays").count() == 0
    page = ProgrammePage.objects.get()
    versions = [page, *([page.get_latest_revision_as_object()] if with_draft else [])]
    for version in versions:
        assert (version.checked_on, version.checked_by) == (DAY, "The provider")
        strand = version.strands.get()
        assert (strand.capacity, strand.waiting_weeks, strand.capacity_on) == ("waiting", 3, DAY)
    assert (page.correct_by, page.strands.get().age_from) == ("", None)
    assert page.has_unpublished_changes is with_draft


def test_what_the_import_itself_said_of_checking_is_undone(harbour: Any) -> None:
    undo(apply(compare(Table().put("programme", checked_on="2026-10-01"))))
    assert ProgrammePage.objects.get().checked_on is None


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
