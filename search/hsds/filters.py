"""Which programmes carry a term, of a vocabulary or of the choices fixed in code."""

from datetime import datetime
from functools import cache, reduce

from django.db.models import Model, Q

from directory.fields import TermsField
from directory.hsds.vocabularies import CHOICES, taxonomy_id, vocabularies
from directory.models import (
    EligibilityCondition,
    EvidenceRating,
    Organisation,
    Place,
    ProgrammeOrganisation,
    ProgrammePage,
    ProgrammePlace,
    Strand,
    StrandTold,
    Term,
    Vocabulary,
)

_ROLES = ProgrammeOrganisation.Role
#: The models that carry terms, each with the way from a row to its programme.
_CARRIERS: tuple[tuple[type[Model], str], ...] = (
    (ProgrammePage, "pk"),
    (Strand, "page"),
    (StrandTold, "strand__page"),
    (EligibilityCondition, "page"),
    (ProgrammeOrganisation, "page"),
    (EvidenceRating, "page"),
)
NOTHING = Q(pk__in=())


def provided_by(organisation: str) -> Q:
    """Programmes that an organisation delivers or oversees."""
    rows = ProgrammeOrganisation.objects.filter(
        organisation__uuid=organisation, role__in=(_ROLES.DELIVERS, _ROLES.OVERSEES)
    )
    return Q(pk__in=rows.values("page"))


def changed_since(moment: datetime) -> Q:
    """Programmes published since, or checked, or with another capacity, or showing an organisation,
    a place or a term changed since."""
    changed = {"changed_at__gte": moment}
    relabelled = [Q(**{f"{column}__changed_at__gte": moment}) for column in _terms_of_bodies()]
    bodies = Organisation.objects.filter(reduce(Q.__or__, relabelled, Q(**changed)))
    places = Place.objects.filter(Q(**changed) | Q(organisation__in=bodies))
    shown = ProgrammeOrganisation.objects.filter(organisation__in=bodies)
    found = Q(last_published_at__gte=moment) | Q(renewed_at__gte=moment)
    found |= Q(pk__in=shown.values("page"))
    found |= Q(pk__in=ProgrammePlace.objects.filter(place__in=places).values("page"))
    renamed = set(Term.objects.filter(**changed).values_list("vocabulary", flat=True))
    for vocabulary in sorted(renamed):
        for model, way, column, choice in _columns(vocabulary):
            if not choice:
                wanted = {f"{column}__vocabulary": vocabulary, f"{column}__changed_at__gte": moment}
                found |= Q(pk__in=model._default_manager.filter(**wanted).values(way))
    return found


def carrying(*, term: str = "", taxonomy: str = "") -> Q:
    """Programmes that carry this term, or some term of this taxonomy; none where it is unknown."""
    known = vocabularies()
    if term:
        entry = known.by_uuid.get(term)
        return _holding(entry.taxonomy, entry.code) if entry else NOTHING
    code = next((code for code in known.terms if taxonomy_id(code) == taxonomy), None)
    return _holding(code) if code else NOTHING


def _holding(taxonomy: str, code: str = "") -> Q:
    found = NOTHING
    for model, way, column, choice in _columns(taxonomy):
        if choice:
            wanted = Q(**{column: code}) if code else ~Q(**{column: ""})
        else:
            wanted = Q(**{f"{column}__vocabulary": taxonomy})
            wanted &= Q(**{f"{column}__code": code}) if code else Q()
        found |= Q(pk__in=model._default_manager.filter(wanted).values(way))
    return found


@cache
def _terms_of_bodies() -> tuple[str, ...]:
    """The columns in which an organisation carries terms: its kind, and those it has several of."""
    many = Organisation._meta.local_many_to_many
    return ("kind", *(field.name for field in many if isinstance(field, TermsField)))


@cache
def _columns(taxonomy: str) -> tuple[tuple[type[Model], str, str, bool], ...]:
    """(model, way to the programme, column, whether it is a choice) of all that can hold it."""
    found: list[tuple[type[Model], str, str, bool]] = []
    for model, way in _CARRIERS:
        found += [
            (model, way, field.name, False)
            for field in model._meta.local_many_to_many
            if isinstance(field, TermsField) and field.vocabulary == taxonomy
        ]
    if taxonomy == Vocabulary.LEGAL_CONTEXT:
        found.append((StrandTold, "strand__page", "context", False))
    if taxonomy in CHOICES:
        _choices, name, column = CHOICES[taxonomy]
        found += [(m, way, column, True) for m, way in _CARRIERS if m.__name__ == name]
    return tuple(found)
