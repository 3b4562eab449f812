"""What is read of the record for HSDS: more than a page shows, because identifiers are given."""

from collections.abc import Mapping
from dataclasses import replace

from directory.models import (
    ContactPoint,
    Organisation,
    OrganisationMembership,
    ProgrammeOrganisation,
    ProgrammePage,
    ProgrammePlace,
    ProgrammeText,
    Strand,
)
from directory.reading import shape
from directory.reading.shape import Shape, same

_PHONES = shape.ORGANISATION.below["phones"]


PLACE = replace(
    shape.PLACE,
    columns=same(
        "uuid",
        "confidential",
        "street",
        "postal_code",
        "town",
        "country",
        "latitude",
        "longitude",
    )
    | {"organisation": "organisation__uuid"},
)

#: An organisation as its services name it: what HSDS calls one-to-one fields.
ORGANISATION_BRIEF = Shape(
    Organisation,
    columns=same("uuid", "name", "former_names", "website", "email"),
    texts=same("descriptions"),
)

ORGANISATION = replace(
    shape.ORGANISATION,
    columns=same("uuid", "name", "former_names", "website", "email") | {"kind": "kind__code"},
    terms=("partner_kinds", "areas"),
    below={
        "phones": _PHONES,
        "memberships": Shape(
            OrganisationMembership,
            columns={"uuid": "network__uuid"},
            link="member",
            ordered=True,
        ),
        "member_rows": Shape(
            OrganisationMembership, columns={"uuid": "member__uuid"}, link="network"
        ),
        "places": replace(PLACE, link="organisation"),
    },
)

#: A programme as another one links to it.
RELATIVE = replace(shape.RELATIVE, columns=same("uuid", "slug", "original_language"))

_ORGANISATION_ROWS = shape.PROGRAMME.below["organisation_rows"]

PROGRAMME = replace(
    shape.PROGRAMME,
    below={
        **shape.PROGRAMME.below,
        "strands": replace(
            shape.PROGRAMME.below["strands"],
            columns={**shape.PROGRAMME.below["strands"].columns, **same("modes_not_stated")},
        ),
        "organisation_rows": replace(_ORGANISATION_ROWS, one={"organisation": ORGANISATION}),
        "place_rows": Shape(ProgrammePlace, one={"place": PLACE}, link="page", ordered=True),
    },
)

#: A programme in lists.
PROGRAMME_BRIEF = Shape(
    ProgrammePage,
    columns=same("uuid", "slug", "original_language", "status", "example", "checked_on"),
    below={
        "texts": Shape(
            ProgrammeText,
            columns=same("language", "title", "summary", "target_population", "recognition"),
            link="page",
        ),
        "strands": Shape(
            Strand,
            columns=same("age_from", "age_to"),
            terms=("languages",),
            link="page",
            ordered=True,
        ),
        "organisation_rows": Shape(
            ProgrammeOrganisation,
            columns=same("role"),
            one={"organisation": ORGANISATION_BRIEF},
            link="page",
            ordered=True,
        ),
        "contact_points": Shape(
            ContactPoint, columns=same("kind", "value"), link="page", ordered=True
        ),
    },
)

SHAPES: Mapping[str, Shape] = {
    "programme": PROGRAMME,
    "programme in lists": PROGRAMME_BRIEF,
    "organisation": ORGANISATION,
    "organisation in lists": ORGANISATION_BRIEF,
    "place": PLACE,
}
