"""Somebody says where they are, in whatever way."""

import pytest

from directory.towns.lookup import find_place


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("9000", "9000 Gent"),
        ("B-9000 Gent", "9000 Gent"),
        ("  be 9000 ", "9000 Gent"),
        ("GAND", "9000 Gent"),
        ("Ghent", "9000 Gent"),
        ("９０００", "9000 Gent"),
        ("liege", "4000 Luik"),
        ("Lüttich", "4000 Luik"),
        ("St.-Niklaas", "9100 Sint-Niklaas"),
        ("Sankt Vith", "4780 Sankt Vith"),
        ("woluwe saint pierre", "1150 Sint-Pieters-Woluwe"),
        ("Elsene", "1050 Elsene"),
        # A village of its own name, and one that shares its code with a town.
        ("Limal", "1300 Limal"),
        ("9120 Melsele", "9120 Melsele"),
        # The town's name in Dutch before the village that is called the same.
        ("Vorst", "1190 Vorst"),
        # A number outranks the name beside it; without one, the name is enough.
        ("4000 Gent", "4000 Luik"),
        ("9999 Gent", "9000 Gent"),
    ],
)
def test_a_place_is_found_however_it_is_written(typed: str, found: str) -> None:
    place = find_place(typed)
    assert place is not None
    assert place.name_in("nl") == found


@pytest.mark.parametrize("typed", ["", " ", "!?", "0000", "99999", "Timbuktu", "q" * 9000, "\0"])
def test_what_names_no_place_finds_none(typed: str) -> None:
    assert find_place(typed) is None
