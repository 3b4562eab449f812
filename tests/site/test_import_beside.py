"""While an import runs, on SQLite: visitors read, an editor works, somebody refers themself.

``IMPORT_BESIDE=10000`` makes it ten thousand programmes.
"""

import csv
import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from tests.demonstration import DEMONSTRATION, ROOT, Demonstration
from tests.referring import SelfReferrer, receipt_on, sign_in
from tests.visitor import Visitor

pytestmark = DEMONSTRATION
T = TypeVar("T")
PROGRAMMES = int(os.environ.get("IMPORT_BESIDE", "40"))
HEADS = (
    *(
        "row",
        "uuid",
        "programme",
        "slug",
        "keeper",
        "original_language",
        "language",
        "title",
        "summary",
    ),
    *("populations", "modes", "label.en"),
)
PAGES = ("/en/", "/en/find/?mode=group", "/en/programmes/iter/", "/api/hsds/services?full=true")


def write_file(path: Path, keeper: str) -> None:
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADS)
        for number in range(PROGRAMMES):
            slug = f"beside-{number}"
            out.writerow(["programme", "", "", slug, keeper, "en", *[""] * 6])
            out.writerow(
                ["text", "", slug, "", "", "", "en", f"Beside {number}", "Sum.", "", "", ""]
            )
            out.writerow(["strand", "", slug, *[""] * 6, "adults", "individual", "All"])


class Longest:
    """The longest that somebody waited for each thing, in seconds."""

    def __init__(self) -> None:
        self.waits: dict[str, float] = {}

    def __call__(self, what: str, do: Callable[[], T]) -> T:
        started = time.monotonic()
        done = do()
        self.waits[what] = max(self.waits.get(what, 0), time.monotonic() - started)
        return done


def lock_and_unlock(editor: Visitor, pk: object) -> None:
    for act in ("lock", "unlock"):
        assert editor.post(f"/admin/pages/{pk}/{act}/").status == 200


def test_nobody_meets_a_lock_while_an_import_runs(demonstration: Demonstration) -> None:
    running, longest = demonstration, Longest()
    [(pk, keeper)] = running.rows(
        "SELECT p.page_ptr_id, o.key FROM directory_programmepage p"
        " JOIN wagtailcore_page w ON w.id = p.page_ptr_id, directory_keeperpage k"
        " JOIN wagtailcore_page kw ON kw.id = k.page_ptr_id"
        " JOIN directory_organisation o ON o.id = k.organisation_id"
        " WHERE w.slug = 'iter' AND w.path LIKE kw.path || '%'"
    )
    path = running.temporary / "beside.csv"
    write_file(path, str(keeper))
    visitor, editor = running.visitor(), sign_in(running, "admin")
    command = [sys.executable, "site/manage.py", "import_programmes", str(path), "--apply"]
    rounds = 0
    with subprocess.Popen(
        command, cwd=ROOT, env=running.environment(), stdout=subprocess.PIPE, text=True
    ) as importing:
        while importing.poll() is None or rounds == 0:
            for page in PAGES:
                assert longest(page, partial(visitor.get, page)).status == 200
            longest("the editor", lambda: lock_and_unlock(editor, pk))
            person = SelfReferrer.at(running)
            person.answer_all()
            assert receipt_on(longest("sending", person.send))
            rounds += 1
        said = importing.stdout.read()
    print(rounds, {what: round(wait, 2) for what, wait in longest.waits.items()})
    assert importing.returncode == 0, said
    assert f"Done: {PROGRAMMES}" in said.replace(",", "")
    # A writer that waits too long gives up, and what it was for is an error.
    log = "".join(p.read_text(errors="replace") for p in (running.data / "log").glob("*.log"))
    assert "database is locked" not in log
    key = said.split("Import ", 1)[1].split()[0]
    undone = running.manage("import_programmes", "--undo", key)
    assert undone.returncode == 0, undone.stderr
    assert running.rows("SELECT count(*) FROM wagtailcore_page WHERE slug LIKE 'beside-%'") == [
        (0,)
    ]
