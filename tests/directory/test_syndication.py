"""What machines read of the public pages: languages, linked data, site map, feed."""

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from directory.models import (
    ContactPoint,
    HomePage,
    Place,
    ProgrammePage,
    ProgrammePlace,
    ProgrammeText,
)
from tests.directory.builders import make_programme, make_strand

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SITE = "http://localhost:8000"


def linked(client: Client, path: str) -> dict[str, Any]:
    html = client.get(path).content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def addresses(client: Client, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200
    return [one.text or "" for one in ElementTree.fromstring(answer.content).iter(f"{MAP}loc")]


def in_two_languages(slug: str = "harbour", **fields: Any) -> ProgrammePage:
    texts = [
        ProgrammeText(language="en", title="Harbour", summary="For whom."),
        ProgrammeText(language="nl", title="Haven", summary="Voor wie."),
    ]
    return make_programme(slug, texts=texts, **fields)


def test_a_page_names_the_languages_it_is_written_in(public_client: Client) -> None:
    in_two_languages()
    html = public_client.get("/nl/programmes/harbour/").content.decode()
    assert f'rel="alternate" hreflang="en" href="{SITE}/en/programmes/harbour/"' in html
    assert f'rel="alternate" hreflang="nl" href="{SITE}/nl/programmes/harbour/"' in html
    assert 'hreflang="fr" href="http' not in html
    assert f'rel="canonical" href="{SITE}/nl/programmes/harbour/"' in html


def test_a_page_of_borrowed_texts_is_at_home_in_the_original(public_client: Client) -> None:
    in_two_languages()
    html = public_client.get("/fr/programmes/harbour/").content.decode()
    assert f'rel="canonical" href="{SITE}/en/programmes/harbour/"' in html


def test_linked_data_says_what_the_page_says(public_client: Client) -> None:
    phone = ContactPoint(kind="phone", value="+3232012345", sort_order=0)
    page = in_two_languages(contact_points=[phone], strands=[make_strand("Jongeren")])
    data = linked(public_client, "/nl/programmes/harbour/")
    assert (data["@context"], data["@type"]) == ("https://schema.org", "WebPage")
    assert data["inLanguage"] == "nl"
    service = data["mainEntity"]
    assert service["@id"] == f"urn:uuid:{page.uuid}"
    assert service["name"] == "Haven"
    assert service["audience"][0]["name"] == "Jongeren"
    assert service["availableChannel"][0]["servicePhone"]["telephone"]


def test_no_text_ends_the_script_of_linked_data(public_client: Client) -> None:
    text = ProgrammeText(language="en", title="</script><b>", summary="For whom.")
    make_programme(texts=[text])
    assert linked(public_client, "/en/programmes/harbour/")["mainEntity"]["name"] == "</script><b>"


def test_a_confidential_place_is_in_no_linked_data(public_client: Client) -> None:
    place = Place.objects.create(
        key="refuge", confidential=True, postal_code="2000", town="Antwerpen", country="BE"
    )
    make_programme(place_rows=[ProgrammePlace(place=place, sort_order=0)])
    assert "availableChannel" not in linked(public_client, "/en/programmes/harbour/")["mainEntity"]


def test_the_site_map_lists_each_language_that_is_written(public_client: Client) -> None:
    in_two_languages()
    (programmes, _pages) = addresses(public_client, "/sitemap.xml")
    assert programmes.endswith("/sitemap-programmes.xml")
    found = addresses(public_client, "/sitemap-programmes.xml")
    assert [one.split("/", 3)[3] for one in found] == [
        "en/programmes/harbour/",
        "nl/programmes/harbour/",
    ]


def test_the_site_map_has_the_content_pages(public_client: Client) -> None:
    make_programme()
    HomePage.objects.update(live=True)
    found = [one.split("/", 3)[3] for one in addresses(public_client, "/sitemap-pages.xml")]
    assert set(found) == {"en/", "nl/", "fr/"}


def test_the_feed_gives_what_was_published_last_first(public_client: Client) -> None:
    in_two_languages()
    newest = make_programme("quay")
    answer = public_client.get("/nl/changes.atom")
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    entries = feed.findall(f"{ATOM}entry")
    assert [one.findtext(f"{ATOM}title") for one in entries] == ["Quay", "Haven"]
    assert entries[0].findtext(f"{ATOM}id") == f"urn:uuid:{newest.uuid}"
    assert entries[0].findtext(f"{ATOM}updated")
    link = entries[1].find(f"{ATOM}link")
    assert link is not None
    assert link.attrib["href"].endswith("/nl/programmes/harbour/")


def test_what_is_unpublished_leaves_feed_and_site_map_at_once(public_client: Client) -> None:
    page = in_two_languages()
    page.unpublish()
    assert addresses(public_client, "/sitemap-programmes.xml") == []
    assert b"<entry>" not in public_client.get("/en/changes.atom").content


def test_crawlers_are_kept_from_the_forms(public_client: Client) -> None:
    text = public_client.get("/robots.txt").content.decode()
    assert "Disallow: /*/start/" in text
    assert f"Sitemap: {SITE}/sitemap.xml" in text
