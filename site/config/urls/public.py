"""The public zone: site, finder and self-referral. No sign-in, session, user or CMS address."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from django.views.static import serve

from config import exit_page
from config.urls import shared


def reserved(request: HttpRequest, below: str = "") -> HttpResponse:
    """An address that is kept for later: not found, in any language."""
    # Without addresses per language in sight, nobody is led to one instead.
    request.urlconf = "config.urls.shared"  # type: ignore[attr-defined]
    raise Http404


urlpatterns = [
    *shared.urlpatterns,
    path("exit/", exit_page.leave, name="exit"),
    path("api/hsds/", reserved),
    path("api/hsds/<path:below>", reserved),
    path("media/images/<path:path>", serve, {"document_root": settings.MEDIA_ROOT / "images"}),
    *i18n_patterns(
        path("", include("search.urls")),
        path("", include("portal.selfreferral.urls")),
        path("", include("directory.urls")),
        prefix_default_language=True,
    ),
]
handler400 = shared.HANDLERS["handler400"]
handler403 = shared.HANDLERS["handler403"]
handler404 = shared.HANDLERS["handler404"]
handler500 = shared.HANDLERS["handler500"]
