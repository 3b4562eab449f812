"""What a row of the table is that says where a column stands in HSDS (`mapping.py`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


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
