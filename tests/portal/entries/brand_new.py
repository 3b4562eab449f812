"""The staff zone with one address of the CMS that nobody has decided on."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls.staff import *  # noqa: F403
from config.urls.staff import urlpatterns as _urlpatterns


def brand_new(request: HttpRequest) -> HttpResponse:
    return HttpResponse("what others keep")


urlpatterns = [path("admin/brand-new/", brand_new, name="wagtailadmin_brand_new"), *_urlpatterns]
