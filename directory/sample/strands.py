"""Reading the strands of a programme's file."""

import datetime as dt
from typing import Any

from django.utils import timezone

from directory.models import Strand, StrandText, StrandTold, Vocabulary
from directory.models.strands import Capacity, Gender
from directory.sample.reader import Table
from directory.sample.vocabularies import Terms

#: Key in the file → field of the strand.
TERMS = {
    "population": "populations",
    "mode": "modes",
    "harm": "harms",
    "prevention": "prevention_levels",
    "setting": "settings",
    "disciplines": "disciplines",
    "basis": "basis",
    "referrer": "referrers",
    "language": "languages",
    "cost": "costs",
}


def read_strand(row: Table, place: int, terms: Terms) -> Strand:
    """A strand with its rows in memory. A delivery mode left out was not stated by the source."""
    capacity = row.table("capacity")
    strand = Strand(
        uuid=row.uuid("uuid"),
        sort_order=place,
        age_from=row.number("age_from"),
        age_to=row.number("age_to"),
        gender=row.choice("gender", Gender.values, ""),
        volunteers_from=row.number("volunteers_from"),
        volunteers_to=row.number("volunteers_to"),
        capacity=capacity.choice("state", Capacity.values, ""),
        waiting_weeks=capacity.number("weeks"),
        capacity_on=_read_day(capacity),
        modes_not_stated="mode" not in row,
    )
    capacity.finish()
    for key, field in TERMS.items():
        terms.put(row, key, strand, field)
    strand.texts = _read_texts(row)
    strand.told_rows = [
        _read_told(told, number, terms) for number, told in enumerate(row.tables("told"))
    ]
    row.finish()
    return strand


def _read_day(capacity: Table) -> dt.date | None:
    """The day; of an invented capacity how long ago it was, or all would have lapsed by now."""
    ago = capacity.number("days_ago")
    day = capacity.date("on")
    return day if ago is None else timezone.localdate() - dt.timedelta(days=ago)


def _read_texts(row: Table) -> list[StrandText]:
    columns = {
        "label": row.texts("label", needed=True),
        "frequency": row.texts("frequency"),
        "cost_note": row.texts("cost_note"),
    }
    texts = []
    for language in dict.fromkeys(code for texts_ in columns.values() for code in texts_):
        if language not in columns["label"]:
            raise row.error(f"label.{language}", "is missing")
        values: dict[str, Any] = {
            name: texts_.get(language, "") for name, texts_ in columns.items()
        }
        texts.append(StrandText(language=language, **values))
    return texts


def _read_told(row: Table, place: int, terms: Terms) -> StrandTold:
    context = terms.one(row, "context", Vocabulary.LEGAL_CONTEXT)
    if context is None:
        raise row.error("context", "is missing")
    told = StrandTold(sort_order=place, context=context, notes=row.texts("text"))
    terms.put(row, "told", told, "told")
    row.finish()
    return told
