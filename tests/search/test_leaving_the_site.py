"""What is unpublished, deleted or expired is gone at once, wherever the public could read it."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from directory.models import EvidenceRating, ProgrammePage
from search.hsds import finding
from tests.directory.builders import make_programme


def expire(page: ProgrammePage) -> None:
    ProgrammePage.objects.filter(pk=page.pk).update(
        expire_at=timezone.now() - dt.timedelta(minutes=1)
    )
    call_command("publish_scheduled")


LEAVING: dict[str, Callable[[ProgrammePage], Any]] = {
    "unpublished": lambda page: page.unpublish(),
    "deleted": lambda page: page.delete(),
    "expired": expire,
}


def places(uuid: Any) -> dict[str, str]:
    """Every address at which the public could read of the programme."""
    return {
        "its page": "/en/programmes/lantern/",
        "the finder": "/en/find/?q=lantern",
        "the finder's CSV": "/en/find/export.csv?q=lantern",
        "the finder's workbook": "/en/find/export.xlsx?q=lantern",
        "the page of the programme it is part of": "/en/programmes/above/",
        "the list by rating": "/en/ratings/prudent/",
        "the feed": "/en/changes.atom",
        "the site map": "/sitemap-programmes.xml",
        "the API's list": "/api/hsds/services",
        "the API's search": "/api/hsds/services?search=lantern",
        "the API's lines": "/api/hsds/services?format=ndjson",
        "the API's service": f"/api/hsds/services/{uuid}",
    }


def read(address: str) -> str:
    answer: Any = Client().get(address)
    if answer.status_code == 404:
        return ""
    assert answer.status_code == 200, address
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    return body.decode().casefold()


@pytest.mark.django_db
@pytest.mark.parametrize("way", LEAVING)
def test_a_programme_that_leaves_is_gone_everywhere(
    way: str,
    own_index: Any,
    settings: Any,
    public_site: None,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    monkeypatch.setattr(finding, "_kept", None)

    def as_staff(act: Callable[[], Any]) -> Any:
        settings.ROLE = "staff"
        with django_capture_on_commit_callbacks(execute=True):
            done = act()
        settings.ROLE = "public"
        return done

    above = as_staff(lambda: make_programme("above", title="Above"))
    rating = EvidenceRating(
        level="prudent",
        reasons={"en": "One study."},
        sources="A study",
        rated_on=dt.date(2026, 1, 1),
        sort_order=0,
    )
    page = as_staff(
        lambda: make_programme("lantern", parent=above, title="Lantern", ratings=[rating])
    )
    everywhere = places(page.uuid)
    shown = {name for name, address in everywhere.items() if "lantern" in named(read(address))}
    assert everywhere.keys() - shown == set()
    as_staff(lambda: LEAVING[way](ProgrammePage.objects.get(pk=page.pk)))
    left = [name for name, address in everywhere.items() if "lantern" in named(read(address))]
    assert left == []


def named(text: str) -> str:
    """A page without what repeats the visitor's own question."""
    return re.sub(r'(value="lantern"|q=lantern|search=lantern|“lantern”)', "", text)
