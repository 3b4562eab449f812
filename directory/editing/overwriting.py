"""An entry that changed while its form stood open is not overwritten unawares."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page, Revision

from directory.models import ProgrammePage

#: Seconds after which a version is not taken for one that the form itself was just saving.
UNDER_WAY = 15.0


def saved_meanwhile(page: Page, data: Any, user: Any = None) -> Revision | None:
    """The version that came after the one in ``data``'s form, where there is one.

    The form that is shown again holds the newest version, so that a second press saves knowingly.
    What the same ``user`` saved a moment ago is the form's own autosave: whoever presses the
    button while that is on its way cannot know of it.
    """
    opened = data.get("loaded_revision_id")
    latest = page.get_latest_revision() if opened is not None and page.pk else None
    if latest is None:
        return None
    age = (timezone.now() - latest.created_at).total_seconds()
    if user is not None and latest.user_id == user.pk and age < UNDER_WAY:
        return None
    own = data.get("overwrite_revision_id")
    if own:
        return None if own == str(latest.pk) else latest
    said = data.get("loaded_revision_created_at") or latest.created_at.isoformat()
    same = opened == str(latest.pk) and said == latest.created_at.isoformat()
    return None if same else latest


@hooks.register("before_edit_page")
def show_what_changed(request: HttpRequest, page: Page) -> None:
    """Link to what is new, beside the sentence of the form that refuses."""
    if request.method != "POST" or not isinstance(page.specific, ProgrammePage):
        return
    latest = saved_meanwhile(page, request.POST, request.user)
    if latest is None or "application/json" in request.headers.get("Accept", ""):
        return
    opened = request.POST["loaded_revision_id"]
    known = page.revisions.filter(pk=opened).exists() if opened.isdigit() else False
    before = opened if known and opened != str(latest.pk) else "live" if page.live else "earliest"
    address = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, before, latest.pk])
    compare = messages.button(address, _("Compare"), new_window=True)
    messages.warning(request, _("See what changed since you opened the form."), buttons=[compare])
