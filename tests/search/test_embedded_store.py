"""The embedded engine on disk: several processes, kills, damage."""

import gc
import json
import multiprocessing
import os
import random
import signal
import stat
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from directory.record import Point
from search.engines.embedded import EmbeddedEngine, writer
from search.engines.embedded import store as on_disk
from search.engines.embedded.generation import Generation
from search.engines.embedded.store import CURRENT, PREFIX, TEXT, Store
from search.engines.embedded.text import TextSearch
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


def current(folder):
    return folder / json.loads((folder / CURRENT).read_text())["generation"]


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

    def read(afresh):
        reading = EmbeddedEngine(folder)
        while not stop.is_set():
            try:
                if afresh:
                    reading = EmbeddedEngine(folder)
                slugs = found(reading, "mode=group")
                if len(slugs) != 1 or not slugs[0].startswith("one"):
                    problems.put(f"found {slugs}")
            except BaseException as error:
                problems.put(repr(error))
                return

    readers = [context.Process(target=read, args=(afresh,)) for afresh in (False, True)]
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
for n in range(10_000):
    documents = [document(f"programme-{i}", titles={"en": f"Round {n}"}) for i in range(30)]
    if sys.argv[2] == "rebuild":
        engine.rebuild(documents, catalogue=CATALOGUE)
    else:
        engine.index(documents)
    print(n, flush=True)
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
            for _ in range(chance.randint(1, 3)):
                process.stdout.readline()
            time.sleep(chance.uniform(0, 0.2))
            process.send_signal(signal.SIGKILL)
        engine = EmbeddedEngine(folder)
        assert engine.status(thorough=True).state == "ready"
        query = ProgrammeQuery.from_querystring("q=round")
        results = engine.search(query, language="en", page_size=100)
        titles = {hit.card.title for hit in results.hits}
        assert results.total == 30
        assert len(titles) == 1, "one round or another, never a mixture"
        rounds |= titles
    assert "Round start" not in rounds
    assert len(rounds) > 1
    engine.index([document("after")])
    assert len(generations(folder)) == 2, "what was left half-written is cleared away"
    assert found(engine, "q=after") == ["after"]


@pytest.mark.parametrize("how", ["rebuild", "change"])
def test_a_writer_that_dies_at_any_step_leaves_the_old_index_or_the_new(engine, folder, how):
    """Dies in turn before each write that must be durable, until it gets through."""
    context = multiprocessing.get_context("fork")
    three = document("three")

    def write(steps):
        left = iter(range(steps))
        durable = on_disk._sync

        def sync(path):
            if next(left, None) is None:
                os._exit(1)
            durable(path)

        on_disk._sync = sync
        if how == "rebuild":
            EmbeddedEngine(folder).rebuild([three], catalogue=CATALOGUE)
        else:
            EmbeddedEngine(folder).index([three])

    whole = {"rebuild": ["three"], "change": ["one", "three", "two"]}[how]
    for steps in range(60):
        process = context.Process(target=write, args=(steps,))
        process.start()
        process.join(60)
        fresh = EmbeddedEngine(folder)
        assert fresh.status(thorough=True).state == "ready"
        assert found(fresh) in (["one", "two"], whole)
        if process.exitcode == 0:
            break
    assert found(EmbeddedEngine(folder)) == whole
    assert steps > 5


def test_a_failing_rebuild_leaves_the_old_index_and_no_rubbish(engine, folder):
    before = generations(folder)

    def documents():
        yield document("three")
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        engine.rebuild(documents(), catalogue=CATALOGUE)
    assert found(engine) == ["one", "two"]
    assert generations(folder) == before


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


def test_another_system_user_of_the_group_may_read_what_the_umask_lets(folder):
    before = os.umask(0o007)
    try:
        engine = EmbeddedEngine(folder)
        engine.rebuild([document("one")], catalogue=CATALOGUE)
        engine.index([document("two")])
    finally:
        os.umask(before)
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.rglob("*")]}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o770}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o660}


def test_the_writer_tells_its_progress(folder):
    told: list[int] = []
    documents = [document(f"programme-{n}") for n in range(1_100)]
    EmbeddedEngine(folder).rebuild(documents, catalogue=CATALOGUE, progress=told.append)
    assert told == [writer.PROGRESS_EVERY, 2 * writer.PROGRESS_EVERY, 1_100]


def test_a_generation_is_gone_as_soon_as_another_has_taken_its_place(engine):
    points = {"points": (Point(51.05, 3.72),), "areas": ("antwerp",)}
    engine.rebuild([document("one", **points), document("two", **points)], catalogue=CATALOGUE)
    # So that whatever it keeps of what it was asked, it keeps.
    for asked in ("", "q=one", "q=antwerpp", "q=one+two&mode=group", "near=2000&sort=distance"):
        found(engine, asked)
    of_old = engine._generation()
    held = [weakref.ref(part) for part in (of_old, of_old.text, of_old.places, of_old.meanings)]
    caches = (of_old._entries, of_old._texts, of_old.text._set_of, of_old.places._around)
    assert all(cache.cache_info().currsize for cache in (*caches, of_old.meanings._nearest))
    del of_old, caches
    gc.collect()
    gc.disable()
    try:
        engine.index([document("three")])
        assert "three" in found(engine)
        assert [part() for part in held] == [None] * 4
    finally:
        gc.enable()


def test_visitors_who_come_at_once_load_the_index_once(engine, folder, monkeypatch):
    loaded: list[Generation] = []
    load = Generation.__init__

    def slowly(generation: Generation, *about) -> None:
        loaded.append(generation)
        time.sleep(0.2)
        load(generation, *about)

    monkeypatch.setattr(Generation, "__init__", slowly)
    reader = EmbeddedEngine(folder)
    with ThreadPoolExecutor(4) as visitors:
        assert list(visitors.map(lambda _: found(reader), range(4))) == [["one", "two"]] * 4
    assert len(loaded) == 1


def test_while_one_thread_reads_the_new_index_the_others_answer_from_the_old(engine, monkeypatch):
    found(engine)
    engine.index([document("three")])
    begun, go_on = threading.Event(), threading.Event()
    load = Generation.__init__

    def held_up(generation: Generation, *about) -> None:
        begun.set()
        go_on.wait(20)
        load(generation, *about)

    monkeypatch.setattr(Generation, "__init__", held_up)
    with ThreadPoolExecutor(1) as visitor:
        first = visitor.submit(found, engine)
        assert begun.wait(20)
        assert found(engine) == ["one", "two"]
        assert engine.has_answered_of_old()
        go_on.set()
        assert first.result() == ["one", "three", "two"]
    assert found(engine) == ["one", "three", "two"]


@pytest.mark.parametrize("held", [2, 1])
def test_a_small_directory_is_read_at_once_and_a_large_one_where_it_is_found(
    engine, monkeypatch, held
):
    kept = "search.engines.embedded.generation"
    monkeypatch.setattr(f"{kept}._HELD_WHOLE", held)
    for name in ("_RECORDS_KEPT", "_TEXTS_KEPT", "_DOCUMENTS_KEPT"):
        monkeypatch.setattr(f"{kept}.{name}", 1)
    ones = [document(slug, texts={"en": f"Calm {slug}"}) for slug in ("one", "two")]
    engine.rebuild(ones, catalogue=CATALOGUE)
    read: list[int] = []
    stored = TextSearch.stored

    def counted(text: TextSearch, number: int) -> Callable[[str], bytes]:
        read.append(number)
        return stored(text, number)

    monkeypatch.setattr(TextSearch, "stored", counted)
    engine.catalogue()
    assert len(read) == (2 if held == 2 else 0)
    assert found(engine, "q=calm") == ["one", "two"]
    assert len(read) == 2


IN_ANOTHER_LOCALE = """
import sys
from pathlib import Path
from search.engines.embedded import EmbeddedEngine
from tests.search.builders import CATALOGUE, document

engine = EmbeddedEngine(Path(sys.argv[1]))
engine.rebuild([document("one", titles={"fr": "\\u00c9coute"})], catalogue=CATALOGUE)
engine.index([document("two", titles={"nl": "Caf\\u00e9"})])
"""


def test_an_index_is_the_same_whatever_the_locale_of_its_writer(folder):
    own = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    subprocess.run(
        [sys.executable, "-c", IN_ANOTHER_LOCALE, str(folder)],
        check=True,
        env={**os.environ, **own, "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"},
    )
    assert found(EmbeddedEngine(folder), "sort=name") == ["one", "two"]
