"""The rows of an editing page are called by what they hold."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from directory.models import (
    ContactPoint,
    EvidenceRating,
    ProgrammeOrganisation,
    ProgrammeText,
    StrandText,
)
from tests.directory.builders import make_organisation, make_programme, make_strand

pytestmark = pytest.mark.django_db

NAMELESS = {
    "Text in one language",
    "Strand",
    "Label in one language",
    "Legal context",
    "Condition",
    "Organisation and its part",
    "Contact point",
    "Place",
    "Rating",
}
HEADING = re.compile(r"<span data-row-name>(.*?)</span>")


def test_languages_strands_and_the_other_rows_stand_under_their_names(
    signed_in: Callable[[str], Client],
) -> None:
    strand = make_strand("Youth team")
    strand.texts.add(StrandText(language="nl", label="Jongerenteam"))
    page = make_programme(
        original_language="nl",
        texts=[
            ProgrammeText(language="en", title="Harbour", summary="A place."),
            ProgrammeText(language="nl", title="Haven", summary="Een plek."),
        ],
        strands=[strand],
    )
    page.contact_points.add(ContactPoint(kind="phone", value="+3225550100"))
    page.organisation_rows.add(ProgrammeOrganisation(organisation=make_organisation("pier")))
    page.ratings.add(
        EvidenceRating(
            level="not-rated",
            rated_on=dt.date(2025, 2, 3),
            reasons={"en": "No study was found.", "nl": "Er is geen studie gevonden."},
        )
    )
    page.save_revision()
    html = (
        signed_in("edit").get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    )
    assert [name for name in HEADING.findall(html) if name not in NAMELESS] == [
        "English",
        "Nederlands",
        "Jongerenteam",
        "English",
        "Nederlands",
        "Judicial",
        "I choose this help myself.",
        "Organisation pier",
        "Not rated",
        "+3225550100",
    ]
    # A row that holds nothing yet is called by its kind.
    assert set(HEADING.findall(html)) >= NAMELESS
    assert "directory/named-rows" in html
