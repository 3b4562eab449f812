"""The dry run: what each row would do, and what is wrong with it, before anything changes."""

import pytest
from django.utils.translation import gettext, override

from directory.imports import planning, services
from directory.imports.listing import wrong_rows_as_csv
from directory.models import ImportRow, Organisation, ProgrammePage
from tests.directory.builders import make_programme, make_strand, make_term
from tests.directory.imports.conftest import (
    Table,
    apply,
    compare,
    empty_table,
    plans,
    problems,
    work,
)

pytestmark = pytest.mark.django_db


def test_nothing_is_changed_by_comparing(harbour) -> None:
    table = Table().put("programme", correct_by="Somebody").add_programme()
    before = ProgrammePage.objects.values_list("slug", "correct_by")
    was = list(before)
    compare(table)
    assert list(before.all()) == was


def test_a_file_of_what_is_here_changes_nothing(harbour) -> None:
    batch = compare(Table())
    assert plans(batch) == {}
    assert batch.rows.count() == batch.total > 3


def test_a_change_is_shown_field_by_field(harbour) -> None:
    table = Table().put("programme", correct_by="The team")
    table.put("text", summary="Other words.").put("strand", age_from="18")
    batch = compare(table)
    [row] = batch.rows.filter(plan="changed")
    assert [(d["where"], d["column"], d["old"], d["new"]) for d in row.differences] == [
        ("", "correct_by", "", "The team"),
        ("text en", "summary", "For whom it is.", "Other words."),
        ("strand Adults", "age_from", "", "18"),
    ]


def test_a_row_taken_away_is_shown(harbour) -> None:
    batch = compare(Table().drop("condition"))
    [row] = batch.rows.filter(plan="changed")
    assert row.differences[0]["where"] == "condition 1"
    assert "I choose this help myself." in row.differences[0]["old"]


def test_columns_that_are_not_there_are_left_as_they_are(harbour) -> None:
    harbour.correct_by = "The team"
    harbour.save()
    content = (
        "row,uuid,slug,keeper,checked_by\r\n"
        f"programme,{harbour.uuid},harbour,keeper,Somebody else\r\n"
    )
    done = apply(compare(content.encode()))
    assert done.rows.get().state == "done"
    page = ProgrammePage.objects.get()
    assert (page.correct_by, page.checked_by) == ("The team", "Somebody else")
    assert page.texts.count() == page.strands.count() == page.conditions.count() == 1


def test_a_new_programme_needs_no_uuid(harbour) -> None:
    table = Table().add_programme("quay")
    batch = compare(table)
    assert plans(batch) == {"new": 1}
    apply(batch)
    assert plans(compare(table)) == {}


def test_a_file_without_uuids_knows_entries_by_address_and_strands_by_label(harbour) -> None:
    """Another address is another programme, another label another strand; the rest is changed."""
    make_term("population", "minors")
    [before] = harbour.strands.all()
    table = Table().add_programme("quay").put("programme", {"slug": "harbour"}, correct_by="Team")
    table.put("strand", {"programme": str(harbour.uuid)}, programme="harbour", age_from="18")
    first = table.lines.index(table.line("strand", programme="harbour"))
    table.add("strand", programme="harbour", populations="minors", modes="group", label__en="Youth")
    table.lines.insert(first, table.lines.pop())
    for cells in table.lines:
        if cells[0] not in ("programme", "strand", "told"):
            cells[table.at("programme")] = cells[table.at("about")] or cells[table.at("programme")]
    table.lines = [cells for cells in table.lines if cells[0] != "told"]
    table.without("uuid")
    batch = compare(table)
    assert (plans(batch), problems(batch)) == ({"changed": 1, "new": 1}, [])
    apply(batch)
    page = ProgrammePage.objects.get(slug="harbour")
    assert (page.pk, page.uuid, page.correct_by) == (harbour.pk, harbour.uuid, "Team")
    young, adults = page.strands.order_by("sort_order")
    assert (adults.uuid, adults.age_from) == (before.uuid, 18)
    assert plans(compare(table)) == {}
    kept = {strand.uuid for strand in page.strands.all()}
    table.drop("strand", label__en="Adults")
    apply(compare(table))
    assert (
        {s.uuid for s in ProgrammePage.objects.get(pk=page.pk).strands.all()} == {young.uuid} < kept
    )


def test_line_endings_alone_are_no_change(harbour) -> None:
    page = make_programme("quay", source="one\r\ntwo")
    assert page.source == "one\r\ntwo"
    assert plans(compare(Table().put("programme", {"slug": "quay"}, source="one\ntwo"))) == {}


def test_telephone_numbers_are_brought_to_one_form(harbour) -> None:
    table = Table().add("contact", programme="harbour", kind="phone", value="02 512 62 43")
    apply(compare(table))
    assert ProgrammePage.objects.get().contact_points.get().value == "+3225126243"
    assert plans(compare(table)) == {}


def test_what_the_record_refuses_is_said_with_line_and_column(harbour) -> None:
    table = Table().put("strand", age_from="40", age_to="18")
    assert problems(compare(table)) == [
        (table.number("strand"), "age_to", "The last age cannot be below the first.")
    ]
    table = Table().put("strand", populations="")
    [(_line, column, reason)] = problems(compare(table))
    assert (column, reason[:31]) == ("populations", "Tick at least one target popula")


@pytest.mark.parametrize(
    ("kind", "cells", "says"),
    [
        ("programme", {"status": "opened"}, "not a valid choice"),
        ("programme", {"checked_on": "31/12/2020"}, "year-month-day"),
        ("programme", {"checked_on": "2999-01-01"}, "has not come yet"),
        ("programme", {"example": "perhaps"}, "yes” or “no"),
        ("programme", {"review_months": "twelve"}, "whole number"),
        ("programme", {"uuid": "no-uuid"}, "is not a UUID"),
        ("programme", {"slug": ""}, "must not be empty"),
        ("text", {"language": "xx"}, "not a valid choice"),
        ("strand", {"capacity": "open"}, "on which day"),
        ("told", {"context": ""}, "must not be empty"),
        ("told", {"strand": "11111111-2222-4333-8444-555555555555"}, "no row of the kind “strand”"),
    ],
)
def test_a_wrong_cell_has_a_reason(harbour, kind: str, cells: dict[str, str], says: str) -> None:
    table = Table()
    line = table.number(kind)
    found = problems(compare(table.put(kind, **cells)))
    assert any(says in reason and at == line for at, _column, reason in found), found


@pytest.mark.parametrize("words", ["_xD800_", "_x0000_"])
def test_a_character_that_no_database_keeps_is_wrong_in_its_row(harbour, words: str) -> None:
    batch = compare(Table().put("text", {}, summary=f"a {words} b"))
    assert [(column, "cannot be shown" in why) for _line, column, why in problems(batch)] == [
        ("summary", True)
    ]


def test_a_wrong_row_harms_no_other(harbour) -> None:
    table = Table().add_programme("quay").add_programme("pier", status="nonsense")
    batch = compare(table)
    assert plans(batch) == {"new": 1, "wrong": 1}
    apply(batch)
    assert set(ProgrammePage.objects.values_list("slug", flat=True)) == {"harbour", "quay"}


def test_what_stands_there_twice_is_wrong_both_times(harbour) -> None:
    table = Table()
    table.lines.append(list(table.line("programme")))
    first, second = table.number("programme"), len(table.lines) + 1
    found = problems(compare(table))
    assert {(at, column) for at, column, _ in found} == {(first, "uuid"), (second, "uuid")}
    assert f"line {second} as well" in found[0][2]


def test_an_address_used_twice_is_wrong(harbour) -> None:
    table = Table().add_programme("quay", uuid="11111111-2222-4333-8444-555555555555")
    table.add_programme("quay", uuid="11111111-2222-4333-8444-666666666666")
    assert {column for _at, column, _ in problems(compare(table))} >= {"slug"}
    taken = Table().add_programme("harbour", uuid="11111111-2222-4333-8444-555555555555")
    taken.drop("programme", slug="harbour")
    assert any("already has the address" in why for _at, _column, why in problems(compare(taken)))


def test_a_strand_of_another_programme_is_wrong(harbour) -> None:
    other = make_programme("quay", strands=[make_strand("Other")])
    own = str(other.strands.get().uuid)
    table = Table()
    table.drop("strand", programme=str(other.uuid)).drop("programme", slug="quay")
    table.put("strand", uuid=own)
    assert any(column == "uuid" for _at, column, _why in problems(compare(table)))


def test_what_is_neither_here_nor_in_the_file_is_wrong(harbour) -> None:
    table = Table().add("part", programme="harbour", organisation="nobody")
    assert problems(compare(table)) == [
        (len(table.lines) + 1, "organisation", "“nobody” is neither here nor in the file.")
    ]


def test_what_points_at_a_wrong_row_is_wrong_too(harbour) -> None:
    table = Table().add("organisation", key="pier", name="Pier", email="no address")
    table.add("part", programme="harbour", organisation="pier")
    reasons = [why for _at, _column, why in problems(compare(table))]
    assert "“pier” is in the file, but is wrong itself." in reasons


def test_a_part_of_an_entry_that_is_here_stays_right_although_that_is_wrong(harbour) -> None:
    table = Table().put("strand", age_from="-3").add_programme("child", part_of="harbour")
    assert plans(compare(table)) == {"wrong": 1, "new": 1}


def test_an_entry_elsewhere_in_the_tree_is_not_moved(harbour) -> None:
    table = Table().add("organisation", key="other", name="Other").put("programme", keeper="other")
    assert any("move it there first" in why for _at, _column, why in problems(compare(table)))


def test_programmes_that_others_are_part_of_come_first(harbour) -> None:
    table = Table().add_programme("child", part_of="above").add_programme("above")
    apply(compare(table))
    child = ProgrammePage.objects.get(slug="child")
    assert child.get_parent().slug == "above"


def test_reasons_are_in_the_language_of_whoever_handed_the_file_in(harbour) -> None:
    with override("nl"):
        batch = services.start_import(
            acting_user=None,
            file_name="file.csv",
            pieces=[Table().put("strand", age_from="40", age_to="18").content()],
            publish=True,
            change_shared=False,
        )
        said = gettext("The last age cannot be below the first.")
    [(_line, _column, reason)] = problems(work(batch))
    assert reason == said != "The last age cannot be below the first."


# Terms that are not known here


def test_an_unknown_term_is_mapped_and_then_taken(harbour) -> None:
    table = Table().put("strand", modes="Grp, individual")
    batch = compare(table)
    assert batch.unknown_terms == {"mode/Grp": 1}
    assert "has no term “Grp”" in problems(batch)[0][2]
    services.map_terms(acting_user=None, batch=batch, terms={"mode/Grp": "group"})
    batch = work(batch)
    assert (plans(batch), batch.unknown_terms) == ({"changed": 1}, {})
    apply(batch)
    strand = ProgrammePage.objects.get().strands.get()
    assert sorted(term.code for term in strand.modes.all()) == ["group", "individual"]


def test_an_unknown_term_can_be_left_out(harbour) -> None:
    batch = compare(Table().put("strand", modes="individual, dance"))
    services.map_terms(acting_user=None, batch=batch, terms={"mode/dance": ""})
    assert plans(work(batch)) == {}


def test_a_term_that_the_file_brings_is_known(harbour) -> None:
    table = Table().add("term", vocabulary="mode", code="dance", labels__en="Dancing")
    table.put("strand", modes="dance")
    batch = compare(table)
    assert plans(batch) == {"new": 1, "changed": 1}
    apply(batch)
    assert [t.code for t in ProgrammePage.objects.get().strands.get().modes.all()] == ["dance"]


# What has no drafts


def test_what_is_shared_stays_as_it_is_unless_asked(harbour) -> None:
    table = Table().put("organisation", name="New name")
    batch = compare(table)
    assert plans(batch) == {"kept": 1}
    apply(batch)
    assert Organisation.objects.get(key="keeper").name != "New name"
    batch = compare(table, change_shared=True)
    [row] = batch.rows.filter(plan="changed")
    assert [d["column"] for d in row.differences] == ["name"]
    apply(batch)
    assert Organisation.objects.get(key="keeper").name == "New name"


def test_a_term_of_another_directory_keeps_its_uuid_here(harbour) -> None:
    term = make_term("mode", "group")
    table = Table().put("term", {"code": "group"}, uuid="11111111-2222-4333-8444-555555555555")
    assert plans(compare(table, change_shared=True)) == {}
    term.refresh_from_db()
    assert str(term.uuid) != "11111111-2222-4333-8444-555555555555"


# The file of what was left out


def test_wrong_rows_come_back_with_reasons_and_can_be_handed_in_again(harbour) -> None:
    table = Table().add_programme("quay", status="nonsense")
    batch = compare(table)
    handed_back = Table(b"".join(wrong_rows_as_csv(batch)))
    assert handed_back.names[1] == "reason"
    line = handed_back.line("programme")
    assert "column “status”: " in line[1]
    assert line[handed_back.at("status")] == "nonsense"
    handed_back.put("programme", status="open")
    assert plans(compare(handed_back)) == {"new": 1}


def test_a_row_of_no_known_kind_is_listed(harbour) -> None:
    table = empty_table().add("programm", slug="x")
    batch = compare(table)
    assert problems(batch)[0][2] == "There is no kind of row called “programm”."
    assert batch.rows.get().plan == ImportRow.Plan.WRONG


def test_a_mistake_of_ours_ends_the_import_and_is_logged(
    harbour, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(planning, "programmes_here", lambda uuids: 1 / 0)
    batch = compare(Table())
    assert (batch.state, "by a mistake of this site" in batch.refusal) == ("refused", True)
    assert "could not be compared" in caplog.text
