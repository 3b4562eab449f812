"""Rows of what programmes share, applied and undone: terms, organisations, places, keepers."""

import time
from typing import Any

from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from directory.editing.holding import holders
from directory.exchange.rows import Row
from directory.imports.building import Builder
from directory.imports.comparing import digest
from directory.imports.current import instance_here, row_here
from directory.imports.guarding import Held
from directory.imports.known import Known
from directory.models import (
    ImportRow,
    KeeperPage,
    Organisation,
    OrganisationMembership,
    RegisterPage,
    Term,
)
from directory.services import create_published_page

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


def apply_shared(wanted: Row, row: ImportRow, acting_user: Any, terms: Terms) -> dict[str, Any]:
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
        make_keeper(
            organisation, wanted.values["slug"], wanted.values.get("title", ""), acting_user
        )
        return
    page = KeeperPage.objects.get(organisation__key=key)
    page.slug = wanted.values["slug"]
    page.title = wanted.values.get("title") or page.title
    page.save_revision(user=acting_user, log_action=True).publish(user=acting_user)


def undo_shared(row: ImportRow, acting_user: Any) -> None:
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


def make_keeper(organisation: Organisation, slug: str, title: str, acting_user: Any) -> Page:
    register = RegisterPage.objects.first()
    if register is None:
        raise Held(_("There is no register of programmes to put it in."))
    page = KeeperPage(title=title or organisation.name, slug=slug, organisation=organisation)
    return create_published_page(acting_user=acting_user, parent=register, page=page)
