"""The table from record to HSDS: every column is in it or left out with a reason; docs have it."""

import pytest

import directory.models as record
from directory.hsds.mapping import DERIVED, EXCLUDED, MAPPING, where
from tests.demonstration import ROOT

#: The models of the record. Content pages, media and help lines are no part of an entry; nor is
#: what editors, providers and visitors write *about* entries: imports, checks, links that were
#: tried, corrections, answers and reminders.
MODELS = (
    record.ProgrammePage,
    record.ProgrammeText,
    record.Strand,
    record.StrandText,
    record.StrandTold,
    record.EligibilityCondition,
    record.ProgrammeOrganisation,
    record.ContactPoint,
    record.ProgrammePlace,
    record.EvidenceRating,
    record.LegalText,
    record.Organisation,
    record.OrganisationPhone,
    record.OrganisationMembership,
    record.Place,
    record.PlacePhone,
    record.Term,
)
NOT_OF_THE_RECORD = (
    record.ContentPage,
    record.EmergencyPage,
    record.HomePage,
    record.RatingsPage,
    record.KeeperPage,
    record.RegisterPage,
    record.EmergencyNumber,
    record.SampleEntry,
    record.ProgrammeImport,
    record.ImportRow,
    record.ReviewPeriods,
    record.EntryQuality,
    record.PublicEdition,
    record.Finding,
    record.LinkCheck,
    record.Correction,
    record.CorrectionChange,
    record.EntryAnswer,
    record.ReminderAddress,
    record.ReminderLink,
    record.DirectoryDocument,
    record.DirectoryImage,
    record.DirectoryRendition,
)
PAGE = (ROOT / "docs" / "open-data.md").read_text(encoding="utf-8")


def columns_of(model) -> set[str]:
    own = {field.name for field in (*model._meta.local_fields, *model._meta.local_many_to_many)}
    found = {f"{model.__name__}.{name}" for name in own}
    if model is record.ProgrammePage:
        inherited = {field.name for field in model._meta.get_parent_list()[0]._meta.local_fields}
        found |= {f"Page.{name}" for name in inherited}
    return found


def test_every_model_of_the_directory_is_of_the_record_or_is_not() -> None:
    from django.apps import apps

    models = set(apps.get_app_config("directory").get_models())
    assert models == {*MODELS, *NOT_OF_THE_RECORD}


def test_every_column_is_in_the_table_or_left_out_with_a_reason() -> None:
    columns = set().union(*(columns_of(model) for model in MODELS))
    mapped = {f"{row.model}.{row.field}" for row in MAPPING}
    # Two columns of Wagtail's page are facts of a programme.
    mapped |= {f"Page.{name}" for name in ("slug", "last_published_at")}
    mapped -= {f"ProgrammePage.{name}" for name in ("slug", "last_published_at")}
    assert columns - mapped - set(EXCLUDED) == set()
    assert mapped - columns == set()
    assert set(EXCLUDED) - columns == set()
    assert mapped & set(EXCLUDED) == set()


def test_every_row_says_where_it_stands() -> None:
    assert [row for row in MAPPING if not where(row)] == []
    assert all(EXCLUDED.values())


@pytest.mark.parametrize("row", MAPPING, ids=lambda row: f"{row.model}.{row.field}")
def test_the_page_of_the_docs_has_each_row(row) -> None:
    assert f"| `{row.model}.{row.field}` | {paths(where(row))} | {row.note} |" in PAGE


def test_the_page_of_the_docs_has_what_is_derived_and_what_is_left_out() -> None:
    assert [path for path, what in DERIVED if f"| `{path}` | {what} |" not in PAGE] == []
    reasons = set(EXCLUDED.values())
    assert [reason for reason in reasons if reason not in PAGE] == []
    shown = [name for name in EXCLUDED if not name.startswith("Page.")]
    assert [name for name in shown if f"`{name}`" not in PAGE] == []


def paths(where: str) -> str:
    return ", ".join(f"`{path}`" for path in where.split(", "))
