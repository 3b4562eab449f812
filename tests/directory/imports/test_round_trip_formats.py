"""The sample directory comes back from each other format as from CSV.

On both databases test_round_trip.py imports it from CSV and exports it in every format: what these
add is how the other files are read, which asks no database.
"""

import pytest

from directory.exchange.formats import FORMATS
from tests.directory.imports.round_trip import comes_back, exports_of_the_sample

# With the other file, whose sample directory is loaded already.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.xdist_group("directory/imports/test_round_trip.py"),
]


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "csv"])
def test_the_sample_directory_comes_back(form: str) -> None:
    comes_back(exports_of_the_sample(), form)
