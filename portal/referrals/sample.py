"""The doors of the sample programmes, from the `[door]` tables of their files."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import directory.sample
from portal.referrals.services import refresh_doors
from portal.selfreferral.models import Door

FOLDER = Path(directory.sample.__file__).parent


def load_doors(*, folder: Path | None = None) -> int:
    """Make the doors that are not there yet, then open and shut all. Returns how many were made.

    A door that is there stays as it is, whatever its file says.
    """
    made = 0
    for programme in _programmes(folder or FOLDER):
        table = programme.get("door")
        if table is None:
            continue
        _door, created = Door.objects.get_or_create(
            programme=UUID(programme["uuid"]),
            defaults={
                "takes_self": table.get("self", False),
                "takes_partner": table.get("partner", False),
                "answer_within_days": table["answer_within_days"],
            },
        )
        made += created
    refresh_doors()
    return made


def _programmes(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted([*folder.glob("programmes/*.toml"), *folder.glob("examples/*.toml")]):
        yield tomllib.loads(path.read_text(encoding="utf-8"))
