"""Merging one term into another: every entry and every version that used the one uses the other."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision

from directory.editing.revisions import programme_revisions, term_lists, terms_in
from directory.models import StrandTold, Term
from directory.models.terms import is_fixed

_BATCH = 50
#: Longer than a transaction that saves a version may last, and than clocks differ.
_MARGIN = dt.timedelta(minutes=5)


def merge_terms(*, acting_user: Any, term: Term, into: Term) -> int:
    """Put `into` wherever `term` stands, in older versions as well, and delete `term`.

    Returns how many versions were rewritten. They are rewritten in batches, each its own
    transaction, before anything else changes: killed half-way, all that was done holds, and the
    same merge begun again goes on. Raises ValidationError where the two cannot be one, and
    PermissionDenied for whoever may not delete terms.
    """
    if not acting_user.has_perm("directory.delete_term"):
        raise PermissionDenied
    _refuse_impossible(term, into)
    began = timezone.now() - _MARGIN
    rewritten = _rewrite_versions(programme_revisions(), term, into)
    with transaction.atomic():
        # What was saved since the first round began; all that is older has been seen to.
        saved_since = programme_revisions().filter(created_at__gte=began)
        rewritten += _rewrite_versions(saved_since, term, into)
        _repoint_rows(term, into)
        term.narrower.update(broader=into)
        log(
            instance=into,
            action="directory.merge",
            user=acting_user,
            data={"code": term.code, "labels": term.labels},
        )
        term.delete()
        # Its change is what the readers of terms, and the finder, look for.
        into.save()
    return rewritten


def _refuse_impossible(term: Term, into: Term) -> None:
    if term.vocabulary != into.vocabulary:
        raise ValidationError(_("Both terms must belong to the same vocabulary."))
    if term.pk == into.pk:
        raise ValidationError(_("A term cannot be merged into itself."))
    if is_fixed(term.vocabulary, term.code):
        raise ValidationError(
            _("“%(term)s” is a term that addresses and rules rely on: merge the other one into it.")
            % {"term": term}
        )
    both = StrandTold.objects.filter(context=term, strand__told_rows__context=into)
    names = sorted(set(both.values_list("strand__page__title", flat=True)))
    if names:
        raise ValidationError(
            _(
                "Some groups say who is told under both terms: put their two rows into one "
                "first. %(names)s"
            )
            % {"names": ", ".join(names)}
        )
    broader = into.broader
    while broader is not None:
        if broader.pk == term.pk:
            raise ValidationError(
                _("“%(into)s” is narrower than “%(term)s”: give it another broader term first.")
                % {"into": into, "term": term}
            )
        broader = broader.broader


def _rewrite_versions(revisions: models.QuerySet[Revision], term: Term, into: Term) -> int:
    done = 0
    for batch in _batches(revisions.order_by("pk")):
        using = [revision.pk for revision in batch if term.pk in terms_in(revision.content)]
        done += _rewrite(using, term, into) if using else 0
    return done


@transaction.atomic
def _rewrite(keys: list[int], term: Term, into: Term) -> int:
    """Read again under a lock, so that nothing saved meanwhile is overwritten."""
    changed = list(Revision.objects.select_for_update(of=("self",)).filter(pk__in=keys))
    for revision in changed:
        revision.content = _rewritten(revision.content, term.pk, into.pk)
        # Another version than was looked at: whoever has it open is told, and uses are counted
        # anew.
        revision.created_at += dt.timedelta(microseconds=1)
    Revision.objects.bulk_update(changed, ["content", "created_at"])
    return len(changed)


def _batches(revisions: models.QuerySet[Revision]) -> Iterator[list[Revision]]:
    last = 0
    while batch := list(revisions.filter(pk__gt=last)[:_BATCH]):
        yield batch
        last = batch[-1].pk


def _rewritten(content: dict[str, Any], old: int, new: int) -> dict[str, Any]:
    for terms in term_lists(content):
        if old in terms:
            terms[:] = dict.fromkeys(new if term == old else term for term in terms)
    for strand in content.get("strands") or []:
        for row in strand.get("told_rows") or []:
            if row.get("context") == old:
                row["context"] = new
    return content


def _repoint_rows(term: Term, into: Term) -> None:
    relation: Any
    for relation in Term._meta.related_objects:
        if relation.related_model is Term:
            continue
        if not relation.many_to_many:
            name = relation.field.name
            relation.related_model._default_manager.filter(**{name: term}).update(**{name: into})
            continue
        through = relation.through
        to_term, to_owner = relation.field.m2m_reverse_name(), relation.field.m2m_column_name()
        rows = through._default_manager.filter(**{to_term: term.pk})
        both = through._default_manager.filter(**{to_term: into.pk}).values(to_owner)
        rows.filter(**{f"{to_owner}__in": both}).delete()
        rows.update(**{to_term: into.pk})
