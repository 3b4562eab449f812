"""Terms: one code per vocabulary, labels that fall back, no circles."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from directory.models import Term
from directory.queries import area_relatives, vocabulary_terms
from directory.reading.catalogue import catalogue
from tests.directory.builders import make_term

pytestmark = pytest.mark.django_db


def test_a_code_stands_once_in_a_vocabulary() -> None:
    make_term("mode", "group")
    with pytest.raises(ValidationError):
        Term(vocabulary="mode", code="group", labels={"en": "Group"}).full_clean()
    Term(vocabulary="method", code="group", labels={"en": "Group"}).full_clean()


def test_a_label_falls_back_to_another_language() -> None:
    term = make_term("mode", "circle", labels={"nl": "Cirkel", "en": "Circle"})
    assert term.label("nl") == "Cirkel"
    assert term.label("fr") == "Circle"
    with override("nl"):
        assert str(term) == "Cirkel"


def test_an_unknown_language_is_refused_at_the_label() -> None:
    with pytest.raises(ValidationError) as refusal:
        Term(vocabulary="mode", code="x", labels={"xx": "X"}).full_clean()
    assert "labels" in refusal.value.message_dict


def test_a_broader_term_of_another_vocabulary_is_refused() -> None:
    term = make_term("mode", "group")
    term.broader = make_term("harm", "stalking")
    with pytest.raises(ValidationError) as refusal:
        term.full_clean()
    assert "broader" in refusal.value.message_dict


def test_a_circle_of_broader_terms_is_refused() -> None:
    country = make_term("area", "belgium")
    region = make_term("area", "flanders", broader=country)
    country.broader = region
    with pytest.raises(ValidationError) as refusal:
        country.full_clean()
    assert "broader" in refusal.value.message_dict


def test_an_area_is_related_to_wider_and_narrower_ones_only() -> None:
    country = make_term("area", "belgium")
    flanders = make_term("area", "flanders", broader=country)
    make_term("area", "antwerp", broader=flanders)
    make_term("area", "wallonia", broader=country)
    relatives = area_relatives()
    assert relatives["flanders"] == {"flanders", "belgium", "antwerp"}
    assert relatives["belgium"] == {"belgium", "flanders", "wallonia", "antwerp"}
    assert relatives["antwerp"] == {"antwerp", "flanders", "belgium"}


def test_a_changed_label_is_read_at_once() -> None:
    term = make_term("mode", "group", labels={"en": "Group"}, sort_order=2)
    make_term("mode", "individual", labels={"en": "One to one"}, sort_order=1)
    assert catalogue().label("mode", "group", "en") == "Group"
    assert [record.code for record in vocabulary_terms("mode")] == ["individual", "group"]
    term.labels = {"en": "Together"}
    term.save()
    assert catalogue().label("mode", "group", "en") == "Together"
    term.delete()
    assert ("mode", "group") not in catalogue().all_labels("en")
