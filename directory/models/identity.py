"""Which row of a revision is which row of the record: strands keep their UUID for life."""

import uuid
from typing import Any


def keep_identity(page: Any, content: dict[str, Any]) -> dict[str, Any]:
    """The content of a revision with the identities of ``page`` and its strands made right.

    Wagtail copies revisions together with a page and renumbers the rows directly under it, but
    not the rows under those, and knows nothing of UUIDs. Without this, publishing a copy would
    take the strands' labels away from the page it was copied from. A strand of the page that a
    draft knows by its UUID only is given its row back, so that publishing updates that row.
    """
    from directory.models.strands import Strand

    foreign = content.get("content_of", str(page.uuid)) != str(page.uuid)
    strands = content.get("strands") or []
    stored = list(Strand.objects.filter(page_id=page.pk).values_list("pk", "uuid"))
    pk_by_uuid = {str(own): pk for pk, own in stored}
    uuid_by_pk = {pk: str(own) for pk, own in stored}
    kept = [_own_strand(page, dict(row), foreign, pk_by_uuid, uuid_by_pk) for row in strands]
    return {**content, "uuid": str(page.uuid), "strands": kept}


def _own_strand(
    page: Any,
    row: dict[str, Any],
    foreign: bool,
    pk_by_uuid: dict[str, int],
    uuid_by_pk: dict[int, str],
) -> dict[str, Any]:
    if foreign:
        # Always the same new UUID for the same row, however often the revision is opened.
        if row.get("pk") in uuid_by_pk:
            row["uuid"] = uuid_by_pk[row["pk"]]
        else:
            row["pk"] = None
            row["uuid"] = str(uuid.uuid5(page.uuid, str(row.get("uuid"))))
        _renew_children(row)
    elif row.get("pk") in uuid_by_pk:
        row["uuid"] = uuid_by_pk[row["pk"]]
    else:
        row["pk"] = pk_by_uuid.get(str(row.get("uuid")))
        _renew_children(row)
    return row


def _renew_children(row: dict[str, Any]) -> None:
    for name in ("texts", "told_rows"):
        row[name] = [{**child, "pk": None, "strand": row["pk"]} for child in row.get(name, [])]
