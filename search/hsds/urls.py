"""The addresses below /api/hsds/, each open to pages of every origin."""

from collections.abc import Iterable, Iterator

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, path

from search.hsds.answers import for_everyone, refusal
from search.hsds.api import api

app_name = "hsds"


def nothing(request: HttpRequest, below: str = "") -> HttpResponseBase:
    """Any other address below: not found, in JSON, and no way into a language."""
    return refusal("", "There is no such address. /api/hsds/openapi.json lists them.", 404)


def _opened(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern | URLResolver]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = for_everyone(pattern.callback)
        yield pattern


urlpatterns = [*_opened(api.urls[0]), path("<path:below>", for_everyone(nothing))]
