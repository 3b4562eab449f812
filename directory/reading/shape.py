"""The shape in which a programme is read: which columns, which rows below it, which terms.

Written down once and read from two sources: the database (`database.py`) and the page in memory
that an editor previews (`memory.py`). Both give the same nested dictionaries of plain values.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Model

from directory.models import (
    ContactPoint,
    EligibilityCondition,
    EvidenceRating,
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
)
from directory.models.programme_texts import HEADINGS


@dataclass(frozen=True)
class Shape:
    """Columns (name → path of attributes), texts by language, terms, one row or rows below.

    ``below`` holds relations by their accessor, ``one`` the single row a column points at;
    ``link`` is the column by which the rows of this shape point at their owner.
    """

    model: type[Model]
    columns: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    terms: tuple[str, ...] = ()
    below: Mapping[str, "Shape"] = field(default_factory=dict)
    one: Mapping[str, "Shape"] = field(default_factory=dict)
    link: str = ""
    ordered: bool = False


def same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


def phones(model: type[Model], link: str) -> Shape:
    return Shape(
        model, columns=same("kind", "number"), texts=same("labels"), link=link, ordered=True
    )


ORGANISATION = Shape(
    Organisation,
    columns=same("name", "former_names", "website", "email") | {"kind": "kind__code"},
    texts=same("descriptions", "principles", "opening_hours"),
    terms=("partner_kinds",),
    below={
        "phones": phones(OrganisationPhone, "organisation"),
        "memberships": Shape(
            OrganisationMembership,
            columns={"name": "network__name"},
            link="member",
            ordered=True,
        ),
        "member_rows": Shape(
            OrganisationMembership, columns={"name": "member__name"}, link="network"
        ),
    },
)

PLACE = Shape(
    Place,
    columns=same(
        "confidential", "street", "postal_code", "town", "country", "latitude", "longitude"
    )
    | {"organisation": "organisation__name"},
    texts=same("names", "opening_hours"),
    below={"phones": phones(PlacePhone, "place")},
)

PROGRAMME = Shape(
    ProgrammePage,
    columns=same(
        "uuid",
        "slug",
        "original_language",
        "status",
        "status_since",
        "example",
        "correct_at",
        "correct_by",
        "checked_on",
        "checked_by",
        "review_months",
        "source",
    ),
    terms=("areas", "methods", "offers", "life_domains", "safety_measures"),
    below={
        "texts": Shape(
            ProgrammeText,
            columns=same("language", "title", "title_note", "summary", *HEADINGS),
            link="page",
        ),
        "strands": Shape(
            Strand,
            columns=same(
                "uuid",
                "age_from",
                "age_to",
                "gender",
                "volunteers_from",
                "volunteers_to",
                "capacity",
                "waiting_weeks",
                "capacity_on",
            ),
            terms=(
                "populations",
                "harms",
                "prevention_levels",
                "modes",
                "settings",
                "disciplines",
                "basis",
                "referrers",
                "languages",
                "costs",
            ),
            below={
                "texts": Shape(
                    StrandText,
                    columns=same("language", "label", "frequency", "cost_note"),
                    link="strand",
                ),
                "told_rows": Shape(
                    StrandTold,
                    columns={"context": "context__code"},
                    texts=same("notes"),
                    terms=("told",),
                    link="strand",
                    ordered=True,
                ),
            },
            link="page",
            ordered=True,
        ),
        "conditions": Shape(
            EligibilityCondition,
            columns=same("kind"),
            texts=same("texts"),
            link="page",
            ordered=True,
        ),
        "organisation_rows": Shape(
            ProgrammeOrganisation,
            columns=same("role"),
            texts=same("parts"),
            one={"organisation": ORGANISATION},
            link="page",
            ordered=True,
        ),
        "contact_points": Shape(
            ContactPoint,
            columns=same("kind", "value"),
            texts=same("labels", "hours"),
            link="page",
            ordered=True,
        ),
        "place_rows": Shape(
            ProgrammePlace,
            one={"place": PLACE},
            link="page",
            ordered=True,
        ),
        "ratings": Shape(
            EvidenceRating,
            columns=same(
                "level",
                "adopted",
                "rater",
                "rated_on",
                "reasons_published",
                "sources",
                "valid_until",
            ),
            texts=same("outcomes", "reasons", "change_reasons"),
            link="page",
            ordered=True,
        ),
    },
)

#: A programme as another one links to it.
RELATIVE = Shape(
    ProgrammePage,
    columns=same("slug", "original_language"),
    below={
        "texts": Shape(ProgrammeText, columns=same("language", "title", "summary"), link="page")
    },
)
