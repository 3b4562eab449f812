"""Texts of the record hold no control characters but tabs and ends of lines."""

import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from directory.fields import TextsField

#: C0 but tab, line feed and carriage return; DEL; C1; lone surrogates; two that XML cannot hold.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def without_control(text: str) -> str:
    return CONTROL.sub("", text)


class PlainTextMixin:
    """Put before the other bases of a model of the record: each of its texts is looked through.

    So forms, the loader and imports refuse at the field what no page, feed or file could show.
    """

    def clean_fields(self, exclude: Iterable[str] | None = None) -> None:
        left_out = set(exclude or ())
        errors: dict[str, Any] = {}
        try:
            super().clean_fields(exclude=exclude)  # type: ignore[misc]
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        for field in self._meta.concrete_fields:  # type: ignore[attr-defined]
            if field.name not in left_out and field.name not in errors:
                found = CONTROL.search(_words(field, getattr(self, field.attname)))
                if found:
                    errors[field.name] = [_refusal(found[0])]
        if errors:
            raise ValidationError(errors)


def _words(field: Any, value: Any) -> str:
    if isinstance(field, TextsField):
        return "".join(w for w in value.values() if isinstance(w, str)) if value else ""
    is_text = isinstance(field, models.CharField | models.TextField)
    return value if is_text and isinstance(value, str) else ""


def _refusal(character: str) -> str:
    message = _("It holds a character that cannot be shown (%(code)s): take it out.")
    return message % {"code": f"U+{ord(character):04X}"}
