"""What the public pages here share: the language switch, the way back after a form, titles."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language

from directory.languages import Text, pick_text
from directory.models import ProgrammePage

View = TypeVar("View", bound=Callable[..., Any])


def shows_typed_again(view: View) -> View:
    """Say that a view answers the language switch with what was typed, as the middleware asks."""
    view.shows_typed_again = True  # type: ignore[attr-defined]
    return view


def is_language_switch(request: HttpRequest) -> bool:
    """Whether a form was sent to read its page in another language, and for nothing else."""
    return request.method == "POST" and request.POST.get("then") == "language"


def see_other(address: str) -> HttpResponse:
    """After a form that did something: the next page, which can be loaded again."""
    answer = HttpResponseRedirect(address)
    answer.status_code = 303
    return answer


def title_of(page: ProgrammePage) -> Text:
    titles = {row.language: row.title for row in page.texts.all()}
    return pick_text(titles, get_language() or "en", page.original_language)
