"""What providers said after an import: undoing the import does not unsay it.

A day of checking and a capacity are written to a published entry without a new version of it
(`directory/corrections/renewing.py`), so nothing else tells that they are newer than the import.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from wagtail.models import Revision

from directory.exchange.rows import Row
from directory.models import ProgrammePage

_OF_PAGE = ("checked_on", "checked_by")
_OF_STRAND = ("capacity", "waiting_weeks", "capacity_on")
#: UUID of a strand, or nothing for the entry itself → column → value.
Facts = dict[str, dict[str, Any]]


def facts_of(page: ProgrammePage) -> Facts:
    """What providers can renew, as it stands in an entry in memory."""
    facts = {"": _read(page, _OF_PAGE)}
    for strand in page.strands.all():
        facts[str(strand.uuid)] = _read(strand, _OF_STRAND)
    return facts


def renewed_since(page: ProgrammePage, then: Facts | None) -> Facts:
    """What was renewed in a published entry since an import left it as ``then``."""
    if then is None or not page.live:
        return {}
    now = facts_of(page)
    return {of: now[of] for of in now if of in then and now[of] != then[of]}


def put_into_versions(facts: Facts, revisions: Iterable[Revision]) -> None:
    """Write what was renewed into versions that are published or edited again."""
    for revision in revisions:
        revision.content.update(facts.get("", {}))
        for strand in revision.content.get("strands") or []:
            strand.update(facts.get(str(strand.get("uuid")), {}))
        revision.save(update_fields=["content"])


def put_into_row(facts: Facts, row: Row) -> None:
    """The same for a programme as a row with those below it."""
    row.values.update(_as_cells(facts.get("", {})))
    for strand in row.below.get("strands", ()):
        strand.values.update(_as_cells(facts.get(strand.values["uuid"], {})))


def _read(instance: Any, names: Iterable[str]) -> dict[str, Any]:
    values = {name: getattr(instance, name) for name in names}
    return {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in values.items()}


def _as_cells(values: dict[str, Any]) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in values.items()}
