"""Make the table of town centres: `python -m directory.towns.make POSTAL_CODES PROVINCES`.

POSTAL_CODES is `zipcode-belgium.csv` of the repository jief/zipcode-belgium (postal code, place,
longitude, latitude), PROVINCES its table that says which places are sub-municipalities. One row
per postal code is kept, that of the municipality itself where it has one, with its coordinates
rounded to two decimals (about a kilometre).
"""

import csv
import sys
from pathlib import Path

from directory.towns import TABLE

CREDIT = (
    "# Town centres of Belgium by postal code, coordinates rounded to two decimals.\n"
    "# Names from bpost, coordinates © OpenStreetMap contributors (ODbL), by way of\n"
    "# jief/zipcode-belgium. Made by `python -m directory.towns.make`.\n"
)


def make_table(postal_codes: Path, provinces: Path, table: Path = TABLE) -> int:
    """Write the table and return how many towns it holds."""
    with provinces.open(encoding="utf-8", newline="") as file:
        municipalities = {
            (code, name.casefold())
            for code, name, part, *_rest in csv.reader(file)
            if part == "Non"
        }
    chosen: dict[str, tuple[bool, str, str, str]] = {}
    with postal_codes.open(encoding="utf-8", newline="") as file:
        for code, name, longitude, latitude in csv.reader(file):
            whole = (code, name.casefold()) in municipalities
            if code not in chosen or (whole and not chosen[code][0]):
                chosen[code] = (whole, name, latitude, longitude)
    with table.open("w", encoding="utf-8", newline="") as out:
        out.write(CREDIT)
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(["postal_code", "town", "latitude", "longitude"])
        for code, (_whole, name, latitude, longitude) in sorted(chosen.items()):
            rows.writerow([code, name, f"{float(latitude):.2f}", f"{float(longitude):.2f}"])
    return len(chosen)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    count = make_table(Path(sys.argv[1]), Path(sys.argv[2]))
    sys.stdout.write(f"{count} towns written to {TABLE}\n")
