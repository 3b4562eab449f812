"""What cannot be true is refused, with a sentence at its field."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from directory.models import EvidenceRating, LegalText, ProgrammeText, Strand, StrandTold
from directory.rules import check_programme_rules
from tests.directory.builders import (
    build_programme,
    make_programme,
    make_strand,
    make_term,
    put_terms,
)

pytestmark = pytest.mark.django_db
TOMORROW = timezone.localdate() + dt.timedelta(days=1)

OURS = {
    "level": "promising",
    "reasons": {"en": "Two studies."},
    "sources": "A 2020",
    "rated_on": dt.date(2024, 5, 1),
}
ENDED = {"valid_until": dt.date(2025, 1, 1), "change_reasons": {"en": "A third study."}}


def refused_fields(row: Any) -> set[str]:
    try:
        row.full_clean(exclude=["page"])
    except ValidationError as refusal:
        return set(refusal.message_dict)
    return set()


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"age_from": 18, "age_to": 12}, {"age_to"}),
        ({"age_from": 18, "age_to": 18}, set()),
        ({"age_from": 18}, set()),
        ({"volunteers_from": 5, "volunteers_to": 3}, {"volunteers_to"}),
        ({"capacity": "open"}, {"capacity_on"}),
        ({"capacity": "open", "capacity_on": TOMORROW}, {"capacity_on"}),
        (
            {"capacity": "full", "capacity_on": dt.date(2026, 1, 1), "waiting_weeks": 3},
            {"waiting_weeks"},
        ),
        ({"capacity": "waiting", "capacity_on": dt.date(2026, 1, 1), "waiting_weeks": 3}, set()),
    ],
)
def test_a_strand_refuses(fields: dict[str, Any], refused: set[str]) -> None:
    strand = Strand(**fields)
    put_terms(strand, populations=["adults"])
    assert refused_fields(strand) == refused


def test_the_database_refuses_ages_the_wrong_way_round() -> None:
    page = make_programme()
    strand = page.strands.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Strand.objects.filter(pk=strand.pk).update(age_from=18, age_to=12)


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"level": "promising"}, {"reasons", "sources", "rated_on"}),
        (OURS, set()),
        (OURS | {"rated_on": TOMORROW}, {"rated_on"}),
        (OURS | {"valid_until": dt.date(2025, 1, 1)}, {"change_reasons"}),
        (OURS | {"change_reasons": {"en": "Another study."}}, {"valid_until"}),
        (OURS | ENDED, set()),
        (OURS | ENDED | {"valid_until": dt.date(2023, 1, 1)}, {"valid_until"}),
        (OURS | ENDED | {"valid_until": TOMORROW}, {"valid_until"}),
        ({"level": "not-rated"}, {"reasons", "rated_on"}),
        (
            {
                "level": "not-rated",
                "reasons": {"en": "No study was found."},
                "rated_on": dt.date(2024, 5, 1),
            },
            set(),
        ),
        ({"level": "pioneering", "adopted": True}, {"rater", "rated_on"}),
        (
            {
                "level": "pioneering",
                "adopted": True,
                "rater": "A database",
                "rated_on": dt.date(2020, 10, 1),
            },
            set(),
        ),
        (
            {
                "level": "pioneering",
                "adopted": True,
                "rater": "A database",
                "rated_on": dt.date(2020, 10, 1),
                "reasons_published": True,
            },
            {"sources"},
        ),
    ],
)
def test_a_rating_refuses(fields: dict[str, Any], refused: set[str]) -> None:
    assert refused_fields(EvidenceRating(**fields)) == refused


def refusals_of(page: Any) -> list[tuple[str, str]]:
    return [
        (type(refusal.row).__name__ if refusal.row else "page", refusal.field)
        for refusal in check_programme_rules(page)
    ]


def test_a_strand_without_population_or_mode_is_refused() -> None:
    page = build_programme(strands=[make_strand(populations=[], modes=[])])
    assert refusals_of(page) == [("Strand", "populations"), ("Strand", "modes")]


def test_a_mode_may_be_left_out_only_by_saying_that_the_source_does_not_state_it() -> None:
    page = build_programme(strands=[make_strand(modes=[], modes_not_stated=True)])
    assert refusals_of(page) == []
    page = build_programme(strands=[make_strand(modes=["group"], modes_not_stated=True)])
    assert refusals_of(page) == [("Strand", "modes_not_stated")]


def test_a_reporting_row_says_who_is_told() -> None:
    assert refusals_of(build_programme(strands=[make_strand(told=[])])) == [("StrandTold", "told")]


def test_nobody_and_somebody_are_not_told_at_once() -> None:
    page = build_programme(strands=[make_strand(told=["nobody-by-agreement", "referrer"])])
    assert refusals_of(page) == [("StrandTold", "told")]


def test_who_is_told_is_said_once_for_each_legal_context() -> None:
    page = build_programme(strands=[make_strand()])
    [strand] = page.strands.all()
    again = StrandTold(context=strand.told_rows.all()[0].context)
    again.told = strand.told_rows.all()[0].told.all()
    strand.told_rows.add(again)
    assert refusals_of(page) == [("StrandTold", "context")]


@pytest.mark.parametrize("harm", ["domestic-violence", "stalking-at-home"])
def test_domestic_violence_needs_its_statement_on_victims(harm: str) -> None:
    violence = make_term("harm", "domestic-violence")
    make_term("harm", "stalking-at-home", broader=violence)
    page = build_programme(strands=[make_strand(harms=[harm])])
    assert refusals_of(page) == [("ProgrammeText", "victim_safety")]
    page.texts.all()[0].victim_safety = "A worker stays in touch with the partner."
    assert refusals_of(page) == []


def test_other_harm_needs_no_such_statement() -> None:
    assert refusals_of(build_programme(strands=[make_strand(harms=["sexual-harm"])])) == []


def test_a_programme_needs_a_text_in_its_original_language() -> None:
    assert refusals_of(build_programme(original_language="nl")) == [("page", "original_language")]


def test_the_rules_hold_when_a_page_goes_live_without_a_form() -> None:
    with pytest.raises(ValidationError, match="Tick at least one target population"):
        make_programme(strands=[make_strand(populations=[])])
    with pytest.raises(ValidationError, match="cannot be below the first"):
        make_programme(strands=[make_strand(age_from=18, age_to=12)])


def test_dates_that_have_not_come_are_refused() -> None:
    page = build_programme(
        checked_on=TOMORROW, correct_at=TOMORROW.replace(day=1), status_since=TOMORROW
    )
    with pytest.raises(ValidationError) as refusal:
        page.clean()
    assert {"checked_on", "status_since"} <= set(refusal.value.message_dict)


def test_a_month_is_kept_as_its_first_day() -> None:
    page = make_programme(correct_at=dt.date(2020, 10, 17))
    assert page.correct_at == dt.date(2020, 10, 1)


def test_an_address_is_used_once_in_the_whole_tree() -> None:
    first = make_programme("harbour")
    with pytest.raises(ValidationError, match="already has the address"):
        make_programme("harbour", parent=first)


def test_a_language_stands_once_on_a_page() -> None:
    texts = [ProgrammeText(language="en", title=f"T{n}", summary="S") for n in (1, 2)]
    with pytest.raises((ValidationError, IntegrityError)), transaction.atomic():
        make_programme(texts=texts)


def test_an_approval_names_who_gave_it() -> None:
    text = LegalText(
        kind="danger",
        texts={"en": "The law may oblige staff to speak."},
        valid_from=dt.date(2026, 1, 1),
        approved_on=dt.date(2026, 1, 1),
    )
    with pytest.raises(ValidationError) as refusal:
        text.full_clean()
    assert "approved_by" in refusal.value.message_dict
