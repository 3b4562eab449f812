"""The forms of the import pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directory.exchange.formats.hsds.foreign import NOT_STATED
from directory.imports import services
from directory.imports.known import Known
from directory.imports.settling import ANY_VOCABULARY, can_hold
from directory.models import ProgrammeImport, Term, Vocabulary

#: So many earlier imports are looked at for what was decided about terms.
_EARLIER = 20


class UploadForm(forms.Form):
    """A file, and what is to become of what it holds."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or XLSX with the columns of an export, at most 128 MiB; or JSON of HSDS 3.0, also "
            "that of another directory, at most 190 MiB."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.json,.ndjson,.jsonl"}),
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
        choices = _choices()
        before = _decided_before(batch)
        for field, name in self.names.items():
            vocabulary, _slash, code = name.partition("/")
            self.fields[field] = forms.ChoiceField(
                label=_label(vocabulary, code),
                choices=[
                    ("", _("Not decided yet")),
                    (self.LEAVE_OUT, _("Leave it out")),
                    *choices.get(vocabulary, []),
                ],
                initial=before.get(name) or known.code_of_label(vocabulary, code),
                required=False,
            )

    def mapping(self) -> dict[str, str]:
        """What was decided: the term of the file → our code, empty where it is left out."""
        decided = {name: self.cleaned_data.get(field, "") for field, name in self.names.items()}
        return {n: "" if c == self.LEAVE_OUT else c for n, c in decided.items() if c}


def _label(vocabulary: str, code: str) -> str:
    if vocabulary == ANY_VOCABULARY:
        return f"“{code}”"
    if code == NOT_STATED:
        return gettext("%(vocabulary)s, which the file has no field for") % {
            "vocabulary": Vocabulary(vocabulary).label
        }
    return f"“{code}” ({Vocabulary(vocabulary).label})"


def _choices() -> dict[str, list[Any]]:
    """Vocabulary → its terms to choose from; of any, in groups."""
    found: dict[str, list[Any]] = {}
    grouped: dict[str, list[tuple[str, str]]] = {}
    for term in Term.objects.all():
        found.setdefault(term.vocabulary, []).append((term.code, term.label()))
        if can_hold(term.vocabulary):
            name = f"{term.vocabulary}/{term.code}"
            grouped.setdefault(term.vocabulary, []).append((name, term.label()))
    found[ANY_VOCABULARY] = [(Vocabulary(name).label, terms) for name, terms in grouped.items()]
    return found


def _decided_before(batch: ProgrammeImport) -> dict[str, str]:
    """What was decided in earlier imports about the same terms, to be offered again."""
    found: dict[str, str] = {}
    earlier = ProgrammeImport.objects.exclude(pk=batch.pk).exclude(terms={}).order_by("-pk")
    for terms in reversed(earlier.values_list("terms", flat=True)[:_EARLIER]):
        found |= {name: code or TermsForm.LEAVE_OUT for name, code in terms.items()}
    return found
