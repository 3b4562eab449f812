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
