"""Make, rotate and retire the vault's keys."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from portal.vault.errors import VaultError
from portal.vault.keymaking import ROTATABLE, list_keys, make_missing_keys
from portal.vault.rotation import retire_key, rewrap_everything, rotate_key


class Command(BaseCommand):
    help = (
        "Make the keys that are missing (safe to repeat), or rotate, rewrap and retire them. "
        "Keys lie in the folder that TURNSTONE_KEYS names, or in keys/ of TURNSTONE_DATA."
    )
    # It comes before the database, and before keys that a check might look for.
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        act = parser.add_mutually_exclusive_group()
        act.add_argument(
            "--rotate", choices=ROTATABLE, help="Make a new key current; the old one stays."
        )
        act.add_argument(
            "--rewrap", action="store_true", help="Move everything sealed to the current keys."
        )
        act.add_argument("--retire", metavar="ID", help="Destroy an old key that nothing uses.")
        act.add_argument("--list", action="store_true", help="List the key files.")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.KEYS)
        try:
            if options["rotate"]:
                self._rotate(options["rotate"])
            elif options["rewrap"]:
                self._rewrap()
            elif options["retire"]:
                self._retire(options["retire"])
            elif options["list"]:
                for kind, path in list_keys(folder=folder):
                    self.stdout.write(f"{kind}: {path}")
            else:
                self._make(folder)
        except VaultError as trouble:
            raise CommandError(str(trouble)) from trouble

    def _make(self, folder: Path) -> None:
        made = make_missing_keys(folder=folder)
        for path in made:
            self.stdout.write(f"Made {path}")
        if not made:
            self.stdout.write(f"All keys are in {folder}; nothing to make.")

    def _rotate(self, kind: str) -> None:
        try:
            identity = rotate_key(kind=kind)
        except DatabaseError as trouble:
            raise CommandError(
                "The new key was made, but the database did not answer, so the audit log has no "
                f"entry of it: {trouble}"
            ) from trouble
        self.stdout.write(
            f"The current {kind} key is now {identity}. Copy the folder to wherever else it is "
            "kept, then run make_keys --rewrap, and make_keys --retire OLD-ID."
        )

    def _rewrap(self) -> None:
        report, texts = rewrap_everything()
        self.stdout.write(f"Moved {report.rewrapped} content keys and {texts} sealed texts.")
        if report.unopened:
            raise CommandError(
                f"{len(report.unopened)} wraps do not open with any key held here. The first: "
                f"{report.unopened[0]} in vault_keywrap."
            )

    def _retire(self, identity: str) -> None:
        kind = retire_key(identity=identity)
        self.stdout.write(
            f"The {kind} key {identity} is destroyed here. Destroy its copies elsewhere too."
        )
