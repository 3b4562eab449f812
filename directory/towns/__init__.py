"""Centres of Belgian towns, so that a confidential place can stand on the map without its address.

The table `belgium.csv` is made by `python -m directory.towns.make`; its coordinates come from
OpenStreetMap (© OpenStreetMap contributors, ODbL).
"""

import csv
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).with_name("belgium.csv")


class Centre(NamedTuple):
    """A town's centre in degrees (WGS 84), rounded to about a kilometre."""

    town: str
    latitude: Decimal
    longitude: Decimal


@cache
def _centres() -> dict[str, Centre]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {
            row["postal_code"]: Centre(
                row["town"], Decimal(row["latitude"]), Decimal(row["longitude"])
            )
            for row in rows
        }


def town_centre(postal_code: str, country: str = "BE") -> Centre | None:
    """The centre of the town with this postal code; None where the table does not know it."""
    return _centres().get(postal_code.strip()) if country == "BE" else None
