"""What a file leaves open, settled by what is here: keys, terms, and what is for new entries only.

A file of another directory names things in its own way; here they get ours before they are
compared.
"""

import json
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from directory.exchange.columns import MEMBERSHIPS, PLACE, PROGRAMME, STRAND
from directory.exchange.kind import FOREIGN_TERMS, ONLY_NEW
from directory.exchange.public import OPEN_OF_CONFIDENTIAL, Shown, confidential_places
from directory.exchange.rows import Row, kind_of
from directory.exchange.values import JOINED, YES, split_codes
from directory.imports.known import Known
from directory.imports.parsing import Entry, made_uuid
from directory.imports.scratch import Scratch
from directory.models import Organisation, Place, ProgrammeImport

#: In the place of a vocabulary: a term of another directory's, which may be of any of ours.
ANY_VOCABULARY = "*"
_MODELS: dict[str, Any] = {"organisation": Organisation, "place": Place}
#: Kind of row and vocabulary → the columns that hold its terms.
_HOLDERS = {
    kind.name: {column.terms: column.name for column in kind.columns if column.many}
    for kind in (PROGRAMME, STRAND)
}


class Settler:
    """``unknown`` counts the terms that nobody has mapped yet, by name."""

    def __init__(
        self, batch: ProgrammeImport, scratch: Scratch, known: Known, unknown: dict[str, int]
    ) -> None:
        self.batch, self.scratch, self.known, self.unknown = batch, scratch, known, unknown
        self._keys: dict[tuple[str, str], str] = {}

    def settle(self, entry: Entry, *, is_here: bool) -> None:
        """Change an entry's rows in place; what cannot be settled is refused."""
        elsewhere = json.loads(entry.row.values.pop(FOREIGN_TERMS, "[]"))
        self._only_new(entry, is_here)
        self._know_confidential(entry.row)
        for row in entry.row.walk():
            self._name_as_here(row)
            self._map_terms(row)
        if not is_here:
            self._place_foreign(entry, elsewhere)

    # For new entries only

    def _only_new(self, entry: Entry, is_here: bool) -> None:
        row = entry.row
        for accessor, below in list(row.below.items()):
            if any(ONLY_NEW in child.values for child in below):
                if is_here:
                    del row.below[accessor]
                for child in below:
                    child.values.pop(ONLY_NEW, None)
        for name in [name for name in row.values if name.startswith(ONLY_NEW)]:
            text, column = row.values.pop(name), name.removeprefix(ONLY_NEW)
            if is_here:
                continue
            row.values[column] = row.values.get(column) or text
            if not row.values[column] and column in kind_of(row).needed:
                entry.refuse(row, column, _("This must not be empty."))

    # Keys

    def _name_as_here(self, row: Row) -> None:
        for column in kind_of(row).columns:
            if column.refers in _MODELS and row.values.get(column.name):
                row.values[column.name] = self._key(column.refers, row.values[column.name])
        if row.kind == MEMBERSHIPS.name:
            row.values["organisation"] = self._key("organisation", row.values["organisation"])

    def _know_confidential(self, row: Row) -> None:
        """What a file for the public shows of a confidential place here is that place."""
        there = self._shown.get(row.values.get("uuid", "")) if row.kind == PLACE.name else None
        if there is not None and row.values.get("confidential") == YES:
            said = {name: row.values.get(name, "") for name in OPEN_OF_CONFIDENTIAL}
            row.values = {**said, "key": there.place, "uuid": there.place_uuid}
            row.below.pop("phones", None)

    @cached_property
    def _shown(self) -> dict[str, Shown]:
        """Confidential places here, by the UUIDs that files and answers for the public show."""
        found = {}
        for one in confidential_places():
            found[one.uuid] = found[one.uuid_in_answers] = one
        return found

    def _key(self, kind: str, key: str) -> str:
        """The key here of what a file calls ``key``: by that, or by the UUID."""
        if (kind, key) not in self._keys:
            self._keys[kind, key] = self._found(_MODELS[kind], kind, key)
        return self._keys[kind, key]

    def _found(self, model: Any, kind: str, key: str) -> str:
        if model.objects.filter(key=key).exists():
            return key
        own = self.scratch.uuid_of(kind, key) or key
        try:
            there = model.objects.filter(uuid=UUID(own)).values_list("key", flat=True).first()
        except ValueError:
            there = None
        if there is None and kind == PLACE.name and own in self._shown:
            there = self._shown[own].place
        return str(there or key)

    # Terms

    def _map_terms(self, row: Row) -> None:
        """Put the terms of this directory for those of the file, as far as somebody said how."""
        for column in kind_of(row).columns:
            text = row.values.get(column.name, "")
            if not column.terms or not text:
                continue
            codes = split_codes(text) if column.many else [text]
            kept = [code for code in (self._mapped(column.terms, code) for code in codes) if code]
            row.values[column.name] = (
                JOINED.join(sorted(set(kept))) if column.many else (kept or [""])[0]
            )

    def _mapped(self, vocabulary: str, code: str) -> str:
        if self.known.term(vocabulary, code):
            return code
        choice = self.batch.terms.get(f"{vocabulary}/{code}")
        return code if choice is None else str(choice)

    def _place_foreign(self, entry: Entry, names: list[str]) -> None:
        """Put the terms of another directory where those stand that a person said they mean."""
        for name in names:
            full = f"{ANY_VOCABULARY}/{name}"
            choice = self.batch.terms.get(full)
            if choice is None:
                self.unknown[full] = self.unknown.get(full, 0) + 1
                entry.refuse(
                    entry.row,
                    "taxonomy_term",
                    _("“%(name)s” is a term of another directory: say which of ours it is, or "
                      "leave it out.") % {"name": name},
                )  # fmt: skip
            elif choice:
                vocabulary, _slash, code = str(choice).partition("/")
                self._add(entry.row, vocabulary, code)

    @staticmethod
    def _add(row: Row, vocabulary: str, code: str) -> None:
        for one in (row, *row.below.get("strands", ())):
            column = _HOLDERS.get(one.kind, {}).get(vocabulary)
            if column:
                codes = {*split_codes(one.values.get(column, "")), code}
                one.values[column] = JOINED.join(sorted(codes))
                if column == "modes":
                    one.values["modes_not_stated"] = "no"


def name_strands(programme: Row, here: Row | None) -> None:
    """Give the strands of which a file names no UUID that of the strand here which they are.

    That is the one of the same label; where the file gives no labels, the one in the same place.
    All others are new, and their UUIDs made so that the next time they are the same.
    """
    strands = programme.below.get("strands", [])
    said = {strand.values["uuid"] for strand in strands if strand.values.get("uuid")}
    there = here.below.get("strands", []) if here else []
    taken = said | {strand.values["uuid"] for strand in there}
    for number, strand in enumerate(strands):
        if strand.values.get("uuid"):
            continue
        free = [one for one in there if one.values["uuid"] not in said]
        same = _same_strand(strand, free, there[number : number + 1])
        own = same.values["uuid"] if same else ""
        after = number
        while not own or (same is None and own in taken):
            own, after = made_uuid(programme.values.get("uuid", ""), after), after + 1
        strand.values["uuid"] = own
        said.add(own)
        taken.add(own)


def _same_strand(strand: Row, free: list[Row], in_its_place: list[Row]) -> Row | None:
    labels = _labels(strand)
    if not labels:
        return next((one for one in in_its_place if one in free), None)
    return next((one for one in free if labels & _labels(one)), None)


def _labels(strand: Row) -> set[tuple[str, str]]:
    return {
        (name, text.strip().casefold())
        for name, text in strand.values.items()
        if name.startswith("label.") and text.strip()
    }


def can_hold(vocabulary: str) -> bool:
    """Whether a programme or a strand has a column for terms of this vocabulary."""
    return any(vocabulary in columns for columns in _HOLDERS.values())
