"""Two keepers with their entries; what the other one keeps carries a word that must not be met."""

import datetime as dt
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection

from directory.models import (
    DirectoryDocument,
    DirectoryImage,
    Organisation,
    Place,
    ProgrammePage,
    ProgrammeText,
)
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.accounts.services import grant_membership
from tests.cast import cast_organisation, cast_person
from tests.directory.builders import build_programme, make_keeper, make_programme

#: Everything of the other keeper's that is not for the public is called so, with more behind it.
WORD = "Quillwort"
OTHER = "harbour-centre-example"


def own_world() -> dict[str, Any]:
    """What Pieter's organisation keeps: a published entry and a draft."""
    cast_organisation("iter")
    keeper = make_keeper("iter")
    live = make_programme("still-water", title="Still Water", parent=keeper)
    draft = add_draft(keeper, "low-tide", "Low Tide")
    return {"keeper": keeper, "live": live, "draft": draft}


def other_world() -> dict[str, Any]:
    """What another organisation keeps, in every state, and all that hangs on it."""
    cast_organisation(OTHER)
    author = cast_person("omar")
    author.first_name, author.last_name = f"{WORD}-first", f"{WORD}-last"
    author.save()
    grant_membership(
        acting_user=None,
        user=author,
        role=Role.PROVIDER_EDITOR,
        organisation=Organisation.objects.get(key=OTHER),
    )
    keeper = make_keeper(OTHER)
    keeper.title = f"{WORD} keeper"
    keeper.save_revision(user=author, log_action=True).publish()
    live = make_programme("far-pier", title=f"{WORD} pier", parent=keeper)
    live.owner = author
    live.save()
    changed = retitle(live, f"{WORD} changed")
    scheduled = make_programme("far-buoy", title=f"{WORD} buoy", parent=keeper)
    scheduled.go_live_at = timezone.now() + dt.timedelta(days=2)
    later = retitle(scheduled, f"{WORD} later", author)
    later.publish()
    draft = add_draft(keeper, "far-shoal", f"{WORD} shoal", author)
    organisation = Organisation.objects.create(key="unseen", name=f"{WORD} house")
    place = Place.objects.create(
        key="unseen", names={"en": f"{WORD} yard"}, town=f"{WORD} town", organisation=organisation
    )
    collection = Collection.get_first_root_node().add_child(name=f"{WORD} collection")
    image = DirectoryImage.objects.create(
        title=f"{WORD} image", file=get_test_image_file(), collection=collection
    )
    document = DirectoryDocument.objects.create(
        title=f"{WORD} document",
        file=ContentFile(WORD.encode(), name="far.txt"),
        collection=collection,
    )
    in_review = add_draft(keeper, "far-reef", f"{WORD} reef", author)
    state = in_review.get_workflow().start(in_review, author)
    return {
        "keeper": keeper,
        "live": live,
        "changed": changed,
        "scheduled": scheduled,
        "later": later,
        "draft": draft,
        "in_review": in_review,
        "state": state,
        "organisation": organisation,
        "place": place,
        "collection": collection,
        "image": image,
        "document": document,
        "author": author,
    }


def retitle(page: ProgrammePage, title: str, author: User | None = None) -> Any:
    """A version of the entry under another title, saved and not published."""
    text = page.texts.first()
    page.texts = [ProgrammeText(language="en", title=title, summary=text.summary)]
    return page.save_revision(user=author, log_action=True)


def add_draft(parent: Any, slug: str, title: str, author: User | None = None) -> ProgrammePage:
    """An entry that was never published."""
    page = build_programme(slug, title=title)
    page.live = False
    page.owner = author
    type(parent).objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision(user=author, log_action=True)
    return ProgrammePage.objects.get(pk=page.pk)
