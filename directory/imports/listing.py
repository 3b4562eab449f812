"""What an import's pages and commands say of its rows."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q, QuerySet
from wagtail.admin.admin_url_finder import AdminURLFinder

from directory.exchange.cells import to_cell
from directory.exchange.columns import MEMBERSHIP, MEMBERSHIPS, all_headings, headings_of
from directory.exchange.kind import REASON
from directory.exchange.rows import Row
from directory.imports.saying import kind_label, row_title, say_problem
from directory.models import ImportRow, Organisation, Place, ProgrammeImport, ProgrammePage

_LISTED = 50
#: Kinds of entry that have a page to be edited on, and by which field their rows name them.
_EDITED: dict[str, tuple[Any, str]] = {
    "programme": (ProgrammePage, "uuid"),
    "organisation": (Organisation, "key"),
    "place": (Place, "key"),
}


def counts_by_plan(batch: ProgrammeImport) -> dict[str, int]:
    """Plan → how many rows, in the order of the plans; those of which there are none too."""
    found = dict(batch.rows.order_by().values_list("plan").annotate(number=Count("pk")))
    return {plan: found.get(plan, 0) for plan in ImportRow.Plan.values}


def counts_by_state(batch: ProgrammeImport) -> dict[str, int]:
    """State → how many rows, of those that were to be applied."""
    found = dict(batch.rows.order_by().values_list("state").annotate(number=Count("pk")))
    return {s: found[s] for s in ImportRow.State.values if s and found.get(s)}


def progress_of(batch: ProgrammeImport) -> tuple[int, int]:
    """(how many rows are done, of how many) in what the worker does now."""
    states, plan = ImportRow.State, ProgrammeImport.State
    if batch.state in (plan.WAITING, plan.COMPARING):
        return batch.rows.count(), batch.total
    counts = counts_by_state(batch)
    total = sum(counts.values())
    if batch.state == plan.APPLYING:
        return total - counts.get(states.WAITING, 0), total
    if batch.state == plan.UNDOING:
        return total - counts.get(states.DONE, 0), total
    return total, total


def wrong_rows_as_csv(batch: ProgrammeImport) -> Iterator[bytes]:
    """The rows that were left out, as a file to be mended and handed in again.

    Its second column says what is wrong with each row; the reading of it ignores that column.
    """
    names = all_headings(headings_of(public=False))
    names.insert(1, REASON)
    buffer = io.StringIO()
    write = csv.writer(buffer, lineterminator="\r\n").writerow
    buffer.write("\ufeff")
    write(names)
    for one in left_out(batch).iterator(chunk_size=50):
        for row, reason in _with_reasons(one):
            values = {**row.values, REASON: reason}
            write([row.kind, *(to_cell(values.get(name, "")) for name in names[1:])])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue().encode()


def made_rows(batch: ProgrammeImport, user: Any) -> dict[str, Any]:
    """The first rows that were applied, with where each is edited, and how many more there are."""
    done = batch.rows.filter(state=ImportRow.State.DONE).order_by("position")
    rows = list(done[:_LISTED])
    finder = AdminURLFinder(user)
    addresses = {}
    for kind, (model, field) in _EDITED.items():
        keys = [row.key for row in rows if row.kind == kind]
        for one in model.objects.filter(**{f"{field}__in": keys}):
            addresses[kind, str(getattr(one, field))] = finder.get_edit_url(one)
    made = [
        (row, row_title(row), kind_label(row.kind), addresses.get((row.kind, row.key)))
        for row in rows
    ]
    return {"made": made, "made_more": max(0, done.count() - _LISTED)}


def left_out(batch: ProgrammeImport) -> QuerySet[ImportRow]:
    """Rows that were wrong, and those that could not be applied, in the order of the file."""
    wrong = Q(plan=ImportRow.Plan.WRONG) | Q(state=ImportRow.State.HELD)
    return batch.rows.filter(wrong).order_by("position")


def _with_reasons(one: ImportRow) -> Iterator[tuple[Row, str]]:
    if one.content is None:
        return
    row = Row.from_json(one.content)
    # Lines are counted anew on each sheet: a row is found by its kind and line.
    said: dict[tuple[str, int], list[str]] = {}
    if one.reason:
        said[_stands(row.kind, row.line)] = [one.reason]
    for problem in one.problems:
        at = _stands(problem.get("kind", row.kind), problem["line"])
        said.setdefault(at, []).append(say_problem(problem))
    for each in row.walk():
        if each.kind != MEMBERSHIPS.name:
            yield each, " ".join(said.pop(_stands(each.kind, each.line), []))


def _stands(kind: str, line: int) -> tuple[str, int]:
    """An organisation's memberships, as one entry, stand where the first of them does."""
    return (MEMBERSHIP.name if kind == MEMBERSHIPS.name else kind), line
