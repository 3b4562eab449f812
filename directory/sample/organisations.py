"""Loading organisations with their places, numbers and memberships."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from directory.models import (
    Organisation,
    OrganisationMembership,
    OrganisationPhone,
    Place,
    Vocabulary,
)
from directory.models.phones import PhoneKind
from directory.sample.reader import Table, read_file
from directory.sample.report import LoadReport
from directory.sample.vocabularies import Terms


@transaction.atomic
def load_organisations(file: Path, report: LoadReport) -> None:
    """Add the organisations that are not there, then the memberships of the new ones."""
    whole = read_file(file)
    terms = Terms()
    memberships: list[tuple[Table, str, str, str]] = []
    new: set[str] = set()
    for row in whole.tables("organisation"):
        key = row.need("key")
        organisation = _read_organisation(row, key, terms)
        place = _read_place(row, key, organisation)
        memberships += [(row, "member_of", key, other) for other in row.words("member_of")]
        memberships += [(row, "members", other, key) for other in row.words("members")]
        row.finish()
        there = Organisation.objects.filter(key=key) | Organisation.objects.filter(
            uuid=organisation.uuid
        )
        if not report.is_new("organisations", key, there=there.exists()):
            continue
        try:
            organisation.full_clean()
            for phone in organisation.phones.all():
                phone.full_clean(exclude=["organisation"])
            organisation.save()
            if place is not None:
                place.organisation = organisation
                place.full_clean()
                place.save()
        except ValidationError as error:
            raise row.refuse(error) from error
        new.add(key)
        report.note("organisations", key)
    whole.finish()
    for row, name, member, network in memberships:
        if member in new or network in new:
            _join(row, name, member, network)


def _read_organisation(row: Table, key: str, terms: Terms) -> Organisation:
    organisation = Organisation(
        uuid=row.uuid("uuid"),
        key=key,
        name=row.need("name"),
        former_names="\n".join(row.words("former_names")),
        kind=terms.one(row, "kind", Vocabulary.ORGANISATION_KIND),
        descriptions=row.texts("description"),
        principles=row.texts("principles"),
        opening_hours=row.texts("opening_hours"),
        website=row.text("website"),
        email=row.text("email"),
        source=row.text("source"),
    )
    for name in ("partner_kinds", "areas"):
        terms.put(row, name, organisation, name)
    organisation.phones = [
        _read_phone(number, place) for place, number in enumerate(row.tables("phones"))
    ]
    return organisation


def _read_phone(row: Table, place: int) -> OrganisationPhone:
    phone = OrganisationPhone(
        sort_order=place,
        kind=row.choice("kind", PhoneKind.values, PhoneKind.VOICE),
        number=row.need("number"),
        labels=row.texts("label"),
        source_text=row.text("source_text"),
    )
    row.finish()
    return phone


def _read_place(row: Table, key: str, organisation: Organisation) -> Place | None:
    confidential = row.flag("confidential")
    names, latitude, longitude = (
        row.texts("place_name"),
        row.decimal("latitude"),
        row.decimal("longitude"),
    )
    if "address" not in row:
        if confidential or names or latitude is not None or longitude is not None:
            raise row.error("address", "is missing")
        return None
    return read_address(
        row.table("address"),
        Place(
            key=key, names=names, confidential=confidential, latitude=latitude, longitude=longitude
        ),
    )


def read_address(row: Table, place: Place) -> Place:
    """``place`` with the address of a table."""
    place.street = row.text("street")
    place.postal_code = row.text("postal_code")
    place.town = row.need("town")
    place.country = row.text("country", "BE")
    row.finish()
    return place


def _join(row: Table, name: str, member: str, network: str) -> None:
    found = Organisation.objects.in_bulk([member, network], field_name="key")
    for key in (member, network):
        if key not in found:
            raise row.error(name, f"no organisation has the key “{key}”")
    OrganisationMembership.objects.get_or_create(
        member=found[member],
        network=found[network],
        defaults={"sort_order": found[member].memberships.count()},
    )
