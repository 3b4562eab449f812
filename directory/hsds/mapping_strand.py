"""Where the columns of a strand stand in HSDS."""

from directory.hsds.mapped import Kind, Row
from directory.models import Vocabulary

P, V, FLAG, TEXT = Kind.PLAIN, Kind.VALUE, Kind.FLAG, Kind.TEXT
TEXTS, TERM, TERMS, CHOICE = Kind.TEXTS, Kind.TERM, Kind.TERMS, Kind.CHOICE

STRAND = (
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
