"""Invented programmes as real pages, written in bulk.

What Wagtail would add (a first revision, a line in its log, its own search index) is left out:
these pages are for measuring and trying out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.utils.text import slugify
from wagtail.models import Locale, Page

from directory.models import (
    ContactPoint,
    EvidenceRating,
    KeeperPage,
    Organisation,
    Place,
    ProgrammeOrganisation,
    ProgrammePage,
    ProgrammePlace,
    ProgrammeText,
    RegisterPage,
    Strand,
    StrandText,
    StrandTold,
    Term,
)
from directory.models.strands import FACET_FIELDS
from directory.record import ProgrammeRecord, StrandRecord
from directory.sample.tree import prepare_register, prepare_tree

_CHUNK = 250
_ROWS_A_STATEMENT = 400
_KEEPER = "Invented Programmes (example)"


def create_pages(
    records: Iterable[ProgrammeRecord], *, progress: Callable[[int], None] | None = None
) -> int:
    """Create a published page for each record whose UUID is not there yet; returns how many."""
    created = 0
    writer = _Writer()
    records = iter(records)
    while chunk := list(islice(records, _CHUNK)):
        known = set(
            ProgrammePage.objects.filter(uuid__in=[r.uuid for r in chunk]).values_list(
                "uuid", flat=True
            )
        )
        new = [record for record in chunk if record.uuid not in {str(uuid) for uuid in known}]
        with transaction.atomic():
            writer.write(new)
        created += len(new)
        if progress is not None:
            progress(created)
    return created


class _Writer:
    """Keeps what the chunks share: the keeper, terms, organisations, places."""

    def __init__(self) -> None:
        register = RegisterPage.objects.first() or prepare_register(prepare_tree())
        self.terms = {(t.vocabulary, t.code): t for t in Term.objects.all()}
        self.context = Term.objects.filter(vocabulary="legal-context").first()
        self.organisations: dict[str, Organisation] = {}
        self.places: dict[str, Place] = {}
        self.keeper = self._keeper(register)
        self.locale = Locale.get_default()
        self.type = ContentType.objects.get_for_model(ProgrammePage)

    def _keeper(self, register: RegisterPage) -> KeeperPage:
        organisation = self.organisation(_KEEPER)
        keeper = KeeperPage.objects.filter(organisation=organisation).first()
        if keeper is None:
            keeper = KeeperPage(title=_KEEPER, slug=slugify(_KEEPER), organisation=organisation)
            register.add_child(instance=keeper)
        return keeper

    def organisation(self, name: str) -> Organisation:
        if name not in self.organisations:
            self.organisations[name], _ = Organisation.objects.get_or_create(
                key=slugify(name), defaults={"name": name}
            )
        return self.organisations[name]

    def place(self, town: str) -> Place:
        if town not in self.places:
            self.places[town], _ = Place.objects.get_or_create(
                key=f"invented-{slugify(town)}", defaults={"town": town}
            )
        return self.places[town]

    def write(self, records: Sequence[ProgrammeRecord]) -> None:
        if not records:
            return
        pages = self._pages(records)
        self._rows_of_pages(records, pages)
        strands = [
            (strand, record)
            for page, programme in zip(pages, records, strict=True)
            for strand, record in self._strands(page, programme)
        ]
        _insert(Strand, [strand for strand, _ in strands])
        self._rows_of_strands(strands)

    def _pages(self, records: Sequence[ProgrammeRecord]) -> list[Page]:
        keeper = Page.objects.select_for_update().get(pk=self.keeper.pk)
        last = keeper.get_last_child()
        steps = _steps(last.path if last else None, keeper, len(records))
        pages = [
            Page(
                path=path,
                depth=keeper.depth + 1,
                numchild=0,
                locale=self.locale,
                translation_key=uuid4(),
                title=record.titles[record.original_language],
                draft_title=record.titles[record.original_language],
                slug=record.slug,
                url_path=f"{keeper.url_path}{record.slug}/",
                content_type=self.type,
                live=True,
                first_published_at=record.changed_at,
                last_published_at=record.changed_at,
                latest_revision_created_at=record.changed_at,
            )
            for record, path in zip(records, steps, strict=True)
        ]
        _insert(Page, pages)
        _insert_children(
            [
                ProgrammePage(
                    page_ptr_id=page.pk,
                    uuid=record.uuid,
                    original_language=record.original_language,
                    status=record.status,
                    example=True,
                    correct_at=record.correct_at,
                    checked_on=record.checked_on,
                    review_months=12,
                    source="Invented, to try out and to measure.",
                )
                for page, record in zip(pages, records, strict=True)
            ]
        )
        Page.objects.filter(pk=keeper.pk).update(numchild=models.F("numchild") + len(pages))
        return pages

    def _rows_of_pages(self, records: Sequence[ProgrammeRecord], pages: Sequence[Page]) -> None:
        both = [(record, page.pk) for record, page in zip(records, pages, strict=True)]
        _insert(
            ProgrammeText,
            [
                ProgrammeText(
                    page_id=pk,
                    language=language,
                    title=title,
                    summary=record.summaries[language],
                    description=record.texts[language].partition("\n\n")[0],
                    victim_safety=record.texts[language].partition("\n\n")[2],
                )
                for record, pk in both
                for language, title in record.titles.items()
            ],
        )
        self._link(ProgrammePage, "areas", "area", [(pk, record.areas) for record, pk in both])
        _insert(
            ProgrammeOrganisation,
            [
                ProgrammeOrganisation(
                    page_id=pk, organisation=self.organisation(name), sort_order=place
                )
                for record, pk in both
                for place, name in enumerate(record.organisations)
            ],
        )
        _insert(
            ProgrammePlace,
            [
                ProgrammePlace(page_id=pk, place=self.place(town), sort_order=place)
                for record, pk in both
                for place, town in enumerate(record.towns)
            ],
        )
        _insert(
            ContactPoint,
            [
                ContactPoint(page_id=pk, kind="phone", value=number, sort_order=place)
                for record, pk in both
                for place, number in enumerate(record.phones)
            ],
        )
        _insert(
            EvidenceRating,
            [
                EvidenceRating(
                    page_id=pk,
                    level=record.evidence,
                    adopted=True,
                    rater="Nobody (example)",
                    rated_on=record.correct_at,
                    sort_order=0,
                )
                for record, pk in both
                if record.evidence != EvidenceRating.Level.NOT_RATED
            ],
        )

    def _strands(
        self, page: Page, programme: ProgrammeRecord
    ) -> Iterator[tuple[Strand, StrandRecord]]:
        for place, record in enumerate(programme.strands):
            strand = Strand(
                page_id=page.pk,
                sort_order=place,
                uuid=record.uuid,
                age_from=record.age_from,
                age_to=record.age_to,
                modes_not_stated="mode" not in record.codes,
                capacity=record.availability or "",
                waiting_weeks=record.waiting_weeks,
                capacity_on=record.availability_on,
            )
            yield strand, record

    def _rows_of_strands(self, strands: Sequence[tuple[Strand, StrandRecord]]) -> None:
        _insert(
            StrandText,
            [
                StrandText(strand_id=strand.pk, language=language, label=label)
                for strand, record in strands
                for language, label in record.labels.items()
            ],
        )
        for facet, field in FACET_FIELDS.items():
            chosen = [(strand.pk, record.codes.get(facet, ())) for strand, record in strands]
            self._link(Strand, field, facet, chosen)
        told = [(s, r.codes["told"]) for s, r in strands if r.codes.get("told")]
        rows = [StrandTold(strand_id=s.pk, context=self.context, sort_order=0) for s, _ in told]
        _insert(StrandTold, rows)
        pairs = [(row.pk, codes) for row, (_, codes) in zip(rows, told, strict=True)]
        self._link(StrandTold, "told", "told", pairs)

    def _link(
        self,
        owner: type[models.Model],
        field: str,
        vocabulary: str,
        chosen: Iterable[tuple[int, Sequence[str]]],
    ) -> None:
        relation: Any = owner._meta.get_field(field)
        quote = connection.ops.quote_name
        table = quote(relation.remote_field.through._meta.db_table)
        columns = f"{quote(relation.m2m_column_name())}, {quote(relation.m2m_reverse_name())}"
        pairs = [(pk, self.terms[vocabulary, code].pk) for pk, codes in chosen for code in codes]
        # Most rows are these; as model instances they would take most of the time.
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES (%s, %s)", pairs)  # noqa: S608


def _steps(last: str | None, keeper: Page, count: int) -> Iterator[str]:
    """Paths of ``count`` new last children, as treebeard numbers them."""
    path = last
    for _ in range(count):
        if path:
            path = Page(path=path)._inc_path()
        else:
            path = Page._get_path(keeper.path, keeper.depth + 1, 1)
        yield path


def _insert(model: type[models.Model], rows: Sequence[Any]) -> None:
    model._default_manager.bulk_create(rows, batch_size=_ROWS_A_STATEMENT)


def _insert_children(rows: Sequence[ProgrammePage]) -> None:
    # `bulk_create` refuses models with a parent table. The parents' rows are there already, so
    # what is left is a plain insert into the children's own table.
    fields = ProgrammePage._meta.local_concrete_fields
    manager: Any = ProgrammePage._base_manager
    for start in range(0, len(rows), _ROWS_A_STATEMENT // 4):
        part = rows[start : start + _ROWS_A_STATEMENT // 4]
        manager._insert(part, fields=fields, using=connection.alias)


def terms_in_database() -> Mapping[str, list[str]]:
    """The codes to draw from: those of the directory's vocabularies, in their order."""
    codes: dict[str, list[str]] = {}
    for vocabulary, code in Term.objects.order_by("vocabulary", "sort_order", "code").values_list(
        "vocabulary", "code"
    ):
        codes.setdefault(vocabulary, []).append(code)
    return codes
