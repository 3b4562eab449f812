"""What people type stands in clear nowhere: database, journal, index, cache, logs, mail, tasks,
sessions, temporary files, environments. And the search for it does find what stands in clear.
"""

import base64
import contextlib
import secrets
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.canaries import find_canaries, make_canary, processes_of, rows_of
from tests.demonstration import DEMONSTRATION, Demonstration
from tests.planting import RARE_CHOICES, Planted, plant, typed_fields

pytestmark = DEMONSTRATION
TASKS = "django_tasks_database_dbtaskresult"
# Tables that hold what somebody sent, or what was done with it.
PORTAL = ("referrals_", "selfreferral_", "vault_", "audit_", "accounts_", "django_session",
          "django_tasks", "turnstone_cache", "mfa_", "wagtailcore_modellogentry")  # fmt: skip


@pytest.fixture(scope="module")
def planted(demonstration: Demonstration) -> Planted:
    return plant(demonstration)


def test_every_field_in_which_somebody_types_has_a_canary(planted: Planted):
    missing = [name for name in typed_fields() if name not in planted.words]

    assert missing == []


def test_every_canary_arrived_where_it_belongs(planted: Planted):
    """On the pages of those who may read it: what is found nowhere else was really sent."""
    pages = "".join(planted.readable.values())
    # Days are shown in words; the rest was typed in order to be refused.
    sent = {
        name: word
        for name, word in planted.words.items()
        if name.split()[0] in ("self", "partner", "staff")
        and name.split()[-1] not in ("wrong", "receipt", "token", "locked", "born_on")
        and name not in ("partner reason start_before", "partner answer text")
        and "QuestionForm" not in name
    }

    assert len(sent) >= len([name for name in typed_fields() if not name.startswith("search")]) - 4
    assert [name for name, word in sent.items() if word not in pages] == []


def test_no_canary_is_found_anywhere(demonstration: Demonstration, planted: Planted):
    assert find_canaries(demonstration, planted.needles()) == {}


def test_no_chosen_answer_stands_in_a_table_of_the_portal(
    demonstration: Demonstration, planted: Planted
):
    assert set(RARE_CHOICES.values()) <= planted.codes
    found = [
        (place, code)
        for place, content in rows_of(demonstration.database)
        if place.removeprefix("table ").startswith(PORTAL)
        for code in planted.codes
        if code.encode() in content
    ]

    assert found == []


# The search itself.


@pytest.fixture(scope="module")
def in_clear(demonstration: Demonstration) -> Iterator[dict[str, tuple[str, list[str]]]]:
    """A canary written in clear into each store, and where the search found each."""
    words: dict[str, str] = {}

    def word(store: str) -> str:
        words[store] = make_canary()
        return words[store]

    data = demonstration.data
    files = {
        data / "index" / "planted": word("index").encode(),
        data / "log" / "planted.log": word("log").encode(),
        data / "mail" / "planted.log": base64.encodebytes(f"Dear {word('mail')},".encode()),
        data / "media" / "planted.png": zlib.compress(word("media").encode()),
        data / "run" / "planted": word("run").encode("utf-16"),
        demonstration.temporary / "planted": word("temporary").encode(),
    }
    for path, content in files.items():
        path.write_bytes(content)
    session = f'{{"typed": "{word("session")}", "more": "{"x" * 200}"}}'.encode()
    packed = "." + base64.urlsafe_b64encode(zlib.compress(session)).rstrip(b"=").decode() + ":t:s"
    statements = (
        (
            "INSERT INTO django_session VALUES ('planted', ?, '2001-01-01')",
            packed,
        ),
        (
            "INSERT INTO turnstone_cache VALUES ('planted', ?, '2001-01-01')",
            base64.b64encode(f"typed {word('cache')}".encode()).decode(),
        ),
        (
            f"UPDATE {TASKS} SET args_kwargs = ? WHERE id = (SELECT min(id) FROM {TASKS})",
            f'{{"args": ["{word("task")}"], "kwargs": {{}}}}',
        ),
        ("CREATE TABLE planted (typed)", None),
        # Longer than a page of the database: SQLite spreads it, and only the row has it whole.
        ("INSERT INTO planted VALUES (?)", "-" * 9000 + word("database") + "-" * 9000),
    )
    with contextlib.closing(sqlite3.connect(demonstration.database)) as link:
        for statement, value in statements:
            link.execute(statement, () if value is None else (value,))
        link.commit()
    process = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(600)", word("command line")],
        env=demonstration.environment(TYPED=word("environment")),
    )
    try:
        found = find_canaries(demonstration, words.values())
        yield {store: (word, found.get(word, [])) for store, word in words.items()}
    finally:
        process.kill()
        process.wait()
        for path in files:
            path.unlink()
        with contextlib.closing(sqlite3.connect(demonstration.database)) as link:
            link.execute("DROP TABLE planted")
            link.execute("DELETE FROM django_session WHERE session_key = 'planted'")
            link.execute("DELETE FROM turnstone_cache WHERE cache_key = 'planted'")
            link.execute(f"DELETE FROM {TASKS} WHERE args_kwargs LIKE ?", [f"%{words['task']}%"])
            link.commit()


@pytest.mark.parametrize(
    ("store", "places"),
    [
        ("index", ["data/index/planted"]),
        ("log", ["data/log/planted.log"]),
        ("mail", ["data/mail/planted.log"]),
        ("media", ["data/media/planted.png"]),
        ("run", ["data/run/planted"]),
        ("temporary", ["tmp/planted"]),
        ("session", ["data/db.sqlite3-wal", "table django_session"]),
        ("cache", ["data/db.sqlite3-wal", "table turnstone_cache"]),
        ("task", ["data/db.sqlite3-wal", f"table {TASKS}"]),
        ("database", ["table planted"]),
    ],
)
def test_the_search_finds_what_stands_in_clear(in_clear, store: str, places: list[str]):
    word, found = in_clear[store]

    assert set(places) <= set(found), f"{word} was found in {found}"


@pytest.mark.parametrize(
    ("store", "place"), [("environment", "environ"), ("command line", "cmdline")]
)
def test_the_search_finds_what_a_process_was_given(in_clear, store: str, place: str):
    _word, found = in_clear[store]

    assert [name.split()[-1] for name in found] == [place]


def test_the_search_reads_the_database_file_itself(demonstration: Demonstration, tmp_path: Path):
    """What lies in the file and in no row: a page that was freed, had it not been overwritten."""
    [(size,)] = demonstration.rows("PRAGMA page_size")
    freed = tmp_path / "data" / "db.sqlite3"
    freed.parent.mkdir()
    word = make_canary()
    with contextlib.closing(sqlite3.connect(freed)) as link:
        link.execute("PRAGMA secure_delete = OFF")
        link.execute("CREATE TABLE t (a)")
        link.execute("INSERT INTO t VALUES (?)", [word + secrets.token_hex(int(str(size)))])
        link.commit()
        link.execute("DELETE FROM t")
        link.commit()
    aside = Demonstration(freed.parent, demonstration.port, demonstration.staff_port)

    assert find_canaries(aside, [word]) == {word: ["data/db.sqlite3"]}


def test_the_processes_are_the_demonstrations_own(demonstration: Demonstration):
    commands = [(path / "cmdline").read_bytes() for path in processes_of(demonstration)]

    assert sum(b"granian" in command for command in commands) >= 2
    assert sum(b"db_worker" in command for command in commands) == 1
    assert sum(b"clock" in command for command in commands) == 1
