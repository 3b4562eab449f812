"""Form fields of the editing pages: a text in several languages, terms ticked from a list."""

from typing import Any

from django import forms
from django.conf import settings

from directory.languages import ENDONYMS


class TextsWidget(forms.MultiWidget):
    """One labelled input per content language, each telling the browser its language."""

    template_name = "directory/widgets/texts.html"

    def __init__(self, long: bool = False, attrs: dict[str, Any] | None = None) -> None:
        from wagtail.admin.widgets import AdminAutoHeightTextInput

        self.codes = list(settings.CONTENT_LANGUAGES)
        super().__init__(
            {
                code: (
                    AdminAutoHeightTextInput(attrs={"lang": code})
                    if long
                    else forms.TextInput(attrs={"lang": code})
                )
                for code in self.codes
            },
            attrs,
        )

    def decompress(self, value: Any) -> list[str]:
        texts = value if isinstance(value, dict) else {}
        return [texts.get(code, "") for code in self.codes]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for code, subwidget in zip(self.codes, context["widget"]["subwidgets"], strict=True):
            subwidget["label"] = ENDONYMS.get(code, code)
            subwidget["language"] = code
        return context

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else id_


class TextsFormField(forms.MultiValueField):
    """Cleans to ``{"en": "…"}`` with the empty languages left out."""

    def __init__(self, *, long: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("widget", TextsWidget(long=long))
        fields = [forms.CharField(required=False) for _code in settings.CONTENT_LANGUAGES]
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> dict[str, str]:
        return {
            code: words.strip()
            for code, words in zip(settings.CONTENT_LANGUAGES, data_list or [], strict=False)
            if words and words.strip()
        }

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = initial if isinstance(initial, dict) else {}
        return self.compress(list(data or [])) != {k: v for k, v in before.items() if v}


class TermsWidget(forms.CheckboxSelectMultiple):
    """A list of terms to tick, set in columns by our style sheet."""

    template_name = "directory/widgets/terms.html"


class TermsFormField(forms.ModelMultipleChoiceField):
    widget = TermsWidget
