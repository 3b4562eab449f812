"""Where an import's file waits until it is read: private to the staff zone, never in the media."""

import os
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from directory.exchange.formats.base import FileRefused, too_large
from directory.models import ProgrammeImport


def folder() -> Path:
    path: Path = settings.DATA / "run" / "imports"
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def file_of(batch: ProgrammeImport) -> Path:
    """The file as it was handed in."""
    return folder() / f"{batch.uuid}.{batch.format}"


def scratch_of(batch: ProgrammeImport) -> Path:
    """Its rows, taken apart."""
    return folder() / f"{batch.uuid}.rows"


def keep_file(path: Path, pieces: Iterable[bytes], *, most: int) -> None:
    """Write what is handed in to ``path``. Raises :class:`FileRefused` where it is too much."""
    size = 0
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                size += len(piece)
                if size > most:
                    raise FileRefused(too_large(size, most))
                file.write(piece)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def forget_files(batch: ProgrammeImport) -> None:
    for path in (file_of(batch), scratch_of(batch)):
        path.unlink(missing_ok=True)
