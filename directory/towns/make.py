"""Make the tables of towns: `python -m directory.towns.make POSTAL_CODES PROVINCES MUNICIPALITIES`.

POSTAL_CODES is `zipcode-belgium.csv` of the repository jief/zipcode-belgium (postal code, place,
longitude, latitude), PROVINCES its table that says which places are sub-municipalities. One row
per postal code is kept, that of the municipality itself where it has one, with its coordinates
rounded to two decimals (about a kilometre); the other places of each code, mostly villages, go
into a table of their own.

MUNICIPALITIES is Statbel's list of municipalities as a CSV file (`refnis-2019.csv` of the
repository bmesuere/belgium-topojson): code, French name, languages, code, Dutch name, languages.
Those whose two names differ are kept.
"""

import csv
import sys
from collections.abc import Sequence
from pathlib import Path

from directory.towns import NAMES, TABLE, VILLAGES

CREDIT = (
    "# Town centres of Belgium by postal code, coordinates rounded to two decimals.\n"
    "# Names from bpost, coordinates © OpenStreetMap contributors (ODbL), by way of\n"
    "# jief/zipcode-belgium. Made by `python -m directory.towns.make`.\n"
)
VILLAGES_CREDIT = CREDIT.replace("Town centres of Belgium", "Villages and parts of towns")
NAMES_CREDIT = (
    "# Belgian municipalities with a Dutch and a French name; `own`: those its inhabitants use.\n"
    "# Statbel, list of municipalities 2019 (open data), by way of bmesuere/belgium-topojson.\n"
    "# Made by `python -m directory.towns.make`.\n"
)
#: The languages of a municipality in Statbel's list → those its own name is in, of the two.
OWN = {"N": "nl", "F": "fr", "FN": "fr nl", "D": "fr nl"}


def make_tables(
    postal_codes: Path, provinces: Path, table: Path = TABLE, villages: Path = VILLAGES
) -> tuple[int, int]:
    """Write the tables of towns and of villages; returns how many each holds."""
    with provinces.open(encoding="utf-8", newline="") as file:
        municipalities = {
            (code, name.casefold())
            for code, name, part, *_rest in csv.reader(file)
            if part == "Non"
        }
    chosen: dict[str, tuple[bool, str, str, str]] = {}
    every: list[tuple[str, str, str, str]] = []
    with postal_codes.open(encoding="utf-8", newline="") as file:
        for code, name, longitude, latitude in csv.reader(file):
            whole = (code, name.casefold()) in municipalities
            every.append((code, name, latitude, longitude))
            if code not in chosen or (whole and not chosen[code][0]):
                chosen[code] = (whole, name, latitude, longitude)
    towns = [(code, *place) for code, (_whole, *place) in sorted(chosen.items())]
    names = {(code, name) for code, name, *_place in towns}
    others = [place for place in sorted(every) if place[:2] not in names]
    _write(table, CREDIT, towns)
    _write(villages, VILLAGES_CREDIT, others)
    return len(towns), len(others)


def _write(table: Path, credit: str, places: Sequence[Sequence[str]]) -> None:
    with table.open("w", encoding="utf-8", newline="") as out:
        out.write(credit)
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(["postal_code", "town", "latitude", "longitude"])
        for code, name, latitude, longitude in places:
            rows.writerow([code, name, f"{float(latitude):.2f}", f"{float(longitude):.2f}"])


def make_names(municipalities: Path, table: Path = NAMES) -> int:
    """Write the table of names and return how many towns it holds."""
    with municipalities.open(encoding="utf-8", newline="") as file:
        towns = [
            (french, dutch, OWN[languages])
            for _code, french, languages, _same, dutch, *_rest in csv.reader(file, delimiter=";")
            if languages in OWN
        ]
    translated = {name for town in towns if town[0] != town[1] for name in town[:2]}
    with table.open("w", encoding="utf-8", newline="") as out:
        out.write(NAMES_CREDIT)
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(["fr", "nl", "own"])
        # One name for both is kept where another town bears it too: Saint-Nicolas near Liège.
        kept = sorted(town for town in towns if town[0] != town[1] or town[0] in translated)
        rows.writerows(kept)
    return len(kept)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    postal_codes, provinces, municipalities = map(Path, sys.argv[1:])
    towns, villages = make_tables(postal_codes, provinces)
    sys.stdout.write(f"{towns} towns written to {TABLE}, {villages} villages to {VILLAGES}\n")
    sys.stdout.write(f"{make_names(municipalities)} towns written to {NAMES}\n")
