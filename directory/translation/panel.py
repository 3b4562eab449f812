"""The panel of the editing page that says how far each translation is."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from directory.languages import ENDONYMS


class TranslationsPanel(Panel):
    """A line per language: what its translation lacks, and the way to it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"heading": _("Translations"), "icon": "globe", **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "directory/admin/translation/panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk) and super().is_shown()

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from directory.translation.segments import read
            from directory.translation.state import translation_state
            from directory.translation.words import describe, target_languages

            page, reading = self.instance, read(self.instance)
            lines = []
            for code in target_languages(page):
                state = translation_state(reading, code)
                lines.append(
                    {
                        "code": code,
                        "name": ENDONYMS.get(code, code),
                        "url": reverse("directory_translation:translate", args=[page.pk, code]),
                        "words": describe(state),
                        "complete": state.complete,
                    }
                )
            return {**super().get_context_data(parent_context), "lines": lines}
