"""The CMS's page on which an entry is edited: one save of an entry at a time."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.viewsets.pages import PageViewSet

from directory.locks import locked_programme
from directory.models import ProgrammePage


class OneAtATimeEditView(EditView):
    """Saving waits for a save of the same entry that is under way.

    The form's own autosave is often still on its way when somebody presses the button. Without a
    lock the older text could land on top of what was published, and be there as a newer draft.
    """

    def dispatch(self, request: HttpRequest, page_id: int, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return super().dispatch(request, page_id, **kwargs)
        with transaction.atomic():
            locked_programme(pk=page_id)
            return super().dispatch(request, page_id, **kwargs)


class ProgrammeViewSet(PageViewSet):
    model = ProgrammePage
    edit_view_class = OneAtATimeEditView


@hooks.register("register_admin_viewset")
def programme_viewset() -> ProgrammeViewSet:
    return ProgrammeViewSet()
