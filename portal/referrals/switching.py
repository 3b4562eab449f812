"""The language switch of the staff zone on pages where something was typed.

As at the self-referral's door (`portal.selfreferral.switching`) its buttons send the page's own
form to the page. No address of the staff zone names a language, so the button does, as on every
other page there, and what stands behind the `?` says what it is for. The language is kept in the
cookie as `set_language` keeps it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from portal.accounts.decorators import StaffRequest

P = ParamSpec("P")


def is_language_switch(request: HttpRequest) -> bool:
    """Whether a form was sent to read its page in another language, and for nothing else."""
    return request.method == "POST" and request.GET.get("then") == "language"


def in_chosen_language(
    view: Callable[Concatenate[StaffRequest, P], HttpResponse],
) -> Callable[Concatenate[StaffRequest, P], HttpResponse]:
    """Answer the language switch in the language that was chosen, and keep to it from then on.

    The view asks `is_language_switch`, shows what was typed, and does nothing else.
    """

    @wraps(view)
    def answered(request: StaffRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        language = request.POST.get("language", "")
        if not is_language_switch(request) or language not in dict(settings.LANGUAGES):
            return view(request, *args, **kwargs)
        translation.activate(language)
        response = view(request, *args, **kwargs)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            path=settings.LANGUAGE_COOKIE_PATH,
            domain=settings.LANGUAGE_COOKIE_DOMAIN,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,  # type: ignore[arg-type]
        )
        return response

    return answered


def typed_in(form: type[forms.Form], request: StaffRequest) -> dict[str, Any]:
    """What a page's form was sent, as the initial values of the same form: nothing is checked."""
    return {
        name: field.widget.value_from_datadict(request.POST, request.FILES, name)
        for name, field in form.base_fields.items()
    }
