"""Doing what an accepted row says, and undoing it. Called inside the transaction of its state."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from directory.exchange.columns import PROGRAMME
from directory.exchange.rows import Row
from directory.imports.applying_shared import Terms, apply_shared, make_keeper, undo_shared
from directory.imports.building import Builder
from directory.imports.comparing import digest
from directory.imports.current import programmes_here
from directory.imports.guarding import (
    Held,
    buried,
    buries_a_draft,
    refuse_while_kept,
)
from directory.imports.known import Known
from directory.imports.renewed import (
    Facts,
    facts_of,
    put_into_row,
    put_into_versions,
    renewed_since,
)
from directory.locks import locked_programme
from directory.models import (
    ImportRow,
    KeeperPage,
    Organisation,
    ProgrammeImport,
    ProgrammePage,
)
from directory.rules import restoring
from directory.services import create_published_page
from directory.translation.origins import origins, outdated


def apply_row(row: ImportRow, batch: ProgrammeImport, acting_user: Any, terms: Terms) -> None:
    """Do what a row says and note in it what undoing needs. Raises :class:`Held`."""
    wanted = Row.from_json(row.content or {})
    try:
        if wanted.kind == PROGRAMME.name:
            row.undo = _apply_programme(wanted, row, batch, acting_user, terms)
        else:
            row.undo = apply_shared(wanted, row, acting_user, terms)
    except ValidationError as error:
        raise Held(" ".join(error.messages)) from error


def undo_row(row: ImportRow, batch: ProgrammeImport, acting_user: Any) -> None:
    """Put back what was there before a row was applied. Raises :class:`Held`."""
    try:
        if row.kind == PROGRAMME.name:
            _undo_programme(row, acting_user)
        else:
            undo_shared(row, acting_user)
    except ValidationError as error:
        raise Held(" ".join(error.messages)) from error
    except ProtectedError as error:
        raise Held(_("It is used elsewhere by now.")) from error


def _apply_programme(
    wanted: Row, row: ImportRow, batch: ProgrammeImport, acting_user: Any, terms: Terms
) -> dict[str, Any]:
    page = locked_programme(uuid=row.key)
    if page is not None:
        refuse_while_kept(page, acting_user)
    here = programmes_here([row.key]).get(row.key) if page is not None else None
    old = here.base(publish=batch.publish) if here else None
    if digest(old) != row.before:
        raise Held(_("Somebody changed it after the file was compared: compare the file again."))
    builder = terms.builder()
    if here is None or page is None:
        return _create(builder.programme(wanted), wanted, batch, acting_user)
    if buries_a_draft(here, wanted, publish=batch.publish):
        raise Held(buried())
    former = {
        "latest": page.latest_revision_id,
        "live_revision": page.live_revision_id,
        "live": page.live,
        "draft": page.has_unpublished_changes,
        "before": here.stored.as_json(),
    }
    if here.draft is not None and old is here.draft:
        page = page.get_latest_revision_as_object()
    former_originals = origins(page)
    page = builder.programme(wanted, page)
    page.translated_from = outdated(page, former_originals)
    revision = page.save_revision(user=acting_user, log_action=not batch.publish)
    if batch.publish:
        revision.publish(user=acting_user, previous_revision=None)
    return {**former, "made": revision.pk, "new": False, "facts": facts_of(page)}


def _create(
    page: ProgrammePage, wanted: Row, batch: ProgrammeImport, acting_user: Any
) -> dict[str, Any]:
    parent, keeper = _parent(wanted, acting_user)
    if batch.publish:
        create_published_page(acting_user=acting_user, parent=parent, page=page)
    else:
        page.live = False
        page.owner = acting_user
        parent.add_child(instance=page)
        page.save_revision(user=acting_user, clean=False)
        log(instance=page, action="wagtail.create", user=acting_user, content_changed=True)
    return {"made": page.latest_revision_id, "new": True, "pk": page.pk, "keeper": keeper}


def _parent(wanted: Row, acting_user: Any) -> tuple[Page, int | None]:
    """The page to stand under, and its key where it was made for this."""
    above = wanted.values.get("part_of")
    if above:
        programme = ProgrammePage.objects.filter(uuid=above).first()
        if programme is None:
            raise Held(_("The programme it is part of is not here."))
        return programme, None
    key = wanted.values["keeper"]
    keeper = KeeperPage.objects.filter(organisation__key=key).first()
    if keeper is not None:
        return keeper, None
    organisation = Organisation.objects.filter(key=key).first()
    if organisation is None:
        raise Held(_("The organisation that keeps it is not here."))
    made = make_keeper(organisation, organisation.key, organisation.name, acting_user)
    return made, made.pk


def _undo_programme(row: ImportRow, acting_user: Any) -> None:
    undo: dict[str, Any] = row.undo or {}
    page = locked_programme(uuid=row.key)
    if page is None:
        if undo["new"]:
            return  # somebody removed it already, which is what was asked for
        raise Held(_("It was deleted since."))
    if page.latest_revision_id != undo["made"]:
        raise Held(_("Somebody edited it since."))
    refuse_while_kept(page, acting_user)
    if undo["new"]:
        if page.get_children().exists():
            raise Held(_("Other programmes stand below it by now."))
        page.delete(user=acting_user)
        _undo_keeper(undo.get("keeper"), acting_user)
        return
    renewed = renewed_since(page, undo.get("facts"))
    if renewed:
        kept = page.revisions.filter(pk__in=[undo["latest"] or 0, undo["live_revision"] or 0])
        put_into_versions(renewed, kept)
    if page.live_revision_id == undo["made"] or undo["live"] != page.live:
        with restoring():
            _publish_former(page, undo, acting_user, renewed)
    # What was a draft before is the draft again, and the version of the import an older one.
    if undo["draft"] or page.live_revision_id != undo["made"]:
        _point_at_former(page, undo)


def _undo_keeper(made: int | None, acting_user: Any) -> None:
    """Remove the keeper's page that was made with a programme, if nothing else stands there."""
    page = KeeperPage.objects.filter(pk=made or 0).first()
    if page is not None and not page.get_children().exists():
        page.delete(user=acting_user)


def _publish_former(
    page: ProgrammePage, undo: dict[str, Any], acting_user: Any, renewed: Facts
) -> None:
    """Publish anew what the public read before; what nobody published before is taken down."""
    if not undo["live"]:
        page.unpublish(user=acting_user, log_action=True)
        return
    former = Revision.objects.filter(pk=undo["live_revision"] or 0).first()
    if former is not None:
        restored = former.as_object()
    else:
        before = Row.from_json(undo["before"])
        put_into_row(renewed, before)
        restored = Builder(Known()).programme(before, page)
    revision = restored.save_revision(
        user=acting_user, log_action="wagtail.revert", previous_revision=former
    )
    revision.publish(user=acting_user)


def _point_at_former(page: ProgrammePage, undo: dict[str, Any]) -> None:
    latest = Revision.objects.filter(pk=undo["latest"] or 0).first()
    Page.objects.filter(pk=page.pk).update(
        latest_revision=latest,
        latest_revision_created_at=latest.created_at if latest else None,
        has_unpublished_changes=undo["draft"],
        draft_title=latest.object_str if latest else page.title,
    )
