"""The pages for when something went wrong, in the visitor's language, without the database."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# Never shown back: what proves who somebody is, and what the framework adds itself.
NOT_SHOWN_BACK = ("password", "code", "csrf", "token", "receipt", "credential")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", {"kept": kept_texts(request)}, status=403)


def method_not_allowed(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/405.html", {"kept": kept_texts(request)}, status=405)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/500.html", {"kept": kept_texts(request)}, status=500)


def database_trouble(request: HttpRequest) -> HttpResponse:
    """The database is busy or gone. What was typed stands on the page, with a button to resend."""
    kept = kept_texts(request)
    page = {"kept": kept, "again": _sent_again(request)}
    response = render(request, "errors/503.html", page, status=503)
    response.headers["Retry-After"] = "5"
    return response


def _sent_again(request: HttpRequest) -> list[tuple[str, str]] | None:
    """All fields of a form that can be sent once more from an error page, or None.

    What proves who somebody is never stands in a page, and files cannot.
    """
    try:
        fields = [(name, text) for name, texts in request.POST.lists() for text in texts]
        whole = request.method == "POST" and not request.FILES
    except Exception:  # a body that cannot be read cannot be sent again
        return None
    fields = [(name, text) for name, text in fields if name != "csrfmiddlewaretoken"]
    secret = any(part in name.lower() for name, _text in fields for part in NOT_SHOWN_BACK)
    return None if secret or not whole else fields


def expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long. What was typed stands on the page, to send again or copy."""
    return render(request, "errors/expired_form.html", {"kept": kept_texts(request)}, status=403)


def kept_texts(request: HttpRequest) -> list[tuple[str, str]]:
    """What the person typed, as (field name, text), longest texts included whole."""
    try:
        sent: Any = request.POST
    except Exception:  # a body that cannot be read has no texts to keep
        return []
    return [
        (name, value)
        for name, values in sent.lists()
        for value in values
        if value.strip() and not any(part in name.lower() for part in NOT_SHOWN_BACK)
    ]
