"""What an import's pages and commands say of its rows."""

import csv
import io
from collections.abc import Iterator

from django.db.models import Count

from directory.exchange.cells import to_cell
from directory.models import ImportRow, ProgrammeImport

_HEADINGS = ("kind", "name", "key", "sheet", "line", "column", "reason")


def counts_by_plan(batch: ProgrammeImport) -> dict[str, int]:
    """Plan → how many rows, in the order of the plans; those of which there are none too."""
    found = dict(
        batch.rows.order_by().values_list("plan").annotate(number=Count("pk"))
    )
    return {plan: found.get(plan, 0) for plan in ImportRow.Plan.values}


def counts_by_state(batch: ProgrammeImport) -> dict[str, int]:
    """State → how many rows, of those that were to be applied."""
    found = dict(
        batch.rows.order_by().values_list("state").annotate(number=Count("pk"))
    )
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
    """A line for each mistake, and for each row that was not applied, with its reason."""
    buffer = io.StringIO()
    write = csv.writer(buffer, lineterminator="\r\n").writerow
    buffer.write("\ufeff")
    write(_HEADINGS)
    wrong = batch.rows.filter(plan=ImportRow.Plan.WRONG)
    held = batch.rows.filter(state__in=(ImportRow.State.HELD, ImportRow.State.STAYS))
    for row in (wrong | held).order_by("position").iterator(chunk_size=200):
        for problem in row.problems or [{"reason": row.reason}]:
            cells = (
                row.kind,
                row.name,
                row.key,
                problem.get("sheet", row.sheet),
                str(problem.get("line", row.line)),
                problem.get("column", ""),
                problem["reason"],
            )
            write([to_cell(cell) for cell in cells])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue().encode()
