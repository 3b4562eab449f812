"""A database that is busy or gone: nothing typed is lost, and nobody is told what is not so."""

import logging
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from portal.referrals.views import inbox
from portal.selfreferral.forms import ReceiptForm
from portal.selfreferral.views import receipt

TROUBLE = [OperationalError("database is locked"), InterfaceError("connection already closed")]
WORDS = 'Call <b>at noon</b> "please"'


@pytest.fixture(params=TROUBLE, ids=["busy", "gone"])
def trouble(request: pytest.FixtureRequest) -> Any:
    def fail(*_arguments: object, **_named: object) -> None:
        raise request.param

    return fail


def test_a_message_is_sent_once_more_by_a_button(public_client, monkeypatch, trouble) -> None:
    monkeypatch.setattr("portal.selfreferral.cookie.receipt_in", trouble)
    data = {"letter": "3f0e8a52-0000-4000-8000-000000000000", "text": WORDS, "kind": "addition"}
    answer = public_client.post("/en/receipt/write/", data)
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert '<form method="post" action="/en/receipt/write/">' in page
    assert 'name="text" value="Call &lt;b&gt;at noon&lt;/b&gt; &#34;please&#34;"' in page
    assert 'name="kind" value="addition"' in page
    assert "nothing arrives twice" in page


def test_who_has_just_sent_is_not_told_that_nothing_was_sent(
    public_client, monkeypatch, trouble
) -> None:
    monkeypatch.setattr("portal.selfreferral.cookie.receipt_in", trouble)
    answer = public_client.get("/en/start/sent/")
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "this page says whether it arrived" in page
    assert 'href="/en/start/sent/"' in page
    assert "not sent" not in page


def test_a_receipt_never_stands_in_an_error_page(public_client, monkeypatch, trouble) -> None:
    monkeypatch.setattr(receipt, "read_conversation", trouble)
    typed = "ABCDE-FGHJK-MNPQR-STVWX-YZ234"
    monkeypatch.setattr(ReceiptForm, "is_valid", lambda form: True)
    monkeypatch.setattr(ReceiptForm, "found", object(), raising=False)
    page = public_client.post("/en/receipt/", {"receipt": typed}).content.decode()
    assert "send the form once more" in page
    assert typed not in page


def test_a_staff_form_is_sent_again_with_its_token(signed_in, monkeypatch, trouble) -> None:
    client: Client = signed_in("petra")
    monkeypatch.setattr(inbox, "has_role", trouble)
    answer = client.get("/portal/")
    assert answer.status_code == 503
    assert "Try again" in answer.content.decode()


def test_other_mistakes_of_ours_are_not_called_busy(public_client, monkeypatch) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("ours")

    monkeypatch.setattr("portal.selfreferral.cookie.receipt_in", fail)
    public_client.raise_request_exception = False
    logging.disable(logging.CRITICAL)
    try:
        answer = public_client.get("/en/receipt/")
    finally:
        logging.disable(logging.NOTSET)
    assert answer.status_code == 500
    assert "it says whether it was sent" in answer.content.decode()


def test_a_name_that_no_file_system_takes_is_not_found(public_client) -> None:
    assert public_client.get(f"/media/images/{'x' * 9000}").status_code == 404


def test_an_unknown_host_gets_the_policy_too(public_client, settings) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    answer = public_client.get("/en/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "default-src" in answer.headers["Content-Security-Policy"]
