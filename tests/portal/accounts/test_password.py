"""A forgotten password, and one that is changed: mail that says nothing, links that work once."""

import re
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.utils.translation import get_language
from pytest_django import Settings

from portal.accounts.models import User
from portal.accounts.tasks import mail_password_link
from portal.audit.models import AuditEvent
from tests.cast import PASSWORD, sign_in

RESET = "/accounts/password/reset/"
CHANGE = "/accounts/password/change/"
NEW = "seven-quiet-waders-at-low-tide"


def link_in(message: mail.EmailMessage) -> str:
    found = re.search(r"http://localhost:\d+(/\S+)", str(message.body))
    assert found
    return found[1]


def open_link(client: Client, link: str) -> str:
    """Follow the link to the form; gives the form's address, in which the key no longer stands."""
    answer = client.get(link)
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def test_ines_gets_a_link_chooses_a_password_and_still_needs_her_code(
    ines: User, client: Client
) -> None:
    client.post(RESET, {"email": "Ines@example.org"})
    form = open_link(client, link_in(mail.outbox[0]))
    answer = client.post(form, {"password1": NEW, "password2": NEW})
    assert answer.headers["Location"] == "/accounts/password/reset/key/done/"
    assert client.get("/portal/").headers["Location"].startswith("/accounts/login/")
    answer = client.post("/accounts/login/", {"login": "ines", "password": NEW})
    assert answer.headers["Location"] == "/accounts/second-factor/show/"


def test_the_mail_says_nothing(ines: User, client: Client) -> None:
    client.post(RESET, {"email": "ines@example.org"})
    [message] = mail.outbox
    assert message.subject == "There is something for you"
    assert message.to == ["ines@example.org"]
    text = str(message.body).replace(link_in(message), "")
    for word in ("ines", "turnstone", "referral", "programme", "iter", "intake"):
        assert word not in text.lower()


def test_the_mail_is_written_in_the_language_of_whoever_asked(
    ines: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str | None] = []
    monkeypatch.setattr(
        "portal.accounts.tasks.send_password_link", lambda *, user: written.append(get_language())
    )
    client.post("/language/", {"language": "nl", "next": RESET})
    client.post(RESET, {"email": "ines@example.org"})
    assert written == ["nl"]


def test_an_unknown_address_gets_the_same_page_and_no_mail(ines: User, client: Client) -> None:
    known = client.post(RESET, {"email": "ines@example.org"})
    unknown = client.post(RESET, {"email": "nobody@example.org"})
    assert known.headers["Location"] == unknown.headers["Location"]
    assert known.status_code == unknown.status_code
    assert [message.to for message in mail.outbox] == [["ines@example.org"]]


def test_what_waits_in_the_queue_is_an_opaque_id(ines: User) -> None:
    queued = mail_password_link.enqueue(str(ines.public_id), "en")
    assert queued.args == [str(ines.public_id), "en"]
    assert "ines" not in str(queued.args)


def test_a_link_works_once(ines: User, client: Client) -> None:
    client.post(RESET, {"email": "ines@example.org"})
    link = link_in(mail.outbox[0])
    client.post(open_link(client, link), {"password1": NEW, "password2": NEW})
    page = Client().get(link).content.decode()
    assert "no longer works" in page


@pytest.mark.parametrize("link", ["1-abc-def", "zzzz-set-password", "1-" + "a" * 300])
def test_a_made_up_link_gets_a_clear_page(client: Client, db: None, keys: None, link: str) -> None:
    answer = client.get(f"/accounts/password/reset/key/{link}/")
    assert answer.status_code == 200
    assert "no longer works" in answer.content.decode()


def test_a_password_that_is_too_easy_is_refused_at_its_field(ines: User, client: Client) -> None:
    client.post(RESET, {"email": "ines@example.org"})
    form = open_link(client, link_in(mail.outbox[0]))
    page = client.post(form, {"password1": "short", "password2": "short"}).content.decode()
    assert 'id="id_password1_error"' in page
    ines.refresh_from_db()
    assert ines.check_password(PASSWORD)


def test_changing_a_password_asks_for_the_present_one(ines: User, client: Client) -> None:
    sign_in(client, ines)
    wrong = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    assert "not your present password" in client.post(CHANGE, wrong).content.decode()
    ines.refresh_from_db()
    assert ines.check_password(PASSWORD)


def test_changing_a_password_ends_the_other_sessions_and_tells_its_owner(
    ines: User, client: Client, signed_in: Callable[[str], Client]
) -> None:
    thief = signed_in("ines")
    sign_in(client, ines)
    client.post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert client.get(CHANGE).status_code == 200
    assert thief.get(CHANGE).headers["Location"].startswith("/accounts/login/")
    [message] = mail.outbox
    assert "Something changed in how you sign in" in str(message.body)
    assert "127.0.0.1" not in str(message.body)
    assert AuditEvent.objects.filter(
        action="account.password-changed", actor_id=str(ines.public_id)
    ).exists()


def test_a_mail_server_that_is_away_stops_nobody(
    ines: User, client: Client, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", 9
    assert client.post(RESET, {"email": "ines@example.org"}).status_code == 302
    assert not Session.objects.filter(session_data__contains="ines").exists()
