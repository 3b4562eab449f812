"""How the comparison of two versions shows a text in several languages."""

from typing import Any

from wagtail.admin.compare import TextFieldComparison


class TextsComparison(TextFieldComparison):
    """The texts one below the other, each after its language."""

    def __init__(self, field: Any, obj_a: Any, obj_b: Any) -> None:
        super().__init__(field, obj_a, obj_b)
        self.val_a = _lines(field.value_from_object(obj_a))
        self.val_b = _lines(field.value_from_object(obj_b))


def _lines(texts: Any) -> str:
    return "\n".join(f"{code}: {words}" for code, words in (texts or {}).items())
