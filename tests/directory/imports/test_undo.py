"""An import is undone as one: what it added goes, what it changed is as before, edits stay."""

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import PageLogEntry

from directory.imports import services, working
from directory.models import KeeperPage, Organisation, Place, ProgrammePage, Term
from tests.directory.imports.conftest import (
    Table,
    apply,
    compare,
    empty_table,
    plans,
    undo,
    whole_export,
)

pytestmark = pytest.mark.django_db


def full_table() -> Table:
    """Something new of every kind, and a change of what is here."""
    table = Table().put("programme", correct_by="The team").put("strand", age_from="18")
    table.add("term", vocabulary="mode", code="dance", labels__en="Dancing")
    table.add("organisation", key="pier", name="Pier")
    table.add("organisation-phone", organisation="pier", kind="voice", number="+3225126243")
    table.add("membership", organisation="pier", network="keeper")
    table.add("place", key="pier-house", town="Ghent", organisation="pier")
    table.add("keeper", organisation="pier", slug="pier", title="Pier")
    table.add_programme("quay", keeper="pier").add_programme("below", part_of="quay", keeper="pier")
    table.add("at-place", programme="quay", place="pier-house")
    return table.put("strand", {"programme": "quay"}, modes="dance")


def test_everything_is_as_it_was(harbour) -> None:
    before = whole_export()
    done = apply(compare(full_table()))
    assert done.rows.filter(state="held").count() == 0
    assert Place.objects.get().organisation.memberships.count() == 1
    assert whole_export() != before
    undone = undo(done)
    assert undone.state == "undone"
    assert undone.rows.filter(state="stays").count() == 0
    assert whole_export() == before
    assert ProgrammePage.objects.count() == KeeperPage.objects.count() == 1


def test_a_changed_programme_goes_back_to_its_former_version(harbour) -> None:
    former = harbour.live_revision_id
    undo(apply(compare(Table().put("programme", correct_by="The team"))))
    page = ProgrammePage.objects.get()
    assert (page.correct_by, page.live, page.has_unpublished_changes) == ("", True, False)
    assert page.live_revision_id != former  # the history says both steps
    entries = PageLogEntry.objects.filter(page=page.pk).values_list("action", flat=True)
    assert "wagtail.revert" in entries


def test_what_somebody_edited_since_stays_and_is_named(harbour, edit) -> None:
    table = Table().put("programme", correct_by="The team").add_programme("quay")
    done = apply(compare(table))
    page = ProgrammePage.objects.get(slug="quay")
    page.correct_by = "An editor"
    page.save_revision(user=edit).publish()
    undone = undo(done)
    [stays] = undone.rows.filter(state="stays")
    assert (stays.name, stays.reason) == ("Quay", "Somebody edited it since.")
    assert ProgrammePage.objects.get(slug="quay").correct_by == "An editor"
    assert ProgrammePage.objects.get(slug="harbour").correct_by == ""


def test_an_organisation_that_others_use_by_now_stays(harbour) -> None:
    done = apply(compare(Table().add("organisation", key="pier", name="Pier")))
    Place.objects.create(key="new", town="Ghent", organisation=Organisation.objects.get(key="pier"))
    [stays] = undo(done).rows.filter(state="stays")
    assert "It is used by" in stays.reason


def test_a_changed_organisation_is_put_back(harbour) -> None:
    before = whole_export()
    table = Table().put("organisation", name="Other", descriptions__nl="Iets")
    undo(apply(compare(table, change_shared=True)))
    assert whole_export() == before


def test_a_page_with_programmes_of_others_below_it_stays(harbour) -> None:
    from tests.directory.builders import make_programme

    done = apply(compare(Table().add_programme("quay")))
    make_programme("later", parent=ProgrammePage.objects.get(slug="quay"))
    [stays] = undo(done).rows.filter(state="stays")
    assert stays.reason == "Other programmes stand below it by now."


def test_what_is_deleted_already_is_undone(harbour) -> None:
    done = apply(compare(Table().add_programme("quay")))
    ProgrammePage.objects.get(slug="quay").delete()
    assert undo(done).rows.get(state="undone").name == "Quay"


# Drafts for review


def test_drafts_change_nothing_that_the_public_reads(harbour) -> None:
    before = whole_export()
    table = Table().put("programme", correct_by="The team").add_programme("quay")
    done = apply(compare(table, publish=False))
    assert whole_export() == before
    page = ProgrammePage.objects.get(slug="harbour")
    assert page.has_unpublished_changes
    assert page.get_latest_revision_as_object().correct_by == "The team"
    assert not ProgrammePage.objects.get(slug="quay").live
    assert plans(compare(table, publish=False)) == {}
    undo(done)
    page = ProgrammePage.objects.get()
    assert not page.has_unpublished_changes
    assert page.get_latest_revision_as_object().correct_by == ""


def test_drafts_can_be_published_by_the_same_file(harbour) -> None:
    table = Table().put("programme", correct_by="The team").add_programme("quay")
    apply(compare(table, publish=False))
    second = compare(table)
    assert plans(second) == {"changed": 2}
    apply(second)
    page = ProgrammePage.objects.get(slug="harbour")
    assert (page.correct_by, page.has_unpublished_changes) == ("The team", False)
    assert ProgrammePage.objects.get(slug="quay").live
    undo(second)
    page = ProgrammePage.objects.get(slug="harbour")
    assert (page.correct_by, page.has_unpublished_changes) == ("", True)
    assert page.get_latest_revision_as_object().correct_by == "The team"
    assert not ProgrammePage.objects.get(slug="quay").live


def test_what_was_unpublished_since_is_published_again_only_when_asked(harbour) -> None:
    export = Table()
    ProgrammePage.objects.get().unpublish()
    batch = compare(export)
    [row] = batch.rows.filter(plan="changed")
    assert (row.state, "would be published again" in row.reason) == ("held", True)
    apply(batch)
    assert not ProgrammePage.objects.get().live
    batch = compare(export)
    services.set_aside(acting_user=None, batch=batch, position=row.position, aside=False)
    apply(batch)
    assert ProgrammePage.objects.get().live


def test_a_published_strand_keeps_its_row_through_import_and_undo(harbour) -> None:
    strand = harbour.strands.get()
    done = apply(compare(Table().put("strand", age_from="18")))
    assert harbour.strands.get().pk == strand.pk
    undo(done)
    assert (harbour.strands.get().pk, harbour.strands.get().age_from) == (strand.pk, None)


# Between the dry run and the act


def test_what_changed_after_the_dry_run_is_not_overwritten(harbour) -> None:
    batch = compare(Table().put("programme", correct_by="The team"))
    harbour.checked_by = "An editor"
    harbour.save_revision().publish()
    [held] = apply(batch).rows.filter(state="held")
    assert "Somebody changed it after the file was compared" in held.reason
    assert ProgrammePage.objects.get().checked_by == "An editor"


def test_a_row_left_out_by_hand_is_not_applied(harbour) -> None:
    batch = compare(Table().add_programme("quay").add_programme("pier"))
    row = batch.rows.get(name="Quay")
    services.set_aside(acting_user=None, batch=batch, position=row.position, aside=True)
    apply(batch)
    assert set(ProgrammePage.objects.values_list("slug", flat=True)) == {"harbour", "pier"}


def test_an_import_is_accepted_once(harbour) -> None:
    batch = compare(Table().add_programme("quay"))
    apply(batch)
    with pytest.raises(services.NotNow):
        services.accept_import(acting_user=None, batch=batch)


def test_terms_in_an_empty_directory_come_in_their_order(db) -> None:
    from directory.sample.tree import prepare_register, prepare_tree

    prepare_register(prepare_tree())
    table = empty_table().add("term", vocabulary="area", code="ghent", broader="flanders")
    table.put("term", labels__en="Ghent")
    table.add("term", vocabulary="area", code="flanders", labels__en="Flanders")
    done = apply(compare(table))
    assert Term.objects.get(code="ghent").broader.code == "flanders"
    undo(done)
    assert not Term.objects.exists()


def test_at_most_fifty_rows_and_half_a_second_go_into_one_transaction(
    harbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = empty_table()
    for number in range(120):
        table.add("organisation", key=f"o-{number}", name="O")
    # An export has every sheet; a table of organisations has them alone.
    batch = compare(table)
    services.accept_import(acting_user=None, batch=batch)
    monkeypatch.setattr(working, "LONGEST", 60)
    done = [batch.rows.filter(state="done").count() for _step in working.steps(batch)]
    assert done == [50, 100]
    assert working.LONGEST == 60


def test_only_who_may_publish_has_an_import_published(harbour, ines, edit) -> None:
    with pytest.raises(PermissionDenied):
        compare(Table(), acting_user=ines)
    with pytest.raises(PermissionDenied):
        compare(Table(), acting_user=ines, publish=False)
    assert compare(Table(), acting_user=edit).state == "ready"
