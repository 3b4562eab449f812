"""The public zone: site, finder and self-referral. No sign-in, session, user or CMS address."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.sitemaps import views as sitemaps
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import include, path
from django.views.static import serve

from config import exit_page
from config.urls import shared
from directory.sitemaps import SITEMAPS


def not_here(request: HttpRequest, below: str = "") -> HttpResponse:
    """An address without a page: not found, in any language."""
    # Without addresses per language in sight, nobody is led to one instead.
    request.urlconf = "config.urls.shared"  # type: ignore[attr-defined]
    raise Http404


def image(request: HttpRequest, path: str) -> HttpResponseBase:
    """A published image, or 404, also for a name that no file system would take."""
    try:
        return serve(request, path, document_root=str(settings.MEDIA_ROOT / "images"))
    except (Http404, OSError, ValueError):
        return not_here(request)


def robots(request: HttpRequest) -> HttpResponse:
    """For crawlers (RFC 9309): forms are nothing for them."""
    lines = ["User-agent: *", "Disallow: /*/start/", "Disallow: /*/receipt/", "Disallow: /api/"]
    lines += ["Disallow: /*/list/", "Disallow: /*/compare/", "Disallow: /*/choose/"]
    lines += ["Disallow: /*/keep/", "Disallow: /*/programmes/*/suggest/"]
    lines += [f"Sitemap: {settings.PUBLIC_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


urlpatterns = [
    *shared.urlpatterns,
    path("exit/", exit_page.leave, name="exit"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemaps.index, {"sitemaps": SITEMAPS}, name="sitemap"),
    path(
        "sitemap-<section>.xml",
        sitemaps.sitemap,
        {"sitemaps": SITEMAPS},
        name="django.contrib.sitemaps.views.sitemap",
    ),
    path("api/hsds/", include("search.hsds.urls")),
    path("media/images/<path:path>", image),
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
