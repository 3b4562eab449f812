"""What a form holds, read as if it were saved: the rules judge it beside its other errors."""

from typing import Any

from django.db.models import QuerySet


class Typed:
    """A form that need not be valid, with the attributes of the entry or row it is about."""

    def __init__(self, form: Any) -> None:
        self._form = form

    @property
    def form_instance(self) -> Any:
        return self._form.instance

    def __getattr__(self, name: str) -> Any:
        if name in self._form.formsets:
            return Rows(Typed(row) for row in self._form.formsets[name].forms if _stays(row))
        value = getattr(self._form, "cleaned_data", {}).get(name)
        if isinstance(value, list | tuple | QuerySet):
            return Rows(value)
        if value is None and name in self._form.fields and self._is_many(name):
            return Rows()
        return getattr(self._form.instance, name) if value is None else value

    def _is_many(self, name: str) -> bool:
        return bool(self._form.instance._meta.get_field(name).many_to_many)


class Rows(list[Any]):
    """A list that is asked like a relation."""

    def all(self) -> "Rows":
        return self


def _stays(row: Any) -> bool:
    return not getattr(row, "cleaned_data", {}).get("DELETE")
