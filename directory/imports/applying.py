"""Doing what an accepted row says, and undoing it. Called inside the transaction of its state."""

import time
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from directory.editing.holding import holders
from directory.exchange.columns import PROGRAMME
from directory.exchange.rows import Row
from directory.imports.building import Builder
from directory.imports.comparing import digest
from directory.imports.current import instance_here, programmes_here, row_here
from directory.imports.guarding import (
    Held,
    buried,
    buries_a_draft,
    locked_programme,
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
from directory.models import (
    ImportRow,
    KeeperPage,
    Organisation,
    OrganisationMembership,
    ProgrammeImport,
    ProgrammePage,
    RegisterPage,
    Term,
)
from directory.rules import restoring
from directory.services import create_published_page
from directory.translation.origins import origins, outdated

#: Seconds for which the terms are taken to be as they were read.
REMEMBERED = 5.0


class Terms:
    """What rows point at, read anew after :data:`REMEMBERED` seconds."""

    def __init__(self) -> None:
        self._known: Known | None = None
        self._read_at = 0.0

    def builder(self) -> Builder:
        now = time.monotonic()
        if self._known is None or now - self._read_at > REMEMBERED:
            self._known, self._read_at = Known(), now
        return Builder(self._known)

    def learn(self, term: Term) -> None:
        if self._known is not None:
            self._known.learn(term)


def apply_row(row: ImportRow, batch: ProgrammeImport, acting_user: Any, terms: Terms) -> None:
    """Do what a row says and note in it what undoing needs. Raises :class:`Held`."""
    wanted = Row.from_json(row.content or {})
    try:
        if wanted.kind == PROGRAMME.name:
            row.undo = _apply_programme(wanted, row, batch, acting_user, terms)
        else:
            row.undo = _apply_shared(wanted, row, acting_user, terms)
    except ValidationError as error:
        raise Held(" ".join(error.messages)) from error


def undo_row(row: ImportRow, batch: ProgrammeImport, acting_user: Any) -> None:
    """Put back what was there before a row was applied. Raises :class:`Held`."""
    try:
        if row.kind == PROGRAMME.name:
            _undo_programme(row, acting_user)
        else:
            _undo_shared(row, acting_user)
    except ValidationError as error:
        raise Held(" ".join(error.messages)) from error
    except ProtectedError as error:
        raise Held(_("It is used elsewhere by now.")) from error


# Programmes


def _apply_programme(
    wanted: Row, row: ImportRow, batch: ProgrammeImport, acting_user: Any, terms: Terms
) -> dict[str, Any]:
    page = locked_programme(row.key)
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
    made = _make_keeper(organisation, organisation.key, organisation.name, acting_user)
    return made, made.pk


def _make_keeper(organisation: Organisation, slug: str, title: str, acting_user: Any) -> Page:
    register = RegisterPage.objects.first()
    if register is None:
        raise Held(_("There is no register of programmes to put it in."))
    page = KeeperPage(title=title or organisation.name, slug=slug, organisation=organisation)
    return create_published_page(acting_user=acting_user, parent=register, page=page)


def _undo_programme(row: ImportRow, acting_user: Any) -> None:
    undo: dict[str, Any] = row.undo or {}
    page = locked_programme(row.key)
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


# Terms, organisations, memberships, places, keepers


def _apply_shared(wanted: Row, row: ImportRow, acting_user: Any, terms: Terms) -> dict[str, Any]:
    old = row_here(wanted)
    if digest(old) != row.before:
        raise Held(_("Somebody changed it after the file was compared: compare the file again."))
    _put_shared(wanted, old, acting_user, terms)
    return {
        "new": old is None,
        "before": old.as_json() if old else None,
        "after": digest(row_here(wanted)),
        "wanted": {"row": wanted.kind, "values": wanted.values, "below": {}, "line": 0},
    }


def _put_shared(wanted: Row, old: Row | None, acting_user: Any, terms: Terms) -> None:
    if wanted.kind == "memberships":
        _put_memberships(wanted)
    elif wanted.kind == "keeper":
        _put_keeper(wanted, old, acting_user)
    else:
        instance = instance_here(wanted)
        new = instance is None
        instance = terms.builder().shared(wanted, instance)
        instance.full_clean()
        instance.save()
        if isinstance(instance, Term):
            terms.learn(instance)
        log(
            instance=instance,
            action="wagtail.create" if new else "wagtail.edit",
            user=acting_user,
            content_changed=True,
        )


def _put_memberships(wanted: Row) -> None:
    member = Organisation.objects.get(key=wanted.values["organisation"])
    keys = [row.values["network"] for row in wanted.below.get("memberships", ())]
    networks = Organisation.objects.in_bulk(keys, field_name="key")
    missing = [key for key in keys if key not in networks]
    if missing:
        raise Held(_("The organisation “%(key)s” is not here.") % {"key": missing[0]})
    OrganisationMembership.objects.filter(member=member).delete()
    for number, key in enumerate(keys):
        one = OrganisationMembership(member=member, network=networks[key], sort_order=number)
        one.full_clean()
        one.save()
    # Whoever asks what changed since asks the organisation.
    member.save(update_fields=["changed_at"])


def _put_keeper(wanted: Row, old: Row | None, acting_user: Any) -> None:
    key = wanted.values["organisation"]
    if old is None:
        organisation = Organisation.objects.filter(key=key).first()
        if organisation is None:
            raise Held(_("The organisation “%(key)s” is not here.") % {"key": key})
        _make_keeper(
            organisation, wanted.values["slug"], wanted.values.get("title", ""), acting_user
        )
        return
    page = KeeperPage.objects.get(organisation__key=key)
    page.slug = wanted.values["slug"]
    page.title = wanted.values.get("title") or page.title
    page.save_revision(user=acting_user, log_action=True).publish(user=acting_user)


def _undo_shared(row: ImportRow, acting_user: Any) -> None:
    undo: dict[str, Any] = row.undo or {}
    wanted = Row.from_json(undo["wanted"])
    there = row_here(wanted)
    if there is None and undo["new"]:
        return
    if digest(there) != undo["after"]:
        raise Held(_("Somebody edited it since."))
    if not undo["new"]:
        _put_shared(Row.from_json(undo["before"]), there, acting_user, Terms())
        return
    if wanted.kind == "memberships":
        OrganisationMembership.objects.filter(member__key=wanted.values["organisation"]).delete()
    elif wanted.kind == "keeper":
        page = KeeperPage.objects.get(organisation__key=wanted.values["organisation"])
        if page.get_children().exists():
            raise Held(_("Other programmes stand below it by now."))
        page.delete(user=acting_user)
    else:
        _delete_shared(instance_here(wanted), acting_user)


def _delete_shared(instance: Any, acting_user: Any) -> None:
    held_by = holders([instance])
    if held_by:
        raise Held(_("It is used by: %(users)s.") % {"users": ", ".join(held_by[:5])})
    log(instance=instance, action="wagtail.delete", user=acting_user, deleted=True)
    instance.delete()
