"""Where each column of the record stands in HSDS: one table, which the serialisers write by.

An attribute says by ``link_entity`` and ``link_id`` what it is about, and by ``link_type`` which
column it is. Of a text there is one for each language, and its term says which.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from directory.models import HEADINGS, Vocabulary


class Kind(StrEnum):
    """How a column is written."""

    PLAIN = "plain"  # in a field of HSDS's own, and nowhere else
    VALUE = "value"  # an attribute with the value as text
    FLAG = "flag"  # an attribute with the value `true`, or none
    TEXT = "text"  # a column of a row per language: an attribute per language
    TEXTS = "texts"  # a text in several languages: an attribute per language
    TERM = "term"  # one term of a vocabulary: an attribute with the term
    TERMS = "terms"  # terms of a vocabulary: an attribute per term
    CHOICE = "choice"  # one of the choices fixed in code, which are a taxonomy too
    LINK = "link"  # an attribute whose value is the other's identifier


@dataclass(frozen=True, slots=True)
class Row:
    """A column, how it is written, and the field of HSDS's own where it stands (too).

    ``key`` is its name in what is read, where that differs. ``taxonomy`` is the code of the
    vocabulary, or of the choices.
    """

    model: str
    field: str
    kind: Kind
    hsds: str = ""
    taxonomy: str = ""
    key: str = ""
    note: str = ""

    @property
    def entity(self) -> str:
        return ENTITIES[self.model]

    @property
    def read_as(self) -> str:
        return self.key or self.field

    @property
    def is_attribute(self) -> bool:
        return self.kind is not Kind.PLAIN


#: What the rows of each model are called where an attribute says what it is about.
ENTITIES: Mapping[str, str] = {
    "ProgrammePage": "service",
    "ProgrammeText": "service",
    "Strand": "strand",
    "StrandText": "strand",
    "StrandTold": "told_row",
    "EligibilityCondition": "condition",
    "ProgrammeOrganisation": "organization_row",
    "ContactPoint": "contact_point",
    "ProgrammePlace": "service_at_location",
    "EvidenceRating": "rating",
    "Organisation": "organization",
    "OrganisationPhone": "phone",
    "OrganisationMembership": "organization",
    "Place": "location",
    "PlacePhone": "phone",
    "Term": "taxonomy_term",
    "LegalText": "service",
}
#: Where the attributes about the rows of each model stand.
HOLDERS: Mapping[str, str] = {
    "ContactPoint": "service.phones[].attributes, service.contacts[].attributes",
    "Organisation": "organization.attributes",
    "OrganisationPhone": "organization.phones[].attributes",
    "OrganisationMembership": "organization.attributes",
    "Place": "location.attributes",
    "PlacePhone": "location.phones[].attributes",
}
SERVICE_ATTRIBUTES = "service.attributes"

P, V, FLAG, TEXT, TEXTS = Kind.PLAIN, Kind.VALUE, Kind.FLAG, Kind.TEXT, Kind.TEXTS
TERM, TERMS, CHOICE, LINK = Kind.TERM, Kind.TERMS, Kind.CHOICE, Kind.LINK

_PROGRAMME = (
    Row("ProgrammePage", "uuid", P, "service.id"),
    Row("ProgrammePage", "slug", V, note="the end of its public address; see `page`"),
    Row("ProgrammePage", "original_language", V),
    Row(
        "ProgrammePage",
        "status",
        P,
        "service.status",
        note="open: active; paused: temporarily closed; closed: defunct",
    ),
    Row("ProgrammePage", "status_since", V),
    Row("ProgrammePage", "example", FLAG, "service.alert", note="on invented examples alone"),
    Row("ProgrammePage", "areas", TERMS, "service.service_areas[]", Vocabulary.AREA),
    Row("ProgrammePage", "methods", TERMS, "", Vocabulary.METHOD),
    Row("ProgrammePage", "offers", TERMS, "", Vocabulary.OFFER),
    Row("ProgrammePage", "life_domains", TERMS, "", Vocabulary.LIFE_DOMAIN),
    Row("ProgrammePage", "safety_measures", TERMS, "", Vocabulary.SAFETY_MEASURE),
    Row("ProgrammePage", "correct_at", V, note="the first day of the month that is meant"),
    Row("ProgrammePage", "correct_by", V),
    Row("ProgrammePage", "checked_on", P, "service.assured_date"),
    Row("ProgrammePage", "checked_by", V),
    Row("ProgrammePage", "review_months", V, note="`review_due` says the day that follows"),
    Row("ProgrammePage", "source", V, note="in the original language"),
    Row(
        "ProgrammePage",
        "last_published_at",
        P,
        "service.last_modified",
        key="changed_at",
        note="of the entry itself; `modified_after` heeds checks, capacities, organisations, "
        "places and terms too",
    ),
    Row("ProgrammeText", "language", P, "service.attributes[].taxonomy_term.language"),
    Row("ProgrammeText", "title", TEXT, "service.name"),
    Row("ProgrammeText", "title_note", TEXT),
    Row("ProgrammeText", "summary", TEXT, "service.description"),
    *(
        Row(
            "ProgrammeText",
            name,
            TEXT,
            {
                "target_population": "service.eligibility_description",
                "recognition": "service.accreditations",
            }.get(name, ""),
        )
        for name in HEADINGS
    ),
)
_STRAND = (
    Row("Strand", "uuid", P, "service.attributes[service: strands]", note="in the page's order"),
    Row("Strand", "populations", TERMS, "", Vocabulary.POPULATION),
    Row(
        "Strand",
        "age_from",
        V,
        "service.minimum_age",
        note="the field only where every strand states it",
    ),
    Row(
        "Strand",
        "age_to",
        V,
        "service.maximum_age",
        note="the field only where every strand states it",
    ),
    Row("Strand", "gender", CHOICE, "", "gender"),
    Row("Strand", "harms", TERMS, "", Vocabulary.HARM),
    Row("Strand", "prevention_levels", TERMS, "", Vocabulary.PREVENTION),
    Row("Strand", "modes", TERMS, "", Vocabulary.MODE),
    Row("Strand", "modes_not_stated", FLAG),
    Row("Strand", "settings", TERMS, "", Vocabulary.SETTING),
    Row("Strand", "disciplines", TERMS, "", Vocabulary.DISCIPLINE),
    Row("Strand", "volunteers_from", V),
    Row("Strand", "volunteers_to", V),
    Row("Strand", "basis", TERMS, "", Vocabulary.BASIS),
    Row("Strand", "referrers", TERMS, "", Vocabulary.REFERRER),
    Row(
        "Strand",
        "languages",
        TERMS,
        "service.languages[]",
        Vocabulary.LANGUAGE,
        note="of all strands together; with an interpreter: service.interpretation_services",
    ),
    Row(
        "Strand",
        "costs",
        TERMS,
        "service.cost_options[].amount_description",
        Vocabulary.COST,
        note="one option for each strand that states it",
    ),
    Row("Strand", "capacity", CHOICE, "", "capacity"),
    Row("Strand", "waiting_weeks", V),
    Row("Strand", "capacity_on", V),
    Row("StrandText", "language", P, "service.attributes[].taxonomy_term.language"),
    Row("StrandText", "label", TEXT, "service.cost_options[].option"),
    Row("StrandText", "frequency", TEXT),
    Row("StrandText", "cost_note", TEXT, "service.cost_options[].amount_description"),
    Row("StrandTold", "context", TERM, "", Vocabulary.LEGAL_CONTEXT),
    Row("StrandTold", "told", TERMS, "", Vocabulary.TOLD),
    Row("StrandTold", "notes", TEXTS),
)
_ROWS_BELOW = (
    Row("EligibilityCondition", "kind", CHOICE, "", "condition"),
    Row("EligibilityCondition", "texts", TEXTS),
    Row(
        "ProgrammeOrganisation",
        "organisation",
        LINK,
        "service.organization",
        note="the field: the first that delivers the programme, else the first that is no network",
    ),
    Row("ProgrammeOrganisation", "role", CHOICE, "", "part"),
    Row("ProgrammeOrganisation", "parts", TEXTS),
    Row(
        "ContactPoint",
        "kind",
        P,
        "service.phones[].type",
        note="phone: voice; mobile: cell; fax: fax; e-mail and website: service.contacts[]",
    ),
    Row(
        "ContactPoint",
        "value",
        P,
        "service.phones[].number",
        note="e-mail: service.contacts[].email and, the first, service.email; website: the "
        "attribute `website` of a contact and, the first, service.url",
    ),
    Row("ContactPoint", "labels", TEXTS, "service.phones[].description, service.contacts[].name"),
    Row("ContactPoint", "hours", TEXTS, "service.phones[].description"),
    Row("ProgrammePlace", "place", P, "service.service_at_locations[].location"),
    Row("EvidenceRating", "level", CHOICE, "", "evidence"),
    Row("EvidenceRating", "outcomes", TEXTS),
    Row("EvidenceRating", "adopted", FLAG),
    Row("EvidenceRating", "rater", V, note="in the original language"),
    Row("EvidenceRating", "rated_on", V),
    Row("EvidenceRating", "reasons_published", FLAG),
    Row("EvidenceRating", "reasons", TEXTS),
    Row("EvidenceRating", "sources", V, note="a source on each line"),
    Row("EvidenceRating", "valid_until", V, note="the last day of a rating that ended"),
    Row("EvidenceRating", "change_reasons", TEXTS, note="why a rating ended"),
    Row(
        "LegalText",
        "texts",
        TEXTS,
        note="as `danger`, on every service that says who is told: the one in force",
    ),
    Row("LegalText", "valid_from", V, note="as `danger_valid_from`"),
    Row("LegalText", "approved_on", V, note="as `danger_approved_on`"),
    Row("LegalText", "approved_by", V, note="as `danger_approved_by`"),
)
_ORGANISATION = (
    Row("Organisation", "uuid", P, "organization.id"),
    Row("Organisation", "name", P, "organization.name"),
    Row(
        "Organisation",
        "former_names",
        V,
        "organization.alternate_name",
        note="a name on each line; the field has them in one line",
    ),
    Row("Organisation", "kind", TERM, "", Vocabulary.ORGANISATION_KIND),
    Row("Organisation", "descriptions", TEXTS, "organization.description"),
    Row("Organisation", "principles", TEXTS),
    Row("Organisation", "partner_kinds", TERMS, "", Vocabulary.ORGANISATION_KIND),
    Row("Organisation", "areas", TERMS, "", Vocabulary.AREA),
    Row("Organisation", "opening_hours", TEXTS),
    Row("Organisation", "website", P, "organization.website"),
    Row("Organisation", "email", P, "organization.email"),
    Row("OrganisationPhone", "kind", P, "organization.phones[].type"),
    Row("OrganisationPhone", "number", P, "organization.phones[].number"),
    Row("OrganisationPhone", "labels", TEXTS, "organization.phones[].description"),
    Row("OrganisationMembership", "network", LINK, note="as `memberships`, on the member"),
    Row("OrganisationMembership", "member", LINK, note="as `members`, on the network"),
)
_PLACE = (
    Row(
        "Place",
        "uuid",
        P,
        "location.id",
        note="of a confidential place another identifier for each programme",
    ),
    Row("Place", "names", TEXTS, "location.name"),
    Row("Place", "organisation", P, "location.organization_id"),
    Row("Place", "confidential", FLAG),
    Row("Place", "street", P, "location.addresses[].address_1"),
    Row("Place", "postal_code", P, "location.addresses[].postal_code"),
    Row("Place", "town", P, "location.addresses[].city"),
    Row("Place", "country", P, "location.addresses[].country"),
    Row("Place", "latitude", P, "location.latitude", note="never of a confidential place"),
    Row("Place", "longitude", P, "location.longitude", note="never of a confidential place"),
    Row("Place", "opening_hours", TEXTS, "location.schedules[].description"),
    Row("PlacePhone", "kind", P, "location.phones[].type"),
    Row("PlacePhone", "number", P, "location.phones[].number"),
    Row("PlacePhone", "labels", TEXTS, "location.phones[].description"),
)
_TERM = (
    Row("Term", "uuid", P, "taxonomy_term.id"),
    Row("Term", "vocabulary", P, "taxonomy_term.taxonomy_id"),
    Row("Term", "code", P, "taxonomy_term.code"),
    Row("Term", "labels", P, "taxonomy_term.name", note="in each language by `?language=`"),
    Row("Term", "scope_notes", P, "taxonomy_term.description"),
    Row("Term", "broader", P, "taxonomy_term.parent_id"),
)

#: Every column that the API gives.
MAPPING: tuple[Row, ...] = (
    *_PROGRAMME,
    *_STRAND,
    *_ROWS_BELOW,
    *_ORGANISATION,
    *_PLACE,
    *_TERM,
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
