"""What a provider editor does with the entries of their own, and for how long."""

import datetime as dt
import html
import re
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from wagtail.models import GroupPagePermission

from directory.models import KeeperPage, Organisation, ProgrammePage
from portal.accounts import services
from portal.accounts.cms import sync_all_cms_groups, sync_cms_groups
from portal.accounts.entries.own import own_entries
from portal.accounts.models import Membership, User
from portal.accounts.roles import Role
from tests.cast import cast_organisation, sign_in
from tests.directory.builders import make_keeper, make_programme
from tests.portal.entries.forms import form_of
from tests.portal.entries.world import add_draft


def test_the_cms_begins_with_the_list_of_ones_own(provider: Client, own: dict[str, Any]) -> None:
    make_programme("other", parent=other_keeper(), title="Far Pier")
    for address in ("/admin/", "/admin/pages/", f"/admin/pages/{own['keeper'].pk}/"):
        assert provider.get(address).headers["Location"] == "/admin/entries/"
    shown = provider.get("/admin/entries/").content.decode()
    for words in ("Still Water", "Low Tide", "published", "not published"):
        assert words in shown
    assert "Far Pier" not in shown
    found = provider.get("/admin/pages/search/?q=tide", follow=True).content.decode()
    assert "Low Tide" in found
    assert "Still Water" not in found
    for gone in ("wagtailadmin_explore", "/admin/reports/", "/admin/images/", "/admin/exchange/"):
        assert gone not in shown


def other_keeper() -> KeeperPage:
    cast_organisation("harbour-centre-example")
    return make_keeper("harbour-centre-example")


def test_an_entry_is_changed_previewed_compared_and_put_back(
    provider: Client, own: dict[str, Any]
) -> None:
    page = own["live"]
    edit = f"/admin/pages/{page.pk}/edit/"
    first = page.latest_revision_id
    form = form_of(provider, page) | {"texts-0-title": "Stiller Water"}
    assert provider.post(f"{edit}preview/", form).json()["is_valid"]
    for language in ("en", "nl", "fr"):
        seen = provider.get(f"{edit}preview/?mode={language}")
        assert seen.status_code == 200
        assert "Stiller Water" in seen.content.decode()
    assert provider.post(edit, form).status_code == 302
    latest = ProgrammePage.objects.get(pk=page.pk).latest_revision_id
    assert "Stiller" in provider.get(f"/admin/pages/{page.pk}/view_draft/").content.decode()
    below = f"/admin/pages/{page.pk}/revisions"
    assert "Stiller" in provider.get(f"{below}/compare/{first}...{latest}/").content.decode()
    for address in (
        f"{below}/{first}/view/",
        f"{below}/{first}/revert/",
        f"/admin/pages/{page.pk}/history/",
        f"/admin/pages/{page.pk}/workflow_history/",
        f"/admin/pages/{page.pk}/usage/",
    ):
        assert provider.get(address).status_code == 200, address


def test_a_new_entry_begins_as_a_draft_below_ones_own_keeper(
    provider: Client, own: dict[str, Any], pieter: User
) -> None:
    add = f"/admin/pages/add/directory/programmepage/{own['keeper'].pk}/"
    form = form_of(provider, None, add) | {
        "texts-TOTAL_FORMS": "1",
        "texts-0-language": "en",
        "texts-0-title": "New Harbour",
        "strands-TOTAL_FORMS": "0",
        "slug": "",
    }
    answer = provider.post(add, form)
    assert answer.status_code == 302, answer.content.decode()
    page = ProgrammePage.objects.get(slug="new-harbour")
    assert (page.live, page.owner, page.get_parent().pk) == (False, pieter, own["keeper"].pk)
    assert provider.post(f"/admin/pages/{page.pk}/delete/").headers["Location"]
    assert not ProgrammePage.objects.filter(pk=page.pk).exists()


def test_what_is_for_those_who_publish_is_refused_and_not_offered(
    provider: Client, own: dict[str, Any]
) -> None:
    for page in (own["live"], own["draft"]):
        edited = provider.get(f"/admin/pages/{page.pk}/edit/").content.decode()
        for step in ("move", "copy", "unpublish", "lock", "privacy", "convert_alias"):
            address = f"/admin/pages/{page.pk}/{step}/"
            assert provider.get(address).status_code == 403
            assert f'href="{address}' not in edited
    assert provider.get(f"/admin/pages/{own['keeper'].pk}/edit/").status_code == 403


def test_no_link_of_the_list_and_of_the_editing_page_leads_to_a_refusal(
    provider: Client, own: dict[str, Any]
) -> None:
    pages = [f"/admin/pages/{own[name].pk}/edit/" for name in ("live", "draft")]
    add = f"/admin/pages/add/directory/programmepage/{own['keeper'].pk}/"
    shown = "".join(
        provider.get(path).content.decode() for path in ("/admin/entries/", add, *pages)
    )
    links = {html.unescape(link) for link in re.findall(r'href="(/admin/[^"#]*)', shown)}
    refused = [link for link in links if provider.get(link).status_code in (403, 404)]
    assert not refused
    for page in (own["live"], own["draft"]):
        assert f"/admin/translations/{page.pk}/nl/" in links


def test_a_provider_translates_the_entries_of_their_own_and_no_others(
    provider: Client, own: dict[str, Any]
) -> None:
    second = make_programme("other", parent=other_keeper(), title="Far Pier")
    assert provider.get(f"/admin/translations/{second.pk}/nl/").status_code == 403
    assert provider.post(f"/admin/translations/{second.pk}/nl/").status_code == 403
    assert provider.get("/admin/translations/").status_code == 403
    path = f"/admin/translations/{own['live'].pk}/nl/"
    provider.post(path, form_of(provider, None, path) | {"text-texts-title": "Stil water"})
    page = ProgrammePage.objects.get(pk=own["live"].pk)
    titles = {t.language: t.title for t in page.get_latest_revision_as_object().texts.all()}
    assert titles["nl"] == "Stil water"
    assert not page.texts.filter(language="nl").exists()


def test_a_draft_with_parts_is_not_deleted_and_the_page_says_why_also_to_older_groups(
    provider: Client, own: dict[str, Any], edit: User
) -> None:
    part = add_draft(own["draft"], "ebb", "Ebb")
    provider.get("/admin/entries/")
    sync_cms_groups(user=edit)
    deleting = GroupPagePermission.objects.filter(permission__codename="bulk_delete_page")
    there = set(deleting.values_list("group__name", "page"))
    deleting.delete()
    sync_all_cms_groups()
    assert set(deleting.values_list("group__name", "page")) == there
    shown = provider.post(f"/admin/pages/{own['draft'].pk}/delete/").content.decode()
    assert "is still used and cannot be deleted" in shown
    assert f"/admin/pages/{part.pk}/edit/" in shown
    assert "Unpublish it instead" not in shown
    for page in (part, own["draft"]):
        assert provider.post(f"/admin/pages/{page.pk}/delete/").status_code == 302
        assert not ProgrammePage.objects.filter(pk=page.pk).exists()


def test_an_address_that_is_new_is_shut_until_somebody_decides(
    provider: Client, own: dict[str, Any], settings: Any
) -> None:
    settings.ROOT_URLCONF = "tests.portal.entries.brand_new"
    assert provider.get("/admin/brand-new/").status_code == 403


def test_a_provider_of_two_organisations_edits_for_both_and_an_editor_who_is_one_edits_all(
    provider: Client, own: dict[str, Any], pieter: User
) -> None:
    second = make_programme("other", parent=other_keeper(), title="Far Pier")
    assert provider.get(f"/admin/pages/{second.pk}/edit/").status_code == 403
    services.grant_membership(
        acting_user=None,
        user=pieter,
        role=Role.PROVIDER_EDITOR,
        organisation=Organisation.objects.get(key="harbour-centre-example"),
    )
    for page in (own["live"], second):
        assert provider.get(f"/admin/pages/{page.pk}/edit/").status_code == 200
    shown = provider.get("/admin/entries/").content.decode()
    assert "Still Water" in shown
    assert "Far Pier" in shown
    services.grant_membership(acting_user=None, user=pieter, role=Role.EDITOR)
    assert provider.get("/admin/pages/").status_code == 200
    assert provider.get("/admin/reports/page-types-usage/").status_code == 200


def test_when_the_last_day_has_passed_the_entries_are_shut(
    provider: Client, own: dict[str, Any], pieter: User
) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    assert provider.get("/admin/entries/").status_code == 200
    Membership.objects.filter(user=pieter).update(valid_from=yesterday, valid_until=yesterday)
    assert provider.get("/admin/entries/").status_code == 403
    assert provider.get(f"/admin/pages/{own['live'].pk}/edit/").status_code == 403
    assert not pieter.groups.exists()
    assert not own_entries(pieter)


def test_the_group_of_an_organisation_follows_its_page(own: dict[str, Any], pieter: User) -> None:
    sync_cms_groups(user=pieter)
    group = Group.objects.get(name="Entries of iter")
    assert list(group.permissions.values_list("codename", flat=True)) == ["access_admin"]
    allowed = GroupPagePermission.objects.filter(group=group)
    assert set(allowed.values_list("page", "permission__codename")) == {
        (own["keeper"].pk, "add_page"),
        (own["keeper"].pk, "change_page"),
        (own["keeper"].pk, "bulk_delete_page"),
    }
    cast_organisation("harbour-centre-example")
    KeeperPage.objects.filter(pk=own["keeper"].pk).update(
        organisation=Organisation.objects.get(key="harbour-centre-example")
    )
    sync_cms_groups(user=pieter)
    assert not allowed.all()


def test_an_administrator_reads_who_edits_for_which_organisation(
    own: dict[str, Any], pieter: User, omar: User, signed_in: Callable[[str], Client]
) -> None:
    other_keeper()
    today, body = timezone.localdate(), cast_organisation("womens-aid-example")
    for start, end in ((-9, -1), (1, 30)):
        Membership.objects.create(
            user=omar,
            organisation=body,
            role=Role.PROVIDER_EDITOR,
            valid_from=today + dt.timedelta(days=start),
            valid_until=today + dt.timedelta(days=end),
        )
    admin = signed_in("admin")
    assert "/admin/entries/editors/" in admin.get("/admin/").content.decode()
    shown = admin.get("/admin/entries/editors/").content.decode()
    parts = dict(re.findall(r'id="organisation-(\d+)"(.*?)</section>', shown, re.DOTALL))
    of = {
        key: parts[str(Organisation.objects.get(key=key).pk)]
        for key in ("iter", "womens-aid-example")
    }
    assert 'data-person="pieter"' in of["iter"]
    assert f"/admin/pages/{own['keeper'].pk}/" in of["iter"]
    without = shown.split('id="without"', 1)[1]
    assert "harbour-centre-example" in without
    assert "iter" not in re.findall(r">([^<]+)</a>", without)
    assert of["womens-aid-example"].count('data-person="omar"') == 1
    assert "has not begun yet" in of["womens-aid-example"]
    assert "no page in the directory" in of["womens-aid-example"]
    editor = signed_in("edit")
    assert "/admin/entries/editors/" not in editor.get("/admin/").content.decode()
    refused = editor.get("/admin/entries/editors/")
    assert refused.status_code == 403
    assert "pieter" not in refused.content.decode()


def test_whose_organisation_keeps_nothing_yet_is_told_so(omar: User) -> None:
    organisation = cast_organisation("womens-aid-example")
    services.grant_membership(
        acting_user=None, user=omar, role=Role.PROVIDER_EDITOR, organisation=organisation
    )
    shown = sign_in(Client(), omar).get("/admin/entries/").content.decode()
    assert "keeps no entries here yet" in shown


def test_a_reviewer_reviews_and_looks_after_nothing_else(
    reviewer: Client, own: dict[str, Any]
) -> None:
    assert reviewer.get("/admin/approvals/").status_code == 200
    assert reviewer.get(f"/admin/pages/{own['live'].pk}/edit/").status_code == 200
    assert reviewer.get("/admin/exchange/").status_code == 403
    for shut in ("redirects", "sites", "collections", "workflows/list", "snippets/directory/term"):
        assert reviewer.get(f"/admin/{shut}/").status_code == 302, shut
    add = f"/admin/pages/add/directory/programmepage/{own['keeper'].pk}/"
    assert reviewer.get(add).status_code == 302
