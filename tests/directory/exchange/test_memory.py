"""Memory does not grow with the file: measured in processes of their own."""

import pytest

from tests.demonstration import bare_environment, run_python

pytestmark = pytest.mark.slow
#: Few rows of long texts: what a row costs is time, and what would be kept is the texts.
FEW, MANY = 50, 500
#: Writes a file of so many programmes, reads it, and takes it apart as an import does.
MEASURED = """
import sys, tempfile
from pathlib import Path
from directory.exchange.columns import headings_of
from directory.exchange.formats import FORMATS
from directory.exchange.rows import Row
from directory.imports.scratch import Scratch

form, count = FORMATS[sys.argv[1]], int(sys.argv[2])

def rows():
    for number in range(count):
        uuid = f"00000000-0000-4000-8000-{number:012}"
        yield Row("programme", {"uuid": uuid, "slug": f"p-{number}", "keeper": "k"})
        for language in ("en", "nl", "fr"):
            words = f"{number} {language} " * 1_200
            yield Row("text", {"programme": uuid, "language": language, "title": "T",
                               "summary": words, "description": words[::-1]})

folder = Path(tempfile.mkdtemp(dir=sys.argv[3]))
path = folder / f"file.{form.extension}"
with path.open("wb") as out:
    for piece in form.stream(rows(), headings_of(public=False)):
        out.write(piece)
with Scratch(folder / "rows") as scratch:
    taken = scratch.fill(form.read(path), form.headings(path))
    assert taken == 4 * count
    assert sum(1 for _ in scratch.entries(0)) == count
# The most that this process itself ever held: what the one that started it held is no matter.
status = Path("/proc/self/status").read_text()
print(int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""


def held(form: str, count: int, folder: object) -> int:
    """MiB that the process ever held."""
    own = bare_environment(TURNSTONE_DATA=str(folder), TURNSTONE_ROLE="staff")
    done = run_python(MEASURED, environment=own, arguments=[form, str(count), str(folder)])
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_ten_times_the_programmes_need_no_more_memory(form: str, tmp_path) -> None:
    few, many = held(form, FEW, tmp_path), held(form, MANY, tmp_path)
    assert many - few < 40, (few, many)
    assert many < 300
