"""The form of the words people use, and what is said where another entry has one of them."""

from typing import Any

from django.contrib import messages
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.snippets.views.snippets import CreateView, EditView

from search.models import SynonymEntry
from search.words import wording_key


class SynonymForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        """Refuse an entry without a meaning: no search would find anything by it."""
        cleaned: dict[str, Any] = super().clean()
        meant = bool(cleaned.get("terms")) or bool((cleaned.get("said") or "").strip())
        if not meant and not {"terms", "said", "both_ways"} & set(self.errors):
            said = _("Choose a term, or say what programmes call it: else nothing is found by it.")
            self.add_error("terms", said)
        return cleaned


def same_typed(entry: SynonymEntry) -> list[tuple[str, SynonymEntry]]:
    """The lines that another entry, in a language this one shares, has too; and that entry."""
    keys = {wording_key(line): line for line in entry.lines("typed")}
    everywhere = SynonymEntry.Language.ANY
    found = []
    for other in SynonymEntry.objects.exclude(pk=entry.pk):
        if other.language == entry.language or everywhere in (other.language, entry.language):
            theirs = (wording_key(line) for line in other.lines("typed"))
            found += [(keys[key], other) for key in theirs if key in keys]
    return found


class _Warns:
    def save_instance(self) -> SynonymEntry:
        entry: SynonymEntry = super().save_instance()  # type: ignore[misc]
        for line, other in same_typed(entry):
            said = _("“%(line)s” stands in another entry too: “%(entry)s”. Both are followed.")
            text = said % {"line": line, "entry": other.first_typed()}
            messages.warning(self.request, text)  # type: ignore[attr-defined]
        return entry


class SynonymCreateView(_Warns, CreateView):
    pass


class SynonymEditView(_Warns, EditView):
    pass
