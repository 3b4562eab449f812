"""The language switch on pages where something was typed.

Its buttons send the page's own form to the same page in another language. Nothing is checked,
kept or sent by that: the page comes back in the other language with what was typed.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest

View = TypeVar("View", bound=Callable[..., Any])


def is_language_switch(request: HttpRequest) -> bool:
    """Whether a form was sent to read its page in another language, and for nothing else."""
    return request.method == "POST" and request.POST.get("then") == "language"


def shows_typed_again(view: View) -> View:
    """Say of a view that it answers the language switch with what was typed.

    From any other view the switch keeps away, so that it can never do what the view's form does.
    """
    view.shows_typed_again = True  # type: ignore[attr-defined]
    return view
