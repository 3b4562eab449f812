"""Searches that found nothing: counted without who asked, shown from the fifth on, forgotten."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from search.models import SearchSighting, UnansweredSearch
from search.unanswered import forget_old_searches, may_be_counted, unanswered_searches
from tests.search.builders import document, strand
from tests.search.sites import on_staff_site

pytestmark = pytest.mark.usefixtures("decisions_at_once")


def everything_kept():
    rows = [*SearchSighting.objects.values(), *UnansweredSearch.objects.values()]
    return repr(rows)


@pytest.mark.django_db
def test_words_are_kept_from_the_fifth_time_on_and_shown_to_editors_alone(
    visit, signed_in, settings
):
    visit("?q=Zeilles!", document("circle", strand("G", mode="group")))
    for _ in range(3):
        visit("?q=zeilles")
    assert SearchSighting.objects.count() == 4
    assert "zeilles" not in everything_kept()
    assert unanswered_searches() == []
    visit("?q=de+zeilles")
    assert unanswered_searches() == [("zeilles", 5, timezone.localdate())]
    visit("?q=zeilles")
    assert unanswered_searches()[0][1] == 6
    on_staff_site(settings)
    address = reverse("unanswered_searches")
    shown = signed_in("edit").get(address).content.decode()
    assert "zeilles" in shown
    assert "<title>Searches that found nothing" in " ".join(shown.split()).replace("> ", ">")
    assert "zeilles" not in signed_in("rosa").get(address).content.decode()


@pytest.mark.django_db
def test_what_was_found_filtered_or_private_is_not_counted(visit):
    visit("?q=circle", document("circle", strand("G", mode="group")))
    for querystring in (
        "?q=nowhere&mode=online",
        "?q=nowhere&q=nothing",
        "?mode=online",
        "?q=!",
        "?q=nowhere&page=2",
        "?q=nowhere&sort=name",
    ):
        visit(querystring)
    Client().head("/en/find/?q=nowhere")
    Client().post("/en/find/", {"q": "nowhere"})
    assert SearchSighting.objects.count() == 0


@pytest.mark.django_db
def test_after_thirty_days_all_is_forgotten():
    today = timezone.localdate()
    for digest, days in (("a" * 64, 31), ("b" * 64, 1)):
        UnansweredSearch.objects.create(digest=digest, text=digest[0])
        seen = today - dt.timedelta(days=days)
        SearchSighting.objects.bulk_create(
            SearchSighting(digest=digest, seen_on=seen) for _ in range(5)
        )
    SearchSighting.objects.filter(digest="b" * 64).first().delete()
    forget_old_searches()
    assert SearchSighting.objects.count() == 4
    assert UnansweredSearch.objects.count() == 0  # four times are too few


@pytest.mark.parametrize(
    "text",
    [
        "Jan Peeters", "jan peeters", "mevrouw x", "0470 12 34 56", "x@example.org", "example.be",
        "straat 1641", "een twee drie vier vijf zes zeven acht negen", "12/05/1980", "x" * 61,
        "Annalena Schmidt", "ik heb ruzie met Xandrine gehad", "ik heb marie gisteren pijn gedaan",
        "de trainer van ploeg Zwalm slaat", "mevrouw van de bakker op de hoek",
        "kerkstraat 12 gent", "kerkstraat gent", "rue des fleurs", "buurman desmet",
        "van den bossche", "vandenbossche", "oom marcel", "bij De Smet",
    ],
)  # fmt: skip
def test_what_may_be_about_somebody_is_not_counted(text):
    assert not may_be_counted(text)


@pytest.mark.parametrize(
    "text",
    ["fietsenmaker", "hulp bij gokken", "van de partner", "la violence", "Schulden", "CGG Noord",
     "an", "Mijn kind heeft iets ergs gedaan op school", "je crie trop sur mes enfants"],
)  # fmt: skip
def test_ordinary_words_are_counted(text):
    assert may_be_counted(text)
