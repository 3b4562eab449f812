"""The CMS's pages for import and export, as an editor uses them."""

import io
import json
import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from directory.imports import services
from directory.imports.storage import file_of, folder
from directory.models import ProgrammeImport, ProgrammePage
from tests.directory.builders import make_term
from tests.directory.imports.conftest import Table, compare, whole_export, work

pytestmark = pytest.mark.django_db
INDEX = "/admin/exchange/"


@pytest.fixture
def edit(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("edit")


@pytest.fixture
def admin(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("admin")


def hand_in(browser: Client, content: bytes, name: str = "file.csv", **fields: str):
    file = SimpleUploadedFile(name, content)
    return browser.post(INDEX, {"mode": "drafts", **fields, "file": file}, follow=True)


def address(batch: ProgrammeImport, name: str = "show") -> str:
    return reverse(f"directory_exchange:{name}", args=[batch.uuid])


def streamed(answer) -> bytes:
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_the_export_is_the_whole_directory(harbour, edit: Client, form: str) -> None:
    answer = edit.get(f"{INDEX}export.{form}")
    assert streamed(answer) == whole_export(form)
    assert f'.{form}"' in answer.headers["Content-Disposition"]
    assert edit.get(f"{INDEX}export.ods").status_code == 404


def test_a_file_is_compared_looked_at_accepted_and_undone(harbour, edit: Client) -> None:
    table = Table().put("programme", correct_by="The team").add_programme("quay")
    table.add_programme("pier", status="nonsense")
    page = hand_in(edit, table.content()).content.decode()
    assert "Waiting to be read" in page
    [batch] = ProgrammeImport.objects.all()
    work(batch)
    page = edit.get(address(batch)).content.decode()
    assert "2 rows are applied when you accept" in page
    assert "not a valid choice" in page
    page = edit.get(address(batch), {"plan": "changed"}).content.decode()
    assert "<ins>The team</ins>" in page
    edit.post(address(batch, "accept"))
    work(ProgrammeImport.objects.get())
    page = edit.get(address(batch)).content.decode()
    assert "Applied" in page
    quay = ProgrammePage.objects.get(slug="quay")
    assert reverse("wagtailadmin_pages:edit", args=[quay.pk]) in page
    assert "is a draft now" in page
    assert ProgrammePage.objects.get(slug="quay").owner.username == "edit"
    assert "quay" not in edit.get(address(batch, "undo")).content.decode()
    edit.post(address(batch, "undo"))
    work(ProgrammeImport.objects.get())
    assert "Undone" in edit.get(address(batch)).content.decode()
    assert not ProgrammePage.objects.filter(slug="quay").exists()


def test_what_differs_is_said_in_labels(harbour, edit: Client) -> None:
    make_term("mode", "in-a-circle", labels={"en": "In a circle"})
    table = Table().put("text", {}, summary="Anew.").put("strand", modes="in-a-circle")
    page = edit.get(address(compare(table)), {"plan": "changed"}).content.decode()
    assert "<ins>In a circle</ins>" in page
    assert "in-a-circle" not in page
    assert re.search(r"<dt>[^<]*en · Summary</dt>", page)
    nothing = edit.get(address(compare(whole_export()))).content.decode()
    assert "Nothing to change" in nothing
    assert "Ready to be looked at" not in nothing


def test_a_file_that_cannot_be_read_is_refused_at_its_field(harbour, edit: Client) -> None:
    kept = len(list(folder().iterdir()))
    page = hand_in(edit, b"row,uuid\r\n").content.decode()
    assert "is missing: rows of the kind" in page
    page = hand_in(edit, b"anything", "file.pdf").content.decode()
    assert "its name must end in .csv, .xlsx or .json" in page
    assert not ProgrammeImport.objects.exists()
    assert len(list(folder().iterdir())) == kept


def test_a_file_that_breaks_off_half_way_is_refused_on_its_page(harbour, edit: Client) -> None:
    batch = compare(whole_export()[:-30])
    page = edit.get(address(batch)).content.decode()
    assert "The file is cut off" in page
    assert "Hand in another file" in page


def test_drafts_are_the_default_for_editors_and_publishing_for_administrators(
    harbour, edit: Client, admin: Client
) -> None:
    assert edit.get(INDEX).context["form"]["mode"].initial == "drafts"
    assert admin.get(INDEX).context["form"]["mode"].initial == "publish"


def test_terms_are_mapped_on_the_page(harbour, edit: Client) -> None:
    batch = compare(Table().put("strand", modes="Group, dance"))
    page = edit.get(address(batch))
    form = page.context["terms_form"]
    assert form["term_0"].initial == "group"  # a label of ours in some language
    edit.post(address(batch, "terms"), {"term_0": "group", "term_1": "-"})
    assert work(ProgrammeImport.objects.get()).terms == {"mode/Group": "group", "mode/dance": ""}
    page = edit.post(address(compare(Table().put("strand", modes="dance")), "terms"), {})
    assert "Choose a term of ours" in page.content.decode()


def test_one_row_is_left_out_and_taken_in_again(harbour, edit: Client) -> None:
    batch = compare(Table().add_programme("quay"))
    [row] = batch.rows.filter(plan="new")
    edit.post(address(batch, "aside"), {"position": row.position, "aside": "yes"})
    assert "1 row is left out unless you take it in" in edit.get(address(batch)).content.decode()
    edit.post(address(batch, "aside"), {"position": row.position, "aside": "no"})
    assert "1 row is applied" in edit.get(address(batch)).content.decode()
    assert edit.post(address(batch, "aside"), {"position": "x" * 30}).status_code == 302


def test_the_wrong_rows_are_a_file(harbour, edit: Client) -> None:
    batch = compare(Table().add_programme("quay", status="nonsense"))
    content = streamed(edit.get(address(batch, "wrong"))).decode()
    assert "column “status”: Value 'nonsense' is not a valid choice." in content


def test_what_is_wrong_is_said_with_title_line_and_both_names_of_the_column(
    harbour, edit: Client
) -> None:
    """A file without texts gives no title: the entry's own is shown, not its address."""
    rows = [
        "row,uuid,slug,keeper,checked_on,organisation,network",
        f"programme,{harbour.uuid},harbour,keeper,31/12/2020,,",
        "membership,,,,,keeper,nobody",
    ]
    batch = compare("\r\n".join(rows).encode())
    page = edit.get(address(batch)).content.decode()
    assert "<strong>Harbour</strong>" in page
    assert "line 2, column “checked_on” (Last checked on):" in page
    assert "line 3, column “network” (Belongs to):" in page
    handed_back = streamed(edit.get(address(batch, "wrong"))).decode()
    assert 'membership,"line 3, column “network” (Belongs to):' in handed_back
    assert "memberships" not in handed_back
    call_command("import_programmes", str(file_of(batch)), stdout=(said := io.StringIO()))
    assert "Harbour (Programme), line 2, column “checked_on” (Last checked on):" in said.getvalue()


def test_what_was_not_done_is_named_by_title_and_kind(harbour, edit: Client) -> None:
    batch = compare(Table().put("programme", correct_by="The team"))
    ProgrammePage.objects.update(correct_by="Somebody else")
    services.accept_import(acting_user=None, batch=batch)
    page = edit.get(address(work(ProgrammeImport.objects.get()))).content.decode()
    assert '<strong>Harbour</strong> <span class="exchange__kind">Programme</span>' in page


def test_how_far_it_is_can_be_asked(harbour, edit: Client) -> None:
    batch = compare(Table().add_programme("quay"))
    services.accept_import(acting_user=None, batch=batch)
    said = json.loads(edit.get(address(batch, "progress")).content)
    assert said == {"state": "applying", "done": 0, "of": 1}
    page = edit.get(address(batch)).content.decode()
    assert 'max="1" value="0"' in page
    assert "Look again" in page


def test_an_import_is_thrown_away(
    harbour, edit: Client, django_capture_on_commit_callbacks
) -> None:
    batch = compare(Table().add_programme("quay"))
    with django_capture_on_commit_callbacks(execute=True):
        page = edit.post(address(batch, "drop"), follow=True).content.decode()
    assert "Nothing was changed" in page
    assert edit.get(address(batch)).status_code == 404
    assert not batch.rows.exists()


def test_whoever_comes_second_is_told(harbour, edit: Client) -> None:
    batch = compare(Table().add_programme("quay"))
    edit.post(address(batch, "accept"))
    work(ProgrammeImport.objects.get())
    page = edit.post(address(batch, "accept"), follow=True).content.decode()
    assert "Somebody was here before you" in page


@pytest.mark.parametrize("name", ["ines", "karel", "petra", "vera", "omar"])
def test_outsiders_intake_and_providers_are_refused_everywhere(
    harbour, signed_in: Callable[[str], Client], name: str
) -> None:
    batch = compare(Table().add_programme("quay"))
    browser = signed_in(name)
    pages = ("show", "progress", "wrong", "undo")
    answers = [browser.get(INDEX), browser.get(f"{INDEX}export.csv")]
    answers += [browser.get(address(batch, page)) for page in pages]
    posts = ("terms", "aside", "again", "accept", "drop", "undo")
    answers += [browser.post(address(batch, page)) for page in posts]
    answers.append(hand_in(browser, whole_export()))
    assert {answer.status_code for answer in answers} == {403}
    assert all(b"file.csv" not in answer.content for answer in answers)
    assert ProgrammeImport.objects.get().state == "ready"


def test_somebody_in_the_cms_without_the_right_is_refused(
    harbour, edit: Client, settings: Settings
) -> None:
    """A provider's editors come into the CMS too, and may not import."""
    from django.contrib.auth.models import Group, Permission

    edit.get(INDEX)
    group = Group.objects.get(name="Directory editors")
    group.permissions.remove(Permission.objects.get(codename="add_programmeimport"))
    answer = edit.get(INDEX)
    assert answer.status_code == 403
    assert "Only editors and administrators" in answer.content.decode()
    assert INDEX not in edit.get("/admin/").content.decode()


def test_the_clock_enqueues_once_and_the_worker_goes_on_after_a_dead_one(
    harbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    from directory.imports import tasks

    enqueued = []

    def enqueue(task) -> bool:
        enqueued.append(task)
        return True

    monkeypatch.setattr(tasks, "enqueue_once", enqueue)
    assert not tasks.enqueue_if_due()
    batch = compare(Table().add_programme("quay"))
    services.accept_import(acting_user=None, batch=batch)
    assert tasks.enqueue_if_due()
    tasks.continue_imports.call()
    assert ProgrammeImport.objects.get().state == "applied"
    assert not tasks.enqueue_if_due()
    assert enqueued == [tasks.continue_imports]
