"""What a row of the editing page is called: by what it holds."""

from typing import Any

from django.utils.text import Truncator

from directory.fields import TextsField
from directory.languages import pick_text

#: Characters of a name.
LENGTH = 60


def row_name(row: Any, named_by: str) -> str:
    """What a row is called; empty while it holds nothing to call it by."""
    below, _dot, field = named_by.rpartition(".")
    original = getattr(getattr(row, "page", None), "original_language", "")
    if below:
        texts = {text.language: getattr(text, field) for text in getattr(row, below).all()}
        return Truncator(pick_text(texts, original).words).chars(LENGTH)
    column = row._meta.get_field(field)
    if isinstance(column, TextsField):
        return Truncator(pick_text(getattr(row, field) or {}, original).words).chars(LENGTH)
    if column.is_relation:
        return str(getattr(row, field)) if getattr(row, column.attname) else ""
    shown = getattr(row, f"get_{field}_display", None)
    return Truncator(str(shown() if shown else getattr(row, field) or "")).chars(LENGTH)
