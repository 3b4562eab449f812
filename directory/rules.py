"""What a published programme must fulfil, beyond what one row can tell by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations

from directory.languages import pick_text
from directory.models.ratings import EvidenceRating
from directory.record import NOBODY

#: The kind of harm, with all kinds narrower than it, that asks for a statement on victims.
DOMESTIC_VIOLENCE = "domestic-violence"

_restoring: ContextVar[bool] = ContextVar("restoring", default=False)


@contextmanager
def restoring() -> Iterator[None]:
    """Within it, an entry may go back to what was published before, without its newer ratings.

    For undoing an import as a whole; an editor ends a rating instead.
    """
    before = _restoring.set(True)
    try:
        yield
    finally:
        _restoring.reset(before)


@dataclass(frozen=True)
class Refusal:
    """A sentence at the field of a row (of the page itself where ``row`` is None)."""

    row: models.Model | None
    field: str
    message: Any

    def __str__(self) -> str:
        if self.row is None or not self.field:
            return str(self.message)
        name = self.row._meta.get_field(self.field).verbose_name  # type: ignore[union-attr]
        return f"{self.row._meta.verbose_name}, {name}: {self.message}"


def check_programme(page: Any) -> list[Refusal]:
    """Everything that stands against publishing ``page`` as it is in memory."""
    return [*_check_rows(page), *check_programme_rules(page)]


def check_programme_rules(page: Any) -> list[Refusal]:
    """The rules that reach across rows; each row by itself has been checked by its form."""
    return [
        *_check_texts(page),
        *_check_strands(page),
        *_check_victim_safety(page),
        *_check_ratings(page),
    ]


def check_typed_rules(page: Any) -> list[Refusal]:
    """The rules on what is being typed, where rows may still have errors of their own."""
    return [*_check_texts(page), *_check_strands(page), *_check_victim_safety(page)]


def _check_rows(owner: Any) -> Iterator[Refusal]:
    for relation in get_all_child_relations(owner):
        name = relation.get_accessor_name()
        if relation.related_model._meta.app_label != "directory":
            continue
        for row in getattr(owner, name).all():
            parent = [f.name for f in row._meta.fields if isinstance(f, ParentalKey)]
            try:
                row.full_clean(exclude=parent, validate_unique=False, validate_constraints=False)
            except ValidationError as error:
                for field, messages in error.message_dict.items():
                    for message in messages:
                        yield Refusal(row, field if field != "__all__" else "", message)
            if get_all_child_relations(row):
                yield from _check_rows(row)


def _check_texts(page: Any) -> Iterator[Refusal]:
    languages = [text.language for text in page.texts.all()]
    if page.original_language not in languages:
        yield Refusal(
            None,
            "original_language",
            _(
                "There is no text in the original language yet: add that row, or change the "
                "language."
            ),
        )


def _check_strands(page: Any) -> Iterator[Refusal]:
    strands = list(page.strands.all())
    if not strands:
        yield Refusal(None, "", _("Add at least one strand: nobody finds a programme without it."))
    for strand in strands:
        if not list(strand.populations.all()):
            yield Refusal(strand, "populations", strand._meta.get_field("populations").needed)
        modes = list(strand.modes.all())
        if not modes and not strand.modes_not_stated:
            yield Refusal(
                strand,
                "modes",
                _(
                    "Tick at least one delivery mode: how does this group meet the programme? If "
                    "the source does not say it, tick that below."
                ),
            )
        if modes and strand.modes_not_stated:
            yield Refusal(strand, "modes_not_stated", _("Delivery modes are ticked above."))
        yield from _check_told(strand)


def _check_told(strand: Any) -> Iterator[Refusal]:
    contexts = set()
    for row in strand.told_rows.all():
        if not list(row.told.all()):
            yield Refusal(row, "told", row._meta.get_field("told").needed)
        codes = {term.code for term in row.told.all()}
        if NOBODY in codes and len(codes) > 1:
            yield Refusal(
                row,
                "told",
                _("Nobody is told by agreement, or somebody is: untick the one that is not so."),
            )
        if row.context_id is not None and row.context_id in contexts:
            yield Refusal(
                row,
                "context",
                _(
                    "Another row of this group is about the same legal context: people would read "
                    "two answers. Put them into one row."
                ),
            )
        contexts.add(row.context_id)


def _check_victim_safety(page: Any) -> Iterator[Refusal]:
    domestic = any(
        _is_or_under(term, DOMESTIC_VIOLENCE)
        for strand in page.strands.all()
        for term in strand.harms.all()
    )
    if not domestic:
        return
    for text in page.texts.all():
        if text.language == page.original_language and not text.victim_safety.strip():
            yield Refusal(
                text,
                "victim_safety",
                _(
                    "A strand is about domestic violence: say how the programme keeps victims and "
                    "children safe and works with victim support."
                ),
            )


def _check_ratings(page: Any) -> Iterator[Refusal]:
    """A rating that the public has read is ended, never overwritten or taken away."""
    if page.pk is None or page.first_published_at is None or _restoring.get():
        return
    rows = list(page.ratings.all())
    left = list(rows)
    # What the public reads is in the language that was the original when it was published.
    original = (
        type(page)._default_manager.values_list("original_language", flat=True).get(pk=page.pk)
    )
    for public in EvidenceRating.objects.filter(page_id=page.pk):
        # Its own row first: of two that say the same, one does not stand for both.
        left.sort(key=lambda row: row.pk != public.pk)
        as_it_was = next(
            (row for row in left if _first_change(row, public, original) is None),
            None,
        )
        if as_it_was is not None:
            left.remove(as_it_was)
            continue
        said = {"rating": public.get_level_display()}
        same = next((row for row in rows if row.pk == public.pk), None)
        if same is None:
            yield Refusal(
                None,
                "",
                _(
                    "The rating “%(rating)s” has been published and is not taken away: say in its "
                    "row until when it held and why it changed."
                )
                % said,
            )
        else:
            yield Refusal(
                same,
                _first_change(same, public, original) or "level",
                _(
                    "“%(rating)s” has been published and is not overwritten. Put it back as it "
                    "was, say below until when it held and why it changed, and give the new rating "
                    "in a row of its own."
                )
                % said,
            )


#: What was published of a rating and stays, in the order of the form.
_LASTING = (
    *("level", "outcomes", "adopted", "rater", "rated_on", "reasons", "reasons_published"),
    "sources",
)
#: And of one that was published as ended.
_LASTING_ONCE_ENDED = ("valid_until", "change_reasons")


def _first_change(row: EvidenceRating, public: EvidenceRating, original: str) -> str | None:
    """The first field in which a row says something else than the published rating does.

    Texts count in the entry's original language: their translations are free. A rating may end,
    and one that ended stays so, with its day and its reasons.
    """
    ended = public.valid_until is not None
    for name in (*_LASTING, *(_LASTING_ONCE_ENDED if ended else ())):
        before, now = getattr(public, name), getattr(row, name)
        if isinstance(before, dict):
            language = pick_text(before, original).language
            before, now = before.get(language, ""), (now or {}).get(language, "")
        if _plain(before) != _plain(now):
            return name
    return None


def _plain(value: Any) -> Any:
    """Texts by their words: browsers send other ends of lines than files have."""
    return " ".join(value.split()) if isinstance(value, str) else value


def _is_or_under(term: Any, code: str) -> bool:
    while term is not None:
        if term.code == code:
            return True
        term = term.broader
    return False
