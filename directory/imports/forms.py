"""The forms of the import pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.imports import services
from directory.imports.known import Known
from directory.models import ProgrammeImport, Term, Vocabulary


class UploadForm(forms.Form):
    """A file, and what is to become of what it holds."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX, of at most 134 MB, with the columns of an export."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )
    mode = forms.ChoiceField(
        label=_("What is new or changed"),
        choices=[
            ("drafts", _("becomes a draft, for somebody to review and publish")),
            ("publish", _("is published at once")),
        ],
        widget=forms.RadioSelect,
    )
    change_shared = forms.BooleanField(
        label=_("Also change terms, organisations and places that are here already"),
        help_text=_(
            "Without this, those that are new are added and the others stay as they are. They "
            "have no drafts: a change shows at once wherever they are used."
        ),
        required=False,
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        default = "publish" if services.publishes_by_default(user) else "drafts"
        self.fields["mode"].initial = default
        if not services.may_publish(user):
            self.fields["mode"].choices = self.fields["mode"].choices[:1]  # type: ignore[attr-defined]


class TermsForm(forms.Form):
    """For each term that is not known here: which of ours stands for it, or none."""

    LEAVE_OUT = "-"

    def __init__(self, *args: Any, batch: ProgrammeImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Known()
        self.names = {
            f"term_{number}": name for number, name in enumerate(sorted(batch.unknown_terms))
        }
        choices: dict[str, list[tuple[str, str]]] = {}
        for term in Term.objects.all():
            choices.setdefault(term.vocabulary, []).append((term.code, term.label()))
        for field, name in self.names.items():
            vocabulary, _slash, code = name.partition("/")
            self.fields[field] = forms.ChoiceField(
                label=f"“{code}” ({Vocabulary(vocabulary).label})",
                choices=[
                    ("", _("Not decided yet")),
                    (self.LEAVE_OUT, _("Leave it out")),
                    *choices.get(vocabulary, []),
                ],
                initial=known.code_of_label(vocabulary, code),
                required=False,
            )

    def mapping(self) -> dict[str, str]:
        """What was decided: the term of the file → our code, empty where it is left out."""
        decided = {name: self.cleaned_data.get(field, "") for field, name in self.names.items()}
        return {n: "" if c == self.LEAVE_OUT else c for n, c in decided.items() if c}
