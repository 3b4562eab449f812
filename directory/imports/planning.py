"""The dry run: what each entry of a file would do. Nothing of the directory is changed."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from directory.exchange.columns import KINDS, PROGRAMME
from directory.exchange.rows import Row, kind_of
from directory.imports.building import Builder, row_of_instance
from directory.imports.comparing import complete, differences, digest
from directory.imports.current import Here, instance_here, programmes_here, row_here
from directory.imports.guarding import buried, buries_a_draft
from directory.imports.known import Known
from directory.imports.parsing import Entry, is_uuid, key_of, named_terms
from directory.imports.scratch import Scratch
from directory.imports.settling import Settler, name_strands
from directory.models import (
    ImportRow,
    KeeperPage,
    ProgrammeImport,
    ProgrammePage,
    Strand,
    Vocabulary,
)

Plan = ImportRow.Plan
#: Kinds of row of which an owner has no two with the same values here.
_ONCE = {
    "text": ("language",),
    "part": ("organisation", "role"),
    "at-place": ("place",),
    "membership": ("network",),
    "term": (),
}
_LOOKED_AT = frozenset({"programme", "term", "organisation", "place", "keeper", "memberships"})
_CHUNK = 50


class Planner:
    """Says of each entry of a scratch file what it would do."""

    def __init__(self, batch: ProgrammeImport, scratch: Scratch) -> None:
        self.batch, self.scratch = batch, scratch
        new = {kind: scratch.keys(kind) for kind in ("term", "organisation", "place")}
        self.new = new
        self.known = Known(new=new)
        self.programmes = scratch.keys("programme")
        self.keepers = {
            *scratch.keys("keeper"),
            *KeeperPage.objects.values_list("organisation__key", flat=True),
        }
        #: Those that are wrong themselves: what refers to them is wrong too.
        self.wrong: set[tuple[str, str]] = set(
            batch.rows.filter(plan=Plan.WRONG).values_list("kind", "key")
        )
        self.unknown: dict[str, int] = dict(batch.unknown_terms)
        self.settler = Settler(batch, scratch, self.known, self.unknown)

    def rows(self, after: int) -> Iterator[ImportRow]:
        """The rows of the import after a position, not saved."""
        chunk: list[tuple[int, Entry]] = []
        for position, entry in self.scratch.entries(after):
            chunk.append((position, entry))
            if len(chunk) == _CHUNK:
                yield from self._chunk(chunk)
                chunk = []
        yield from self._chunk(chunk)

    def _chunk(self, chunk: Sequence[tuple[int, Entry]]) -> Iterator[ImportRow]:
        named = [e.row.values.get("uuid", "") for _n, e in chunk if e.row.kind == PROGRAMME.name]
        here = programmes_here(filter(is_uuid, named))
        for position, entry in chunk:
            yield self._plan(position, entry, here)

    def _plan(self, position: int, entry: Entry, here: dict[str, Here]) -> ImportRow:
        row, there = entry.row, None
        if row.kind in _LOOKED_AT:
            there = here.get(row.values.get("uuid", ""))
            self.settler.settle(entry, is_here=there is not None and not entry.problems)
            name_strands(row, there.base(publish=self.batch.publish) if there else None)
        planned = ImportRow(
            batch=self.batch,
            position=position,
            kind=row.kind[:20],
            key=(key_of(row) or row.values.get("organisation", ""))[:255],
            line=row.line,
            sheet=row.sheet[:40],
            plan=Plan.WRONG,
        )
        planned.name = _name(row, there)[:255]
        if row.kind in _LOOKED_AT:
            self._look(planned, entry, there)
        planned.problems = [problem.as_json() for problem in entry.problems]
        if entry.problems:
            planned.plan, planned.state = Plan.WRONG, ImportRow.State.NOTHING
            # To be handed back with its reasons, as it stands in the file.
            planned.content, planned.differences = row.as_json(), []
            self.wrong.add((planned.kind, planned.key))
        return planned

    def _look(self, planned: ImportRow, entry: Entry, here: Here | None) -> None:
        self._check_doubles(entry)
        self._check_references(entry)
        if entry.problems:
            return
        if entry.row.kind == PROGRAMME.name:
            self._look_at_programme(planned, entry, here)
        else:
            self._look_at_shared(planned, entry)

    # Checks that need the whole file

    def _check_doubles(self, entry: Entry) -> None:
        row = entry.row
        key = key_of(row)
        lines = self.scratch.lines(row.kind, key) if row.kind in KINDS else []
        if len(lines) > 1:
            entry.refuse(row, kind_of(row).key, _again(lines, row.line))
        if row.kind == PROGRAMME.name:
            lines = self.scratch.slug_lines(row.values.get("slug", ""))
            if len(lines) > 1 and len(set(self.scratch.lines("programme", key))) == 1:
                entry.refuse(row, "slug", _again(lines, row.line))
            for strand in row.below.get("strands", ()):
                lines = self.scratch.lines("strand", strand.values["uuid"])
                if len(lines) > 1:
                    entry.refuse(strand, "uuid", _again(lines, strand.line))
        for one in row.walk():
            for rows in one.below.values():
                self._check_once(entry, rows)

    @staticmethod
    def _check_once(entry: Entry, rows: Sequence[Row]) -> None:
        seen: dict[tuple[str, ...], int] = {}
        for row in rows:
            names = _ONCE.get(row.kind)
            if not names:
                continue
            said = tuple(row.values.get(name, "") for name in names)
            if said in seen:
                entry.refuse(row, names[0], _again([seen[said]], row.line))
            seen[said] = row.line

    def _check_references(self, entry: Entry) -> None:
        for row, column, vocabulary, code in named_terms(entry.row):
            if ("term", f"{vocabulary}/{code}") in self.wrong:
                entry.refuse(row, column, _left_out(code))
            elif self.known.term(vocabulary, code) is None:
                name = f"{vocabulary}/{code}"
                self.unknown[name] = self.unknown.get(name, 0) + 1
                entry.refuse(
                    row,
                    column,
                    _("The vocabulary “%(vocabulary)s” has no term “%(code)s”: map it, or leave "
                      "it out.")
                    % {"vocabulary": Vocabulary(vocabulary).label, "code": code},
                )  # fmt: skip
        for row in entry.row.walk():
            for one in kind_of(row).columns:
                if one.refers and row.values.get(one.name):
                    self._check_reference(entry, row, one.name, one.refers)
        if entry.row.kind == "memberships" and not self._is_known(
            "organisation", entry.row.values["organisation"]
        ):
            entry.refuse(entry.row, "organisation", _not_there(entry.row.values["organisation"]))

    def _check_reference(self, entry: Entry, row: Row, column: str, kind: str) -> None:
        key = row.values[column]
        if kind == "term":
            vocabulary = row.values.get("vocabulary", "")
            if ("term", f"{vocabulary}/{key}") in self.wrong:
                entry.refuse(row, column, _left_out(key))
            elif self.known.term(vocabulary, key) is None:
                entry.refuse(row, column, _not_there(key))
        elif (kind, key) in self.wrong and not (kind == PROGRAMME.name and _is_programme(key)):
            entry.refuse(row, column, _left_out(key))
        elif not self._is_known(kind, key):
            entry.refuse(row, column, _not_there(key))

    def _is_known(self, kind: str, key: str) -> bool:
        if kind == "organisation":
            return self.known.organisation(key) is not None
        if kind == "place":
            return self.known.place(key) is not None
        return key in self.programmes or _is_programme(key)

    # What it would do

    def _look_at_programme(self, planned: ImportRow, entry: Entry, here: Here | None) -> None:
        row = entry.row
        old = here.base(publish=self.batch.publish) if here else None
        self._check_tree(entry, old)
        whole = complete(row, old)
        if here is not None and _says_same(old, whole) and self._is_shown(here):
            planned.plan = Plan.UNCHANGED
            return
        if here is not None and self._says_what_is_published(here, whole):
            planned.plan = Plan.UNCHANGED
            return
        self._check_strands(entry, here)
        if entry.problems:
            return
        built = self._build(entry, whole, here)
        if built is None:
            return
        if here is not None and _says_same(old, built) and self._is_shown(here):
            planned.plan = Plan.UNCHANGED
            return
        planned.plan = Plan.CHANGED if here else Plan.NEW
        planned.differences = differences(old, built) if here else []
        if here is not None and self.batch.publish and not here.live:
            planned.differences.append(
                {"where": "", "column": _("published"), "old": "no", "new": "yes"}
            )
        planned.content = built.as_json()
        planned.before = digest(old)
        planned.state = ImportRow.State.WAITING
        if here is not None and buries_a_draft(here, built, publish=self.batch.publish):
            planned.state, planned.reason = ImportRow.State.HELD, buried()
        elif here is not None and self.batch.publish and here.taken_down:
            # An older export must not quietly undo what somebody decided since.
            planned.state = ImportRow.State.HELD
            planned.reason = _(
                "It was unpublished here, and would be published again. It is left out unless you "
                "take it in."
            )

    def _is_shown(self, here: Here) -> bool:
        """Whether nothing is left to publish."""
        return here.live or not self.batch.publish

    def _says_what_is_published(self, here: Here, whole: Row) -> bool:
        """A file that says what the public reads asks for nothing, whatever a draft says."""
        return here.live and _says_same(here.stored, whole)

    def _check_tree(self, entry: Entry, old: Row | None) -> None:
        row = entry.row
        keeper, above = row.values.get("keeper", ""), row.values.get("part_of", "")
        if old is None:
            if not above and keeper not in self.keepers:
                # The keeper's page is made with its first programme.
                self.keepers.add(keeper)
            return
        moved = _("It stands elsewhere in the tree (%(where)s): move it there first, by hand.")
        if keeper and keeper != old.values["keeper"]:
            entry.refuse(row, "keeper", moved % {"where": old.values["keeper"]})
        elif above and above != old.values["part_of"]:
            entry.refuse(row, "part_of", moved % {"where": old.values["part_of"] or "–"})

    def _check_strands(self, entry: Entry, here: Here | None) -> None:
        strands = entry.row.below.get("strands", [])
        uuids = [strand.values["uuid"] for strand in strands]
        taken = Strand.objects.filter(uuid__in=uuids)
        if here is not None:
            taken = taken.exclude(page_id=here.pk)
        elsewhere = {str(own) for own in taken.values_list("uuid", flat=True)}
        for strand in strands:
            if strand.values["uuid"] in elsewhere:
                entry.refuse(strand, "uuid", _("Another programme has a strand with this UUID."))

    def _build(self, entry: Entry, whole: Row, here: Here | None) -> Row | None:
        """The row as the record would keep it; None, with the reasons said, where it would not."""
        builder = Builder(self.known)
        page = builder.programme(whole)
        if here is not None:
            page.pk = page.id = here.pk
        for row, column, message in builder.refusals(page):
            entry.refuse(row, column, message)
        if entry.problems:
            return None
        built = row_of_instance(
            PROGRAMME,
            page,
            keeper=whole.values["keeper"],
            part_of=whole.values.get("part_of", ""),
        )
        built.line, built.sheet = whole.line, whole.sheet
        return built

    def _look_at_shared(self, planned: ImportRow, entry: Entry) -> None:
        old = row_here(entry.row)
        whole = complete(entry.row, old)
        if old is not None:
            # What a thing is known by is not changed by a file.
            for name in ("uuid", "key"):
                if name in old.values:
                    whole.values[name] = old.values[name]
        if _says_same(old, whole):
            planned.plan = Plan.UNCHANGED
            return
        built = whole
        if entry.row.kind in ("term", "organisation", "place"):
            built = self._build_shared(entry, whole)
        elif old is None and not whole.below.get("memberships", [1]):
            planned.plan = Plan.UNCHANGED
            return
        if entry.problems:
            return
        if _says_same(old, built):
            planned.plan = Plan.UNCHANGED
            return
        planned.differences = differences(old, built) if old else []
        if old is not None and not self.batch.change_shared:
            planned.plan = Plan.KEPT
            return
        planned.plan = Plan.CHANGED if old else Plan.NEW
        planned.content = built.as_json()
        planned.before = digest(old)
        planned.state = ImportRow.State.WAITING

    def _build_shared(self, entry: Entry, whole: Row) -> Row:
        builder = Builder(self.known)
        there = instance_here(whole)
        instance = builder.shared(whole)
        if there is not None:
            instance.pk = instance.id = there.pk
        for row, column, message in builder.refusals(instance):
            entry.refuse(row, column, message)
        if entry.problems:
            return whole
        built = row_of_instance(kind_of(whole), instance)
        built.line, built.sheet = whole.line, whole.sheet
        return built


def _says_same(old: Row | None, new: Row) -> bool:
    return old is not None and digest(old) == digest(new)


def _name(row: Row, here: Here | None) -> str:
    """What people call an entry; a file that gives it no title names what is here by its own."""
    values = row.values
    if row.kind == "programme":
        return _title(row) or (_title(here.stored) if here else "") or values.get("slug", "")
    if row.kind == "term":
        labels = [v for k, v in values.items() if k.startswith("labels.") and v]
        return labels[0] if labels else values.get("code", "")
    return values.get("name") or values.get("title") or values.get("town") or ""


def _title(programme: Row) -> str:
    texts = {text.values.get("language"): text for text in programme.below.get("texts", ())}
    own = programme.values.get("original_language")
    titles = [text.values.get("title", "") for text in (texts.get(own), *texts.values()) if text]
    return next(filter(None, titles), "")


def _is_programme(key: str) -> bool:
    return is_uuid(key) and ProgrammePage.objects.filter(uuid=key).exists()


def _again(lines: Sequence[int], own: int) -> str:
    others = [str(line) for line in lines if line != own] or [str(own)]
    return _("The same stands on line %(lines)s as well.") % {"lines": ", ".join(others[:5])}


def _left_out(key: str) -> str:
    return _("“%(key)s” is in the file, but is wrong itself.") % {"key": key}


def _not_there(key: str) -> str:
    return _("“%(key)s” is neither here nor in the file.") % {"key": key}
