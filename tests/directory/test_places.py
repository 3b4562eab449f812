"""A confidential place is kept without its address."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from directory.models import Place
from directory.towns import town_centre, town_in, town_names

pytestmark = pytest.mark.django_db


def test_a_confidential_place_keeps_the_centre_of_its_town() -> None:
    place = Place(
        key="refuge",
        confidential=True,
        postal_code="2000",
        town="Antwerpen",
        latitude=Decimal("51.21234"),
        longitude=Decimal("4.41234"),
    )
    place.full_clean()
    place.save()
    place.refresh_from_db()
    centre = town_centre("2000")
    assert centre is not None
    assert (place.latitude, place.longitude) == (centre.latitude, centre.longitude)
    assert "4.412" not in str(place.__dict__)


def test_where_the_town_is_unknown_no_position_is_kept() -> None:
    place = Place(
        key="refuge", confidential=True, town="Lille", country="FR", latitude=50, longitude=3
    )
    place.full_clean()
    assert place.latitude is None
    assert place.longitude is None


def test_a_confidential_place_refuses_all_but_its_town() -> None:
    place = Place(
        key="refuge",
        confidential=True,
        street="Kade 1",
        names={"en": "The Quay"},
        opening_hours={"en": "Ring at the green door"},
        town="Antwerpen",
    )
    with pytest.raises(ValidationError) as refusal:
        place.full_clean()
    assert refusal.value.message_dict.keys() == {"street", "names", "opening_hours"}


def test_the_database_refuses_it_too() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.create(key="refuge", confidential=True, street="Kade 1", town="Antwerpen")


def test_half_a_position_is_refused() -> None:
    with pytest.raises(ValidationError) as refusal:
        Place(key="office", town="Gent", latitude=51).full_clean()
    assert "longitude" in refusal.value.message_dict


def test_a_confidential_place_is_named_by_its_town_alone() -> None:
    place = Place(key="kade-1", confidential=True, town="Antwerpen", names={"en": "The Quay"})
    assert str(place) == "Antwerpen (confidential address)"


def test_the_name_that_the_log_keeps_holds_no_street() -> None:
    place = Place(key="office", street="Kade 1", town="Antwerpen", names={"en": "The Quay"})
    assert str(place) == "The Quay, Antwerpen (office)"


def test_a_town_is_named_in_the_language_of_the_page() -> None:
    assert [town_in(language, "Namur") for language in ("nl", "fr", "en")] == [
        "Namen",
        "Namur",
        "Namur",
    ]
    assert [town_in(language, "Brussel") for language in ("nl", "fr")] == ["Brussel", "Bruxelles"]
    assert town_in("fr", "Genk") == "Genk"


def test_a_name_of_two_towns_is_the_one_its_inhabitants_use() -> None:
    assert town_in("nl", "Saint-Nicolas") == "Saint-Nicolas"
    assert town_in("fr", "Sint-Niklaas") == "Saint-Nicolas"


def test_a_town_abroad_keeps_its_name() -> None:
    assert town_names("Mons", "FR") == {}
