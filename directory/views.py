"""The directory's public pages."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Site

from directory import queries
from directory.languages import Text
from directory.models import (
    ContentPage,
    EmergencyNumber,
    EmergencyPage,
    HomePage,
    LegalText,
    ProgrammePage,
    RatingsPage,
)
from directory.models.content import BodyPage
from directory.prose import prose
from directory.reading.catalogue import catalogue
from directory.reading.sheet import SheetBuilder

READ = ("GET", "HEAD")


def home(request: HttpRequest) -> HttpResponse:
    return render_content(request, _page(HomePage, ""))


def ratings(request: HttpRequest) -> HttpResponse:
    return render_content(request, _page(RatingsPage, "ratings/"))


def emergency(request: HttpRequest) -> HttpResponse:
    return render_content(request, _page(EmergencyPage, "emergency/"))


def content(request: HttpRequest, path: str) -> HttpResponse:
    page = _page(ContentPage, f"{path}/")
    if page is None:
        raise Http404
    return render_content(request, page)


def _page(model: type[BodyPage], path: str) -> Any:
    """The published page of a kind at a path below the home page of the active language.

    Ratings and help lines are shown even before their page is written, so None is an answer.
    """
    for root in Site.get_site_root_paths():
        if root.language_code == get_language():
            return model.objects.live().filter(url_path=root.root_path + path).first()
    return None


def render_content(request: HttpRequest, page: Any) -> HttpResponse:
    """A content page, or the bare page of its kind where none is published yet."""
    return HttpResponse()


def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """A programme; under an address it had before, the way to its address today."""
    data = queries.read_by_slug(slug)
    if data is None:
        moved = queries.moved_programme_slug(slug)
        if moved is None or moved == slug:
            raise Http404
        return HttpResponseRedirect(reverse("programme", kwargs={"slug": moved}))
    return _programme_page(request, data)


def render_programme(request: HttpRequest, page: ProgrammePage) -> HttpResponse:
    """The page as it is in memory, in the active language: what an editor previews."""
    return _programme_page(request, queries.read_page(page))


def _programme_page(request: HttpRequest, data: Any) -> HttpResponse:
    language = get_language() or "en"
    sheet = SheetBuilder(data, catalogue(), language, timezone.localdate()).build()
    danger = queries.current_legal_text(LegalText.Kind.DANGER, language)
    context = {"sheet": sheet, "danger": danger, "prose": prose}
    return render(request, "directory/programme.html", context)
