"""A copy is another programme: it takes nothing away from the one it was copied from."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from directory.models import ProgrammePage, Strand, StrandText
from directory.queries import read_by_slug
from tests.directory.builders import make_keeper, make_programme, make_strand

pytestmark = pytest.mark.django_db


@pytest.fixture
def edit(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("edit")


def copy(client: Client, page: ProgrammePage, **changes: object) -> object:
    data = {
        "new_title": "Copy",
        "new_slug": "copy",
        "new_parent_page": page.get_parent().pk,
        **changes,
    }
    return client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data)


def test_a_copy_has_a_uuid_and_strands_of_its_own(edit: Client) -> None:
    page = make_programme()
    assert copy(edit, page).status_code == 302  # type: ignore[attr-defined]
    made = ProgrammePage.objects.get(slug="copy")
    assert made.uuid != page.uuid
    assert made.strands.get().uuid != page.strands.get().uuid


def test_publishing_a_copy_leaves_the_original_whole(edit: Client) -> None:
    page = make_programme(strands=[make_strand("Adults"), make_strand("Youth")])
    page.save_revision().publish()
    before = read_by_slug("harbour")
    copy(edit, page)
    made = ProgrammePage.objects.get(slug="copy")
    made.get_latest_revision().publish()
    after = read_by_slug("harbour")
    assert before is not None
    assert after is not None
    assert after["strands"] == before["strands"]
    copied = read_by_slug("copy")
    assert copied is not None
    assert [strand["texts"][0]["label"] for strand in copied["strands"]] == ["Adults", "Youth"]
    assert StrandText.objects.count() == 4
    assert len(set(Strand.objects.values_list("uuid", flat=True))) == 4


def test_an_older_version_of_a_copy_can_be_published_too(edit: Client) -> None:
    page = make_programme()
    for summary in ("First.", "Second."):
        draft = ProgrammePage.objects.get(pk=page.pk)
        draft.texts.get().summary = summary
        draft.save_revision().publish()
    before = read_by_slug("harbour")
    copy(edit, page)
    made = ProgrammePage.objects.get(slug="copy")
    revision = made.revisions.order_by("pk")[0]
    with pytest.raises(ValidationError):
        revision.publish()
    revision.content["slug"] = "copy"
    revision.publish()
    assert before is not None
    after = read_by_slug("harbour")
    assert after is not None
    assert after["strands"] == before["strands"]


def test_a_copy_needs_an_address_of_its_own_in_the_whole_tree(edit: Client) -> None:
    page = make_programme()
    make_programme("taken", parent=make_keeper("another"))
    answer = copy(edit, page, new_slug="taken")
    assert answer.status_code == 200  # type: ignore[attr-defined]
    assert b"already has the address" in answer.content  # type: ignore[attr-defined]
    assert ProgrammePage.objects.filter(slug="taken").count() == 1


def test_neither_aliases_nor_copied_parts_are_offered(edit: Client) -> None:
    page = make_programme()
    make_programme("pier", parent=page)
    html = edit.get(reverse("wagtailadmin_pages:copy", args=[page.pk])).content.decode()
    assert 'name="new_slug"' in html
    assert 'name="alias"' not in html
    assert 'name="copy_subpages"' not in html


def test_the_page_of_a_keeper_is_not_copied(edit: Client) -> None:
    keeper = make_keeper()
    answer = edit.get(reverse("wagtailadmin_pages:copy", args=[keeper.pk]))
    assert answer.status_code == 302
    assert "cannot be copied" in edit.get(answer.headers["Location"]).content.decode()


def test_moving_a_programme_keeps_its_address(edit: Client) -> None:
    page = make_programme()
    page.move(make_keeper("another"), pos="last-child")
    moved = ProgrammePage.objects.get(pk=page.pk)
    assert moved.public_path() == "/en/programmes/harbour/"
    assert read_by_slug("harbour") is not None


def test_a_slug_cannot_be_taken_over_by_a_change_either() -> None:
    make_programme("harbour")
    other = make_programme("pier")
    other.slug = "harbour"
    with pytest.raises(ValidationError):
        other.save()
