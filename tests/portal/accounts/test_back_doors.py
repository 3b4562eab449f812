"""No door takes a password alone, and none makes an account."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from portal.accounts.models import User
from tests.cast import PASSWORD

LOGIN = "/accounts/login/"


@pytest.mark.parametrize("door", ["/admin/login/", "/_util/login/", "/django-admin/login/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_back_door_leads_to_the_one_sign_in(
    edit: User, client: Client, door: str, method: str
) -> None:
    answer = getattr(client, method)(
        f"{door}?next=/admin/", {"username": "edit", "password": PASSWORD}
    )
    if method == "get":
        assert answer.headers["Location"].startswith(LOGIN)
    assert answer.status_code in (302, 301)
    assert client.get("/admin/").headers["Location"].startswith(LOGIN)


@pytest.mark.parametrize(
    "door",
    [
        "/admin/password_reset/",
        "/admin/password_reset/done/",
        "/admin/password_reset/confirm/MQ/abc-def/",
        "/admin/password_reset/complete/",
        "/documents/authenticate_with_password/1/",
    ],
)
def test_the_cms_s_own_password_pages_are_closed(client: Client, db: None, door: str) -> None:
    assert client.get(door).status_code == 404
    assert client.post(door, {"email": "edit@example.org", "password": "x"}).status_code == 404


@pytest.mark.parametrize("door", ["/django-admin/", "/django-admin/accounts/user/"])
def test_there_is_no_second_admin(client: Client, db: None, door: str) -> None:
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert client.get(door).status_code == 404


@pytest.mark.parametrize(
    "door",
    [
        "/accounts/signup/",
        "/accounts/email/",
        "/accounts/confirm-email/",
        "/accounts/password/set/",
        "/accounts/login/code/",
        "/accounts/login/code/confirm/",
        "/accounts/2fa/",
        "/accounts/social/signup/",
        "/accounts/second-factor/codes/download/",
        "/accounts/second-factor/passkeys/login/",
    ],
)
def test_what_is_not_on_our_short_list_is_not_there(client: Client, db: None, door: str) -> None:
    data = {"email": "new@example.org", "username": "new", "password1": PASSWORD}
    assert client.get(door).status_code == 404
    assert client.post(door, data).status_code == 404
    assert not User.objects.filter(username="new").exists()


def test_nobody_signs_up() -> None:
    from allauth.account.adapter import get_adapter
    from django.test import RequestFactory

    assert get_adapter().is_open_for_signup(RequestFactory().get("/")) is False
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_every_account_view_on_offer_is_on_the_short_list() -> None:
    """allauth may grow; what it offers here grows only by our hand."""
    offered = {
        name
        for name in get_resolver("config.urls.staff").reverse_dict
        if isinstance(name, str) and name.startswith(("account_", "mfa_", "socialaccount_"))
    }
    assert offered == {
        "account_change_password",
        "account_inactive",
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_authenticate",
        "mfa_deactivate_totp",
        "mfa_edit_webauthn",
        "mfa_generate_recovery_codes",
        "mfa_index",
        "mfa_list_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_remove_webauthn",
        "mfa_view_recovery_codes",
    }


def test_the_cms_account_page_changes_neither_password_nor_address(
    edit: User, signed_in: Callable[[str], Client]
) -> None:
    browser = signed_in("edit")
    page = browser.get("/admin/account/").content.decode()
    assert "password" not in page.lower().replace("csrfmiddlewaretoken", "")
    assert 'name="name_email-email"' not in page
    before = (edit.email, edit.password)
    browser.post(
        "/admin/account/",
        {
            "name_email-first_name": "Edit",
            "name_email-last_name": "Example",
            "name_email-email": "taken-over@example.org",
            "password-old_password": PASSWORD,
            "password-new_password1": "another-long-password",
            "password-new_password2": "another-long-password",
        },
    )
    edit.refresh_from_db()
    assert (edit.email, edit.password) == before


@pytest.mark.parametrize("name", ["edit", "admin"])
@pytest.mark.parametrize(
    "address", ["/admin/users/", "/admin/users/new/", "/admin/groups/", "/admin/groups/new/"]
)
def test_the_cms_makes_no_people_and_no_groups(
    signed_in: Callable[[str], Client], name: str, address: str
) -> None:
    assert signed_in(name).get(address).status_code == 404


@pytest.mark.parametrize(
    "address", ["/accounts/login/", "/admin/", "/admin/login/", "/portal/", "/documents/1/x/"]
)
def test_the_public_zone_has_no_door_at_all(public_client: Client, address: str) -> None:
    answer = public_client.get(address, follow=True)
    assert answer.status_code == 404
    assert not public_client.cookies
