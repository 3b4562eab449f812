"""Where the columns of organisations, places and terms stand in HSDS."""

from directory.hsds.mapped import Kind, Row
from directory.models import Vocabulary

P, V, FLAG = Kind.PLAIN, Kind.VALUE, Kind.FLAG
TEXTS, TERM, TERMS, LINK = Kind.TEXTS, Kind.TERM, Kind.TERMS, Kind.LINK

ORGANISATION = (
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
PLACE = (
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
VOCABULARY_TERM = (
    Row("Term", "uuid", P, "taxonomy_term.id"),
    Row("Term", "vocabulary", P, "taxonomy_term.taxonomy_id"),
    Row("Term", "code", P, "taxonomy_term.code"),
    Row("Term", "labels", P, "taxonomy_term.name", note="in each language by `?language=`"),
    Row("Term", "scope_notes", P, "taxonomy_term.description"),
    Row("Term", "broader", P, "taxonomy_term.parent_id"),
)
