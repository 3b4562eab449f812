"""Where the columns of a programme, and of the rows below it but its strands, stand in HSDS."""

from directory.hsds.mapped import Kind, Row
from directory.models import HEADINGS, Vocabulary

P, V, FLAG, TEXT = Kind.PLAIN, Kind.VALUE, Kind.FLAG, Kind.TEXT
TEXTS, TERMS, CHOICE, LINK = Kind.TEXTS, Kind.TERMS, Kind.CHOICE, Kind.LINK

PROGRAMME = (
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
ROWS_BELOW = (
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
