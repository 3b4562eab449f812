"""Two at one import: a worker and a person, two workers, a worker and a database that is away."""

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from directory.imports import services, working
from directory.imports.applying import apply_row
from directory.imports.storage import forget_files
from directory.models import ImportRow, ProgrammeImport, ProgrammePage, Term
from tests.directory.builders import make_term
from tests.directory.imports.conftest import Table, apply, compare

pytestmark = pytest.mark.django_db
State = ProgrammeImport.State


def put_state(batch: ProgrammeImport, state: str) -> None:
    ProgrammeImport.objects.filter(pk=batch.pk).update(state=state)


def handed_in(harbour: Any) -> ProgrammeImport:
    return services.start_import(
        acting_user=None, file_name="a.csv", pieces=[Table().add_programme("quay").content()],
        publish=True, change_shared=False,
    )  # fmt: skip


@pytest.mark.parametrize("state", [State.DROPPED, State.APPLYING])
@pytest.mark.parametrize("step", [0, 1])
def test_a_worker_that_is_late_changes_no_state(
    harbour: Any, monkeypatch: pytest.MonkeyPatch, state: str, step: int
) -> None:
    monkeypatch.setattr(working, "MOST_ROWS", 1)
    batch = handed_in(harbour)
    late = working.steps(batch)
    for _ in range(step * 3):
        next(late)
    put_state(batch, state)
    if step == 0:
        forget_files(batch)  # as throwing it away does: the late one finds no file
    for _step in late:
        pass
    assert ProgrammeImport.objects.get().state == state


def test_the_last_rows_and_the_state_are_stored_as_one(
    harbour: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody throws it away between the last row and the word that it is ready."""
    batch = handed_in(harbour)
    keep = working._keep

    def then_dropped(*args: Any, **how: Any) -> bool:
        kept = keep(*args, **how)
        put_state(batch, State.DROPPED)
        return kept

    monkeypatch.setattr(working, "_keep", then_dropped)
    for _step in working.steps(batch):
        pass
    assert ProgrammeImport.objects.get().state == State.DROPPED


def test_a_database_that_is_away_holds_no_row_for_good(
    harbour: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = compare(Table().add_programme("quay"))
    services.accept_import(acting_user=None, batch=batch)
    real, away = apply_row, [OperationalError("database is locked")]

    def applied(*args: Any) -> None:
        if away:
            raise away.pop()
        real(*args)

    monkeypatch.setattr(working, "apply_row", applied)
    with pytest.raises(OperationalError):
        list(working.steps(ProgrammeImport.objects.get()))
    assert ImportRow.objects.get(name="Quay").state == "waiting"
    list(working.steps(ProgrammeImport.objects.get()))
    assert ProgrammePage.objects.get(slug="quay").live


def test_mapping_and_comparing_again_lock_the_import_and_change_all_or_nothing(
    harbour: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = compare(Table().add_programme("quay"))
    stale = ProgrammeImport.objects.get()
    ProgrammeImport.objects.update(terms={"mode/a": "group"})
    with CaptureQueriesContext(connection) as queries:
        services.map_terms(acting_user=None, batch=stale, terms={"mode/b": ""})
    if connection.vendor == "postgresql":
        assert any("FOR UPDATE" in query["sql"] for query in queries)
    # What somebody else mapped meanwhile is kept.
    assert ProgrammeImport.objects.get().terms == {"mode/a": "group", "mode/b": ""}
    with pytest.raises(services.NotNow):
        services.compare_again(acting_user=None, batch=batch)


def test_a_term_that_was_merged_meanwhile_is_not_dropped_without_a_word(harbour: Any) -> None:
    make_term("mode", "dance")
    batch = compare(Table().put("strand", modes="individual; dance").put("strand", age_from="18"))
    assert batch.rows.get(plan="changed").state == "waiting"
    Term.objects.get(vocabulary="mode", code="dance").delete()
    held = apply(batch).rows.get(state="held")
    assert "“dance”" in held.reason
    assert ProgrammePage.objects.get().strands.get().age_from is None


def test_undoing_holds_what_is_not_applied_yet_some_rows_at_a_time(
    harbour: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "MOST_ROWS", 1)
    monkeypatch.setattr(working, "MOST_HELD", 2)
    table = Table()
    for number in range(5):
        table.add_programme(f"quay-{number}")
    batch = compare(table)
    services.accept_import(acting_user=None, batch=batch)
    next(working.steps(ProgrammeImport.objects.get()))
    services.undo_import(acting_user=None, batch=batch)
    assert batch.rows.filter(state="waiting").count() == 4
    held = [
        batch.rows.filter(state="held").count()
        for _step in working.steps(ProgrammeImport.objects.get())
    ]
    assert held[:2] == [2, 4]
    batch.refresh_from_db()
    assert (batch.state, ProgrammePage.objects.count()) == (State.UNDONE, 1)
    assert {row.reason for row in batch.rows.filter(state="held")} == {
        "The import was undone first."
    }
