"""One host name, and forms only from our own pages."""

import pytest
from django.http import HttpResponse, HttpResponseNotAllowed
from django.test import Client, RequestFactory
from django.utils import translation
from django.utils.translation import gettext

from config.middleware import (
    CanonicalHostMiddleware,
    LanguageSwitchMiddleware,
    MethodNotAllowedMiddleware,
    SameOriginMiddleware,
)
from portal.selfreferral.switching import shows_typed_again

requests = RequestFactory()


def answer(_request):
    return HttpResponse("answered")


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "[::1]:8000"])
def test_numeric_hosts_lead_to_localhost(host):
    response = CanonicalHostMiddleware(answer)(requests.get("/en/find/?q=x", HTTP_HOST=host))

    assert response.status_code == 307
    assert response["Location"] == "http://localhost:8000/en/find/?q=x"


def test_localhost_and_health_checks_are_left_alone():
    for path, host in (("/en/", "localhost:8000"), ("/ready", "127.0.0.1:8000")):
        response = CanonicalHostMiddleware(answer)(requests.get(path, HTTP_HOST=host))
        assert response.content == b"answered"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"HTTP_SEC_FETCH_SITE": "same-origin"}, 200),
        ({"HTTP_SEC_FETCH_SITE": "none"}, 200),
        ({"HTTP_SEC_FETCH_SITE": "cross-site"}, 403),
        ({"HTTP_SEC_FETCH_SITE": "same-site"}, 403),
        ({"HTTP_ORIGIN": "http://localhost:8000"}, 200),
        ({"HTTP_ORIGIN": "https://elsewhere.example.org"}, 403),
        ({"HTTP_ORIGIN": "null"}, 403),
        ({"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "http://localhost:8000"}, 403),
        ({}, 200),
    ],
)
def test_a_form_is_taken_from_our_own_pages_only(headers, status):
    request = requests.post("/en/start/", {"words": "x"}, HTTP_HOST="localhost:8000", **headers)

    assert SameOriginMiddleware(answer)(request).status_code == status


def test_the_language_switch_reaches_only_views_that_show_what_was_typed():
    request = requests.post("/fr/receipt/erase/", {"then": "language"})
    middleware = LanguageSwitchMiddleware(answer)

    assert middleware.process_view(request, answer, (), {})["Location"] == "/fr/receipt/erase/"
    assert middleware.process_view(request, shows_typed_again(lambda _: None), (), {}) is None
    asked_for = requests.get("/fr/receipt/erase/?then=language")
    assert middleware.process_view(asked_for, answer, (), {}) is None


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "nl", "fr"])
def test_a_method_that_an_address_does_not_know_gets_a_page_of_ours(public_site, language):
    response = Client().get(f"/{language}/receipt/leave/")

    assert response.status_code == 405
    assert response["Allow"] == "POST"
    page = response.content.decode()
    assert f'<html lang="{language}">' in page
    with translation.override(language):
        assert f"<h1>{gettext('This page opens in another way')}</h1>" in page


def test_an_answer_with_words_of_its_own_is_left_alone():
    refused = HttpResponseNotAllowed(["POST"], content="No.")

    assert MethodNotAllowedMiddleware(lambda _: refused)(requests.get("/")).content == b"No."


def test_looking_is_never_refused():
    request = requests.get("/en/", HTTP_SEC_FETCH_SITE="cross-site")

    assert SameOriginMiddleware(answer)(request).status_code == 200
