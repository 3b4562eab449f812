"""Small programmes for tests, published in a real page tree."""

import datetime as dt
from typing import Any

from directory.models import (
    EligibilityCondition,
    KeeperPage,
    Organisation,
    ProgrammePage,
    ProgrammeText,
    Strand,
    StrandText,
    StrandTold,
    Term,
)
from directory.sample.tree import prepare_register, prepare_tree
from directory.services import create_published_page

TODAY = dt.date(2026, 11, 22)


def make_term(vocabulary: str, code: str, **fields: Any) -> Term:
    """The term with this code, made where it is not there yet."""
    fields.setdefault("labels", {"en": code.capitalize(), "nl": f"{code} (nl)"})
    return Term.objects.get_or_create(vocabulary=vocabulary, code=code, defaults=fields)[0]


def put_terms(row: Any, **codes: list[str]) -> None:
    """Put terms into fields of a row in memory, made where they are not there yet."""
    for field, named in codes.items():
        vocabulary = row._meta.get_field(field).vocabulary
        setattr(row, field, [make_term(vocabulary, code) for code in named])


def make_organisation(key: str = "keeper", **fields: Any) -> Organisation:
    fields.setdefault("name", f"Organisation {key}")
    return Organisation.objects.get_or_create(key=key, defaults=fields)[0]


def make_keeper(key: str = "keeper") -> KeeperPage:
    organisation = make_organisation(key)
    page = KeeperPage.objects.filter(organisation=organisation).first()
    if page is None:
        page = KeeperPage(title=organisation.name, slug=key, organisation=organisation)
        register = prepare_register(prepare_tree())
        create_published_page(acting_user=None, parent=register, page=page)
    return KeeperPage.objects.get(pk=page.pk)


def make_strand(label: str = "Adults", **fields: Any) -> Strand:
    """A strand in memory: adults, one to one, unless told otherwise."""
    populations = fields.pop("populations", ["adults"])
    modes = fields.pop("modes", ["individual"])
    harms = fields.pop("harms", [])
    told = fields.pop("told", ["referrer"])
    strand = Strand(**fields)
    strand.texts = [StrandText(language="en", label=label)]
    put_terms(strand, populations=populations, modes=modes, harms=harms)
    row = StrandTold(
        context=make_term("legal-context", "judicial"), sort_order=0, notes={"en": "A report."}
    )
    put_terms(row, told=told)
    strand.told_rows = [row]
    return strand


def build_programme(slug: str = "harbour", **fields: Any) -> ProgrammePage:
    """A programme in memory with English texts, one strand and one condition."""
    title = fields.pop("title", slug.capitalize())
    texts = fields.pop("texts", None) or [
        ProgrammeText(
            language="en", title=title, summary="For whom it is.", description="What is done."
        )
    ]
    strands = fields.pop("strands", None) or [make_strand()]
    conditions = fields.pop("conditions", None) or [
        EligibilityCondition(sort_order=0, texts={"en": "I choose this help myself."})
    ]
    for place, strand in enumerate(strands):
        strand.sort_order = place
    page = ProgrammePage(slug=slug, **fields)
    page.texts, page.strands, page.conditions = texts, strands, conditions
    return page


def make_programme(slug: str = "harbour", *, parent: Any = None, **fields: Any) -> ProgrammePage:
    """A published programme; raises what publishing it raises."""
    above = parent or make_keeper()
    page = build_programme(slug, **fields)
    create_published_page(acting_user=None, parent=type(above).objects.get(pk=above.pk), page=page)
    return ProgrammePage.objects.get(pk=page.pk)
