"""Loading programmes, each in a transaction of its own, each published under its keeper."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from directory.models import (
    ContactPoint,
    EligibilityCondition,
    EvidenceRating,
    KeeperPage,
    Organisation,
    Place,
    ProgrammeOrganisation,
    ProgrammePage,
    ProgrammePlace,
    ProgrammeText,
    RegisterPage,
    ReminderAddress,
)
from directory.models.programme_texts import HEADINGS
from directory.sample.organisations import read_address
from directory.sample.reader import Table, read_file
from directory.sample.report import LoadReport
from directory.sample.strands import read_strand
from directory.sample.vocabularies import Terms
from directory.services import create_published_page

TEXTS = ("title", "summary", "title_note", *HEADINGS)


def load_programmes(files: list[Path], register: RegisterPage, report: LoadReport) -> None:
    """Add the programmes that are not there; those that others are part of come first."""
    terms = Terms()
    waiting: dict[str, Table] = {}
    for file in files:
        whole = read_file(file)
        slug = whole.need("slug")
        if slug in waiting:
            raise whole.error("slug", f"“{slug}” stands in {waiting[slug].file.name} as well")
        waiting[slug] = whole
    for whole in list(waiting.values()):
        if whole.text("parent") and whole.text("parent") not in waiting:
            raise whole.error("parent", f"no programme has the slug “{whole.text('parent')}”")
    done: set[str] = set()
    while waiting:
        ready = [slug for slug, whole in waiting.items() if whole.text("parent") in (done | {""})]
        if not ready:
            whole = next(iter(waiting.values()))
            raise whole.error("parent", "these programmes are part of each other in a circle")
        for slug in ready:
            _load(waiting.pop(slug), register, terms, report)
            done.add(slug)


@transaction.atomic
def _load(whole: Table, register: RegisterPage, terms: Terms, report: LoadReport) -> None:
    page = ProgrammePage(uuid=whole.uuid("uuid"), slug=whole.need("slug"))
    keeper, parent = whole.need("keeper"), whole.text("parent")
    there = ProgrammePage.objects.filter(uuid=page.uuid).exists()
    if not report.is_new("programmes", str(page.uuid), there=there):
        return
    above = _parent(whole, parent) if parent else _keeper(whole, keeper, register)
    if above is None:
        return
    _read_page(page, whole, terms)
    try:
        create_published_page(acting_user=None, parent=above, page=page)
    except ValidationError as error:
        raise whole.refuse(error) from error
    report.note("programmes", str(page.uuid), page.title)


def _parent(whole: Table, slug: str) -> ProgrammePage | None:
    """The programme this one is part of; None if an editor has deleted or renamed it."""
    return ProgrammePage.objects.filter(slug=slug).first()


def _keeper(whole: Table, key: str, register: RegisterPage) -> KeeperPage:
    organisation = find_organisation(whole, "keeper", key)
    page = KeeperPage.objects.filter(organisation=organisation).first()
    if page is None:
        page = KeeperPage(title=organisation.name, slug=key, organisation=organisation)
        if settings.DEMONSTRATION:
            # Invented, so that a demonstration shows the mails it would send.
            page.reminder_addresses = [ReminderAddress(email=f"{key}@example.org")]
        create_published_page(acting_user=None, parent=register, page=page)
    return page


def find_organisation(row: Table, name: str, key: str) -> Organisation:
    organisation = Organisation.objects.filter(key=key).first()
    if organisation is None:
        raise row.error(name, f"no organisation has the key “{key}”")
    return organisation


def _read_page(page: ProgrammePage, whole: Table, terms: Terms) -> None:
    page.original_language = whole.need("original_language")
    page.status = whole.choice("status", ProgrammePage.Status.values, ProgrammePage.Status.OPEN)
    page.status_since = whole.date("status_since")
    page.example = whole.flag("example")
    page.correct_at = whole.date("correct_at")
    page.correct_by = whole.text("correct_by")
    page.checked_on = whole.date("checked_on")
    page.checked_by = whole.text("checked_by")
    page.review_months = whole.number("review_months")
    page.source = whole.text("source")
    page.notes_on_source = "\n".join(whole.words("notes_on_source"))
    for name in ("areas", "methods", "offers", "life_domains", "safety_measures"):
        terms.put(whole, name, page, name)
    page.texts = _read_texts(whole)
    page.strands = [
        read_strand(row, place, terms) for place, row in enumerate(whole.tables("strand"))
    ]
    page.conditions = [
        _read_condition(row, place) for place, row in enumerate(whole.tables("condition"))
    ]
    page.organisation_rows = _read_organisations(whole)
    page.contact_points = [
        _read_contact(row, place) for place, row in enumerate(whole.tables("contact"))
    ]
    page.place_rows = [
        ProgrammePlace(sort_order=place, place=_read_place(row))
        for place, row in enumerate(whole.tables("place"))
    ]
    page.ratings = [_read_rating(row, place) for place, row in enumerate(whole.tables("rating"))]
    whole.ignore("door")
    whole.finish()


def _read_texts(whole: Table) -> list[ProgrammeText]:
    table = whole.table("text")
    texts = []
    for language in table.values:
        row = table.table(language)
        values: dict[str, Any] = {name: row.text(name) for name in TEXTS}
        row.need("title")
        row.need("summary")
        row.finish()
        texts.append(ProgrammeText(language=language, **values))
    return texts


def _read_condition(row: Table, place: int) -> EligibilityCondition:
    kinds = EligibilityCondition.Kind
    condition = EligibilityCondition(
        sort_order=place,
        kind=row.choice("kind", kinds.values, kinds.PERSON),
        texts=row.texts("text", needed=True),
    )
    row.finish()
    return condition


def _read_organisations(whole: Table) -> list[ProgrammeOrganisation]:
    roles = ProgrammeOrganisation.Role
    rows = []
    for row in whole.tables("delivered_by"):
        rows.append(
            ProgrammeOrganisation(
                organisation=find_organisation(row, "organisation", row.need("organisation")),
                role=row.choice("role", roles.values, roles.DELIVERS),
                parts=row.texts("part"),
            )
        )
        row.finish()
    rows += [
        ProgrammeOrganisation(
            organisation=find_organisation(whole, "memberships", key), role=roles.MEMBER_OF
        )
        for key in whole.words("memberships")
    ]
    for place, part in enumerate(rows):
        part.sort_order = place
    return rows


def _read_contact(row: Table, place: int) -> ContactPoint:
    contact = ContactPoint(
        sort_order=place,
        kind=row.choice("kind", ContactPoint.Kind.values),
        value=row.need("value"),
        labels=row.texts("label"),
        hours=row.texts("hours"),
        source_text=row.text("source_text"),
    )
    row.finish()
    return contact


def _read_place(row: Table) -> Place:
    """The place with this key; made from the row where there is none."""
    key = row.need("key")
    place = Place.objects.filter(key=key).first()
    if "address" not in row:
        row.finish()
        if place is None:
            raise row.error("key", f"no place has the key “{key}”, and the row has no address")
        return place
    owner = row.text("organisation")
    made = Place(
        key=key,
        names=row.texts("name"),
        confidential=row.flag("confidential"),
        latitude=row.decimal("latitude"),
        longitude=row.decimal("longitude"),
        opening_hours=row.texts("opening_hours"),
        organisation=find_organisation(row, "organisation", owner) if owner else None,
    )
    read_address(row.table("address"), made)
    row.finish()
    if place is not None:
        return place
    try:
        made.full_clean()
    except ValidationError as error:
        raise row.refuse(error) from error
    made.save()
    return made


def _read_rating(row: Table, place: int) -> EvidenceRating:
    rating = EvidenceRating(
        sort_order=place,
        level=row.choice("level", EvidenceRating.Level.values),
        adopted=row.flag("adopted"),
        rater=row.text("rater"),
        rated_on=row.date("rated_on"),
        reasons_published=row.flag("reasons_published"),
        outcomes=row.texts("outcome"),
        reasons=row.texts("reasons"),
        sources="\n".join(row.words("sources")),
        valid_until=row.date("valid_until"),
        change_reasons=row.texts("change_reasons"),
    )
    row.finish()
    return rating
