"""The directory's public pages."""

import datetime as dt
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from directory import queries
from directory.edition import Edition, seen_edition
from directory.languages import public_languages
from directory.linked_data import as_script, linked_data
from directory.models import (
    ContentPage,
    EmergencyPage,
    EvidenceRating,
    HomePage,
    LegalText,
    ProgrammePage,
    RatingsPage,
)
from directory.models.content import BodyPage
from directory.prose import prose
from directory.quality.review import is_due, review_due_on
from directory.reading.build import SheetBuilder
from directory.reading.catalogue import catalogue
from directory.reading.content import (
    help_line_groups,
    home_facets,
    rating_levels,
    rating_meanings,
)
from directory.reading.ratings import count_never_considered, count_rated, rated
from directory.reading.sheet import Words

_Danger = tuple[LegalText, Words]


def home(request: HttpRequest) -> HttpResponse:
    return render_home(request, _page(HomePage, ""))


def ratings(request: HttpRequest) -> HttpResponse:
    return render_ratings(request, _page(RatingsPage, "ratings/"))


def emergency(request: HttpRequest) -> HttpResponse:
    return render_emergency(request, _page(EmergencyPage, "emergency/"))


def content(request: HttpRequest, path: str) -> HttpResponse:
    page = _page(ContentPage, f"{path}/")
    if page is None:
        raise Http404
    return render_content(request, page)


def _page(model: type[BodyPage], path: str) -> Any:
    """The published page of a kind at a path below the home page of the active language.

    Home, ratings and help lines are shown even before their page is written: None is an answer.
    """
    pages = model.objects.live().filter(locale__language_code=get_language())
    slug = path.rstrip("/").rsplit("/", 1)[-1]
    if slug:
        pages = pages.filter(slug=slug)
    return next((page for page in pages if page.path_in_locale == path), None)


def render_home(request: HttpRequest, page: HomePage | None) -> HttpResponse:
    context = {"page": page, "facets": home_facets(get_language() or "en")}
    return render(request, "directory/home.html", context)


def render_ratings(request: HttpRequest, page: RatingsPage | None) -> HttpResponse:
    context = {
        "page": page,
        "levels": rating_levels(page),
        "numbers": count_rated(),
        "never_considered": count_never_considered(),
        "prose": prose,
        **_freshness(page),
    }
    return render(request, "directory/ratings.html", context)


def rated_programmes(request: HttpRequest, level: str) -> HttpResponse:
    """The programmes with one rating; of "Not rated", those that were considered."""
    if level not in EvidenceRating.Level.values:
        raise Http404
    context = {
        "level": level,
        "label": EvidenceRating.Level(level).label,
        "found": rated(level, get_language() or "en", request.GET.get("page", 1)),
        "never_considered": count_never_considered() if level == "not-rated" else 0,
        "prose": prose,
    }
    return render(request, "directory/rated.html", context)


def render_emergency(request: HttpRequest, page: EmergencyPage | None) -> HttpResponse:
    groups = help_line_groups(get_language() or "en")
    context = {"page": page, "groups": groups, **_freshness(page)}
    return render(request, "directory/emergency.html", context)


def render_content(request: HttpRequest, page: ContentPage) -> HttpResponse:
    return render(request, "directory/content.html", {"page": page, **_freshness(page)})


def _freshness(page: BodyPage | None) -> dict[str, bool]:
    """Whether a page that somebody checked should have been checked again."""
    checked = page is not None and page.checked_on is not None
    return {"page_is_due": checked and is_due(review_due_on(page))}


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
    today = timezone.localdate()
    sheet = SheetBuilder(data, catalogue(), language, today).build()
    danger = _danger(language, today, seen_edition())
    versions = _versions(data)
    own = versions.get(language) or _address(data, language)
    spoken = {code: None for strand in data["strands"] or [] for code in strand["languages"] or []}
    context = {
        "sheet": sheet,
        "versions": versions,
        # What is borrowed from another language is at home in that one.
        "canonical": versions.get(language) or versions.get(data["original_language"]) or own,
        "linked_data": as_script(linked_data(sheet, address=own, languages=spoken)),
        "rating_meanings": rating_meanings(language) if sheet.ratings else {},
        "danger": danger,
        "prose": prose,
    }
    return render(request, "directory/programme.html", context)


def _danger(language: str, today: dt.date, edition: Edition | None) -> _Danger | None:
    """The law's limit on silence as it is in force; every page of an edition says the same."""
    return _danger_of(language, today, edition) if edition else _read_danger(language, today)


@lru_cache(maxsize=8)
def _danger_of(language: str, today: dt.date, edition: Edition) -> _Danger | None:
    return _read_danger(language, today)


def _read_danger(language: str, today: dt.date) -> _Danger | None:
    found = queries.current_legal_text(LegalText.Kind.DANGER, language, today)
    return (found[0], Words.of(found[1], language)) if found else None


def _versions(data: Any) -> dict[str, str]:
    """The languages of the site that a programme has texts in, each with its full address."""
    written = {row["language"] for row in data["texts"] or []}
    return {code: _address(data, code) for code, _name in public_languages() if code in written}


def _address(data: Any, language: str) -> str:
    return f"{settings.PUBLIC_URL}/{language}/programmes/{data['slug']}/"
