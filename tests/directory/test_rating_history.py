"""A rating that changes stays to be read; programmes are listed by their rating."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from directory.models import EvidenceRating, ProgrammePage, ProgrammeText
from directory.queries import live_programme_records
from directory.rules import check_programme_rules
from tests.directory.builders import build_programme, make_programme
from tests.directory.test_editing import form_of, send

pytestmark = pytest.mark.django_db


def rating(level: str = "promising", place: int = 0, **fields: Any) -> EvidenceRating:
    fields.setdefault("reasons", {"en": f"Why {level}."})
    fields.setdefault("sources", "A study")
    fields.setdefault("rated_on", dt.date(2025, 2, 3))
    return EvidenceRating(level=level, sort_order=place, **fields)


ENDED: dict[str, Any] = {
    "rated_on": dt.date(2020, 1, 2),
    "valid_until": dt.date(2025, 2, 2),
    "change_reasons": {"en": "A second study appeared."},
}


@pytest.fixture
def rated(db: None) -> ProgrammePage:
    return make_programme(ratings=[rating("pioneering", **ENDED), rating("promising", 1)])


def words(client: Client, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


def test_the_public_reads_what_was_said_before_and_why_it_changed(
    rated: ProgrammePage, public_client: Client
) -> None:
    html = words(public_client, "/en/programmes/harbour/")
    now, _, before = html.partition('id="earlier-ratings"')
    assert 'data-rating="promising"' in now
    assert 'data-rating="pioneering"' not in html
    assert "From 2 January 2020 to 2 February 2025." in before
    assert "A second study appeared." in before
    assert 'href="/en/ratings/#pioneering"' in before
    [record] = live_programme_records()
    assert record.evidence == "promising"


def test_a_programme_whose_only_rating_ended_is_not_rated_now(public_client: Client) -> None:
    make_programme(ratings=[rating("pioneering", **ENDED)])
    assert "No rating holds at present." in words(public_client, "/en/programmes/harbour/")
    [record] = live_programme_records()
    assert record.evidence == "not-rated"


@pytest.fixture
def edit(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("edit")


def test_a_published_rating_is_not_overwritten_but_ended(
    rated: ProgrammePage, edit: Client
) -> None:
    data = form_of(edit, rated)
    data["ratings-1-level"] = "effective"
    answer = send(edit, rated, data, "action-publish")
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "“Promising” has been published and is not overwritten." in html
    assert 'value="effective" selected' in html
    data = form_of(edit, rated)
    data["ratings-1-sources"] = "Another study"
    html = send(edit, rated, data, "action-publish").content.decode()
    said = html.index("“Promising” has been published and is not overwritten.")
    assert html.rindex("ratings-1-", 0, said) > html.index('name="ratings-1-reasons_en"')
    data = form_of(edit, rated)
    data["ratings-1-valid_until"] = "2026-01-31"
    data["ratings-1-change_reasons_en"] = "Two more studies."
    data["ratings-TOTAL_FORMS"] = "3"
    data["ratings-2-level"] = "effective"
    data["ratings-2-reasons_en"] = "Three studies."
    data["ratings-2-sources"] = "A, B and C"
    data["ratings-2-rated_on"] = "2026-02-01"
    data["ratings-2-ORDER"] = "3"
    assert send(edit, rated, data, "action-publish").status_code == 302
    [record] = live_programme_records()
    assert record.evidence == "effective"
    assert rated.ratings.count() == 3


def test_a_published_rating_is_not_taken_away(rated: ProgrammePage, edit: Client) -> None:
    data = form_of(edit, rated)
    data["ratings-0-DELETE"] = "on"
    answer = send(edit, rated, data, "action-publish")
    assert "“Pioneering” has been published and is not taken away" in answer.content.decode()
    assert rated.ratings.count() == 2


@pytest.mark.parametrize(
    ("was", "becomes", "refused"),
    [
        (rating(), rating(reasons={"en": "Why  promising.\r\n", "nl": "Waarom."}), False),
        (rating(), rating(valid_until=dt.date(2026, 1, 2), change_reasons={"en": "More."}), False),
        (rating(), rating(reasons={"en": "Said better."}), True),
        (rating(), rating(reasons={}), True),
        (rating(), rating(sources="Another study"), True),
        (rating(), rating(rated_on=dt.date(2025, 2, 4)), True),
        (rating(), rating(outcomes={"en": "Another outcome"}), True),
        (rating(), rating(adopted=True, rater="A database"), True),
        (rating(**ENDED), rating(rated_on=dt.date(2020, 1, 2)), True),
        (rating(**ENDED), rating(**ENDED | {"valid_until": dt.date(2025, 2, 3)}), True),
        (rating(**ENDED), rating(**ENDED | {"change_reasons": {"en": "Said better."}}), True),
        (rating(), rating(reasons_published=True), True),
        (rating(adopted=True, rater="A database"), rating("effective"), True),
        (rating(adopted=True, rater="A database"), rating(adopted=True, rater="Another"), True),
    ],
)
def test_what_counts_as_overwriting(
    was: EvidenceRating, becomes: EvidenceRating, refused: bool
) -> None:
    page = make_programme(ratings=[was])
    changed = ProgrammePage.objects.get(pk=page.pk)
    changed.ratings = [becomes]
    assert bool(check_programme_rules(changed)) is refused


def test_another_original_language_opens_no_way_to_overwrite() -> None:
    page = make_programme(ratings=[rating()])
    changed = ProgrammePage.objects.get(pk=page.pk)
    changed.texts.add(ProgrammeText(language="nl", title="Haven", summary="Voor wie."))
    changed.original_language = "nl"
    changed.ratings = [rating(reasons={"en": "Said better.", "nl": "Waarom."})]
    assert len(check_programme_rules(changed)) == 1


def test_of_two_ratings_that_say_the_same_neither_is_taken_away() -> None:
    page = make_programme(ratings=[rating(), rating(place=1)])
    changed = ProgrammePage.objects.get(pk=page.pk)
    changed.ratings = [rating()]
    assert len(check_programme_rules(changed)) == 1


def test_a_draft_never_published_may_say_anything() -> None:
    page = build_programme(ratings=[rating()])
    assert check_programme_rules(page) == []


def test_programmes_are_listed_by_rating_and_those_not_rated_with_the_reason(
    rated: ProgrammePage, public_client: Client
) -> None:
    make_programme(
        "looked-at",
        ratings=[rating("not-rated", reasons={"en": "No study was found."}, sources="")],
    )
    make_programme("untouched")
    overview = words(public_client, "/en/ratings/")
    for level, said in (
        ("promising", "1 programme with this rating"),
        ("not-rated", "1 programme was considered and not rated, with the reason"),
    ):
        assert f'<a href="/en/ratings/{level}/">{said}</a>' in overview
    assert "1 programme has not been considered yet." in overview
    promising = words(public_client, "/en/ratings/promising/")
    assert 'data-programme="harbour"' in promising
    assert "Our own rating, February 2025." in promising
    assert 'data-programme="harbour"' not in words(public_client, "/en/ratings/pioneering/")
    considered = words(public_client, "/en/ratings/not-rated/")
    assert 'data-programme="looked-at"' in considered
    assert "Considered on 3 February 2025 and not rated." in considered
    assert "No study was found." in considered
    assert 'data-programme="untouched"' not in considered
    assert public_client.get("/en/ratings/splendid/").status_code == 404
    assert public_client.get("/en/ratings/promising/?page=x").status_code == 200


def test_the_list_of_a_rating_costs_the_same_however_long(
    public_client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(4):
        make_programme(f"p{number}", ratings=[rating()])
    with django_assert_max_num_queries(6):
        public_client.get("/en/ratings/promising/")
