"""What cannot be true is refused with a sentence at its field, in the language of the editor."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from tests.directory.builders import make_keeper, make_term
from tests.directory.test_editing import new_programme

pytestmark = pytest.mark.django_db

RATED = {"level": "promising", "rater": "", "sources": ""}

#: What is wrong within one row: refused even in a draft.
IN_A_ROW: dict[str, Any] = {
    "strand": {"age_from": "18", "age_to": "12", "waiting_weeks": "3", "capacity": "full"},
    "ratings": inline_formset(
        [
            RATED,
            RATED | {"adopted": "on"},
            RATED | {"level": "not-rated"},
            RATED | {"valid_until": "2024-01-01", "rated_on": "2025-01-01"},
        ]
    ),
    "contact_points": inline_formset([{"kind": "phone", "value": "12", "source_text": ""}]),
}
SAID_IN_A_ROW = {
    "strands-0-age_to": "The last age cannot be below the first.",
    "strands-0-waiting_weeks": "Weeks to wait go with a waiting list only.",
    "strands-0-capacity_on": "Say on which day this capacity was true.",
    "ratings-0-reasons_en": "A rating of our own needs its reasons.",
    "ratings-0-sources": "A rating of our own needs its sources.",
    "ratings-0-rated_on": "A rating of our own needs its date.",
    "ratings-1-rater": "Name the body whose rating this is.",
    "ratings-1-rated_on": "Give the date of the adopted rating.",
    "ratings-2-rated_on": "Give the day on which it was considered.",
    "ratings-3-change_reasons_en": "Say why this rating no longer holds.",
    "ratings-3-valid_until": "A rating cannot end before it was given.",
}
SAID_WITHOUT_POPULATION = {
    "strands-0-populations": (
        "Tick at least one target population: nobody finds a strand without it."
    ),
}
SAID_ON_PUBLISHING = {
    "strands-0-modes": (
        "Tick at least one delivery mode: how does this group meet the programme? If the source "
        "does not say it, tick that below."
    ),
    "texts-0-victim_safety": (
        "A strand is about domestic violence: say how the programme keeps victims and children "
        "safe and works with victim support."
    ),
}


def refuse(client: Client, language: str, action: str, **changes: Any) -> Any:
    keeper = make_keeper()
    address = reverse("wagtailadmin_pages:add", args=["directory", "programmepage", keeper.pk])
    data = nested_form_data(new_programme(**changes))
    answer = client.post(address, data | {action: "1"}, headers={"Accept-Language": language})
    assert answer.status_code == 200, "it was saved instead of refused"
    return BeautifulSoup(answer.content.decode(), "html.parser")


def assert_said(page: Any, language: str, wanted: dict[str, str]) -> None:
    missing = {}
    for name, sentence in wanted.items():
        with translation.override(language):
            words = " ".join(translation.gettext(sentence).split())
        field = page.find(attrs={"name": name}).find_parent(class_="w-field__wrapper")
        if words not in " ".join(field.get_text(" ").split()):
            missing[name] = words
    assert missing == {}


@pytest.mark.parametrize("language", ["en", "nl", "fr"])
def test_what_cannot_be_true_is_refused_at_its_field(
    signed_in: Callable[[str], Client], language: str
) -> None:
    edit = signed_in("edit")
    page = refuse(edit, language, "action-submit", **IN_A_ROW)
    assert_said(page, language, SAID_IN_A_ROW)
    harm = str(make_term("harm", "domestic-violence").pk)
    page = refuse(edit, language, "action-publish", strand={"populations": ()})
    assert_said(page, language, SAID_WITHOUT_POPULATION)
    strand = {"modes": (), "harms": (harm,)}
    page = refuse(edit, language, "action-publish", strand=strand)
    assert_said(page, language, SAID_ON_PUBLISHING)


def test_a_wrong_row_says_nothing_of_rows_that_are_right(
    signed_in: Callable[[str], Client],
) -> None:
    ratings = inline_formset([RATED | {"rated_on": "2035-01-01"}])
    page = refuse(signed_in("edit"), "en", "action-publish", ratings=ratings)
    words = " ".join(page.get_text(" ").split())
    assert "A rating of our own needs its reasons." in words
    for sentence in (*SAID_WITHOUT_POPULATION.values(), SAID_ON_PUBLISHING["strands-0-modes"]):
        assert sentence not in words
