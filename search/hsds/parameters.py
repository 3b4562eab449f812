"""The parameters of the API: one table, read from an address, a form or JSON, and documented."""

import datetime as dt
import json
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, RawPostDataException, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from search.query import MAX_PAGE
from search.words import MAX_TEXT_LENGTH, clean

PER_PAGE = 50
MOST_PER_PAGE = 100
_LONGEST_BODY = 64 * 1024
_NUMBER = re.compile(r"[0-9]{1,9}\Z", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}\Z", re.ASCII | re.IGNORECASE)
#: An offset whose plus sign an address has made a space.
_SPACE_FOR_PLUS = re.compile(r"(T[0-9:.]+) (\d\d:\d\d)\Z", re.ASCII)
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class Refused(Exception):
    """What was asked cannot be read. ``parameter`` is its name, empty where it is all of it."""

    def __init__(self, parameter: str, says: str, status: int = 400) -> None:
        super().__init__(says)
        self.parameter = parameter
        self.says = says
        self.status = status


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: how it is read, what it is without being given, and its JSON Schema."""

    name: str
    read: Callable[[str], Any]
    absent: Any
    schema: Mapping[str, Any]
    description: str


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not _NUMBER.match(text) or not least <= int(text) <= most:
            raise ValueError(f"a whole number from {least} to {most}")
        return int(text)

    return read


def _one_of(*choices: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(f"one of {', '.join(choices)}")
        return text

    return read


def _truth(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("true or false")
    return text == "true"


def read_identifier(text: str) -> str:
    """A UUID in its usual form. Raises `ValueError` with what was expected."""
    if not _UUID.match(text):
        raise ValueError("a UUID, such as 123e4567-e89b-42d3-a456-426614174000")
    return str(uuid.UUID(text))


def _moment(text: str) -> dt.datetime:
    expected = "a date or a moment (ISO 8601), such as 2026-10-01 or 2026-10-01T08:30:00Z"
    if len(text) > 40 or not text[:4].isdigit():
        raise ValueError(expected)
    try:
        moment = dt.datetime.fromisoformat(_SPACE_FOR_PLUS.sub(r"\1+\2", text))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=dt.UTC)
        return moment.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise ValueError(expected) from None


def _text(text: str) -> str:
    if len(text) > MAX_TEXT_LENGTH:
        raise ValueError(f"at most {MAX_TEXT_LENGTH} characters")
    return clean(text)


_STRING, _BOOLEAN = {"type": "string"}, {"type": "boolean", "default": False}
UUID_SCHEMA = {
    "type": "string",
    "format": "uuid",
    "pattern": "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$",
}
LANGUAGES = tuple(settings.CONTENT_LANGUAGES)

_ALL = (
    Parameter(
        "search",
        _text,
        "",
        {**_STRING, "maxLength": MAX_TEXT_LENGTH},
        "Words to look for. Services are searched as the finder of the public site does it, best "
        "fit first; in other lists the words must stand in the name.",
    ),
    Parameter(
        "page",
        _whole(1, MAX_PAGE),
        1,
        {"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": 1},
        "Which page. One beyond the last is empty.",
    ),
    Parameter(
        "per_page",
        _whole(1, MOST_PER_PAGE),
        PER_PAGE,
        {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": PER_PAGE},
        "How many on a page.",
    ),
    Parameter(
        "format",
        _one_of("json", "ndjson"),
        "json",
        {**_STRING, "enum": ["json", "ndjson"], "default": "json"},
        "ndjson streams everything that was asked for, a line each, without pages; page and "
        "per_page then mean nothing.",
    ),
    Parameter(
        "taxonomy_term_id",
        read_identifier,
        "",
        UUID_SCHEMA,
        "Only services that carry this term, of any taxonomy: not those that carry a broader or a "
        "narrower one.",
    ),
    Parameter(
        "taxonomy_id",
        read_identifier,
        "",
        UUID_SCHEMA,
        "Only services that carry some term of this taxonomy.",
    ),
    Parameter(
        "organization_id",
        read_identifier,
        "",
        UUID_SCHEMA,
        "Only services that this organisation delivers or oversees.",
    ),
    Parameter(
        "modified_after",
        _moment,
        None,
        {**_STRING, "format": "date-time", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}"},
        "Only what was published anew at this moment or later; without an offset it is UTC. A date "
        "alone is its first moment.",
    ),
    Parameter(
        "minimal",
        _truth,
        False,
        _BOOLEAN,
        "Of each service only id, name, status and when it was last changed (last_modified, and "
        "modified_date with the same value), whatever full says.",
    ),
    Parameter("full", _truth, False, _BOOLEAN, "Everything, nested, instead of the brief form."),
    Parameter(
        "language",
        _one_of(*LANGUAGES),
        "",
        {**_STRING, "enum": list(LANGUAGES)},
        "The language of names, descriptions and labels. Without it, each service is in its "
        "original language, and everything else in English. A text that is not there in the "
        "language is given in the original, and the attributes have every language there is.",
    ),
)
PARAMETERS: Mapping[str, Parameter] = {parameter.name: parameter for parameter in _ALL}
_NAMED_ELSEWHERE = {
    "taxonomy_id": "Only terms of this taxonomy.",
}


def read_parameters(request: HttpRequest, names: Sequence[str]) -> dict[str, Any]:
    """The values of the parameters ``names``. Raises :class:`Refused`.

    GET takes them from the address; POST from a form or a JSON object in the body, and none from
    the address, where what is sensitive should not stand.
    """
    if request.method == "POST":
        for name in request.GET:
            says = "With POST, parameters stand in the body and not in the address."
            raise Refused(name[:80], says)
        pairs = _body(request)
    else:
        pairs = _pairs(request.GET.lists())
    return _read(pairs, names)


def _read(pairs: Iterable[tuple[str, str]], names: Sequence[str]) -> dict[str, Any]:
    values = {name: PARAMETERS[name].absent for name in names}
    seen = set()
    for name, text in pairs:
        if name not in values:
            known = ", ".join(names) or "none"
            raise Refused(name[:80], f"There is no such parameter here. There are: {known}.")
        if name in seen:
            raise Refused(name, "It is given more than once.")
        seen.add(name)
        try:
            values[name] = PARAMETERS[name].read(text)
        except ValueError as expected:
            raise Refused(name, f"Expected {expected}.") from None
    return values


def _pairs(lists: Iterable[tuple[str, Sequence[Any]]]) -> Iterator[tuple[str, str]]:
    for name, values in lists:
        for value in values:
            yield str(name), str(value)


def _body(request: HttpRequest) -> Iterator[tuple[str, str]]:
    if request.headers.get("Transfer-Encoding"):
        raise Refused("", "Say how long the body is: send Content-Length.", 411)
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length > _LONGEST_BODY:
        raise Refused("", f"The body is longer than {_LONGEST_BODY:,} bytes.", 413)
    if length == 0:
        return iter(())
    if request.content_type in _FORMS:
        return _form(request)
    if request.content_type == "application/json":
        return _json(request)
    raise Refused("", f"Send the parameters as {', '.join((*_FORMS, 'application/json'))}.", 415)


_UNREADABLE = (
    *(MultiPartParserError, UnreadablePostError, RawPostDataException, SuspiciousOperation),
    *(BadRequest, UnicodeError, LookupError),
)


def _form(request: HttpRequest) -> Iterator[tuple[str, str]]:
    try:
        sent = list(request.POST.lists())
    except _UNREADABLE:
        raise Refused("", "The form in the body cannot be read.") from None
    return _pairs(sent)


_JSON_TYPES = {"string": str, "integer": int, "boolean": bool}


class _Object(list[tuple[str, Any]]):
    """A JSON object as it was written: what is given twice stands there twice."""


def _json(request: HttpRequest) -> Iterator[tuple[str, str]]:
    try:
        sent = json.loads(request.body, object_pairs_hook=_Object)
    except (*_UNREADABLE, ValueError, RecursionError):
        raise Refused("", "The JSON in the body cannot be read.") from None
    if not isinstance(sent, _Object):
        raise Refused("", "The JSON in the body must be one object.")
    return _values(sent)


def _values(pairs: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, str]]:
    for name, value in pairs:
        known = PARAMETERS.get(name)
        kind = known.schema["type"] if known else ""
        # JSON Schema knows one kind of number: 1.0 is an integer.
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if kind and type(value) is not _JSON_TYPES[kind]:
            raise Refused(name, f"Expected a JSON {kind}.")
        yield name, str(value).lower() if kind == "boolean" else str(value)


def described(name: str, where: str = "") -> str:
    """What a parameter means, ``where`` it means something else than for services."""
    if where == "taxonomy_terms":
        return _NAMED_ELSEWHERE.get(name, PARAMETERS[name].description)
    return PARAMETERS[name].description
