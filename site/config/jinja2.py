"""The Jinja2 environment of our own pages, and what every page may use."""

import datetime as dt
import re
from functools import lru_cache
from typing import Any

import jinja2
from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, Resolver404, ResolverMatch, resolve, reverse
from django.utils import formats, translation
from django.utils.translation import ngettext, npgettext, pgettext

from config.doors import referral_doors
from config.errors import kept_texts
from config.templates import PHRASES, Environment, phrases_in
from directory.languages import public_languages, spoken, unbroken
from directory.prose import lang_of, listed, say
from portal.referrals.reasons import reason_words
from portal.referrals.states import public_name, public_words
from search.frames import as_query
from search.translation import format_day, gettext
from search.translation import format_month as month_of

PUBLIC_URLCONF = "config.urls.public"
STAFF_URLCONF = "config.urls.staff"
# In danger now, on every page, whatever else fails; the page of help lines has the rest.
EMERGENCY_NUMBERS = ("112", "101")


def url(name: str, /, *args: Any, **kwargs: Any) -> str:
    """The address of a named page; from the staff zone, public pages get their full address."""
    if not args and not kwargs:
        return _plain_url(name, translation.get_language(), settings.ROOT_URLCONF, settings.ROLE)
    return _url(name, args, kwargs)


@lru_cache(maxsize=512)
def _plain_url(name: str, language: str | None, urlconf: str, role: str) -> str:
    # Every page asks for the same dozen addresses; what they depend on is all in the key.
    return _url(name, (), {})


def _url(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    try:
        return reverse(name, args=args or None, kwargs=kwargs or None)
    except NoReverseMatch:
        if settings.ROLE != "staff":
            raise
        path = reverse(name, urlconf=PUBLIC_URLCONF, args=args or None, kwargs=kwargs or None)
        return settings.PUBLIC_URL + path


def static_url(path: str) -> str:
    """The address of a static file; which files there are does not change while a process runs."""
    return _static_url(path, settings.STORAGES["staticfiles"]["BACKEND"])


@lru_cache(maxsize=256)
def _static_url(path: str, storage: str) -> str:
    return static(path)


def staff_url(name: str, /, *args: Any, **kwargs: Any) -> str:
    """The full address of a page in the staff zone."""
    path = reverse(name, urlconf=STAFF_URLCONF, args=args or None, kwargs=kwargs or None)
    return settings.STAFF_URL + path


def translate_path(request: HttpRequest, language: str) -> str:
    """This page's address in another language, its query kept."""
    path = _path_in(language, request.path_info, request.resolver_match)
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path


def path_in(language: str, path: str) -> str:
    """One of our own addresses, as a path, in another language."""
    return _path_in(language, path, None)


def _path_in(language: str, path: str, match: ResolverMatch | None) -> str:
    try:
        match = match or resolve(path)
        named = match.kwargs
        if (
            not match.args
            and len(named) == 1
            and "slug" in named
            and _SLUG.fullmatch(named["slug"])
        ):
            return _slug_url(match.view_name, language).replace(_ANY_SLUG, named["slug"])
        with translation.override(language):
            return reverse(match.view_name, args=match.args, kwargs=match.kwargs)
    except (Resolver404, NoReverseMatch):
        return f"/{language}/"


_SLUG = re.compile(r"[-\w]+", re.ASCII)
_ANY_SLUG = "any-slug-at-all"


@lru_cache(maxsize=64)
def _slug_url(name: str, language: str) -> str:
    """The address in a language of a page that has a slug, for it to be put in."""
    with translation.override(language):
        return reverse(name, kwargs={"slug": _ANY_SLUG})


def typed_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """What a page was sent, to be sent once more by the language switch."""
    return [(name, text) for name, text in kept_texts(request) if name != "then"]


def format_date(value: dt.date | None) -> str:
    return format_day(value, translation.get_language() or "") if value else ""


def format_month(value: dt.date | None) -> str:
    return month_of(value, translation.get_language() or "") if value else ""


def page_context(request: HttpRequest) -> dict[str, Any]:
    """What `base.html` needs on every page. It asks nothing of the database."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    return {
        "LANGUAGE_CODE": language,
        PHRASES: phrases_in(language),
        "languages": public_languages(),
        "role": "public" if getattr(request, "is_preview", False) else settings.ROLE,
        "demonstration": settings.DEMONSTRATION,
        "emergency_numbers": EMERGENCY_NUMBERS,
        "messages": get_messages(request),
    }


def environment(**options: Any) -> jinja2.Environment:
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    options["undefined"] = jinja2.StrictUndefined
    env = Environment(**options)  # Django's backend passes autoescape=True
    env.globals.update(
        url=url,
        as_query=as_query,
        lang_of=lang_of,
        listed=listed,
        say=say,
        static=static_url,
        staff_url=staff_url,
        translate_path=translate_path,
        path_in=path_in,
        typed_fields=typed_fields,
        referral_doors=referral_doors,
        public_name=public_name,
        public_words=public_words,
        reason_words=reason_words,
        spoken=spoken,
    )
    env.filters.update(
        date=format_date, month=format_month, localized=formats.localize, unbroken=unbroken
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    return env
