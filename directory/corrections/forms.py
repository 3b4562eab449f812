"""The public forms: changes field by field, capacity in one click, a reader's suggestion."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from directory.corrections.proposable import NEW_CONTACT, PARTS, Proposable
from directory.corrections.putting import kind_of_contact
from directory.corrections.screening import personal_traces, traces_in_suggestion
from directory.languages import Text
from directory.models import ContactPoint, Strand
from directory.models.strands import MOST_WEEKS, Capacity

LONGEST = 4000


class ChangesForm(forms.Form):
    """Every field of an entry beside its present value; what differs is proposed."""

    def __init__(self, *args: Any, fields: list[Proposable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposable = {field.path: field for field in fields}
        for field in fields:
            self.fields[field.path] = made = _form_field(field)
            # In the summary of errors a field of one strand is told from that of another.
            named = f"{field.group} – {field.label}" if field.of_strand else field.label
            made.named = named  # type: ignore[attr-defined]
        self.fields["remark"] = forms.CharField(
            label=_("Anything else that is not right"),
            help_text=_("No names of persons, please."),
            required=False,
            max_length=LONGEST,
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    def groups(self) -> Iterator[tuple[Text, list[tuple[Proposable, Any, bool]]]]:
        """The fields by the part of the entry they belong to, in order, and whether what is typed
        differs from what stands there."""
        grouped: dict[Text, list[tuple[Proposable, Any, bool]]] = {}
        for path, field in self.proposable.items():
            bound = self[path]
            differs = _typed(bound.value()) != _typed(field.value)
            grouped.setdefault(field.heading, []).append((field, bound, differs))
        yield from grouped.items()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for path, field in self.proposable.items():
            if path.startswith("contact_points/") and cleaned.get(path):
                self._clean_contact(path, field)
            if path.endswith("/age_to"):
                first, last = cleaned.get(path.replace("age_to", "age_from")), cleaned.get(path)
                if first is not None and last is not None and first > last:
                    self.add_error(path, _("The last age cannot be below the first."))
        if not self.errors and not self.changes() and not cleaned.get("remark", "").strip():
            raise ValidationError(
                _(
                    "Nothing was changed. If everything is correct, go back and say so with the "
                    "button there."
                )
            )
        return cleaned

    def _clean_contact(self, path: str, field: Proposable) -> None:
        value = self.cleaned_data[path]
        if value == field.value:
            return
        # A new one is what it looks like; another for an old one is of the same kind.
        old = field.value and path != NEW_CONTACT
        row = ContactPoint(kind=kind_of_contact(field.value if old else value), value=value)
        if row.kind == ContactPoint.Kind.WEBSITE and value.startswith("www."):
            row.value = f"https://{value}"
        try:
            row.clean()
        except ValidationError as error:
            self.add_error(path, error.messages[0])
        else:
            self.cleaned_data[path] = row.value

    def traces(self) -> list[str]:
        """What in the new words looks like a person's data; contact details are meant to be."""
        found = personal_traces(self.cleaned_data.get("remark") or "")
        for change in self.changes():
            proposed, was = change["proposed"], change["was"]
            if isinstance(proposed, str) and not change["path"].startswith("contact_points/"):
                known = personal_traces(was or "")
                found += [trace for trace in personal_traces(proposed) if trace not in known]
        return list(dict.fromkeys(found))

    def changes(self) -> list[dict[str, Any]]:
        """What is proposed: ``{path, was, proposed}`` of each field that differs."""
        found = []
        for path, field in self.proposable.items():
            value = self.cleaned_data.get(path)
            value = "" if value is None and field.kind != "number" else value
            if _plain(value) != _plain(field.value):
                found.append({"path": path, "was": field.value, "proposed": value})
        return found


def _plain(value: Any) -> Any:
    return "\n".join(value.strip().splitlines()) if isinstance(value, str) else value


def _typed(value: Any) -> Any:
    """A value as a form sends it, in one spelling."""
    if isinstance(value, list):
        return sorted(str(one) for one in value)
    return _plain("" if value is None else str(value))


#: What to say where one that is needed is missing, by the last part of its path.
_MISSING = {
    "title": _("Give the programme a title."),
    "summary": _("Say in a few words what the programme is."),
    "status": _("Choose the status."),
    "label": _("Give this group a name."),
    "populations": _("Choose at least one group of people."),
}


def _form_field(field: Proposable) -> forms.Field:
    common: dict[str, Any] = {
        "label": field.label,
        "initial": field.value,
        "required": field.needed,
    }
    if missing := _MISSING.get(field.path.rpartition("/")[2]):
        common["error_messages"] = {"required": missing}
    attrs = {"lang": field.language} if field.language else {}
    if field.kind == "terms":
        return forms.MultipleChoiceField(
            choices=field.choices, widget=forms.CheckboxSelectMultiple, **common
        )
    if field.kind == "choice":
        return forms.ChoiceField(choices=field.choices, **common)
    if field.kind == "number":
        return forms.IntegerField(min_value=0, max_value=120, **common)
    if field.kind == "line":
        widget: Any = forms.TextInput(attrs=attrs)
    else:
        rows = 3 if len(str(field.value)) < 200 else 8
        widget = forms.Textarea(attrs={**attrs, "rows": rows})
    return forms.CharField(max_length=field.longest, widget=widget, **common)


class CapacityForm(forms.Form):
    """The capacity of one strand."""

    strand = forms.UUIDField()
    capacity = forms.ChoiceField(choices=Capacity.choices)
    weeks = forms.IntegerField(
        min_value=1,
        max_value=MOST_WEEKS,
        required=False,
        error_messages={
            "invalid": _("Give the weeks as a whole number."),
            "max_value": _("Give at most 520 weeks."),
            "min_value": _("Give at least 1 week, or say that places are free."),
        },
    )

    def __init__(self, *args: Any, strands: list[Strand], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {strand.uuid for strand in strands}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("capacity") != Capacity.WAITING:
            # The number beside another button means nothing.
            self.errors.pop("weeks", None)
            cleaned["weeks"] = None
        return cleaned


class SuggestionForm(forms.Form):
    """A reader's suggestion. It asks for no name and no address."""

    part = forms.ChoiceField(
        label=_("Which part of the page is it about?"),
        choices=[("", _("Choose a part")), *PARTS.items()],
        error_messages={"required": _("Choose the part of the page it is about.")},
    )
    wrong = forms.CharField(
        label=_("What is not right?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say what is not right.")},
    )
    right = forms.CharField(
        label=_("What would be right?"),
        help_text=_("As far as you know it. Leave it empty if you do not."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    source = forms.CharField(
        label=_("How can we check it?"),
        help_text=_("A web page or a document, for instance. Not a person's name."),
        max_length=500,
        required=False,
    )
    #: Nobody sees it; who fills it is a program.
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def traces(self) -> list[str]:
        """What in it looks like a person's data."""
        return traces_in_suggestion(self.cleaned_data)

    @property
    def filled_by_a_program(self) -> bool:
        return bool(self.cleaned_data.get("website"))
