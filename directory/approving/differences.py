"""What differs between what is published of an entry and a version of it."""

from typing import Any

from django.http import HttpRequest

from directory.models import ProgrammePage


def differences_of(
    page: ProgrammePage, version: ProgrammePage, *, request: HttpRequest
) -> list[Any]:
    """Wagtail's comparisons of what `version` would change on `page`; where that is not published,
    of all that it says."""
    before = page if page.live else ProgrammePage(title="", slug="", uuid=page.uuid)
    panel: Any = page.get_edit_handler()
    bound = panel.get_bound_panel(instance=page, request=request, form=None)
    found = (compare(before, version) for compare in bound.get_comparison())
    return [one for one in found if one.has_changed()]
