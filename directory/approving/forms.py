from django import forms
from django.utils.translation import gettext_lazy as _


class DecisionForm(forms.Form):
    """What is decided on a version, and what is said with it."""

    step = forms.IntegerField(widget=forms.HiddenInput)
    version = forms.CharField(max_length=64, widget=forms.HiddenInput)
    comment = forms.CharField(
        label=_("Note to whoever wrote it"),
        help_text=_("Needed when you send it back: say what to change, and why."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    decision = forms.ChoiceField(choices=[("approve", ""), ("return", "")])

    def clean(self) -> dict[str, object]:
        cleaned: dict[str, object] = super().clean() or {}
        if cleaned.get("decision") == "return" and not str(cleaned.get("comment", "")).strip():
            self.add_error("comment", _("Say what to change before you send it back."))
        return cleaned
