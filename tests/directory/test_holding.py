"""What others point to is not deleted under them, and the page says who they are."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from directory.editing import holding
from directory.editing.held_views import shown_to
from directory.editing.holding import Holder, page_holders, snippet_holders
from directory.models import (
    ContentPage,
    Place,
    ProgrammeOrganisation,
    ProgrammePage,
    ProgrammePlace,
)
from directory.sample.tree import prepare_tree
from directory.services import create_published_page
from tests.directory.builders import make_keeper, make_organisation, make_programme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("indexes_of_wagtail")]


@pytest.fixture
def admin(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("admin")


def delete_pages(client: Client, *pages: Any) -> str:
    """Ticked in a list and deleted; one page by its own button."""
    if len(pages) == 1:
        address = reverse("wagtailadmin_pages:delete", args=[pages[0].pk])
    else:
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
        address += "?" + "&".join(f"id={page.pk}" for page in pages)
    return client.post(address, follow=True).content.decode()


@pytest.mark.parametrize("name", ["edit", "rosa"])
def test_a_programme_with_parts_is_held_by_them(
    name: str, signed_in: Callable[[str], Client]
) -> None:
    make_keeper("iter")
    client = signed_in(name)
    above = make_programme("above", title="Above")
    below = make_programme("below", parent=above, title="Below")
    for asked in (client.get, client.post):
        html = asked(reverse("wagtailadmin_pages:delete", args=[above.pk])).content.decode()
        assert "is still used and cannot be deleted" in html
        assert reverse("wagtailadmin_pages:edit", args=[below.pk]) in html
        assert reverse("wagtailadmin_pages:unpublish", args=[above.pk]) in html
        assert "Pages that stand below it are deleted before it" in html
    assert ProgrammePage.objects.count() == 2
    delete_pages(client, below)
    delete_pages(client, above)
    assert not ProgrammePage.objects.exists()


def test_a_keeper_is_held_by_its_entries_also_where_several_are_ticked(admin: Client) -> None:
    programme = make_programme("harbour")
    keeper, empty = programme.get_parent(), make_keeper("empty")
    html = delete_pages(admin, keeper, empty)
    assert "is still used and cannot be deleted" in html
    assert "Harbour" in html
    keeper.refresh_from_db()
    empty.refresh_from_db()


def test_a_page_and_what_stands_below_it_do_not_go_in_one_stroke(admin: Client) -> None:
    above = make_programme("above")
    beside, below = (make_programme(slug, parent=above) for slug in ("beside", "below"))
    assert "is still used and cannot be deleted" in delete_pages(admin, above, below, beside)
    # Nor by the admin's API, which asks nobody but Wagtail.
    api = f"/admin/api/main/pages/{above.pk}/action/delete/"
    assert admin.post(api).status_code == 404
    assert ProgrammePage.objects.count() == 3
    assert admin.get(f"/admin/api/main/pages/{above.pk}/").status_code == 200
    delete_pages(admin, below, beside)
    assert ProgrammePage.objects.get() == above


def test_pages_that_link_to_each_other_and_are_ticked_together_are_not_held() -> None:
    one, other = make_programme("one"), make_programme("other")
    home = prepare_tree()["en"]
    link = f'<p><a linktype="page" id="{one.pk}">One</a></p>'
    guidance = ContentPage(title="Guidance", slug="guidance", body=[("text", link)])
    create_published_page(acting_user=None, parent=home, page=guidance)
    assert [holder.name for holder in page_holders([one, other])] == ["Guidance"]
    assert page_holders([one, guidance]) == []


def test_a_page_that_links_to_a_programme_holds_it(admin: Client) -> None:
    programme = make_programme("harbour")
    link = f'<p><a linktype="page" id="{programme.pk}">Harbour</a></p>'
    guidance = ContentPage(title="Guidance", slug="guidance", body=[("text", link)])
    create_published_page(acting_user=None, parent=prepare_tree()["en"], page=guidance)
    assert "Guidance" in delete_pages(admin, programme)
    assert ProgrammePage.objects.exists()


def test_other_rooms_say_what_they_keep_of_it(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = make_programme("harbour")
    monkeypatch.setattr(holding, "_finders", [lambda pages: [Holder("something under way")]])
    assert "something under way" in delete_pages(admin, programme)
    assert ProgrammePage.objects.exists()


def test_whoever_may_not_open_a_page_does_not_read_its_title(ines: Any) -> None:
    programme = make_programme("harbour")
    [(said, address)] = shown_to(ines, [Holder("Harbour", programme.pk)])
    assert (said, address) == ("a page that you cannot open", "")


def test_an_organisation_and_a_place_that_only_a_draft_names_are_held() -> None:
    page = make_programme("harbour")
    body = make_organisation("draft-only")
    place = Place.objects.create(key="draft-only", town="Gent")
    draft = ProgrammePage.objects.get(pk=page.pk)
    draft.organisation_rows = [ProgrammeOrganisation(organisation=body, sort_order=0)]
    draft.place_rows = [ProgrammePlace(place=place, sort_order=0)]
    draft.save_revision()
    for instance in (body, place):
        assert snippet_holders([instance]) == [Holder("Harbour", page.pk)]


def test_naming_what_holds_an_organisation_costs_the_same_however_much_it_is(
    ines: Any, django_assert_max_num_queries: Any
) -> None:
    body = make_organisation("shared")
    for number in range(6):
        page = make_programme(f"p{number}")
        page.organisation_rows.add(ProgrammeOrganisation(organisation=body))
        page.save()
    with django_assert_max_num_queries(20):
        found = snippet_holders([body])
        assert len(found) == 6
        assert len(list(shown_to(ines, found))) == 6
