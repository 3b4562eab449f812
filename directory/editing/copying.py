"""Copying a programme: a copy is a new entry with an address of its own."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms.pages import CopyForm


class NoAliasCopyForm(CopyForm):
    """Wagtail's form without what an address used once cannot offer.

    An alias would show one programme twice, and copied sub-programmes would keep the addresses
    of those they were copied from.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("alias", None)
        self.fields.pop("copy_subpages", None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        slug = cleaned.get("new_slug")
        if slug and not self.page.specific_class._slug_is_available(slug, None):
            self.add_error(
                "new_slug",
                _("Another programme already has the address “%(slug)s”. Choose one of its own.")
                % {"slug": slug},
            )
        return cleaned
