"""Coming in: name and password, then the second factor, and the wrong turns on the way."""

import time
from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.accounts.totp import code_for
from portal.audit.models import AuditEvent
from tests.cast import PASSWORD, sign_in

LOGIN, SHOW = "/accounts/login/", "/accounts/second-factor/show/"


def give_password(client: Client, login: str, password: str = PASSWORD, **data: str):
    return client.post(LOGIN, {"login": login, "password": password, **data})


def test_ines_comes_in_with_her_name_her_password_and_a_code(ines: User, client: Client) -> None:
    sign_in(client, ines)
    assert client.get("/accounts/second-factor/").status_code == 200


def test_ines_may_type_her_address_instead_of_her_name_in_any_case(
    ines: User, client: Client
) -> None:
    assert give_password(client, "INES@Example.org").headers["Location"] == SHOW


def test_after_the_password_alone_nothing_opens(ines: User, client: Client) -> None:
    give_password(client, "ines")
    answer = client.get("/portal/")
    assert answer.headers["Location"] == f"{LOGIN}?next=/portal/"


@pytest.mark.parametrize("login", ["ines", "ines@example.org", "nobody", "nobody@example.org"])
def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(
    ines: User, client: Client, login: str
) -> None:
    answer = give_password(client, login, "not-her-password")
    assert answer.status_code == 200
    assert "do not belong together" in answer.content.decode()
    assert "not-her-password" not in answer.content.decode()
    assert f'value="{login}"' in answer.content.decode()


def test_the_error_stands_at_its_field(ines: User, client: Client) -> None:
    page = give_password(client, "ines", "wrong").content.decode()
    assert 'href="#id_login"' in page
    assert 'aria-describedby="id_login_error"' in page
    assert 'id="id_login_error"' in page


@pytest.mark.parametrize("code", ["000000", "", "abcdef", "12 34", "٠٠٠٠٠٠", "0" * 500])
def test_a_wrong_code_lets_nobody_in(ines: User, client: Client, code: str) -> None:
    give_password(client, "ines")
    answer = client.post(SHOW, {"code": code})
    assert answer.status_code == 200
    assert client.get("/portal/").status_code == 302


def test_a_code_with_a_space_in_the_middle_is_taken(ines: User, client: Client) -> None:
    give_password(client, "ines")
    digits = code_for(ines).digits
    answer = client.post(SHOW, {"code": f"{digits[:3]} {digits[3:]}"})
    assert answer.status_code == 302


def test_a_code_is_taken_once_even_within_its_tolerance(
    ines: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # From the first second of a code's half minute: at its end the code would soon be too old.
    now = time.time() // 30 * 30
    monkeypatch.setattr(time, "time", lambda: now)
    code = code_for(ines).digits
    give_password(client, "ines")
    assert client.post(SHOW, {"code": code}).status_code == 302

    # Half a minute later the clock's tolerance would still take it, and allauth's memory is short.
    monkeypatch.setattr(time, "time", lambda: now + 31)
    second = Client()
    give_password(second, "ines")
    answer = second.post(SHOW, {"code": code})
    assert answer.status_code == 200
    assert "already used" in answer.content.decode()
    assert second.get("/portal/").status_code == 302


def test_too_many_wrong_passwords_close_the_door_for_a_while(ines: User, client: Client) -> None:
    for _ in range(5):
        give_password(client, "ines", "wrong")
    page = give_password(client, "ines").content.decode()
    assert "Too many tries" in page
    assert client.get("/portal/").headers["Location"].startswith(LOGIN)


def test_too_many_wrong_codes_close_the_door_for_a_while(ines: User, client: Client) -> None:
    give_password(client, "ines")
    for _ in range(5):
        client.post(SHOW, {"code": "000000"})
    answer = client.post(SHOW, {"code": code_for(ines).digits})
    assert "Too many tries" in answer.content.decode()
    assert client.get("/portal/").headers["Location"].startswith(LOGIN)


def test_a_flood_from_one_place_gets_a_page_of_our_own(ines: User, client: Client) -> None:
    answers = [give_password(client, f"somebody-{number}", "wrong") for number in range(40)]
    last = answers[-1]
    assert last.status_code == 429
    assert "Too many tries" in last.content.decode()
    assert "<html" in last.content.decode()


def test_an_account_that_was_closed_says_so_only_to_its_owner(ines: User, client: Client) -> None:
    ines.is_active = False
    ines.save()
    assert give_password(client, "ines").headers["Location"] == "/accounts/inactive/"
    assert "closed" in client.get("/accounts/inactive/").content.decode()
    assert "do not belong together" in give_password(client, "ines", "wrong").content.decode()


def test_closing_an_account_ends_its_sessions(
    ines: User, signed_in: Callable[[str], Client]
) -> None:
    browser = signed_in("ines")
    ines.is_active = False
    ines.save()
    assert browser.get("/accounts/second-factor/").headers["Location"].startswith(LOGIN)


@pytest.mark.parametrize(
    "place",
    [
        "https://example.com/",
        "//example.com/",
        "https:example.com",
        "/\\example.com",
        "javascript:alert(1)",
        settings.PUBLIC_URL + "/nl/",
        "http://localhost:9/",
    ],
)
def test_signing_in_never_leads_to_another_site(ines: User, client: Client, place: str) -> None:
    give_password(client, "ines", next=place)
    answer = client.post(SHOW, {"code": code_for(ines).digits})
    assert answer.headers["Location"] == "/portal/"


def test_signing_in_leads_back_to_where_one_was_going(ines: User, client: Client) -> None:
    give_password(client, "ines", next="/accounts/second-factor/")
    answer = client.post(SHOW, {"code": code_for(ines).digits})
    assert answer.headers["Location"] == "/accounts/second-factor/"


def test_the_session_of_before_is_worth_nothing_after(ines: User, client: Client) -> None:
    """Session fixation: whoever planted a session key before the sign-in holds nothing after."""
    client.get(f"{LOGIN}?next=/portal/")
    give_password(client, "ines")
    planted = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post(SHOW, {"code": code_for(ines).digits})
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != planted

    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert thief.get("/portal/").headers["Location"].startswith(LOGIN)


def test_signing_out_ends_the_session_on_the_server(ines: User, client: Client) -> None:
    sign_in(client, ines)
    kept = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert client.get(reverse("account_logout")).status_code == 200  # asks first
    client.post(reverse("account_logout"))

    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = kept
    assert thief.get("/portal/").headers["Location"].startswith(LOGIN)
    assert not any("account_authentication" in row.session_data for row in Session.objects.all())


def test_the_cookie_goes_to_this_host_alone_and_to_no_script(ines: User, client: Client) -> None:
    sign_in(client, ines)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert settings.SESSION_COOKIE_NAME.startswith("__Host-")
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie["path"] == "/"
    assert not cookie["domain"]
    assert not cookie["max-age"]  # gone with the browser


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Sign in"), ("nl", 'lang="nl"'), ("fr", 'lang="fr"')]
)
def test_the_sign_in_page_speaks_the_language_that_was_chosen(
    client: Client, db: None, keys: None, language: str, title: str
) -> None:
    client.post("/language/", {"language": language, "next": LOGIN})
    assert title in client.get(LOGIN).content.decode()


def test_what_happens_at_the_door_stands_in_the_log_without_a_name(
    ines: User, client: Client
) -> None:
    give_password(client, "ines", "wrong")
    give_password(client, "ines")
    client.post(SHOW, {"code": "000000"})
    client.post(SHOW, {"code": code_for(ines).digits})
    client.post(reverse("account_logout"))
    events = list(AuditEvent.objects.order_by("-seq")[:4])[::-1]
    assert [event.action for event in events] == [
        "account.sign-in-failed",
        "account.sign-in-failed",
        "account.signed-in",
        "account.signed-out",
    ]
    assert [event.actor_id for event in events] == ["", *[str(ines.public_id)] * 3]
    assert not any("ines" in f"{event.details}{event.actor_id}" for event in events)


def test_the_second_code_of_a_half_minute_is_not_one_that_is_about_to_end(
    ines: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time() // 30 * 30 + 29.5
    monkeypatch.setattr(time, "time", lambda: now)
    give_password(client, "ines")
    assert client.post(SHOW, {"code": code_for(ines).digits}).status_code == 302
    second = code_for(ines)
    assert second.seconds_left > 30

    monkeypatch.setattr(time, "time", lambda: now + 1)
    another = Client()
    give_password(another, "ines")
    assert another.post(SHOW, {"code": second.digits}).status_code == 302
