"""Where each column of the record stands in HSDS: one table, which the serialisers write by.

An attribute says by ``link_entity`` and ``link_id`` what it is about, and by ``link_type`` which
column it is. Of a text there is one for each language, and its term says which.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from directory.hsds.mapped import ENTITIES, HOLDERS, SERVICE_ATTRIBUTES, Row
from directory.hsds.mapping_programme import PROGRAMME, ROWS_BELOW
from directory.hsds.mapping_shared import ORGANISATION, PLACE, VOCABULARY_TERM
from directory.hsds.mapping_strand import STRAND

#: Every column that the API gives.
MAPPING: tuple[Row, ...] = (
    *PROGRAMME,
    *STRAND,
    *ROWS_BELOW,
    *ORGANISATION,
    *PLACE,
    *VOCABULARY_TERM,
)

#: What the API gives beside the columns: (where, what).
DERIVED: tuple[tuple[str, str], ...] = (
    ("service.attributes[page]", "the address of the programme's page on the public site"),
    ("service.attributes[review_due]", "the day after which the entry counts as out of date"),
    ("service.program", "the published programme that this one is part of"),
    (
        "service.attributes[sub_programmes]",
        "the identifier of each published programme that is part of it",
    ),
    ("service.attributes[strands]", "the identifier of each strand, in order"),
    ("service.attributes[told_rows]", "on a strand: the identifier of each row of who is told"),
    ("service.attributes[conditions]", "the identifier of each condition, in order"),
    ("service.attributes[organization_rows]", "the identifier of each organisation's part"),
    ("service.attributes[ratings]", "the identifier of each rating, in order"),
    ("service.contacts[].attributes[website]", "a website; HSDS has no field for a second one"),
)

_LINK = "the link to the row it belongs to, which `link_id` and nesting say"
_ORDER = "the order of what is listed"
_NUMBER = "the row's number in one database; identifiers are UUIDs"
_SOURCE_TEXT = "how a source wrote the number, for editors; the number itself is given"
_CHANGED = "by it `modified_after` finds the services that show it"
_EDITORS = "for editors; shown on no public page"

#: Columns that the API does not give, with the reason.
EXCLUDED: Mapping[str, str] = {
    "ProgrammePage.notes_on_source": _EDITORS,
    "ProgrammePage.page_ptr": _NUMBER,
    "ProgrammePage.translated_from": "which translations wait for a translator",
    "ProgrammeText.page": _LINK,
    "Strand.page": _LINK,
    "Strand.sort_order": _ORDER,
    "StrandText.strand": _LINK,
    "StrandTold.strand": _LINK,
    "StrandTold.sort_order": _ORDER,
    "EligibilityCondition.page": _LINK,
    "EligibilityCondition.sort_order": _ORDER,
    "ProgrammeOrganisation.page": _LINK,
    "ProgrammeOrganisation.sort_order": _ORDER,
    "ContactPoint.page": _LINK,
    "ContactPoint.sort_order": _ORDER,
    "ContactPoint.source_text": _SOURCE_TEXT,
    "ProgrammePlace.page": _LINK,
    "ProgrammePlace.sort_order": _ORDER,
    "EvidenceRating.page": _LINK,
    "EvidenceRating.sort_order": _ORDER,
    "LegalText.kind": "the text for the person is given; the one for referrers is in the portal",
    "LegalText.review_months": "when editors look at a text again",
    "Organisation.key": "a short name for files; the UUID identifies it",
    "Organisation.source": _EDITORS,
    "OrganisationPhone.organisation": _LINK,
    "OrganisationPhone.sort_order": _ORDER,
    "OrganisationPhone.source_text": _SOURCE_TEXT,
    "OrganisationMembership.sort_order": _ORDER,
    "Place.key": "a short name for files, which may tell what a confidential place hides",
    "PlacePhone.place": _LINK,
    "PlacePhone.sort_order": _ORDER,
    "PlacePhone.source_text": _SOURCE_TEXT,
    "Term.sort_order": _ORDER,
    "ProgrammePage.renewed_at": "by it `modified_after` finds what was checked or has other room",
    **{f"{model}.changed_at": _CHANGED for model in ("Organisation", "Place", "Term")},
    **{f"{model}.id": _NUMBER for model in (*ENTITIES, "Page") if model not in ("ProgrammePage",)},
    **{
        f"Page.{name}": "Wagtail's own: its tree, its workflow, its editing"
        for name in (
            *("path", "depth", "numchild", "translation_key", "locale", "latest_revision"),
            *("live", "has_unpublished_changes", "first_published_at", "live_revision"),
            *("go_live_at", "expire_at", "expired", "locked", "locked_at", "locked_by"),
            *("title", "draft_title", "content_type", "url_path", "owner", "seo_title"),
            *("show_in_menus", "search_description", "latest_revision_created_at", "alias_of"),
        )
    },
}


@cache
def rows_of(*models: str) -> tuple[Row, ...]:
    """The rows of the table about these models that are written as attributes."""
    return tuple(row for row in MAPPING if row.model in models and row.is_attribute)


def where(row: Row) -> str:
    """The path of a column: HSDS's own field, and the attribute it is (also) written as."""
    found = [row.hsds] if row.hsds else []
    if row.is_attribute:
        holder = HOLDERS.get(row.model, SERVICE_ATTRIBUTES)
        found += [f"{path}[{row.entity}: {link_type(row)}]" for path in holder.split(", ")]
    return ", ".join(found)


_LINK_TYPES = {
    "LegalText.texts": "danger",
    "LegalText.valid_from": "danger_valid_from",
    "LegalText.approved_on": "danger_approved_on",
    "LegalText.approved_by": "danger_approved_by",
    "OrganisationMembership.network": "memberships",
    "OrganisationMembership.member": "members",
}


def link_type(row: Row) -> str:
    """What an attribute about a column says as ``link_type``: the column's name."""
    return _LINK_TYPES.get(f"{row.model}.{row.field}", row.field)


def field_names() -> Iterator[tuple[str, str, Row | None]]:
    """(entity, link type, row) of everything that an attribute can be about, each once."""
    seen = set()
    for row in MAPPING:
        key = (row.entity, link_type(row))
        if row.is_attribute and key not in seen:
            seen.add(key)
            yield (*key, row)
    for entity, name in EXTRA_FIELDS:
        yield entity, name, None


#: Attributes that are no column of the record: see :data:`DERIVED`.
EXTRA_FIELDS: tuple[tuple[str, str], ...] = (
    ("service", "page"),
    ("service", "review_due"),
    ("service", "sub_programmes"),
    ("service", "strands"),
    ("strand", "told_rows"),
    ("service", "conditions"),
    ("service", "organization_rows"),
    ("service", "ratings"),
    ("contact_point", "website"),
)
