"""Belgian towns: their centres, so that a confidential place can stand on the map without its
address, and their names in Dutch and French.

The tables `belgium.csv`, `villages.csv` and `names.csv` are made by `python -m
directory.towns.make`; the coordinates come from OpenStreetMap (© OpenStreetMap contributors,
ODbL), the names from Statbel.
"""

import csv
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).with_name("belgium.csv")
VILLAGES = Path(__file__).with_name("villages.csv")
NAMES = Path(__file__).with_name("names.csv")


class Centre(NamedTuple):
    """A town's centre in degrees (WGS 84), rounded to about a kilometre."""

    town: str
    latitude: Decimal
    longitude: Decimal


def read_table(table: Path) -> list[dict[str, str]]:
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


@cache
def _centres() -> dict[str, Centre]:
    return {
        row["postal_code"]: Centre(row["town"], Decimal(row["latitude"]), Decimal(row["longitude"]))
        for row in read_table(TABLE)
    }


@cache
def _names() -> dict[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    rows = [(row["own"].split(), {"nl": row["nl"], "fr": row["fr"]}) for row in read_table(NAMES)]
    for own, names in rows:
        found.update((names[language].casefold(), names) for language in own)
    for _own, names in rows:
        for name in names.values():
            found.setdefault(name.casefold(), names)
    return found


def town_centre(postal_code: str, country: str = "BE") -> Centre | None:
    """The centre of the town with this postal code; None where the table does not know it."""
    return _centres().get(postal_code.strip()) if country == "BE" else None


def town_names(town: str, country: str = "BE") -> Mapping[str, str]:
    """The town's names by language where they differ; empty for others.

    A name that two towns bear in two languages is the one's whose inhabitants use it.
    """
    return _names().get(town.strip().casefold(), {}) if country == "BE" else {}


def town_in(language: str, town: str, country: str = "BE") -> str:
    """The name of a town on a page in ``language``: as it was entered where it has no other."""
    return town_names(town, country).get(language, town)
