"""A small real directory in the database: a keeper, terms, programmes as a test needs them."""

from collections.abc import Sequence
from typing import Any

from wagtail.models import Page

from directory.models import (
    KeeperPage,
    Organisation,
    ProgrammePage,
    ProgrammeText,
    RegisterPage,
    Strand,
    StrandText,
    StrandTold,
    Term,
)
from directory.models.strands import FACET_FIELDS
from directory.services import create_published_page
from tests.search.builders import TERMS

BROADER = {"flanders": "belgium", "antwerp": "flanders", "liege": "belgium"}


class SmallDirectory:
    """Terms as in ``builders.TERMS``, a register and one keeper."""

    def __init__(self) -> None:
        # In bulk: no signal, no task, no search index of the CMS.
        Term.objects.bulk_create(
            Term(vocabulary=vocabulary, code=code, labels=labels, sort_order=place)
            for vocabulary, codes in TERMS.items()
            for place, (code, labels) in enumerate(codes.items())
        )
        self.terms = {(term.vocabulary, term.code): term for term in Term.objects.all()}
        for code, broader in BROADER.items():
            areas = Term.objects.filter(vocabulary="area", code=code)
            areas.update(broader=self.terms["area", broader])
        kind = Term.objects.create(
            vocabulary="organisation-kind", code="other", labels={"en": "Other"}
        )
        self.organisation = Organisation.objects.create(key="quay", name="Quay House", kind=kind)
        register = RegisterPage(title="Programmes", slug="programmes")
        Page.get_first_root_node().add_child(instance=register)
        self.keeper = KeeperPage(title="Quay House", slug="quay", organisation=self.organisation)
        register.add_child(instance=self.keeper)

    def some(self, vocabulary: str, codes: Sequence[str]) -> list[Term]:
        return [self.terms[vocabulary, code] for code in codes]

    def strand(self, label: str, **facets: Sequence[str]) -> Strand:
        strand = Strand(modes_not_stated="mode" not in facets)
        strand.texts = [StrandText(language="en", label=label)]
        for facet, codes in ({"population": ("adults",)} | facets).items():
            if facet == "told":
                context, _ = Term.objects.get_or_create(
                    vocabulary="legal-context", code="own", labels={"en": "Own"}
                )
                row = StrandTold(context=context)
                row.told = self.some("told", codes)  # type: ignore[assignment]
                strand.told_rows = [row]
            else:
                setattr(strand, FACET_FIELDS[facet], self.some(facet, codes))
        return strand

    def add(
        self,
        slug: str,
        *strands: Strand,
        below: Page | None = None,
        areas: Sequence[str] = (),
        **texts: Any,
    ) -> ProgrammePage:
        """A published programme called after its slug; ``texts`` are columns of its English row."""
        page = ProgrammePage(slug=slug, example=True)
        title = texts.pop("title", slug.replace("-", " ").capitalize())
        row = {"summary": "An invented programme.", "title": title} | texts
        page.texts = [ProgrammeText(language="en", **row)]
        page.areas = self.some("area", areas)  # type: ignore[assignment]
        page.strands = list(strands) or [self.strand("Team", mode=("group",))]
        create_published_page(acting_user=None, parent=below or self.keeper, page=page)
        return page
