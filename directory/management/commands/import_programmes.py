"""Compare a file with the directory and, when asked to, apply it."""

import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError

from directory.exchange.formats import FileRefused
from directory.imports import services, working
from directory.imports.listing import counts_by_plan, counts_by_state, wrong_rows_as_csv
from directory.imports.saying import kind_label, row_title, say_problem
from directory.management.progress import Bar
from directory.models import ImportRow, ProgrammeImport

State = ProgrammeImport.State
_PIECE = 1024 * 1024
#: Seconds before it is looked again how far a worker is.
_LOOK_AGAIN = 0.5
#: How often in a row the database may be busy for as long as it lets one wait.
_MOST_BUSY = 20


class Command(BaseCommand):
    help = (
        "Compare a CSV, XLSX or HSDS JSON file with the directory and say what would be new, "
        "changed, unchanged or wrong. With --apply, do it. Cut off, it is gone on with by the "
        "worker, or by the same command with --resume."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="CSV, XLSX or JSON")
        parser.add_argument("--apply", action="store_true", help="do it; without, nothing changes")
        parser.add_argument(
            "--publish", action="store_true", help="publish at once, instead of drafts for review"
        )
        parser.add_argument(
            "--change-shared",
            action="store_true",
            help="also change terms, organisations and places that are here already",
        )
        parser.add_argument("--user", help="in whose name (a user name)")
        parser.add_argument("--wrong", type=Path, help="write the rows that are wrong to this file")
        parser.add_argument("--resume", metavar="UUID", help="go on with an import that was begun")
        parser.add_argument("--undo", metavar="UUID", help="undo an import that was applied")

    def handle(self, *args: Any, **options: Any) -> None:
        user = self._user(options["user"])
        try:
            if options["undo"]:
                batch = self._batch(options["undo"])
                services.undo_import(acting_user=user, batch=batch)
                self._work(batch, "Undone")
                self._say_ended(batch)
                return
            batch = self._begin(options, user)
            self._work(batch, "Compared")
            if batch.state == State.REFUSED:
                raise CommandError(batch.refusal)
            if batch.state == State.READY:
                self._say_plan(batch, options["wrong"])
                self._accept(batch, options["apply"], user)
            if batch.state == State.APPLYING:
                self._work(batch, "Applied")
                self._say_ended(batch)
        except FileRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        except services.NotNow as refusal:
            raise CommandError(str(refusal)) from refusal
        except PermissionDenied as refusal:
            raise CommandError("This person may not import, or not publish.") from refusal

    def _begin(self, options: dict[str, Any], user: Any) -> ProgrammeImport:
        if options["resume"]:
            return self._batch(options["resume"])
        path: Path | None = options["file"]
        if path is None:
            raise CommandError("Name a file, or an import with --resume or --undo.")
        try:
            batch = services.start_import(
                acting_user=user,
                file_name=path.name,
                pieces=_pieces(path),
                publish=options["publish"],
                change_shared=options["change_shared"],
            )
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        self.stdout.write(f"Import {batch.uuid}")
        return batch

    def _accept(self, batch: ProgrammeImport, apply: bool, user: Any) -> None:
        if not apply:
            self.stdout.write("Nothing was changed. To apply it, add --apply.")
            services.drop_import(acting_user=user, batch=batch)
            return
        services.accept_import(acting_user=user, batch=batch)

    def _work(self, batch: ProgrammeImport, what: str) -> None:
        """Do what is due; where a worker is at it as well, until it is done by either."""
        bar = Bar(self.stdout, what)
        busy = 0
        while True:
            try:
                for _step in working.steps(batch, bar):
                    busy = 0
                batch.refresh_from_db()
                if batch.state not in working.WORKING:
                    break
            except (OperationalError, InterfaceError) as error:
                busy += 1
                if busy == _MOST_BUSY:
                    raise CommandError(
                        f"The database was busy {busy} times in a row. What was done stays; the "
                        f"worker goes on with the rest, or this: --resume {batch.uuid}"
                    ) from error
            time.sleep(_LOOK_AGAIN)
        bar.end()

    def _say_plan(self, batch: ProgrammeImport, wrong: Path | None) -> None:
        for plan, number in counts_by_plan(batch).items():
            self.stdout.write(f"  {ImportRow.Plan(plan).label}: {number:,}")
        for row in batch.rows.filter(plan=ImportRow.Plan.WRONG)[:20]:
            for problem in row.problems[:3]:
                self.stdout.write(f"  {named(row)}, {say_problem(problem)}")
        for name, number in batch.unknown_terms.items():
            self.stdout.write(f"  Unknown term {name}, {number} times")
        if wrong is not None:
            with wrong.open("wb") as out:
                for piece in wrong_rows_as_csv(batch):
                    out.write(piece)

    def _say_ended(self, batch: ProgrammeImport) -> None:
        for state, number in counts_by_state(batch).items():
            self.stdout.write(f"  {ImportRow.State(state).label}: {number:,}")
        for row in batch.rows.filter(state__in=["held", "stays"])[:20]:
            self.stdout.write(f"  {named(row)}: {row.reason}")
        self.stdout.write(f"To undo it: import_programmes --undo {batch.uuid}")

    def _batch(self, name: str) -> ProgrammeImport:
        try:
            return ProgrammeImport.objects.get(uuid=name)
        except (ProgrammeImport.DoesNotExist, ValueError, TypeError) as error:
            raise CommandError(f"There is no import {name}.") from error

    def _user(self, name: str | None) -> Any:
        if not name:
            return None
        user = get_user_model()._default_manager.filter(username=name).first()
        if user is None:
            raise CommandError(f"Nobody is called {name}.")
        return user


def named(row: ImportRow) -> str:
    return f"{row_title(row)} ({kind_label(row.kind)})"


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
