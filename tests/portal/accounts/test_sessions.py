"""Sessions end, and their rows say nothing to whoever reads the database."""

import base64
import time
import zlib
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client, override_settings

from portal.accounts.models import User
from portal.accounts.sessions import SessionStore
from portal.vault.errors import KeyNotHeld
from tests.cast import PASSWORD, sign_in
from tests.portal.accounts.test_second_factor import secret_on

HOUR = 3600


def rows() -> str:
    """All that the session table holds, as somebody with the file reads it, unpacked too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_key, session_data FROM django_session")
        texts = []
        for key, data in cursor.fetchall():
            texts += [key, data]
            for part in data.lstrip(".").split(":"):
                texts.append(_unpacked(part))
    return "\n".join(texts)


def _unpacked(part: str) -> str:
    try:
        raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError:
        return ""
    try:
        return zlib.decompress(raw).decode(errors="replace")
    except zlib.error:
        return raw.decode(errors="replace")


def test_the_secret_of_a_new_app_is_not_in_the_session_table(omar: User, client: Client) -> None:
    Authenticator.objects.filter(user=omar).delete()
    client.post("/accounts/login/", {"login": "omar", "password": PASSWORD})
    secret = secret_on(client.get("/accounts/second-factor/app/").content.decode())
    assert client.session["mfa.totp.secret"] == secret  # it is in the session, to be found there

    kept = rows()
    assert secret not in kept
    assert "omar" not in kept
    assert client.cookies[settings.SESSION_COOKIE_NAME].value not in kept


def test_the_search_finds_a_secret_that_lies_in_the_clear(omar: User) -> None:
    with override_settings(SESSION_ENGINE="django.contrib.sessions.backends.db"):
        from django.contrib.sessions.backends.db import SessionStore as Plain

        plain = Plain()
        plain["mfa.totp.secret"] = "JBSWY3DPEHPK3PXP"
        plain.save()
    assert "JBSWY3DPEHPK3PXP" in rows()


def test_a_second_factor_lies_sealed_in_the_database(ines: User) -> None:
    stored = Authenticator.objects.get(user=ines, type="totp").data["secret"]
    assert stored.startswith("v1.")
    with pytest.raises(KeyNotHeld), override_settings(ROLE="public"):
        Authenticator.objects.get(user=ines, type="totp").wrap().validate_code("000000")


def test_a_row_moved_to_another_session_is_worth_nothing(
    ines: User, omar: User, client: Client
) -> None:
    """Somebody who can write the table puts Ines' row in the place of their own."""
    sign_in(client, ines)
    hers = Session.objects.get()
    other = sign_in(Client(), omar)
    his = Session.objects.exclude(pk=hers.pk).get()
    Session.objects.filter(pk=his.pk).update(session_data=hers.session_data)
    assert other.get("/portal/").headers["Location"].startswith("/accounts/login/")


def test_a_session_written_with_the_public_role_s_key_is_worth_nothing(
    ines: User, client: Client
) -> None:
    from django.contrib.sessions.backends.db import SessionStore as Plain

    forged = Plain()
    forged["_auth_user_id"] = str(ines.pk)
    forged["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    forged["_auth_user_hash"] = ines.get_session_auth_hash()
    forged.save()
    Session.objects.update(session_key=SessionStore()._row_key(forged.session_key))
    client.cookies[settings.SESSION_COOKIE_NAME] = str(forged.session_key)
    assert client.get("/portal/").headers["Location"].startswith("/accounts/login/")


def test_a_session_of_a_retired_key_asks_to_sign_in_again(
    ines: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, ines)
    row = Session.objects.get()
    version, _key, body = row.session_data.split(".")
    Session.objects.update(session_data=f"{version}.20200101T000000-00000000.{body}")
    assert client.get("/portal/").headers["Location"].startswith("/accounts/login/")


def test_half_an_hour_without_a_click_ends_the_session(
    signed_in: Callable[[str], Client],
) -> None:
    browser = signed_in("ines")
    Session.objects.update(expire_date="2020-01-01T00:00:00Z")
    answer = browser.get("/portal/", follow=True)
    assert answer.redirect_chain[0][0].startswith("/accounts/login/")
    assert "You were signed out" in answer.content.decode()


def test_the_row_is_kept_for_half_an_hour_from_the_last_click(
    signed_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in("ines")
    browser.get("/accounts/second-factor/")
    before = Session.objects.get().expire_date
    later = time.time() + 20 * 60
    monkeypatch.setattr(time, "time", lambda: later)
    browser.get("/accounts/second-factor/")
    assert Session.objects.get().expire_date > before
    assert settings.SESSION_COOKIE_AGE == HOUR / 2


def test_twelve_hours_end_the_busiest_session(
    signed_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in("ines")
    start = time.time()
    monkeypatch.setattr(time, "time", lambda: start + 12 * HOUR - 60)
    assert browser.get("/accounts/second-factor/").status_code == 200
    monkeypatch.setattr(time, "time", lambda: start + 12 * HOUR + 60)
    answer = browser.get("/accounts/second-factor/")
    assert answer.headers["Location"].startswith("/accounts/login/")
    assert browser.get("/accounts/second-factor/").status_code == 302


def test_what_was_typed_comes_back_when_the_session_has_ended(
    signed_in: Callable[[str], Client],
) -> None:
    browser = signed_in("ines")
    Session.objects.all().delete()
    answer = browser.post("/accounts/second-factor/", {"words": "Half an hour of careful words."})
    assert answer.status_code == 403
    assert "Half an hour of careful words." in answer.content.decode()


def test_a_script_of_the_cms_is_told_to_sign_in_again(client: Client, db: None, keys: None) -> None:
    answer = client.get("/admin/", headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.status_code == 401
    assert "<" not in answer.content.decode()
