"""The public site's addresses, and two bare ones under the same middleware."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from wagtail import urls as wagtail_urls

from config.urls import public


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("bare/django/", bare),
    path("bare/wagtail/", include(wagtail_urls)),
    *public.urlpatterns,
]
handler400 = public.handler400
handler403 = public.handler403
handler404 = public.handler404
handler500 = public.handler500
