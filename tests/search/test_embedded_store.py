"""The embedded engine on disk: several processes, kills, damage."""

import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from search.engines.base import IndexUnavailable
from search.engines.embedded import EmbeddedEngine, writer
from search.engines.embedded import store as on_disk
from search.engines.embedded.store import CURRENT, PREFIX, TEXT, Store
from search.query import ProgrammeQuery
from tests.search.builders import CATALOGUE, document, strand

ROOT = Path(__file__).resolve().parents[2]
GROUP = strand("Team", mode="group")


def found(engine, querystring=""):
    query = ProgrammeQuery.from_querystring(querystring)
    return sorted(hit.card.slug for hit in engine.search(query, language="en").hits)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "index"


@pytest.fixture
def engine(folder):
    engine = EmbeddedEngine(folder)
    engine.rebuild([document("one", GROUP), document("two")], catalogue=CATALOGUE)
    return engine


def generations(folder):
    return {path for path in folder.iterdir() if path.name.startswith(PREFIX)}


# Several processes

READER = """
import sys
from pathlib import Path
from search.engines.embedded import EmbeddedEngine
from search.query import ProgrammeQuery
engine = EmbeddedEngine(Path(sys.argv[1]))
for line in sys.stdin:
    query = ProgrammeQuery.from_querystring(line.strip())
    results = engine.search(query, language="en")
    print(*sorted(hit.card.slug for hit in results.hits), flush=True)
"""


@pytest.fixture
def reader(folder):
    """``reader(querystring)``: what another process, started before, finds now."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"}
    command = [sys.executable, "-c", READER, str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:

        def ask(querystring=""):
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(querystring + "\n")
            process.stdin.flush()
            return process.stdout.readline().split()

        yield ask
        process.communicate()  # ends its input, and so itself


def test_another_process_sees_each_change_at_its_next_search(engine, reader):
    assert reader() == ["one", "two"]
    engine.index([document("three", GROUP)])
    assert reader() == ["one", "three", "two"]
    assert reader("mode=group") == ["one", "three"]
    engine.index([document("one")], removed=[document("two").uuid])
    assert reader() == ["one", "three"]
    assert reader("mode=group") == ["three"]
    assert reader("q=two") == []
    engine.rebuild([document("four")], catalogue=CATALOGUE)
    assert reader() == ["four"]


def test_readers_never_see_a_half_or_empty_index_while_it_changes(engine, folder):
    context = multiprocessing.get_context("fork")
    stop = context.Event()
    problems = context.SimpleQueue()

    def read():
        reading = EmbeddedEngine(folder)
        while not stop.is_set():
            try:
                slugs = found(reading, "mode=group")
                if len(slugs) != 1 or not slugs[0].startswith("one"):
                    problems.put(f"found {slugs}")
            except BaseException as error:
                problems.put(repr(error))
                return

    readers = [context.Process(target=read) for _ in range(2)]
    for process in readers:
        process.start()
    for n in range(15):
        engine.index([document("one", GROUP, titles={"en": f"One {n}"}), document(f"n-{n}")])
    engine.rebuild([document("one", GROUP)], catalogue=CATALOGUE)
    stop.set()
    for process in readers:
        process.join(20)
    assert problems.empty(), problems.get()


def test_two_writers_take_turns(engine, folder):
    context = multiprocessing.get_context("fork")

    def write(name):
        for n in range(5):
            EmbeddedEngine(folder).index([document(f"{name}-{n}")])

    writers = [context.Process(target=write, args=(name,)) for name in ("left", "right")]
    for process in writers:
        process.start()
    for process in writers:
        process.join(60)
        assert process.exitcode == 0
    query = ProgrammeQuery.from_querystring("")
    assert engine.search(query, language="en").total == 12


# Killed in mid-write

WRITER = """
import sys
from pathlib import Path
from search.engines.embedded import EmbeddedEngine
from tests.search.builders import CATALOGUE, document
engine = EmbeddedEngine(Path(sys.argv[1]))
print("ready", flush=True)
for n in range(10_000):
    documents = [document(f"programme-{i}", titles={"en": f"Round {n}"}) for i in range(30)]
    if sys.argv[2] == "rebuild":
        engine.rebuild(documents, catalogue=CATALOGUE)
    else:
        engine.index(documents)
"""


@pytest.mark.parametrize("how", ["rebuild", "change"])
def test_a_writer_killed_at_any_moment_leaves_a_whole_index(folder, how):
    EmbeddedEngine(folder).rebuild(
        [document(f"programme-{i}", titles={"en": "Round start"}) for i in range(30)],
        catalogue=CATALOGUE,
    )
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"}
    chance = random.Random(7)
    rounds = set()
    for _ in range(6):
        command = [sys.executable, "-c", WRITER, str(folder), how]
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0.05, 0.4))
            process.send_signal(signal.SIGKILL)
        engine = EmbeddedEngine(folder)
        assert engine.status(thorough=True).state == "ready"
        query = ProgrammeQuery.from_querystring("q=round")
        results = engine.search(query, language="en", page_size=100)
        titles = {hit.card.title for hit in results.hits}
        assert results.total == 30
        assert len(titles) == 1, "one round or another, never a mixture"
        rounds |= titles
    assert len(rounds) > 1, "the killed writer wrote nothing at all"
    engine.index([document("after")])
    assert len(generations(folder)) == 2, "what was left half-written is cleared away"
    assert found(engine, "q=after") == ["after"]


def test_a_failing_rebuild_leaves_the_old_index_and_no_rubbish(engine, folder):
    before = generations(folder)

    def documents():
        yield document("three")
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        engine.rebuild(documents(), catalogue=CATALOGUE)
    assert found(engine) == ["one", "two"]
    assert generations(folder) == before


# Missing and damaged


def current(folder):
    return folder / json.loads((folder / CURRENT).read_text())["generation"]


def cut(path):
    path.write_bytes(path.read_bytes()[:-7])


def scramble(path):
    data = bytearray(path.read_bytes())
    for place in range(0, len(data), 5):
        data[place] ^= 0xFF
    path.write_bytes(data)


def segment(folder, suffix):
    return max((current(folder) / TEXT).glob(f"*.{suffix}"), key=lambda path: path.stat().st_size)


DAMAGE = {
    "no current": lambda folder: (folder / CURRENT).unlink(),
    "current empty": lambda folder: (folder / CURRENT).write_text(""),
    "current is another thing": lambda folder: (folder / CURRENT).write_text("[1]"),
    "current cut": lambda folder: cut(folder / CURRENT),
    "another version": lambda folder: (folder / CURRENT).write_text('{"version": 0}'),
    "no generation": lambda folder: current(folder).rename(folder / "elsewhere"),
    "arrays cut": lambda folder: cut(current(folder) / on_disk.ARRAYS),
    "arrays scrambled": lambda folder: scramble(current(folder) / on_disk.ARRAYS),
    "catalogue scrambled": lambda folder: scramble(current(folder) / on_disk.CATALOGUE),
    "no catalogue": lambda folder: (current(folder) / on_disk.CATALOGUE).unlink(),
    "no segment": lambda folder: segment(folder, "store").unlink(),
    "segment cut": lambda folder: cut(segment(folder, "idx")),
    "no meta": lambda folder: (current(folder) / TEXT / "meta.json").unlink(),
    "meta scrambled": lambda folder: scramble(current(folder) / TEXT / "meta.json"),
    "fast fields scrambled": lambda folder: scramble(segment(folder, "fast")),
}


@pytest.mark.parametrize("damage", sorted(DAMAGE))
def test_a_missing_or_damaged_index_says_so_and_can_be_built_anew(engine, folder, damage):
    assert found(engine) == ["one", "two"]
    DAMAGE[damage](folder)
    fresh = EmbeddedEngine(folder)
    assert fresh.status().state in ("missing", "damaged")
    with pytest.raises(IndexUnavailable):
        found(fresh)
    # A process that had it open answers on from memory.
    assert found(engine) == ["one", "two"]
    fresh.rebuild([document("three")], catalogue=CATALOGUE)
    assert fresh.status(thorough=True).state == "ready"
    assert found(fresh) == ["three"]
    assert found(engine) == ["three"]


@pytest.mark.parametrize("suffix", ["idx", "term", "store", "fieldnorm"])
def test_a_thorough_look_finds_a_single_changed_byte(engine, folder, suffix):
    path = segment(folder, suffix)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert EmbeddedEngine(folder).status(thorough=True).state == "damaged"


@pytest.mark.parametrize("suffix", ["idx", "term", "store"])
def test_a_scrambled_segment_is_never_an_error_of_another_kind(engine, folder, suffix):
    scramble(segment(folder, suffix))
    fresh = EmbeddedEngine(folder)
    for querystring in ("", "q=one", "q=ome", "mode=group&sort=name"):
        try:
            found(fresh, querystring)
        except IndexUnavailable:
            continue


def test_a_damaged_ledger_asks_for_a_rebuild(engine, folder):
    scramble(current(folder) / on_disk.LEDGER)
    with pytest.raises(IndexUnavailable):
        engine.index([document("three")])
    assert found(engine) == ["one", "two"]


def test_changes_share_the_segments_that_did_not_change(engine, folder):
    old = {path.name: path.stat().st_ino for path in (current(folder) / TEXT).glob("*.store")}
    engine.index([document("three")])
    new = {path.name: path.stat().st_ino for path in (current(folder) / TEXT).glob("*.store")}
    assert old.items() <= new.items()


def test_a_change_of_nothing_writes_nothing(engine, folder):
    before = Store(folder).signature()
    engine.index([], removed=["no such programme"])
    assert Store(folder).signature() == before


def test_many_small_changes_do_not_pile_up(engine, folder):
    for n in range(30):
        engine.index([document("one", GROUP, titles={"en": f"One {n}"})])
    assert len(generations(folder)) <= 2
    assert len(list((current(folder) / TEXT).glob("*.store"))) < 20
    assert found(engine, "q=29") == ["one"]
    assert found(engine, "q=28") == []


def test_the_writer_tells_its_progress(folder):
    told: list[int] = []
    documents = [document(f"programme-{n}") for n in range(1_100)]
    EmbeddedEngine(folder).rebuild(documents, catalogue=CATALOGUE, progress=told.append)
    assert told == [writer.PROGRESS_EVERY, 2 * writer.PROGRESS_EVERY, 1_100]
