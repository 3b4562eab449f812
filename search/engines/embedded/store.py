"""Generations on disk: each whole and unchanging, one of them named by the file ``current``.

A writer builds a generation in a folder of its own and then replaces ``current`` in one rename,
so a reader, or a writer killed at any moment, finds either the old one or the new one. Segments
of the text index never change once written: a new generation shares them by hard links.
"""

import fcntl
import json
import os
import secrets
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from search.engines.base import IndexUnavailable
from search.engines.embedded.schema import VERSION

CURRENT = "current"
LOCK = "writer.lock"
PREFIX = "generation-"
TEXT, ARRAYS, PLACES = "text", "arrays", "places"
CATALOGUE, LEDGER = "catalogue.json", "ledger.json"

# Far more programmes than there will be: what is above was not written here.
_MOST = 1 << 26
_LOCKS = {".tantivy-meta.lock", ".tantivy-writer.lock"}

#: What identifies one state of ``current``: inode, time of change (ns), size.
Signature = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What ``current`` says: the generation's folder, and size and CRC-32 of each of its files."""

    folder: Path
    programmes: int
    capacity: int
    files: dict[str, tuple[int, int]]


class Store:
    """The index folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._current = folder / CURRENT

    # Reading

    def signature(self) -> Signature | None:
        """Return what changes whenever another generation becomes current; None: there is none."""
        try:
            found = os.stat(self._current)  # noqa: PTH116  (asked at every request)
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def manifest(self) -> Manifest:
        """Read ``current`` and check its files' sizes. Raises :class:`IndexUnavailable`."""
        try:
            data = json.loads(self._current.read_text(encoding="utf-8"))
            if data["version"] != VERSION:
                raise IndexUnavailable("the index was built by another version")
            manifest = Manifest(
                folder=self.folder / str(data["generation"]),
                programmes=int(data["programmes"]),
                capacity=int(data["capacity"]),
                files={name: (int(size), int(crc)) for name, (size, crc) in data["files"].items()},
            )
            for name, (size, _) in manifest.files.items():
                if (manifest.folder / name).stat().st_size != size:
                    raise IndexUnavailable(f"{name} is not as long as it was written")
            if not 0 <= manifest.programmes <= manifest.capacity <= _MOST:
                raise IndexUnavailable("the index cannot be read")
        except FileNotFoundError as error:
            raise IndexUnavailable(f"{Path(error.filename or CURRENT).name} is missing") from error
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise IndexUnavailable("the index cannot be read") from error
        except (OverflowError, RecursionError) as error:
            raise IndexUnavailable("the index cannot be read") from error
        return manifest

    def read(self, manifest: Manifest, name: str) -> bytes:
        """Read a file of a generation, checked. Raises :class:`IndexUnavailable`."""
        try:
            data = (manifest.folder / name).read_bytes()
        except OSError as error:
            raise IndexUnavailable(f"{name} cannot be read") from error
        if zlib.crc32(data) != manifest.files.get(name, (0, -1))[1]:
            raise IndexUnavailable(f"{name} is not as it was written")
        return data

    def check(self, manifest: Manifest) -> None:
        """Read every byte. Raises :class:`IndexUnavailable` for the first file that differs."""
        for name in manifest.files:
            self.read(manifest, name)

    # Writing

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the one writer's lock, waiting for it; what killed writers left is cleared away."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._clear_away()
            yield

    def new_folder(self, previous: Manifest | None = None) -> Path:
        """Make the folder of a new generation, sharing the previous one's text index."""
        folder = self.folder / (PREFIX + secrets.token_hex(6))
        # Published content: who may read it is decided by the folder above.
        folder.mkdir()
        if previous is not None:
            (folder / TEXT).mkdir()
            for file in (previous.folder / TEXT).iterdir():
                if file.name not in _LOCKS:
                    (folder / TEXT / file.name).hardlink_to(file)
        return folder

    def switch(
        self, folder: Path, *, programmes: int, capacity: int, previous: Manifest | None
    ) -> None:
        """Make a finished generation the current one, durably."""
        # The library makes some of its files for their owner alone. Who may enter the folder may
        # read what is in it: the public process can be another system user of the same group.
        mode = folder.stat().st_mode & 0o666
        known = previous.files if previous else {}
        files = {}
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            if path.stat().st_mode & 0o666 != mode:
                path.chmod(mode)
            if path.name in _LOCKS:
                continue
            name = path.relative_to(folder).as_posix()
            size = path.stat().st_size
            shared = previous and _is_same_file(path, previous.folder / name)
            files[name] = known[name] if shared and name in known else (size, _synced_crc(path))
        for directory in (folder / TEXT, folder):
            _sync(directory)
        data: dict[str, Any] = {
            "version": VERSION,
            "generation": folder.name,
            "programmes": programmes,
            "capacity": capacity,
            "files": files,
        }
        temporary = self.folder / f"{CURRENT}.{folder.name}"
        temporary.write_text(json.dumps(data), encoding="utf-8")
        _sync(temporary)
        temporary.replace(self._current)
        _sync(self.folder)
        self._clear_away(keep=previous.folder.name if previous else "")

    def _clear_away(self, keep: str = "") -> None:
        # The previous generation stays until the next: a reader may be about to open it.
        try:
            current = json.loads(self._current.read_text(encoding="utf-8"))["generation"]
        except (OSError, ValueError, KeyError, TypeError):
            current = ""
        for path in self.folder.iterdir():
            if path.name.startswith(f"{CURRENT}."):
                path.unlink()
            elif path.name.startswith(PREFIX) and path.name not in (current, keep):
                shutil.rmtree(path, ignore_errors=True)


def _is_same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _synced_crc(path: Path) -> int:
    _sync(path)
    crc = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            crc = zlib.crc32(block, crc)
    return crc


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
