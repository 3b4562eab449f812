"""The programmes that the searches were judged over, read from their data files alone.

The sample directory's files are read as its loader and the reading of a published page would have
it (a test compares the two); beside them stand those of ``programmes.toml``, in the same words.
"""

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from benchmarks.directory import InventedDirectory
from directory.record import ProgrammeRecord, StrandRecord
from directory.towns import town_names
from search.documents import ProgrammeDocument, programme_document

HERE = Path(__file__).parent
SAMPLE = HERE.parents[1] / "directory" / "sample"

#: The headings of a programme's long texts, in the order they are read.
HEADINGS = (
    "title_note",
    "target_population",
    "delivery_organisation",
    "mode_and_context",
    "staff_expertise",
    "intensity",
    "description",
    "victim_safety",
    "mandate",
    "recognition",
)
FACETS = ("population", "mode", "setting", "harm", "basis", "referrer", "language")
NUMBERS = ("phone", "fax")

Data = Mapping[str, Any]


class JudgedDirectory(InventedDirectory):
    """The judged programmes as documents, with the vocabularies of the sample directory."""

    def __init__(self) -> None:
        super().__init__(seed=0)
        self.records = tuple(_records(self.terms.codes))

    def judged_documents(self) -> Iterator[ProgrammeDocument]:
        for record in self.records:
            yield programme_document(
                record,
                catalogue=self.catalogue,
                relatives=self.relatives,
                today=dt.date(2026, 11, 1),
            )


def _records(terms: Mapping[str, Sequence[str]]) -> Iterator[ProgrammeRecord]:
    files = [*sorted((SAMPLE / "programmes").glob("*.toml"))]
    files += sorted((SAMPLE / "examples").glob("*.toml"))
    sampled = {data["slug"]: data for data in map(_read, files)}
    for data in (*sampled.values(), *_read(HERE / "programmes.toml")["programme"]):
        yield _record(data, sampled.get(data.get("parent", "")), terms)


@cache
def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def _organisations() -> dict[str, Data]:
    return {row["key"]: row for row in _read(SAMPLE / "organisations.toml")["organisation"]}


def _record(data: Data, parent: Data | None, terms: Mapping[str, Sequence[str]]) -> ProgrammeRecord:
    rows = [(row, _organisations()[row["organisation"]]) for row in data.get("delivered_by", ())]
    places = [_organisations().get(row["key"], row) for row in data.get("place", ())]
    places = [row for row in places if row.get("address")]
    towns = [row["address"]["town"] for row in places] + list(data.get("towns", ()))
    names = [name for _, row in rows for name in (row["name"], *row.get("former_names", ()))]
    names += [_organisations()[key]["name"] for key in data.get("memberships", ())]
    return ProgrammeRecord(
        uuid=data.get("uuid") or str(uuid5(NAMESPACE_URL, data["slug"])),
        slug=data["slug"],
        original_language=data["original_language"],
        titles=_column(data, "title"),
        summaries=_column(data, "summary"),
        texts=_long_texts(data),
        status=data.get("status", "open"),
        strands=tuple(_strand(row, terms) for row in data.get("strand", ())),
        areas=_ordered(terms["area"], data.get("areas", ())),
        evidence=next((row["level"] for row in data.get("rating", ())), "not-rated"),
        organisations=tuple(dict.fromkeys([*names, *data.get("organisations", ())])),
        towns={town: town_names(town) for town in towns},
        phones=tuple(dict.fromkeys(_numbers(data, [row for _, row in rows]))),
        parent_title=_column(parent, "title") if parent else {},
        correct_at=None,
        checked_on=None,
        review_due=None,
        changed_at=None,
    )


def _column(data: Data, name: str) -> dict[str, str]:
    texts = data["text"].items()
    return {language: row[name].strip() for language, row in texts if row.get(name)}


def _long_texts(data: Data) -> dict[str, str]:
    parts: dict[str, list[str]] = {}
    for language, row in data["text"].items():
        parts[language] = [row[name].strip() for name in HEADINGS if row.get(name)]
    phrases = [row.get("text", {}) for row in data.get("condition", ())]
    phrases += [row.get("part", {}) for row in data.get("delivered_by", ())]
    phrases += [
        told.get("text", {}) for strand in data.get("strand", ()) for told in _told_rows(strand)
    ]
    for texts in phrases:
        for language, words in texts.items():
            parts.setdefault(language, []).append(words.strip())
    return {language: "\n\n".join(texts) for language, texts in parts.items() if texts}


def _told_rows(strand: Data) -> list[Data]:
    rows: list[Any] = list(strand.get("told", ()))
    return [row if isinstance(row, dict) else {"told": [row]} for row in rows]


def _strand(row: Data, terms: Mapping[str, Sequence[str]]) -> StrandRecord:
    codes = {facet: _ordered(terms[facet], row.get(facet, ())) for facet in FACETS}
    told = [code for told in _told_rows(row) for code in told.get("told", ())]
    codes["told"] = _ordered(terms["told"], told)
    return StrandRecord(
        uuid=row.get("uuid", ""),
        labels={language: label.strip() for language, label in row["label"].items()},
        codes={facet: found for facet, found in codes.items() if found},
        age_from=row.get("age_from"),
        age_to=row.get("age_to"),
        availability=row.get("capacity", {}).get("state"),
        waiting_weeks=None,
        availability_on=None,
        availability_until=None,
    )


def _ordered(vocabulary: Sequence[str], codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(code for code in vocabulary if code in codes)


def _numbers(data: Data, organisations: list[Data]) -> Iterator[str]:
    for point in data.get("contact", ()):
        if point["kind"] in NUMBERS:
            yield point["value"]
    for row in organisations:
        yield from (phone["number"] for phone in row.get("phones", ()))
    yield from data.get("phones", ())
