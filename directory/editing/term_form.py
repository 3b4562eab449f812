"""The form of a term: what entries use keeps its code and its vocabulary."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from directory.editing.uses import count_uses


class TermForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        """Refuse to rename a term that is used, in a draft also, or that has narrower ones."""
        cleaned: dict[str, Any] = super().clean()
        renamed = [name for name in ("vocabulary", "code") if name in self.changed_data]
        term = self.instance
        if renamed and term.pk and (count_uses([term.pk]) or term.narrower.exists()):
            said = _(
                "Entries use this term or narrower ones stand below it: addresses and files would "
                "no longer find them. Add a new term and merge this one into it."
            )
            for name in renamed:
                self.add_error(name, said)
        return cleaned
