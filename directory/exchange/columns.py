"""The table of columns: every field of the record, where it stands in a file.

A file is made of rows, each of one kind. Rows of a programme name it by its UUID. The
columns called like a field hold that field; a text in several languages has a column for each
(``labels.en``). `docs/exchange.md` shows this table, and a test compares it with the models.
"""

from collections.abc import Mapping

from django.db.models import Model

from directory.exchange import values
from directory.exchange.kind import ROW, Column, Kind
from directory.models import (
    ContactPoint,
    EligibilityCondition,
    EvidenceRating,
    KeeperPage,
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
    StrandTold,
    Term,
)
from directory.models.programme_texts import HEADINGS
from directory.models.terms import Vocabulary


def _term(name: str, vocabulary: str, *, needed: bool = False) -> Column:
    return Column(name, values.LINE, f"{name}__code", terms=vocabulary, needed=needed)


def _terms(name: str, vocabulary: str) -> Column:
    return Column(name, values.CODES, terms=vocabulary)


def _ref(name: str, kind: str, *, needed: bool = False) -> Column:
    return Column(name, values.LINE, f"{name}__key", refers=kind, needed=needed)


def _texts(name: str, *, editors: bool = False) -> Column:
    return Column(name, by_language=True, editors=editors)


def _line(name: str, *, needed: bool = False, editors: bool = False) -> Column:
    return Column(name, values.LINE, needed=needed, editors=editors)


_PHONE = (
    _line("kind"),
    _line("number", needed=True),
    _texts("labels"),
    Column("source_text", editors=True),
)

TERM = Kind(
    "term",
    Term,
    (
        Column("uuid", values.UUID),
        _line("vocabulary", needed=True),
        _line("code", needed=True),
        Column("broader", values.LINE, "broader__code", refers="term"),
        Column("sort_order", values.NUMBER),
        _texts("labels"),
        _texts("scope_notes"),
    ),
    key="code",
)

ORGANISATION = Kind(
    "organisation",
    Organisation,
    (
        Column("uuid", values.UUID),
        _line("key", needed=True),
        Column("name", needed=True),
        Column("former_names"),
        _term("kind", Vocabulary.ORGANISATION_KIND),
        _texts("descriptions"),
        _texts("principles"),
        _terms("partner_kinds", Vocabulary.ORGANISATION_KIND),
        _terms("areas", Vocabulary.AREA),
        _texts("opening_hours"),
        _line("website"),
        _line("email"),
        Column("source", editors=True),
    ),
    key="key",
    below={
        "phones": Kind(
            "organisation-phone",
            OrganisationPhone,
            _PHONE,
            owner="organisation",
            owner_kind="organisation",
            link="organisation",
            ordered=True,
        ),
    },
)

#: Its rows are an entry of their own, because all organisations must be there first.
MEMBERSHIP = Kind(
    "membership",
    OrganisationMembership,
    (_ref("network", "organisation", needed=True),),
    key="network",
    owner="organisation",
    owner_kind="organisation",
    link="member",
    ordered=True,
)

#: All memberships of an organisation, as one entry; it has no row of its own.
MEMBERSHIPS = Kind("memberships", Organisation, (), below={"memberships": MEMBERSHIP})

PLACE = Kind(
    "place",
    Place,
    (
        Column("uuid", values.UUID),
        _line("key", needed=True),
        _ref("organisation", "organisation"),
        Column("confidential", values.FLAG),
        Column("street"),
        _line("postal_code"),
        Column("town", needed=True),
        _line("country"),
        Column("latitude", values.DEGREES),
        Column("longitude", values.DEGREES),
        _texts("names"),
        _texts("opening_hours"),
    ),
    key="key",
    below={
        "phones": Kind(
            "place-phone",
            PlacePhone,
            _PHONE,
            owner="place",
            owner_kind="place",
            link="place",
            ordered=True,
        ),
    },
)

KEEPER = Kind(
    "keeper",
    KeeperPage,
    (
        _ref("organisation", "organisation", needed=True),
        _line("slug", needed=True),
        Column("title"),
    ),
    key="organisation",
)

TOLD = Kind(
    "told",
    StrandTold,
    (
        _term("context", Vocabulary.LEGAL_CONTEXT, needed=True),
        _terms("told", Vocabulary.TOLD),
        _texts("notes"),
    ),
    owner="strand",
    owner_kind="strand",
    link="strand",
    ordered=True,
)

STRAND = Kind(
    "strand",
    Strand,
    (
        Column("uuid", values.UUID),
        Column("label", by_language=True, computed=True),
        _terms("populations", Vocabulary.POPULATION),
        Column("age_from", values.NUMBER),
        Column("age_to", values.NUMBER),
        _line("gender"),
        _terms("harms", Vocabulary.HARM),
        _terms("prevention_levels", Vocabulary.PREVENTION),
        _terms("modes", Vocabulary.MODE),
        Column("modes_not_stated", values.FLAG),
        _terms("settings", Vocabulary.SETTING),
        _terms("disciplines", Vocabulary.DISCIPLINE),
        Column("volunteers_from", values.NUMBER),
        Column("volunteers_to", values.NUMBER),
        _terms("basis", Vocabulary.BASIS),
        _terms("referrers", Vocabulary.REFERRER),
        _terms("languages", Vocabulary.LANGUAGE),
        _terms("costs", Vocabulary.COST),
        _line("capacity"),
        Column("waiting_weeks", values.NUMBER),
        Column("capacity_on", values.DAY),
        Column("frequency", by_language=True, computed=True),
        Column("cost_note", by_language=True, computed=True),
    ),
    key="uuid",
    owner="programme",
    owner_kind="programme",
    link="page",
    ordered=True,
    below={"told_rows": TOLD},
    folded="texts",
)


def _below_programme(name: str, model: type[Model], *columns: Column) -> Kind:
    return Kind(
        name,
        model,
        columns,
        owner="programme",
        owner_kind="programme",
        link="page",
        ordered=True,
    )


TEXT = Kind(
    "text",
    ProgrammeText,
    (
        _line("language", needed=True),
        Column("title", needed=True),
        Column("title_note"),
        Column("summary"),
        *(Column(name) for name in HEADINGS),
    ),
    key="language",
    owner="programme",
    owner_kind="programme",
    link="page",
)

PROGRAMME = Kind(
    "programme",
    ProgrammePage,
    (
        Column("uuid", values.UUID),
        _line("slug", needed=True),
        Column("keeper", values.LINE, refers="organisation", needed=True, computed=True),
        Column("part_of", values.LINE, refers="programme", computed=True),
        _line("original_language"),
        _line("status"),
        Column("status_since", values.DAY),
        Column("example", values.FLAG),
        _terms("areas", Vocabulary.AREA),
        _terms("methods", Vocabulary.METHOD),
        _terms("offers", Vocabulary.OFFER),
        _terms("life_domains", Vocabulary.LIFE_DOMAIN),
        _terms("safety_measures", Vocabulary.SAFETY_MEASURE),
        Column("correct_at", values.MONTH),
        Column("correct_by"),
        Column("checked_on", values.DAY),
        Column("checked_by"),
        Column("review_months", values.NUMBER),
        Column("source"),
        Column("notes_on_source", editors=True),
    ),
    key="uuid",
    below={
        "texts": TEXT,
        "strands": STRAND,
        "conditions": _below_programme(
            "condition", EligibilityCondition, _line("kind"), _texts("texts")
        ),
        "organisation_rows": _below_programme(
            "part",
            ProgrammeOrganisation,
            _ref("organisation", "organisation", needed=True),
            _line("role"),
            _texts("parts"),
        ),
        "contact_points": _below_programme(
            "contact",
            ContactPoint,
            _line("kind", needed=True),
            Column("value", needed=True),
            _texts("labels"),
            _texts("hours"),
            Column("source_text", editors=True),
        ),
        "place_rows": _below_programme(
            "at-place", ProgrammePlace, _ref("place", "place", needed=True)
        ),
        "ratings": _below_programme(
            "rating",
            EvidenceRating,
            _line("level", needed=True),
            Column("adopted", values.FLAG),
            Column("rater"),
            Column("rated_on", values.DAY),
            Column("reasons_published", values.FLAG),
            _texts("outcomes"),
            _texts("reasons"),
            Column("sources"),
            Column("valid_until", values.DAY),
            _texts("change_reasons"),
        ),
    },
)

#: The kinds of entry, in the order in which a file holds them: each refers to earlier ones only.
ENTRIES: tuple[Kind, ...] = (TERM, ORGANISATION, MEMBERSHIP, PLACE, KEEPER, PROGRAMME)
#: All kinds of row, by name.
KINDS: dict[str, Kind] = {kind.name: kind for entry in ENTRIES for kind in entry.walk()}
#: Those, and the entry that has no row of its own.
ALL_KINDS: dict[str, Kind] = {**KINDS, MEMBERSHIPS.name: MEMBERSHIPS}


def all_headings(kinds: Mapping[str, tuple[str, ...]]) -> list[str]:
    """One list of headings in which those of each kind stand: for all rows in one table."""
    return [ROW, *dict.fromkeys(name for headings in kinds.values() for name in headings)]


def headings_of(*, public: bool) -> dict[str, tuple[str, ...]]:
    """Kind of row → its headings in a file; what is for editors only is left out in public."""
    return {
        name: tuple(
            heading
            for heading in kind.headings
            if not (public and heading in kind.by_heading and kind.by_heading[heading].editors)
        )
        for name, kind in KINDS.items()
    }
