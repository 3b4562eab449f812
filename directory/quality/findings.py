"""What an editor should look at: a table of findings, each worked out from an entry as read."""

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import phonenumbers

from directory.languages import pick_text
from directory.models import ContactPoint, Finding, ProgrammePage
from directory.models.quality import LinkCheck
from directory.quality.completeness import INCOMPLETE_BELOW, Data
from directory.quality.review import is_due
from directory.reading.records import (
    by_language,
    capacity_counts_until,
    in_order,
    review_due,
    shown_numbers,
)

Kind = Finding.Kind
LONGEST_ADDRESS: int = LinkCheck._meta.get_field("url").max_length or 0
_ADDRESS = re.compile(r"https?://[^\s<>\"“”«»]+")


@dataclass(frozen=True, slots=True)
class Known:
    """What the findings of an entry rest on besides the entry itself."""

    today: dt.date
    score: int
    broken: Collection[str]


def _stale(data: Data, known: Known) -> Iterator[str]:
    if is_due(review_due(data), known.today):
        yield ""


def _capacity(data: Data, known: Known) -> Iterator[str]:
    if data["status"] != ProgrammePage.Status.OPEN:
        return
    for strand in in_order(data["strands"]):
        until = capacity_counts_until(data, strand)
        if strand["capacity"] and is_due(until, known.today):
            original = data["original_language"]
            yield pick_text(by_language(strand["texts"], "label"), original).words


def _incomplete(data: Data, known: Known) -> Iterator[str]:
    if known.score < INCOMPLETE_BELOW:
        yield ""


def _links(data: Data, known: Known) -> Iterator[str]:
    yield from (address for address in addresses_of(data) if address in known.broken)


def _numbers(data: Data, known: Known) -> Iterator[str]:
    yield from (number for number in dict.fromkeys(shown_numbers(data)) if not _rings(number))


def _strand(data: Data, known: Known) -> Iterator[str]:
    if not data["strands"]:
        yield ""


def _translation(data: Data, known: Known) -> Iterator[str]:
    if {row["language"] for row in data["texts"] or []} <= {data["original_language"]}:
        yield ""


FINDINGS: Mapping[Finding.Kind, Callable[[Data, Known], Iterable[str]]] = {
    Kind.STALE: _stale,
    Kind.CAPACITY: _capacity,
    Kind.INCOMPLETE: _incomplete,
    Kind.LINK: _links,
    Kind.NUMBER: _numbers,
    Kind.STRAND: _strand,
    Kind.TRANSLATION: _translation,
}


def find(data: Data, known: Known) -> list[tuple[Finding.Kind, str]]:
    """The findings of an entry: the kind, and the address, number or strand it is about."""
    return [(kind, about) for kind, look in FINDINGS.items() for about in look(data, known)]


def addresses_of(data: Data) -> list[str]:
    """The web addresses that an entry shows or rests on, each once."""
    found = [
        point["value"]
        for point in in_order(data["contact_points"])
        if point["kind"] == ContactPoint.Kind.WEBSITE
    ]
    bodies = (row["organisation"] for row in in_order(data["organisation_rows"]))
    found += [body["website"] for body in bodies if body and body["website"]]
    for text in (data["source"], *(row["sources"] for row in in_order(data["ratings"]))):
        found += [address.rstrip(".,;:)]") for address in _ADDRESS.findall(text or "")]
    return [address for address in dict.fromkeys(found) if len(address) <= LONGEST_ADDRESS]


def _rings(number: str) -> bool:
    """Whether somebody's telephone can have this number, in E.164, today."""
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False
