"""A programme read from the page in memory, as an editor previews it before it is stored."""

from typing import Any

from django.db.models import Manager

from directory.models import ProgrammePage
from directory.quality.review import read_periods
from directory.reading.shape import PROGRAMME, RELATIVE, Shape


def _follow(row: Any, path: str) -> Any:
    for name in path.split("__"):
        if row is None:
            return None
        row = getattr(row, name)
    return row


def read_row(shape: Shape, row: Any) -> dict[str, Any]:
    """A row with those below it as they are in memory, in the shape `database` reads."""
    data = {name: _follow(row, path) for name, path in shape.columns.items()}
    data |= {name: _follow(row, path) for name, path in shape.texts.items()}
    data |= {name: [term.code for term in getattr(row, name).all()] for name in shape.terms}
    for name, below in shape.below.items():
        rows: Manager[Any] | None = getattr(row, name) if row.pk or _is_cluster(row, name) else None
        data[name] = [read_row(below, child) for child in (rows.all() if rows is not None else ())]
    for name, other in shape.one.items():
        target = getattr(row, name, None)
        data[name] = read_row(other, target) if target is not None else None
    if shape.ordered:
        data |= {"sort_order": row.sort_order, "pk": row.pk}
    return data


def _is_cluster(row: Any, name: str) -> bool:
    return hasattr(row, "_cluster_related_objects") and name in row._cluster_related_objects


def read_page(page: ProgrammePage) -> dict[str, Any]:
    """``page`` with its rows as they are in memory, in the shape `database` reads."""
    data = read_row(PROGRAMME, page)
    parent = page.get_parent() if page.path else None
    parent = parent.specific if parent is not None else None
    is_programme = isinstance(parent, ProgrammePage) and parent.live
    children = ProgrammePage.objects.live().child_of(page) if page.pk else ()
    data["path"] = page.path
    data["changed_at"] = page.last_published_at
    data["periods"] = read_periods()._asdict()
    data["parent"] = read_row(RELATIVE, parent) if is_programme else None
    data["children"] = [read_row(RELATIVE, child) for child in children]
    return data
