"""Form fields of the editing pages: a text in several languages, terms ticked from a list."""

from collections.abc import Iterator
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
    """Terms to tick, each below its broader term; a long list in a box with a search above it.

    Without JavaScript the box scrolls. What the terms mean stands behind a heading.
    """

    template_name = "directory/widgets/terms.html"
    #: With more terms than this, one searches instead of reading through them.
    short = 18

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        groups = context["widget"]["optgroups"]
        options = [option for _group, rows, _index in groups for option in rows]
        for option in options:
            option["term"] = getattr(option["value"], "instance", None)
        context["widget"].update(
            options=_as_tree(options),
            long=len(options) > self.short,
            explained=any(option["term"] and option["term"].scope_notes for option in options),
        )
        return context

    @property
    def media(self) -> forms.Media:
        return forms.Media(js=["directory/terms.js"])


def _as_tree(options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The options in their order, narrower ones below their broader one, each with its depth."""
    here = {option["term"].pk for option in options if option["term"]}
    below: dict[Any, list[dict[str, Any]]] = {}
    for option in options:
        broader = option["term"].broader_id if option["term"] else None
        below.setdefault(broader if broader in here else None, []).append(option)

    def walk(parent: Any, depth: int) -> Iterator[dict[str, Any]]:
        for option in below.get(parent, []):
            yield {**option, "depth": min(depth, 4)}
            if option["term"]:
                yield from walk(option["term"].pk, depth + 1)

    return list(walk(None, 0))


class TermsFormField(forms.ModelMultipleChoiceField):
    widget = TermsWidget
