"""The embedded engine when its files are missing or damaged."""

import json

import pytest

from search.engines import embedded
from search.engines.base import IndexUnavailable
from search.engines.embedded import EmbeddedEngine
from search.engines.embedded import store as on_disk
from search.engines.embedded.generation import Generation
from search.engines.embedded.store import CURRENT, TEXT
from search.query import ProgrammeQuery
from tests.search.asking import search, slugs
from tests.search.builders import CATALOGUE, document, strand

GROUP = strand("Team", mode="group")


def found(engine, querystring=""):
    return sorted(slugs(search(engine, querystring)))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "index"


@pytest.fixture
def engine(folder):
    engine = EmbeddedEngine(folder)
    engine.rebuild([document("one", GROUP), document("two")], catalogue=CATALOGUE)
    return engine


def current(folder):
    return folder / json.loads((folder / CURRENT).read_text())["generation"]


def put_in_place(path, data):
    """Another file under the same name: to cut one short that is mapped ends whoever reads it."""
    damaged = path.with_name(f"{path.name}.damaged")
    damaged.write_bytes(data)
    damaged.replace(path)


def cut(path):
    put_in_place(path, path.read_bytes()[:-7])


def scramble(path):
    data = bytearray(path.read_bytes())
    for place in range(0, len(data), 5):
        data[place] ^= 0xFF
    put_in_place(path, data)


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
    put_in_place(path, data)
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


@pytest.mark.parametrize("held", [1_024, 0])
def test_a_changed_byte_of_a_card_is_never_an_error_of_another_kind(
    engine, folder, monkeypatch, held
):
    monkeypatch.setattr("search.engines.embedded.generation._HELD_WHOLE", held)
    path = segment(folder, "store")
    data = path.read_bytes()
    refused = 0
    for place in range(0, len(data), len(data) // 40):
        damaged = bytearray(data)
        damaged[place] ^= 0x55
        put_in_place(path, damaged)
        fresh = EmbeddedEngine(folder)
        try:
            found(fresh)
            fresh.found(ProgrammeQuery(), language="en")
        except IndexUnavailable:
            refused += 1
    assert refused > 5


def swap_a_letter(path):
    """Whole as JSON, and wrong."""
    data = path.read_bytes()
    put_in_place(path, data.replace(b"one", b"two", 1))
    assert path.read_bytes() != data


@pytest.mark.parametrize("damage", [scramble, swap_a_letter])
def test_a_damaged_ledger_asks_for_a_rebuild(engine, folder, damage):
    damage(current(folder) / on_disk.LEDGER)
    with pytest.raises(IndexUnavailable):
        engine.index([document("three")])
    assert found(engine) == ["one", "two"]


def test_a_passing_failure_to_read_a_new_index_passes(engine, folder, monkeypatch, caplog):
    assert found(engine) == ["one", "two"]
    assert not engine.has_answered_of_old()
    EmbeddedEngine(folder).rebuild([document("three")], catalogue=CATALOGUE)
    read = on_disk.Store.read
    clock = [1_000.0]
    monkeypatch.setattr("search.engines.embedded.time.monotonic", lambda: clock[0])

    def too_many_open_files(store, manifest, name):
        raise IndexUnavailable("arrays cannot be read")

    monkeypatch.setattr(on_disk.Store, "read", too_many_open_files)
    for _ in range(3):
        assert found(engine) == ["one", "two"]
        clock[0] += embedded.TRIED_AGAIN + 1
    said = "the finder answers from an old index: arrays cannot be read"
    assert [record.getMessage() for record in caplog.records] == [said]
    assert engine.has_answered_of_old()
    monkeypatch.setattr(on_disk.Store, "read", read)
    assert found(engine) == ["three"]
    # Another thread may still be at a page that it made of the old one.
    assert engine.has_answered_of_old()
    clock[0] += 61
    assert not engine.has_answered_of_old()


def test_a_damaged_index_is_not_read_again_for_every_visitor(folder, engine, monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr("search.engines.embedded.time.monotonic", lambda: clock[0])
    read: list[object] = []

    def damaged(generation: Generation, *about: object) -> None:
        read.append(about)
        raise IndexUnavailable("arrays cannot be read")

    monkeypatch.setattr(Generation, "__init__", damaged)
    visitor = EmbeddedEngine(folder)
    for _ in range(3):
        with pytest.raises(IndexUnavailable, match="arrays cannot be read"):
            found(visitor)
    assert len(read) == 1
    clock[0] += embedded.TRIED_AGAIN + 1
    monkeypatch.undo()
    assert found(visitor) == ["one", "two"]


def test_an_index_that_is_taken_away_while_a_new_one_is_read_leaves_the_old(engine, folder):
    assert found(engine) == ["one", "two"]
    engine.index([document("three")])
    (folder / CURRENT).unlink()
    assert engine._load() is engine._loaded[1]
    assert engine.has_answered_of_old()


@pytest.mark.parametrize("number", ["1e999", "-5", str(10**12), "[" * 100_000])
@pytest.mark.parametrize("name", ["capacity", "programmes"])
def test_a_number_that_no_index_has_is_damage(engine, folder, name, number):
    about = json.loads((folder / CURRENT).read_text())
    text = json.dumps(about).replace(f'"{name}": {about[name]}', f'"{name}": {number}')
    (folder / CURRENT).write_text(text)
    assert EmbeddedEngine(folder).status().state == "damaged"
    with pytest.raises(IndexUnavailable):
        found(EmbeddedEngine(folder))
