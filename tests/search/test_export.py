"""What a search found, as a file for anybody: no more than the public reads, and no cookie."""

from pathlib import Path

import pytest
from django.test import Client

from directory.exchange.formats import FORMATS
from directory.exchange.rows import Row
from directory.models import Place
from search import export_views
from search.engines.base import WrittenEngine
from search.services import rebuild_index
from tests.search.small_directory import SmallDirectory

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(
    directory: SmallDirectory, own_index: WrittenEngine, request: pytest.FixtureRequest
) -> Client:
    """A visitor of a directory with two programmes, one of them for groups."""
    page = directory.add("quay", directory.strand("All", mode=("group",)), areas=["antwerp"])
    page.notes_on_source, page.source = "for editors", "A document."
    shelter = Place.objects.create(
        key="rose-street-5", town="Ghent", postal_code="9000", confidential=True,
        names={"en": "The Rose"}, opening_hours={"en": "Always"},
    )  # fmt: skip
    shelter.phones.create(number="+3225126243", sort_order=0)
    page.place_rows.create(place=shelter, sort_order=0)
    page.save()
    directory.add("pier", directory.strand("All", mode=("online",)))
    hidden = directory.add("hidden", directory.strand("All", mode=("group",)))
    rebuild_index()
    hidden.live = False
    hidden.save(update_fields=["live"])
    # Written as the staff zone, read as the public one.
    request.getfixturevalue("public_site")
    return Client()


def content(answer) -> bytes:
    return b"".join(answer.streaming_content)


def rows_of(answer, form: str, folder: Path) -> list[Row]:
    path = folder / f"found.{form}"
    path.write_bytes(content(answer))
    return [read.row for read in FORMATS[form].read(path)]


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_what_was_found_and_what_it_points_at_is_there(
    visitor: Client, form: str, tmp_path: Path
) -> None:
    answer = visitor.get(f"/en/find/export.{form}?mode=group")
    assert answer.status_code == 200
    rows = rows_of(answer, form, tmp_path)
    assert [r.values["slug"] for r in rows if r.kind == "programme"] == ["quay"]
    terms = {r.values["code"] for r in rows if r.kind == "term"}
    assert {"group", "antwerp", "flanders", "belgium", "adults"} <= terms
    assert "online" not in terms
    assert [r.values["key"] for r in rows if r.kind == "organisation"] == ["quay"]


def test_all_are_there_when_nothing_is_asked(visitor: Client, tmp_path: Path) -> None:
    rows = rows_of(visitor.get("/nl/find/export.csv?page=7"), "csv", tmp_path)
    assert [r.values["slug"] for r in rows if r.kind == "programme"] == ["pier", "quay"]


def test_no_more_than_the_public_reads_is_there(visitor: Client) -> None:
    said = content(visitor.get("/en/find/export.csv")).decode()
    assert "A document." in said
    for secret in ("for editors", "notes_on_source", "hidden", "rose", "Rose", "9000", "Always",
                   "+3225126243"):  # fmt: skip
        assert secret not in said
    assert "Ghent" in said


def test_it_sets_no_cookie_and_is_kept_by_nobody(visitor: Client) -> None:
    answer = visitor.get("/en/find/export.csv?q=quay")
    assert not answer.cookies
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="programmes.csv"'


@pytest.mark.parametrize("sort", ["fit", "name", "freshness"])
def test_more_is_there_than_the_finder_lists(
    visitor: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sort: str
) -> None:
    monkeypatch.setattr("search.engines.embedded.MAX_LISTED", 1)
    rows = rows_of(visitor.get(f"/en/find/export.csv?sort={sort}&page=2"), "csv", tmp_path)
    assert [r.values["slug"] for r in rows if r.kind == "programme"] == ["pier", "quay"]


def test_another_form_is_not_found_and_nothing_can_be_changed(visitor: Client) -> None:
    assert visitor.get("/en/find/export.ods").status_code == 404
    assert visitor.put("/en/find/export.csv").status_code == 405


def test_in_private_the_file_is_asked_for_by_a_form(visitor: Client, tmp_path: Path) -> None:
    answer = visitor.post("/en/find/export.csv", {"ask": "q=pier"})
    assert answer.headers["Cache-Control"] == "private, no-store"
    slugs = [r.values["slug"] for r in rows_of(answer, "csv", tmp_path) if r.kind == "programme"]
    assert slugs == ["pier"]


def test_hostile_addresses_are_answered(visitor: Client) -> None:
    for query in ("q=%00%ff", "mode=" + "x" * 5_000, "&".join(["mode=group"] * 400), "sort=no"):
        assert visitor.get(f"/en/find/export.csv?{query}").status_code == 200


def test_without_an_index_it_says_when_to_come_back(public_site: None, own_index, db: None) -> None:
    answer = Client().get("/en/find/export.csv")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")


def test_the_page_offers_what_it_found_and_not_where_nothing_was(visitor: Client) -> None:
    page = visitor.get("/en/find/?mode=group&page=3").content.decode()
    assert 'href="/en/find/export.xlsx?mode=group"' in page
    assert "export." not in visitor.get("/en/find/?q=zzzzzzzz").content.decode()
    assert 'href="/en/find/export.csv"' in visitor.get("/en/find/").content.decode()


def test_a_workbook_that_would_take_long_is_refused_with_what_to_do_instead(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_views, "MOST_IN_WORKBOOK", 2)
    refused = visitor.get("/en/find/export.xlsx")
    assert (refused.status_code, refused.headers["Content-Type"][:10]) == (422, "text/plain")
    assert "CSV and JSON hold all" in refused.content.decode()
    assert visitor.get("/en/find/export.csv").status_code == 200
    assert visitor.get("/en/find/export.xlsx?mode=group").status_code == 200
