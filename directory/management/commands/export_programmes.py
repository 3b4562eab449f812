"""Write the published directory into a file."""

import os
import time
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directory.exchange.columns import headings_of
from directory.exchange.entries import directory_rows
from directory.exchange.formats import FORMATS, TooLongForFormat
from directory.exchange.formats.base import write_file
from directory.exchange.rows import Row
from directory.management.progress import Bar
from directory.models import ProgrammePage


class Command(BaseCommand):
    help = (
        "Write every published programme, with the organisations, places and terms of the "
        "directory, into a CSV, XLSX or HSDS JSON file. The same directory gives the same file, "
        "byte for byte."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="its name ends in .csv, .xlsx or .json")
        parser.add_argument(
            "--programme",
            action="append",
            metavar="SLUG",
            help="only this programme and what it points at; may be repeated",
        )
        parser.add_argument(
            "--public",
            action="store_true",
            help="without notes for editors and without what a confidential place keeps",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        form = FORMATS.get(path.suffix.lower().lstrip("."))
        if form is None:
            raise CommandError(
                f"{path}: let the name end in {' or '.join(map('.'.__add__, FORMATS))}."
            )
        uuids = self._chosen(options["programme"])
        total = ProgrammePage.objects.live().count() if uuids is None else len(uuids)
        bar = Bar(self.stdout, "Programmes")
        started = time.monotonic()
        rows = directory_rows(uuids, public=options["public"])
        # Whoever reads the old file meanwhile reads all of it.
        unfinished = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            with unfinished.open("wb") as out:
                write_file(
                    form, _counted(rows, bar, total), headings_of(public=options["public"]), out
                )
            unfinished.replace(path)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        except TooLongForFormat as error:
            raise CommandError(str(error)) from error
        finally:
            unfinished.unlink(missing_ok=True)
        bar.end()
        self.stdout.write(
            f"{path}: {path.stat().st_size:,} bytes in {time.monotonic() - started:.1f} s."
        )

    def _chosen(self, slugs: list[str] | None) -> list[str] | None:
        if slugs is None:
            return None
        found = dict(
            ProgrammePage.objects.live().filter(slug__in=slugs).values_list("slug", "uuid")
        )
        missing = [slug for slug in slugs if slug not in found]
        if missing:
            raise CommandError(f"No published programme has the address “{missing[0]}”.")
        return [str(own) for own in found.values()]


def _counted(rows: Iterable[Row], bar: Bar, total: int) -> Iterator[Row]:
    done = 0
    for row in rows:
        done += row.kind == "programme"
        bar(done, total)
        yield row
