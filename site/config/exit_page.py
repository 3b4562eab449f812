"""Leaving in a blink: our own state goes, and the browser lands somewhere unremarkable."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

NEUTRAL_PLACE = "https://www.wikipedia.org/"


@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Clear cookies and storage of this site, then go to a neutral page that learns nothing."""
    response = HttpResponseRedirect(NEUTRAL_PLACE)
    for name in request.COOKIES:
        response.delete_cookie(name)
    response.headers["Clear-Site-Data"] = '"cookies", "storage"'
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
