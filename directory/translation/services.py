"""Writing a translation down: a draft of the entry, as if made on its editing page."""

from collections.abc import Collection, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.models import Revision

from directory.editing.versions import version_of
from directory.models import ProgrammePage
from directory.translation.origins import origins, outdated
from directory.translation.segments import PARTS, Part, Segment, segments


class ChangedMeanwhile(Exception):
    """Somebody saved the entry after its texts were shown to the translator."""


class Locked(Exception):
    """The entry is locked for this person; the message says why."""


@transaction.atomic
def save_translation(
    *,
    acting_user: Any,
    page: ProgrammePage,
    language: str,
    words: Mapping[str, str],
    confirmed: Collection[str] = (),
    version: str,
) -> Revision:
    """Save the words typed in ``language`` as a draft built on the newest one, whoever's it is.

    ``words`` gives, by the key of a text (`segments`), its translation: empty takes it away.
    ``confirmed`` names the translations that are right although their original changed.
    ``version`` is what :func:`version_of` said when the texts were shown.

    Nothing is published. Raises `PermissionDenied`, :class:`Locked`, :class:`ChangedMeanwhile`.
    """
    page = ProgrammePage.objects.select_for_update().get(pk=page.pk)
    if not page.permissions_for_user(acting_user).can_edit():
        raise PermissionDenied
    lock = page.get_lock()
    if lock is not None and lock.for_user(acting_user):
        raise Locked(str(lock.get_message(acting_user)))
    if version_of(page) != version:
        raise ChangedMeanwhile
    draft = page.get_latest_revision_as_object()
    _hold_in_memory(draft, PARTS)
    former = origins(draft)
    for segment in segments(draft, language):
        if segment.key in words:
            _put(segment, words[segment.key].strip())
    _drop_empty_rows(draft, PARTS, language)
    draft.translated_from = outdated(
        draft, former, confirmed=[(language, key) for key in confirmed]
    )
    # A draft may be incomplete; publishing it is held to the rules.
    revision: Revision = draft.save_revision(user=acting_user, log_action=True, clean=False)
    return revision


def _hold_in_memory(owner: Any, parts: tuple[Part, ...]) -> None:
    """Read the rows below ``owner`` into it, so that what is put there stays."""
    for part in parts:
        for row in getattr(owner, part.rows).get_object_list():
            _hold_in_memory(row, part.below)


def _put(segment: Segment, words: str) -> None:
    if not segment.part.by_row:
        texts = {**getattr(segment.owner, segment.name), segment.language: words}
        kept = {code: texts[code] for code in settings.CONTENT_LANGUAGES if texts.get(code)}
        setattr(segment.owner, segment.name, kept)
        return
    relation = getattr(segment.owner, segment.part.rows)
    row = next((r for r in relation.all() if r.language == segment.language), None)
    if row is None:
        if not words:
            return
        row = segment.part.model(language=segment.language)
        relation.add(row)
    setattr(row, segment.name, words)


def _drop_empty_rows(owner: Any, parts: tuple[Part, ...], language: str) -> None:
    """A row of a language in which nothing is said any more says nothing: it goes."""
    for part in parts:
        relation = getattr(owner, part.rows)
        fields = {name for other in parts if other.rows == part.rows for name in other.fields}
        for row in list(relation.all()):
            if not part.by_row:
                _drop_empty_rows(row, part.below, language)
            elif row.language == language and not any(getattr(row, name) for name in fields):
                relation.remove(row)
