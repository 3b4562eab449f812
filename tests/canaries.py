"""Canary words, and the search for them in everything that a demonstration leaves behind.

A canary is twelve letters that stand nowhere else. The search reads bytes as they lie (database
file, journal, index, logs, mail, media, run, temporary files, the environments and command lines
of the processes) and every row of every table, and looks inside what is merely wrapped: base64,
hex, UTF-16 and zlib, in any order up to three deep.
"""

import base64
import binascii
import contextlib
import re
import secrets
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.demonstration import Demonstration

LETTERS = "bcdfghjklmnpqrstvwxz"
DEPTH = 3
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
_HEX = re.compile(rb"[0-9a-fA-F]{24,}")
_STANDARD = bytes.maketrans(b"-_", b"+/")
LONGEST_INFLATED = 1_000_000
_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
# The keys' own folder is left out: nothing that is sent passes there, and it holds passwords.
_NOT_SEARCHED = {"keys", "static"}


def make_canary() -> str:
    """A word of twelve consonants: no language, no identifier and no digest has it by chance."""
    return "".join(secrets.choice(LETTERS) for _ in range(12))


def make_digits(length: int = 9) -> str:
    """A number for fields that take nothing else; it never begins with 0."""
    return str(secrets.randbelow(9) + 1) + "".join(
        secrets.choice("0123456789") for _ in range(length - 1)
    )


def find_canaries(running: Demonstration, words: Iterable[str]) -> dict[str, list[str]]:
    """Which words were found, and where: {word: [place, …]}; empty when there are none."""
    wanted = {word: word.lower().encode() for word in words}
    found: dict[str, list[str]] = {}
    for place, content in everything(running):
        views = [view.lower() for view in unwrapped(content)]
        for word, needle in wanted.items():
            if any(needle in view for view in views):
                found.setdefault(word, []).append(place)
    return found


def everything(running: Demonstration) -> Iterator[tuple[str, bytes]]:
    """Every place that a demonstration writes to, by name, with its bytes."""
    for path in sorted(running.data.parent.rglob("*")):
        inside = path.relative_to(running.data.parent)
        if not path.is_file() or _NOT_SEARCHED & set(inside.parts[:2]):
            continue
        with contextlib.suppress(FileNotFoundError):
            yield str(inside), path.read_bytes()
    yield from rows_of(running.database)
    for process in processes_of(running):
        for name in ("environ", "cmdline"):
            with contextlib.suppress(OSError):
                yield f"process {process.name} {name}", (process / name).read_bytes()


def rows_of(database: Path) -> Iterator[tuple[str, bytes]]:
    """Each table as one text: a value that SQLite spreads over pages is whole again here."""
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as link:
        link.text_factory = bytes
        names = link.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in names:
            rows = link.execute(f'SELECT * FROM "{name.decode()}"').fetchall()
            cells = (
                cell if isinstance(cell, bytes) else str(cell).encode()
                for row in rows
                for cell in row
            )
            yield f"table {name.decode()}", b"\n".join(cells)


def processes_of(running: Demonstration) -> list[Path]:
    """The `/proc` folders of every process whose environment names this demonstration's data."""
    mine = f"TURNSTONE_DATA={running.data}\0".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mine in (folder / "environ").read_bytes() + b"\0":
                found.append(folder)
    return found


def unwrapped(content: bytes, depth: int = DEPTH) -> Iterator[bytes]:
    """The bytes themselves, and what they hold in base64, hex, UTF-16 and zlib."""
    yield content
    # UTF-16 of plain letters is the letters with zeros between.
    if b"\0" in content:
        yield content.replace(b"\0", b"")
    if depth:
        for pieces in (_inflated(content), _from_hex(content), _from_base64(content)):
            inner = b"\n".join(pieces)
            if inner:
                yield from unwrapped(inner, depth - 1)


def _inflated(content: bytes) -> Iterator[bytes]:
    for match in _ZLIB.finditer(content):
        with contextlib.suppress(zlib.error):
            yield zlib.decompressobj().decompress(content[match.start() :], LONGEST_INFLATED)


def _from_hex(content: bytes) -> Iterator[bytes]:
    for match in _HEX.finditer(content):
        # A run may begin with half a byte of something else.
        for text in (match[0], match[0][1:]):
            yield binascii.unhexlify(text[: len(text) // 2 * 2])


def _from_base64(content: bytes) -> Iterator[bytes]:
    for match in _BASE64.finditer(content):
        text = match[0].rstrip(b"=").translate(_STANDARD)
        # A run may begin in the middle of a group of four.
        for shift in range(4):
            piece = text[shift:]
            piece = piece[: len(piece) - (len(piece) % 4 == 1)]
            yield base64.b64decode(piece + b"=" * (-len(piece) % 4))
