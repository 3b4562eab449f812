"""What a column and a kind of row are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings
from django.db.models import Model

from directory.exchange import values
from directory.exchange.values import Value
from directory.models import StrandText
from directory.reading.shape import Shape

#: Names the kind of each row where rows of all kinds stand in one table.
ROW = "row"
#: The address of the programme that a row belongs to: for whoever reads, ignored when read back.
ABOUT = "about"
#: Why a row was refused, in a list of wrong rows: ignored when that is mended and read back.
REASON = "reason"
#: Before a column's name: for a new entry only, one that is here keeps its own. Alone, of a whole
#: row. Files of other directories say so (`formats/hsds/foreign.py`).
ONLY_NEW = "?"
#: The terms of another directory's vocabularies that an entry carries, as a JSON list of words.
FOREIGN_TERMS = "?terms"


#: The texts of a strand, which stand in columns of the strand.
STRAND_TEXT = Shape(
    StrandText,
    columns={name: name for name in ("language", "label", "frequency", "cost_note")},
    link="strand",
)


@dataclass(frozen=True)
class Column:
    """One column. ``path`` leads to the value from an instance of the kind's model.

    ``terms`` is the vocabulary of a column that names terms; ``refers`` the kind of row that a
    column names one of. ``editors``: not for the public. ``computed``: not a field of the model.
    """

    name: str
    value: Value = values.TEXT
    path: str = ""
    terms: str = ""
    refers: str = ""
    by_language: bool = False
    needed: bool = False
    editors: bool = False
    computed: bool = False

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The headings of this column in a file."""
        if not self.by_language:
            return (self.name,)
        return tuple(f"{self.name}.{code}" for code in settings.CONTENT_LANGUAGES)

    @property
    def many(self) -> bool:
        """Whether it holds several terms."""
        return self.value is values.CODES


@dataclass(frozen=True)
class Kind:
    """One kind of row: its columns, and the kinds of row that stand below it.

    ``owner`` is the column that names what the row belongs to. ``below`` maps accessors of the
    model to kinds. Rows of an ``ordered`` kind stand in their order.
    """

    name: str
    model: type[Model]
    columns: tuple[Column, ...]
    key: str = ""
    owner: str = ""
    owner_kind: str = ""
    link: str = ""
    ordered: bool = False
    below: Mapping[str, "Kind"] = field(default_factory=dict)
    #: The rows of a relation with a row per language, folded into columns of this kind.
    folded: str = ""

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """All headings, the owner's and the reader's aid first."""
        own = [name for column in self.columns for name in column.names]
        first = [self.owner] if self.owner else []
        aid = [ABOUT] if self.owner_kind in ("programme", "strand") else []
        return (*first, *aid, *own)

    @cached_property
    def by_heading(self) -> Mapping[str, Column]:
        return {name: column for column in self.columns for name in column.names}

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """Headings without which rows of this kind cannot be read."""
        own = [name for c in self.columns if c.needed for name in c.names if not c.by_language]
        return (self.owner, *own) if self.owner else tuple(own)

    @cached_property
    def shape(self) -> Shape:
        """How the reader of the directory reads rows of this kind."""
        stored = [column for column in self.columns if not column.computed]
        plain = [c for c in stored if not c.by_language and not c.many]
        below = {name: kind.shape for name, kind in self.below.items()}
        if self.folded:
            below[self.folded] = STRAND_TEXT
        return Shape(
            self.model,
            columns={c.name: c.path or c.name for c in plain},
            texts={c.name: c.name for c in stored if c.by_language},
            terms=tuple(c.name for c in stored if c.many),
            below=below,
            link=self.link,
            ordered=self.ordered,
        )

    def walk(self) -> Iterator["Kind"]:
        """This kind and all below it, in the order of their rows."""
        yield self
        for kind in self.below.values():
            yield from kind.walk()
