"""Files of other directories: services of HSDS, keys of their own, terms that nobody knows here."""

import json

import pytest

from directory.exchange.formats import FORMATS
from directory.imports import purging, services, working
from directory.imports.forms import TermsForm
from directory.imports.storage import folder
from directory.models import (
    ImportRow,
    Organisation,
    ProgrammeImport,
    ProgrammeOrganisation,
    ProgrammePage,
)
from search.hsds.writing import write_services
from tests.directory.builders import make_organisation, make_term
from tests.directory.imports.conftest import Table, apply, compare, plans, problems, undo, work

pytestmark = pytest.mark.django_db
SERVICE = {
    "id": "11111111-2222-4333-8444-555555555555",
    "name": "Help Line",
    "description": "Somebody listens.",
    "status": "active",
    "email": "info@example.org",
    "service_areas": [{"id": "a", "name": "Ghent"}],
    "organization": {"id": "far-1", "name": "Far", "description": ""},
    "attributes": [{"id": "t", "taxonomy_term": {
        "id": "t1", "name": "Anger", "description": "", "taxonomy": "Topics"}}],
}  # fmt: skip


def service_file(**changes: object) -> bytes:
    return json.dumps([SERVICE | changes]).encode()


def test_a_service_of_another_directory_is_mapped_imported_and_undone(harbour) -> None:
    for vocabulary, code in (("area", "ghent"), ("offer", "advice")):
        make_term(vocabulary, code, labels={"en": code.capitalize()})
    batch = compare(service_file(), "json", publish=False)
    assert [column for _line, column, _reason in problems(batch)] == [
        *("taxonomy_term", "areas", "populations"),
    ]
    form = TermsForm(batch=batch)
    labels = {name: form.fields[field].label for field, name in form.names.items()}
    assert labels["*/Topics: Anger"] == "“Topics: Anger”"
    assert "which the file has no field for" in str(labels["population/not-stated"])
    chosen = {
        "*/Topics: Anger": "offer/advice",
        "area/Ghent": "ghent",
        "population/not-stated": "adults",
    }
    fields = {field: chosen[name] for field, name in form.names.items()}
    form = TermsForm(fields, batch=batch)
    assert form.is_valid(), form.errors
    services.map_terms(acting_user=None, batch=batch, terms=form.mapping())
    done = apply(work(ProgrammeImport.objects.get(pk=batch.pk)))
    page = ProgrammePage.objects.get(uuid=SERVICE["id"]).get_latest_revision_as_object()
    assert (page.title, page.slug, page.live) == ("Help Line", "help-line-11111111", False)
    assert [term.code for term in page.offers.all()] == ["advice"]
    [strand] = page.strands.all()
    assert [term.code for term in strand.populations.all()] == ["adults"]
    assert strand.modes_not_stated
    # The same file again changes nothing, whatever editors added, and asks nothing again.
    page.strands.add(page.strands.model(age_from=18))
    assert plans(compare(service_file(), "json", publish=False)) == {}
    changed = compare(service_file(name="Help on line"), "json", publish=False)
    [row] = changed.rows.filter(plan=ImportRow.Plan.CHANGED)
    assert [(one["where"], one["new"]) for one in row.differences] == [("text en", "Help on line")]
    undo(done)
    assert not ProgrammePage.objects.filter(uuid=SERVICE["id"]).exists()
    assert not Organisation.objects.filter(name="Far").exists()


def test_a_service_without_an_identifier_is_wrong_and_harms_no_other(harbour) -> None:
    nameless = {key: value for key, value in SERVICE.items() if key != "id"}
    batch = compare(json.dumps([nameless, SERVICE]).encode(), "json", publish=False)
    assert batch.state == ProgrammeImport.State.READY
    wrong = batch.rows.get(kind="programme", name="help-line")
    assert [(p["column"], "no “id”" in p["reason"]) for p in wrong.problems] == [
        ("id", True),
        ("keeper", False),
    ]
    assert batch.rows.filter(kind="programme", key=SERVICE["id"]).exists()


def test_an_organisation_that_is_here_under_another_key_is_that_one(harbour) -> None:
    here = make_organisation("far", name="Far")
    table = Table().add_programme("quay", keeper="distant")
    table.add("organisation", key="distant", uuid=str(here.uuid), name="Far")
    batch = apply(compare(table))
    assert problems(batch) == []
    page = ProgrammePage.objects.get(slug="quay")
    assert page.get_parent().specific.organisation == here
    assert not Organisation.objects.filter(key="distant").exists()


def test_what_the_api_answers_comes_back(harbour) -> None:
    """The full services of this directory, line by line, say nothing new here."""
    ProgrammeOrganisation.objects.create(page=harbour, organisation=make_organisation())
    lines = "\n".join(
        json.dumps(one) for one in write_services([harbour.pk], language="", full=True)
    )
    assert plans(compare(lines.encode(), "ndjson")) == {}
    ProgrammePage.objects.get(pk=harbour.pk).delete()
    done = apply(compare(lines.encode(), "ndjson"))
    assert done.rows.filter(state="held").count() == 0
    [again] = write_services([ProgrammePage.objects.get().pk], language="", full=True)
    first = json.loads(lines)
    moving = ("last_modified",)
    assert {k: v for k, v in again.items() if k not in moving} == {
        k: v for k, v in first.items() if k not in moving
    }


# Bit by bit


def test_a_file_is_read_bit_by_bit_and_gone_on_with(
    harbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One task of the worker reads for a moment; the next goes on where it was."""
    monkeypatch.setattr("directory.imports.scratch._BATCH", 2)
    read: list[str] = []
    original = FORMATS["csv"].read

    def counted(path):
        for row in original(path):
            read.append(row.row.kind)
            yield row

    monkeypatch.setattr(FORMATS["csv"], "read", counted)
    batch = services.start_import(
        acting_user=None, file_name="a.csv", pieces=[Table().content()], publish=True,
        change_shared=False,
    )  # fmt: skip
    tasks = 0
    while working.continue_imports(seconds=-1):
        tasks += 1
        assert tasks < 500
    assert tasks > len(Table().lines) // 2
    assert len(read) == len(Table().lines), "it was read once"
    batch.refresh_from_db()
    assert batch.state == "ready"
    assert [path.suffix for path in folder().glob(f"{batch.uuid}*")] != []
    # Thrown away in mid-reading, it leaves nothing behind.
    other = services.start_import(
        acting_user=None, file_name="b.csv", pieces=[Table().content()], publish=True,
        change_shared=False,
    )  # fmt: skip
    assert working.continue_imports(seconds=-1)
    services.drop_import(acting_user=None, batch=other)
    assert not working.continue_imports(seconds=-1)
    assert list(folder().glob(f"{other.uuid}*")) == []


def test_imports_are_forgotten_after_their_time(harbour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purging, "PAUSE", 0)
    applied = apply(compare(Table().put("programme", correct_by="The team")))
    ready = compare(Table())
    stray = folder() / "stray.123"
    stray.touch()
    assert not purging.purge_is_due()
    assert not purging.purge_imports(seconds=5)
    assert stray.exists()
    services.drop_import(acting_user=None, batch=ready)
    assert purging.purge_is_due()
    assert purging.purge_imports(seconds=-1), "a moment is not enough"
    assert not purging.purge_imports(seconds=5)
    assert list(ProgrammeImport.objects.all()) == [applied]
    monkeypatch.setitem(purging.KEPT, ProgrammeImport.State.APPLIED, 0)
    monkeypatch.setattr(purging, "_DAY", -1)
    assert not purging.purge_imports(seconds=5)
    assert not ProgrammeImport.objects.exists()
    assert not ImportRow.objects.exists()
    assert list(folder().iterdir()) == []
