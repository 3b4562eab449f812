"""The parts of an HSDS file: a document of ours, a page of an API, a list, or a service a line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from directory.exchange.formats.base import FileRefused
from directory.exchange.formats.hsds.fields import SECTIONS, field_uuid
from directory.exchange.formats.hsds.scanning import Scanner

#: What a document of ours says of the columns that it carries.
COLUMNS = "columns"
#: A page of a list, as HSDS APIs give it.
PAGE = "contents"
_LISTS = frozenset({*SECTIONS, PAGE})
#: What tells that an object is a service itself, and no document with services in it.
_OF_A_SERVICE = frozenset({"id", "name", "status"})


@dataclass(frozen=True, slots=True)
class Found:
    """One object of a file: the part in which it stands, its line, and what it says."""

    section: str
    line: int
    thing: Mapping[str, Any]


@dataclass(slots=True)
class Opening:
    """What the beginning of a file tells: whether a directory like this one wrote it."""

    is_own: bool = False
    columns: Mapping[str, Any] = field(default_factory=dict)


def look_at(path: Path) -> Opening:
    """Read no further than the first service. Raises :class:`FileRefused`, also for none."""
    opening = Opening()
    for found in _found(path):
        if found.section == COLUMNS:
            opening.columns, opening.is_own = found.thing, True
        elif found.section == "services":
            opening.is_own = opening.is_own or is_own(found.thing)
            return opening
    if opening.is_own:
        return opening
    raise FileRefused(
        _("There are no services in the file. HSDS lists them as “services”, or the file is a list "
          "of them.")
    )  # fmt: skip


def sections_of(path: Path) -> Iterator[Found]:
    """The objects of a file, in its order."""
    services = False
    for found in _found(path):
        if found.section in ("taxonomy_terms", "organizations", "locations") and services:
            raise FileRefused(
                _("Line %(line)s: “%(section)s” must stand before “services”.")
                % {"line": found.line, "section": found.section}
            )
        services = services or found.section == "services"
        if found.section != COLUMNS:
            yield found


def is_own(service: Mapping[str, Any]) -> bool:
    """Whether a directory like this one wrote a service: it names its address."""
    attributes = service.get("attributes")
    slug = field_uuid("service", "slug")
    return isinstance(attributes, list) and any(
        isinstance(one, dict) and one.get("taxonomy_term_id") == slug for one in attributes
    )


def _found(path: Path) -> Iterator[Found]:
    with Scanner(path) as scanner:
        sign = scanner.peek()
        if sign == "[":
            yield from _list(scanner, "services")
            scanner.end()
        elif sign == "{":
            yield from _object(scanner)
        else:
            raise FileRefused(
                _("This is no JSON: it begins with “%(sign)s”, not with “{” or “[”.")
                % {"sign": sign}
            )


def _object(scanner: Scanner) -> Iterator[Found]:
    """A document, or, where its first object is a service, one on each line."""
    line = scanner.line
    scanner.need("{")
    head: dict[str, Any] = {}
    while not scanner.skip("}"):
        if head:
            scanner.need(",")
        if scanner.peek() != '"':
            scanner.need('"')
        name = scanner.value()
        scanner.need(":")
        began, is_service = scanner.line, not _OF_A_SERVICE.isdisjoint(head)
        if scanner.peek() == "[" and not is_service:
            head[name] = None
            found = _list(scanner, "services" if name == PAGE else name)
            yield from (one for one in found if name in _LISTS)
            continue
        head[name] = scanner.value()
        if name == COLUMNS and not is_service:
            yield Found(COLUMNS, began, _thing(head[name], began))
    if "id" in head:
        yield Found("services", line, head)
        while scanner.peek():
            line = scanner.line
            yield Found("services", line, _thing(scanner.value(), line))
    scanner.end()


def _list(scanner: Scanner, section: str) -> Iterator[Found]:
    for line, thing in scanner.items():
        yield Found(section, line, _thing(thing, line))


def _thing(thing: Any, line: int) -> dict[str, Any]:
    if not isinstance(thing, dict):
        raise FileRefused(
            _("Line %(line)s: an object of HSDS was expected here, between “{” and “}”.")
            % {"line": line}
        )
    return thing
