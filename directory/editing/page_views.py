"""The CMS's pages on which an entry is edited: one save of an entry at a time."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsRevertView
from wagtail.admin.viewsets.pages import PageViewSet

from directory.locks import locked_programme
from directory.models import ProgrammePage


class ProgrammeEditView(EditView):
    """Saving waits for a save of the same entry that is under way.

    The form's own autosave is often still on its way when somebody presses the button. Without a
    lock the older text could land on top of what was published, and be there as a newer draft.

    The lock is taken before Wagtail reads in `dispatch` which version is the newest, and held until
    the answer is made; on SQLite, which has one lock, all other writers wait for so long.
    """

    def dispatch(self, request: HttpRequest, page_id: int, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return super().dispatch(request, page_id, **kwargs)
        with transaction.atomic():
            locked_programme(pk=page_id)
            return super().dispatch(request, page_id, **kwargs)


class ProgrammeRevertView(ProgrammeEditView, RevisionsRevertView):
    """Editing an older version, to put it in the place of the newest."""


class ProgrammeViewSet(PageViewSet):
    model = ProgrammePage
    edit_view_class = ProgrammeEditView
    revisions_revert_view_class = ProgrammeRevertView
