"""Model fields of the record: short texts by language, terms of a vocabulary, months, phones."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField

from directory.phones import to_e164, validate_e164


def validate_texts(value: Any) -> None:
    """Refuse what is not a mapping of known language codes to words."""
    if not isinstance(value, dict):
        raise ValidationError(_("Give a text per language."), code="texts")
    for code, words in value.items():
        if code not in settings.CONTENT_LANGUAGES:
            raise ValidationError(
                _("“%(code)s” is not a language of this directory."),
                code="language",
                params={"code": code},
            )
        if not isinstance(words, str) or not words.strip():
            raise ValidationError(
                _("The text in “%(code)s” is empty: leave the language out instead."),
                code="texts",
                params={"code": code},
            )


class TextsField(models.JSONField):
    """One short text in several languages, kept as ``{"en": "…", "nl": "…"}``.

    For the long texts of a programme there are rows per language; this field is for the
    phrases beside them (a condition, a part, a label of a term), which are edited side by side.
    """

    def __init__(self, *args: Any, long: bool = False, **kwargs: Any) -> None:
        self.long = long
        kwargs.setdefault("default", dict)
        kwargs["validators"] = [validate_texts]
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("validators", None)
        return name, path, list(args), kwargs

    def formfield(
        self, form_class: Any = None, choices_form_class: Any = None, **kwargs: Any
    ) -> Any:
        from directory.forms import TextsFormField

        kwargs.pop("widget", None)
        return models.Field.formfield(
            self,
            **{
                "form_class": form_class or TextsFormField,
                "long": self.long,
                "initial": {},
                "show_hidden_initial": False,
                **kwargs,
            },
        )


class TermsField(ParentalManyToManyField):
    """Terms of one vocabulary, ticked from its list.

    ``needed`` is the sentence said at the field when nothing is ticked; without it the field may
    stay empty, which means *not stated*.
    """

    def __init__(self, vocabulary: str = "", *, needed: Any = "", **kwargs: Any) -> None:
        self.vocabulary = vocabulary
        self.needed = needed
        kwargs.setdefault("to", "directory.Term")
        kwargs["limit_choices_to"] = {"vocabulary": vocabulary}
        kwargs.setdefault("related_name", f"%(class)s_with_{vocabulary.replace('-', '_')}")
        kwargs.setdefault("blank", not needed)
        super().__init__(**kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("limit_choices_to", None)
        kwargs.update(vocabulary=self.vocabulary, blank=self.blank)
        return name, path, list(args), kwargs

    def formfield(self, **kwargs: Any) -> Any:
        from directory.forms import TermsFormField

        kwargs.pop("widget", None)
        field = super().formfield(**{"form_class": TermsFormField, **kwargs})
        if self.needed:
            field.error_messages["required"] = self.needed
        return field


class MonthField(models.DateField):
    """A month, kept as its first day."""

    def to_python(self, value: Any) -> dt.date | None:
        day = super().to_python(value)
        return day.replace(day=1) if day else None


class PhoneField(models.CharField):
    """A telephone number: typed as people write it, kept as E.164."""

    default_validators = [validate_e164]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20)
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value:
            try:
                return to_e164(value)
            except ValueError:
                return value
        return super().to_python(value)

    def formfield(
        self, form_class: Any = None, choices_form_class: Any = None, **kwargs: Any
    ) -> Any:
        # What is typed is longer than what is kept.
        return super().formfield(**{**kwargs, "max_length": 40})
