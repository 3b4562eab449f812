"""Reading the sample's TOML files: every mistake is named with its file and its key."""

import datetime as dt
import tomllib
import uuid
from collections.abc import Collection, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError


class SampleError(Exception):
    """A data file cannot be loaded: the message names the file, the key and the reason."""

    def __init__(self, file: Path, key: str, reason: str) -> None:
        self.file, self.key, self.reason = file, key, reason
        where = f"{file}: {key}: " if key else f"{file}: "
        super().__init__(where + reason)


def read_file(file: Path) -> "Table":
    """The whole file as a table. Raises :class:`SampleError` where it is no TOML."""
    try:
        text = file.read_text(encoding="utf-8")
        return Table(tomllib.loads(text, parse_float=Decimal), file, "")
    except OSError as error:
        raise SampleError(file, "", f"cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise SampleError(file, "", f"is not UTF-8 text (byte {error.start})") from error
    except tomllib.TOMLDecodeError as error:
        raise SampleError(file, "", f"is not TOML: {error}") from error


class Table:
    """One table of a file. :meth:`finish` refuses the keys that nobody asked for."""

    def __init__(self, values: dict[str, Any], file: Path, place: str) -> None:
        self.values, self.file, self.place = dict(values), file, place
        self.asked: set[str] = set()

    def error(self, key: str, reason: str) -> SampleError:
        return SampleError(self.file, ".".join(part for part in (self.place, key) if part), reason)

    def _take(self, key: str, kind: type | tuple[type, ...], named: str, default: Any) -> Any:
        self.asked.add(key)
        value = self.values.get(key)
        if value is None:
            return default
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.error(key, f"must be {named}, not {value!r}")
        return value

    def text(self, key: str, default: str = "") -> str:
        return str(self._take(key, str, "a text", default)).strip()

    def need(self, key: str) -> str:
        value = self.text(key)
        if not value:
            raise self.error(key, "is missing")
        return value

    def uuid(self, key: str) -> uuid.UUID:
        value = self.need(key)
        try:
            return uuid.UUID(value)
        except ValueError as error:
            raise self.error(key, f"is not a UUID: {value!r}") from error

    def flag(self, key: str, default: bool = False) -> bool:
        return bool(self._take(key, bool, "true or false", default))

    def number(self, key: str, default: int | None = None) -> int | None:
        value: int | None = self._take(key, int, "a whole number", default)
        return value

    def decimal(self, key: str) -> Decimal | None:
        value = self._take(key, (int, Decimal), "a number", None)
        return None if value is None else Decimal(value)

    def date(self, key: str) -> dt.date | None:
        value: dt.date | None = self._take(key, dt.date, "a date like 2026-10-01", None)
        return value

    def need_date(self, key: str) -> dt.date:
        value = self.date(key)
        if value is None:
            raise self.error(key, "is missing")
        return value

    def words(self, key: str) -> list[str]:
        """A list of texts."""
        values: list[Any] = self._take(key, list, "a list of texts", [])
        for value in values:
            if not isinstance(value, str):
                raise self.error(key, f"holds {value!r}, which is no text")
        return [value.strip() for value in values]

    def texts(self, key: str, *, needed: bool = False) -> dict[str, str]:
        """A text per language."""
        values: dict[str, Any] = self._take(key, dict, "a text per language", {})
        for code, words in values.items():
            if code not in settings.CONTENT_LANGUAGES:
                raise self.error(f"{key}.{code}", "is not a language of this directory")
            if not isinstance(words, str) or not words.strip():
                raise self.error(f"{key}.{code}", "must be a text that is not empty")
        if needed and not values:
            raise self.error(key, "is missing")
        return {code: words.strip() for code, words in values.items()}

    def choice(self, key: str, choices: Collection[str], default: str | None = None) -> str:
        value = self.text(key) or default
        if value is None:
            raise self.error(key, "is missing")
        if value and value not in choices:
            raise self.error(key, f"“{value}” is none of: {', '.join(choices)}")
        return value

    def table(self, key: str) -> "Table":
        values: dict[str, Any] = self._take(key, dict, "a table", {})
        return Table(values, self.file, f"{self.place}.{key}" if self.place else key)

    def tables(self, key: str) -> Iterator["Table"]:
        values: list[Any] = self._take(key, list, "a list of tables", [])
        for number, value in enumerate(values, start=1):
            place = f"{self.place}.{key} {number}" if self.place else f"{key} {number}"
            if not isinstance(value, dict):
                raise SampleError(self.file, place, "must be a table")
            yield Table(value, self.file, place)

    def ignore(self, key: str) -> None:
        """Leave a key to whoever else reads the file."""
        self.asked.add(key)

    def finish(self) -> None:
        unknown = sorted(set(self.values) - self.asked)
        if unknown:
            raise self.error(unknown[0], "is no key that can stand here")

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def refuse(self, error: ValidationError) -> SampleError:
        """A model's refusal, with the place of this table."""
        if hasattr(error, "error_dict"):
            key, messages = next(iter(error.message_dict.items()))
            return self.error("" if key == "__all__" else key, " ".join(messages))
        return self.error("", " ".join(error.messages))
