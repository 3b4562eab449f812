"""What people do with an import: hand it in, map terms, accept it, throw it away, undo it.

The work itself is done step by step by `working.py`.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from directory.exchange.formats import FORMATS, FileRefused, format_of
from directory.imports.states import lock_import
from directory.imports.storage import file_of, forget_files, keep_file
from directory.models import ImportRow, ProgrammeImport, RegisterPage
from directory.sample.tree import prepare_register, prepare_tree

State = ProgrammeImport.State
RowState = ImportRow.State
PERMISSION = "directory.add_programmeimport"


def may_import(user: Any) -> bool:
    """Whether somebody may see, start and undo imports: editors and administrators."""
    return bool(user.is_active and user.has_perm(PERMISSION))


def may_publish(user: Any) -> bool:
    """Whether an import of theirs may publish at once."""
    # Where there is no register yet, the first import makes it.
    above = RegisterPage.objects.first() or Page.get_first_root_node()
    return bool(may_import(user) and above.permissions_for_user(user).can_publish_subpage())


def publishes_by_default(user: Any) -> bool:
    """Administrators, who look after the whole site, publish at once unless they say otherwise."""
    return may_publish(user) and bool(user.has_perm("wagtailcore.change_site"))


def start_import(
    *,
    acting_user: Any,
    file_name: str,
    pieces: Iterable[bytes],
    publish: bool,
    change_shared: bool,
) -> ProgrammeImport:
    """Take in a file and have it compared by the worker.

    ``acting_user`` is None for a command. Raises :class:`FileRefused` for a file that cannot be
    read, before anything is stored, and PermissionDenied.
    """
    _refuse_without(acting_user, publish=publish)
    form = format_of(file_name)
    if not form:
        raise FileRefused(
            _("“%(name)s” is neither CSV nor XLSX nor JSON: its name must end in .csv, .xlsx or "
              ".json.") % {"name": file_name[-60:]}
        )  # fmt: skip
    batch = ProgrammeImport(
        file_name=Path(file_name).name[-255:],
        format=form,
        publish=publish,
        change_shared=change_shared,
        made_by=acting_user,
        language=get_language() or "en",
    )
    keep_file(file_of(batch), pieces, most=FORMATS[form].largest)
    try:
        FORMATS[form].look(file_of(batch))
    except FileRefused:
        forget_files(batch)
        raise
    batch.save()
    _work_later()
    return batch


def map_terms(*, acting_user: Any, batch: ProgrammeImport, terms: dict[str, str]) -> None:
    """Say which terms of ours stand for those of the file, and have it compared anew."""
    _refuse_without(acting_user)
    with transaction.atomic():
        _expect(batch, State.READY)
        batch.terms = {**batch.terms, **terms}
        _compare_again(batch)


def compare_again(*, acting_user: Any, batch: ProgrammeImport) -> None:
    """Compare the file once more with what is here by now."""
    _refuse_without(acting_user)
    with transaction.atomic():
        _expect(batch, State.READY)
        _compare_again(batch)


def _compare_again(batch: ProgrammeImport) -> None:
    # The worker deletes the rows first, as the total says nothing: thousands take their time.
    batch.unknown_terms, batch.total = {}, 0
    batch.state = State.COMPARING
    batch.save(update_fields=["terms", "unknown_terms", "total", "state"])
    _work_later()


def set_aside(*, acting_user: Any, batch: ProgrammeImport, position: int, aside: bool) -> None:
    """Leave one row out of an import that is being looked at, or take it in again."""
    _refuse_without(acting_user)
    with transaction.atomic():
        _expect(batch, State.READY)
        was, now = (RowState.WAITING, RowState.HELD) if aside else (RowState.HELD, RowState.WAITING)
        reason = _("Left out by hand.") if aside else ""
        batch.rows.filter(position=position, state=was).update(state=now, reason=reason)


def accept_import(*, acting_user: Any, batch: ProgrammeImport) -> None:
    """Have the worker apply what is new and changed; in an empty database the register is made."""
    _refuse_without(acting_user, publish=batch.publish)
    with transaction.atomic():
        _expect(batch, State.READY)
        if not RegisterPage.objects.exists():
            prepare_register(prepare_tree())
        batch.state = State.APPLYING
        batch.accepted_by, batch.accepted_at = acting_user, timezone.now()
        batch.save(update_fields=["state", "accepted_by", "accepted_at"])
    forget_files(batch)
    _work_later()


def drop_import(*, acting_user: Any, batch: ProgrammeImport) -> None:
    """Throw away an import that was not accepted."""
    _refuse_without(acting_user)
    with transaction.atomic():
        _expect(batch, State.READY, State.REFUSED, State.WAITING, State.COMPARING)
        batch.state = State.DROPPED
        batch.ended_at = timezone.now()
        batch.save(update_fields=["state", "ended_at"])
    forget_files(batch)
    _purge_later()


def undo_import(*, acting_user: Any, batch: ProgrammeImport) -> None:
    """Have the worker put back what was there before; what was edited since stays and is named.

    What is not applied yet never is: the worker holds those rows first, some hundreds at a time.
    """
    _refuse_without(acting_user, publish=batch.publish)
    with transaction.atomic():
        _expect(batch, State.APPLIED, State.APPLYING)
        batch.state = State.UNDOING
        batch.undone_by = acting_user
        batch.save(update_fields=["state", "undone_by"])
    _work_later()


class NotNow(Exception):
    """The import is in another state by now: somebody else was first."""


def _expect(batch: ProgrammeImport, *states: str) -> None:
    """Lock the import until the transaction ends. Raises :class:`NotNow` in any other state."""
    if lock_import(batch, "terms") not in states:
        raise NotNow(_("Somebody was here before you: look at the import again."))


def _refuse_without(user: Any, *, publish: bool = False) -> None:
    if user is not None and not (may_publish(user) if publish else may_import(user)):
        raise PermissionDenied


def _work_later() -> None:
    def enqueue() -> None:
        from directory.imports.tasks import enqueue_if_due

        enqueue_if_due()

    transaction.on_commit(enqueue)


def _purge_later() -> None:
    def enqueue() -> None:
        from directory.imports.tasks import enqueue_purge_if_due

        enqueue_purge_if_due()

    transaction.on_commit(enqueue)
