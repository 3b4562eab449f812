"""A programme's page in schema.org's words (JSON-LD), for search engines and other readers.

Only what the page itself shows stands in it: of a confidential place, nothing at all.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.utils.safestring import mark_safe

from directory.models import ContactPoint
from directory.reading.sheet import Contact, Part, PlaceSheet, Sheet

Kind = ContactPoint.Kind
# As Django's json_script does it.
_IN_SCRIPT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
_NUMBERS = {kind.value for kind in ContactPoint.NUMBERS} - {Kind.FAX.value}


def linked_data(sheet: Sheet, *, address: str, languages: Iterable[str]) -> dict[str, Any]:
    """A schema.org ``WebPage`` about a ``Service``; empty properties are left out.

    ``address`` is the page's full address; ``languages`` are those the work is done in (BCP 47).
    """
    service = {
        "@type": "Service",
        "@id": f"urn:uuid:{sheet.uuid}",
        "name": sheet.title.words,
        "description": sheet.summary.words,
        "disambiguatingDescription": "Invented example" if sheet.example else "",
        "provider": [_organisation(part) for part in sheet.organisations if part.role != "partner"],
        "areaServed": list(sheet.areas),
        "audience": [_audience(strand) for strand in sheet.strands],
        "availableChannel": _channels(sheet, list(languages)),
        "url": address,
    }
    page = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "url": address,
        "inLanguage": sheet.language,
        "dateModified": sheet.checked_on.isoformat() if sheet.checked_on else "",
        "mainEntity": _filled(service),
    }
    return _filled(page)


def as_script(thing: dict[str, Any]) -> str:
    """The text of a ``<script type="application/ld+json">``; nothing in it can end the script."""
    return mark_safe(json.dumps(thing, ensure_ascii=False).translate(_IN_SCRIPT))  # noqa: S308


def _organisation(part: Part) -> dict[str, Any]:
    return _filled(
        {
            "@type": "Organization",
            "name": part.name,
            "description": part.description.words,
            "url": _first(part.reach, {Kind.WEBSITE.value}),
            "alternateName": list(part.former_names),
        }
    )


def _audience(strand: Any) -> dict[str, Any]:
    return _filled(
        {
            "@type": "Audience",
            "name": strand.label.words,
            "audienceType": ", ".join(strand.who),
        }
    )


def _channels(sheet: Sheet, languages: list[str]) -> list[dict[str, Any]]:
    places = [_place(place) for place in sheet.places if not place.confidential]
    website = _first(sheet.contacts, {Kind.WEBSITE.value})
    channels = [
        {
            "@type": "ServiceChannel",
            "servicePhone": {"@type": "ContactPoint", "telephone": contact.shown},
            "availableLanguage": languages,
        }
        for contact in sheet.contacts
        if contact.kind in _NUMBERS
    ]
    channels += [{"@type": "ServiceChannel", "serviceLocation": place} for place in places]
    if website:
        channels.append({"@type": "ServiceChannel", "serviceUrl": website})
    return [_filled(channel) for channel in channels]


def _place(place: PlaceSheet) -> dict[str, Any]:
    return _filled(
        {
            "@type": "Place",
            "name": place.name.words,
            "address": ", ".join(place.lines),
        }
    )


def _first(contacts: Iterable[Contact], kinds: set[str]) -> str:
    return next((contact.href for contact in contacts if contact.kind in kinds), "")


def _filled(thing: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in thing.items() if value not in ("", [], {}, None)}
