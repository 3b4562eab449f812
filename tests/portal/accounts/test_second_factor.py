"""The second factor is no choice: without it nothing opens but the pages that set it up."""

import re
import time
from collections.abc import Callable

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from portal.accounts.models import User
from portal.accounts.services import remove_second_factors
from portal.accounts.totp import code_for
from portal.audit.models import AuditEvent
from tests.cast import PASSWORD, sign_in

INDEX, APP, CODES = (
    "/accounts/second-factor/",
    "/accounts/second-factor/app/",
    "/accounts/second-factor/codes/",
)
NEW_CODES = "/accounts/second-factor/codes/new/"
CONFIRM = "/accounts/second-factor/show-again/"
PASSWORD_AGAIN = "/accounts/reauthenticate/"


@pytest.fixture
def without_factor(omar: User) -> User:
    """Omar, who was just invited and has no second factor yet."""
    Authenticator.objects.filter(user=omar).delete()
    return omar


def give_password(client: Client, user: User) -> Client:
    client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    return client


def secret_on(page: str) -> str:
    """The secret that a person would type into the app, as it stands on the page."""
    found = re.search(r'id="totp-secret">([^<]+)<', page)
    assert found
    return found[1].replace(" ", "").strip()


def code_of(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time() // 30) + steps))


@pytest.mark.parametrize(
    "address",
    ["/portal/", "/admin/", "/accounts/password/change/", CODES, NEW_CODES, CONFIRM, "/documents/"],
)
def test_without_a_second_factor_every_page_leads_to_setting_one_up(
    without_factor: User, client: Client, address: str
) -> None:
    give_password(client, without_factor)
    answer = client.get(address)
    if address == "/documents/":  # no page, so nothing to guard
        assert answer.status_code == 404
    else:
        assert answer.headers["Location"].startswith(INDEX)


def test_omar_sets_up_an_app_and_goes_on_without_signing_in_again(
    without_factor: User, client: Client, django_capture_on_commit_callbacks
) -> None:
    give_password(client, without_factor)
    assert "One step before you can go on" in client.get(INDEX).content.decode()
    secret = secret_on(client.get(APP).content.decode())
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(APP, {"code": code_of(secret)})
    assert answer.headers["Location"] == CODES
    page = client.get(CODES).content.decode()
    assert len(re.findall(r"<code>\d{4} \d{4}</code>", page)) == 10
    assert client.get(INDEX).status_code == 200
    assert "One step before" not in client.get(INDEX).content.decode()
    assert AuditEvent.objects.filter(action="account.second-factor-added").exists()


def test_a_wrong_code_sets_up_nothing_and_keeps_the_same_secret(
    without_factor: User, client: Client
) -> None:
    give_password(client, without_factor)
    secret = secret_on(client.get(APP).content.decode())
    page = client.post(APP, {"code": "000000"}).content.decode()
    assert "This code is not right" in page
    assert secret_on(page) == secret
    assert not Authenticator.objects.filter(user=without_factor).exists()


def test_a_password_from_long_ago_does_not_set_up_a_factor(
    without_factor: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_password(client, without_factor)
    later = time.time() + 600
    monkeypatch.setattr(time, "time", lambda: later)
    assert client.get(APP).headers["Location"].startswith(PASSWORD_AGAIN)
    client.post(PASSWORD_AGAIN, {"password": PASSWORD, "next": APP})
    assert client.get(APP).status_code == 200


def test_the_recovery_codes_are_shown_once(without_factor: User, client: Client) -> None:
    give_password(client, without_factor)
    secret = secret_on(client.get(APP).content.decode())
    client.post(APP, {"code": code_of(secret)})
    client.get(CODES)
    again = client.get(CODES).content.decode()
    assert "are not shown again" in again
    assert not re.search(r"\d{4} \d{4}", again)


def test_a_recovery_code_opens_once(without_factor: User, client: Client) -> None:
    give_password(client, without_factor)
    client.post(APP, {"code": code_of(secret_on(client.get(APP).content.decode()))})
    found = re.search(r"<code>(\d{4} \d{4})</code>", client.get(CODES).content.decode())
    assert found

    lost_phone, again = Client(), Client()
    for browser, opens in ((lost_phone, True), (again, False)):
        give_password(browser, without_factor)
        browser.post("/accounts/second-factor/show/", {"code": found[1]})
        assert (browser.get(INDEX).status_code == 200) is opens


def test_a_session_made_without_a_factor_opens_nothing_once_one_is_set_up(
    without_factor: User, client: Client
) -> None:
    """Two browsers with the password; one of them sets up a factor, the other must show it."""
    other = give_password(Client(), without_factor)
    give_password(client, without_factor)
    client.post(APP, {"code": code_of(secret_on(client.get(APP).content.decode()))})

    assert other.get("/portal/").headers["Location"] == f"{CONFIRM}?next=/portal/"
    assert other.get(APP).headers["Location"].startswith(CONFIRM)
    assert other.get(INDEX).headers["Location"].startswith(CONFIRM)
    assert other.get(PASSWORD_AGAIN).headers["Location"].startswith(CONFIRM)
    other.post(CONFIRM, {"code": code_for(without_factor).digits})
    assert other.get(INDEX).status_code == 200


def test_force_login_is_no_way_in(ines: User, client: Client) -> None:
    client.force_login(ines)
    assert client.get("/portal/").headers["Location"].startswith(CONFIRM)


def test_a_record_in_the_session_counts_only_for_a_factor_that_exists(
    ines: User, client: Client
) -> None:
    client.force_login(ines)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "mfa", "at": time.time(), "id": 999_999, "type": "totp"}
    ]
    session["account_authentication_methods_user"] = str(ines.pk)
    session.save()
    assert client.get("/portal/").headers["Location"].startswith(CONFIRM)


def test_taking_away_a_lost_factor_ends_the_sessions_opened_with_it(
    ines: User, admin: User, signed_in: Callable[[str], Client]
) -> None:
    thief = signed_in("ines")
    assert thief.get(INDEX).status_code == 200
    remove_second_factors(acting_user=admin, user=ines)
    assert thief.get("/portal/").headers["Location"].startswith(INDEX)
    assert thief.get(CODES).headers["Location"].startswith(INDEX)


@pytest.mark.parametrize(
    "address",
    [APP, NEW_CODES, "/accounts/second-factor/passkeys/add/"],
)
def test_a_factor_changes_only_after_showing_password_or_code_again(
    signed_in: Callable[[str], Client], address: str
) -> None:
    browser = signed_in("ines")
    assert browser.get(address).headers["Location"].startswith(PASSWORD_AGAIN)
    assert browser.post(address, {"code": "123456"}).headers["Location"].startswith(PASSWORD_AGAIN)
    browser.post(PASSWORD_AGAIN, {"password": "wrong"})
    assert browser.get(address).status_code == 302
    browser.post(PASSWORD_AGAIN, {"password": PASSWORD})
    assert browser.get(address).status_code == 200


def test_a_new_phone_replaces_the_old_one_only_once_it_works(ines: User, client: Client) -> None:
    sign_in(client, ines)
    client.post(PASSWORD_AGAIN, {"password": PASSWORD})
    old = Authenticator.objects.get(user=ines, type="totp").pk
    secret = secret_on(client.get(APP).content.decode())
    client.post(APP, {"code": "000000"})
    assert Authenticator.objects.get(user=ines, type="totp").pk == old

    client.post(APP, {"code": code_of(secret)})
    new = Authenticator.objects.get(user=ines, type="totp")
    assert new.pk != old
    assert client.get(INDEX).status_code == 200  # still signed in: the new one was just shown


def test_the_only_factor_cannot_be_taken_away(ines: User, client: Client) -> None:
    sign_in(client, ines)
    client.post(PASSWORD_AGAIN, {"password": PASSWORD})
    page = client.post("/accounts/second-factor/app/remove/").content.decode()
    assert "only second factor" in page
    assert Authenticator.objects.filter(user=ines, type="totp").exists()


def test_the_picture_for_the_app_needs_no_address_and_no_style(
    without_factor: User, client: Client
) -> None:
    give_password(client, without_factor)
    answer = client.get(APP)
    page = answer.content.decode()
    assert "<svg" in page
    assert "data:" not in page
    assert "style=" not in page
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]


def test_nothing_about_signing_in_is_kept_by_a_browser(
    without_factor: User, client: Client
) -> None:
    give_password(client, without_factor)
    assert "no-store" in client.get(APP).headers["Cache-Control"]
    assert "no-store" in Client().get("/accounts/login/").headers["Cache-Control"]


def test_recovery_codes_alone_are_no_second_factor(ines: User, client: Client) -> None:
    RecoveryCodes.activate(ines)
    Authenticator.objects.filter(user=ines, type="totp").delete()
    give_password(client, ines)
    assert client.get("/portal/").headers["Location"].startswith(INDEX)
    assert client.get(APP).status_code == 200


def test_a_new_phone_that_fails_half_way_leaves_the_old_one(
    ines: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, ines)
    client.post(PASSWORD_AGAIN, {"password": PASSWORD})
    secret = secret_on(client.get(APP).content.decode())

    def no_room(*args: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("allauth.mfa.totp.internal.flows.TOTP.activate", no_room)
    with pytest.raises(OSError, match="no space"):
        client.post(APP, {"code": code_of(secret)})
    assert Authenticator.objects.filter(user=ines, type="totp").exists()
