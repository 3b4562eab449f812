"""Where somebody is who typed a postal code or the name of a town or village in Belgium."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from directory.spelling import fold
from directory.towns import NAMES, TABLE, VILLAGES, read_table, town_in

#: Longer than any name with its postal code.
MAX_LENGTH = 60

_CODE = re.compile(r"(?<![0-9])([1-9][0-9]{3})(?![0-9])", re.ASCII)
_COUNTRY = re.compile(r"^(b|be)\s*-?\s*(?=[1-9])")
_WORD = re.compile(r"[^\W_]+")

#: Names in English and German where neither Dutch nor French writes the same.
_EXONYMS = {
    "antwerp": "Antwerpen", "brussels": "Bruxelles", "ghent": "Gent", "ostend": "Oostende",
    "mechlin": "Mechelen", "mecheln": "Mechelen", "lowen": "Leuven", "luttich": "Liège",
    "tongern": "Tongeren", "ypern": "Ieper",
}  # fmt: skip


class FoundPlace(NamedTuple):
    """A town or village and its centre in degrees (WGS 84), to about a kilometre."""

    postal_code: str
    town: str
    latitude: float
    longitude: float

    def name_in(self, language: str) -> str:
        """Its postal code and name, as people write it on an envelope."""
        return f"{self.postal_code} {town_in(language, self.town)}"


@lru_cache(maxsize=1024)
def find_place(text: str) -> FoundPlace | None:
    """The place that a text names: "9000", "B-9000 Gent", "gand", "St.-Niklaas"; else None.

    A postal code outranks the name beside it. A name that several places bear is the one's that
    heads its postal code, then the one's with the lowest.
    """
    # Digits are digits, however wide somebody's keyboard writes them.
    text = unicodedata.normalize("NFKC", text[:MAX_LENGTH])
    typed = _COUNTRY.sub("", fold(text).strip())
    code = _CODE.search(typed)
    names = list(_spellings(_CODE.sub(" ", typed)))
    if code:
        there = _by_code().get(code.group(1), [])
        for place in there:
            if _key(place.town) in names:
                return place
        if there:
            return there[0]
    return next((found for name in names if (found := _by_name().get(name))), None)


def _key(name: str) -> str:
    return " ".join(_WORD.findall(fold(name)))


def _spellings(typed: str) -> list[str]:
    words = _WORD.findall(typed)
    if not words:
        return []
    spelled = [words]
    if words[0] in ("st", "ste"):
        female = words[0] == "ste"
        spelled += [[first, *words[1:]] for first in ("sainte" if female else "saint", "sint")]
    return [" ".join(words) for words in spelled]


@cache
def _by_code() -> dict[str, list[FoundPlace]]:
    """The places of each postal code, its town first."""
    found: dict[str, list[FoundPlace]] = {}
    for table in (TABLE, VILLAGES):
        for row in read_table(table):
            place = FoundPlace(
                row["postal_code"], row["town"], float(row["latitude"]), float(row["longitude"])
            )
            found.setdefault(place.postal_code, []).append(place)
    return found


@cache
def _by_name() -> dict[str, FoundPlace]:
    found: dict[str, FoundPlace] = {}
    towns, villages = [], []
    for first, *others in _by_code().values():
        towns.append(first)
        villages += others
    for place in towns:
        found.setdefault(_key(place.town), place)
    # A town's name in the other language comes before a village that is called the same.
    for row in read_table(NAMES):
        both = [_key(row["nl"]), _key(row["fr"])]
        known = [found[name] for name in both if name in found]
        for name in both if known else ():
            found.setdefault(name, known[0])
    for place in villages:
        found.setdefault(_key(place.town), place)
    for name, town in _EXONYMS.items():
        if _key(town) in found:
            found.setdefault(name, found[_key(town)])
    return found
