"""The form asks in the order in which the public reads, and says at each field what to write."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from modelcluster.fields import ParentalKey

from directory.models import (
    ContactPoint,
    EligibilityCondition,
    EvidenceRating,
    KeeperPage,
    Organisation,
    OrganisationMembership,
    OrganisationPhone,
    Place,
    PlacePhone,
    ProgrammeOrganisation,
    ProgrammePage,
    ProgrammePlace,
    ProgrammeText,
    Strand,
    StrandText,
    StrandTold,
    Term,
)
from directory.models.programme_texts import HEADINGS
from tests.directory.builders import make_organisation, make_programme, make_strand, put_terms

pytestmark = pytest.mark.django_db

RECORD = [
    *(ProgrammePage, ProgrammeText, Strand, StrandText, StrandTold, EligibilityCondition),
    *(ProgrammeOrganisation, ContactPoint, ProgrammePlace, EvidenceRating, KeeperPage),
    *(Organisation, OrganisationPhone, OrganisationMembership, Place, PlacePhone, Term),
]

#: An input of the form, and the words that the public page shows for what it holds.
PAGE = {
    "texts-0-title": "Mark-title",
    "texts-0-summary": "Mark-summary",
    "texts-0-title_note": "Mark-title_note",
    **{f"texts-0-{name}": f"Mark-{name}" for name in HEADINGS},
}
ROWS = {
    "strands-0-populations": "M-populations",
    "conditions-0-texts_en": "Mark-condition",
    "methods": "M-methods",
    "offers": "M-offers",
    "life_domains": "M-life_domains",
    "safety_measures": "M-safety_measures",
    "organisation_rows-0-organisation": "Mark-organisation",
    "ratings-0-reasons_en": "Mark-reasons",
    "contact_points-0-value": "mark@example.org",
    "place_rows-0-place": "Mark-street",
    "areas": "M-areas",
}
IN_A_STRAND = {
    "strands-0-populations": "M-populations",
    "strands-0-age_from": "from 18 to 64",
    "strands-0-gender": "Women and girls",
    "strands-0-harms": "M-harms",
    "strands-0-prevention_levels": "M-prevention_levels",
    "strands-0-modes": "M-modes",
    "strands-0-settings": "M-settings",
    "strands-0-languages": "M-languages",
    "strands-0-disciplines": "M-disciplines",
    "strands-0-volunteers_from": "Volunteers",
    "strands-0-costs": "M-costs",
    "strands-0-basis": "M-basis",
    "strands-0-referrers": "M-referrers",
}


@pytest.fixture
def full() -> ProgrammePage:
    """A programme that says something else in every field."""
    strand = make_strand(
        age_from=18,
        age_to=64,
        gender="women",
        volunteers_from=3,
        volunteers_to=5,
        capacity="open",
        capacity_on=dt.date(2026, 1, 1),
    )
    named = [key.rpartition("-")[2] for key, words in IN_A_STRAND.items() if words[:2] == "M-"]
    put_terms(strand, **{name: [f"M-{name}"] for name in named})
    part = make_organisation("part", name="Mark-organisation")
    page = make_programme(
        strands=[strand],
        texts=[
            ProgrammeText(
                language="en",
                **{key.rpartition("-")[2]: words for key, words in PAGE.items()},
            )
        ],
        conditions=[EligibilityCondition(texts={"en": "Mark-condition"}, sort_order=0)],
        organisation_rows=[ProgrammeOrganisation(organisation=part, sort_order=0)],
        contact_points=[ContactPoint(kind="email", value="mark@example.org", sort_order=0)],
        place_rows=[
            ProgrammePlace(
                place=Place.objects.create(key="p", town="Gent", street="Mark-street"), sort_order=0
            )
        ],
        ratings=[
            EvidenceRating(
                level="prudent",
                reasons={"en": "Mark-reasons"},
                sources="A study",
                rated_on=dt.date(2026, 1, 1),
                sort_order=0,
            )
        ],
    )
    named = [name for name, words in ROWS.items() if words == f"M-{name}"]
    put_terms(page, **{name: [f"M-{name}"] for name in named})
    page.save()
    return page


@pytest.fixture
def form(full: ProgrammePage, signed_in: Callable[[str], Client]) -> str:
    address = reverse("wagtailadmin_pages:edit", args=[full.pk])
    html: str = signed_in("edit").get(address).content.decode()
    return html


def places(found: dict[str, int]) -> list[str]:
    assert -1 not in found.values(), [name for name, place in found.items() if place == -1]
    return sorted(found, key=lambda name: found[name])


def test_the_form_asks_in_the_order_in_which_the_public_reads(
    full: ProgrammePage, form: str, public_site: None, client: Client
) -> None:
    article = client.get("/en/programmes/harbour/").content.decode().partition("<article")[2]
    everything = article.partition("<details>")[2]
    for part, read in ((PAGE, article), (ROWS, article), (IN_A_STRAND, everything)):
        asked = places({name: form.find(f'name="{name}"') for name in part})
        shown = places({name: read.find(words) for name, words in part.items()})
        assert asked == shown


@pytest.mark.parametrize("model", RECORD)
def test_every_field_says_what_a_good_answer_looks_like(model: Any) -> None:
    silent = [
        field.name
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if field.editable
        and not field.primary_key
        and not isinstance(field, ParentalKey)
        and field.name not in ("sort_order", "uuid")
        and not field.help_text
    ]
    assert silent == []


def test_rows_can_be_put_in_another_order_by_hand(form: str) -> None:
    for rows in ("strands", "conditions", "organisation_rows", "contact_points", "ratings"):
        assert f'name="{rows}-0-ORDER"' in form
